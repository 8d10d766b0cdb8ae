//! How much memory and time an input may take.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How much memory the child may have, in bytes: 1 GiB.
#[cfg(unix)]
const MEMORY: u64 = 1 << 30;

/// How often the watchdog looks.
const LOOK: Duration = Duration::from_millis(50);

/// What the clock says while nothing is read.
const IDLE: u64 = u64::MAX;

/// From now on this process cannot have more memory than the ceiling: it is aborted.
pub(crate) fn cap_memory() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

        let ceiling = Rlimit {
            current: Some(MEMORY),
            ..getrlimit(Resource::As)
        };
        setrlimit(Resource::As, ceiling).expect("less memory can always be had");
    }
}

/// Ends this process if an input takes too long.
#[derive(Clone)]
pub(crate) struct Watchdog {
    zero: Instant,
    /// When the input was begun, in milliseconds since zero.
    begun: Arc<AtomicU64>,
}

impl Watchdog {
    /// One that lets each input take so long.
    pub(crate) fn new(limit: Duration) -> Self {
        let watchdog = Self {
            zero: Instant::now(),
            begun: Arc::new(AtomicU64::new(IDLE)),
        };
        let own = watchdog.clone();
        thread::spawn(move || {
            loop {
                thread::sleep(LOOK);
                let begun = own.begun.load(Ordering::SeqCst);
                if begun != IDLE && own.now().saturating_sub(begun) > limit.as_millis() as u64 {
                    eprintln!("it takes longer than {} s", limit.as_secs());
                    std::process::abort();
                }
            }
        });
        watchdog
    }

    fn now(&self) -> u64 {
        self.zero.elapsed().as_millis() as u64
    }

    /// Looks after what is done.
    pub(crate) fn watched<T>(&self, work: impl FnOnce() -> T) -> T {
        self.begun.store(self.now(), Ordering::SeqCst);
        let done = work();
        self.begun.store(IDLE, Ordering::SeqCst);
        done
    }
}
