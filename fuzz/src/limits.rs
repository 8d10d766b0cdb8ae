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

/// How many times longer an input may take if this process waits, or other programs have the processors.
const WAITING: u64 = 30;

/// Ends this process if an input takes too long: by the time of its processors, so that other programs do not matter.
#[derive(Clone)]
pub(crate) struct Watchdog {
    zero: Instant,
    /// When the input was begun: in milliseconds of the processors, and since zero.
    begun: Arc<(AtomicU64, AtomicU64)>,
}

impl Watchdog {
    /// One that lets each input take so long.
    pub(crate) fn new(limit: Duration) -> Self {
        let watchdog = Self {
            zero: Instant::now(),
            begun: Arc::new((AtomicU64::new(IDLE), AtomicU64::new(IDLE))),
        };
        let own = watchdog.clone();
        let most = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
        thread::spawn(move || {
            loop {
                thread::sleep(LOOK);
                let busy = busy().saturating_sub(own.begun.0.load(Ordering::SeqCst));
                let waited = own.now().saturating_sub(own.begun.1.load(Ordering::SeqCst));
                if busy > most || waited > most.saturating_mul(WAITING) {
                    eprintln!("it takes longer than {} s", limit.as_secs());
                    std::process::abort();
                }
            }
        });
        watchdog
    }

    fn now(&self) -> u64 {
        u64::try_from(self.zero.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Looks after what is done.
    pub(crate) fn watched<T>(&self, work: impl FnOnce() -> T) -> T {
        self.begun.0.store(busy(), Ordering::SeqCst);
        self.begun.1.store(self.now(), Ordering::SeqCst);
        let done = work();
        self.begun.0.store(IDLE, Ordering::SeqCst);
        self.begun.1.store(IDLE, Ordering::SeqCst);
        done
    }
}

/// How long this process has had a processor, in milliseconds; zero where that is not known.
fn busy() -> u64 {
    #[cfg(unix)]
    {
        use rustix::time::{ClockId, clock_gettime};

        let time = clock_gettime(ClockId::ProcessCPUTime);
        u64::try_from(time.tv_sec * 1_000 + time.tv_nsec / 1_000_000).unwrap_or(0)
    }
    #[cfg(not(unix))]
    0
}
