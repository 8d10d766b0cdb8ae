//! One run, in figures; the same for every program whose speed is compared.

use std::fmt;
use std::time::Instant;

use serde_json::{Value, json};

/// One run, in figures.
#[derive(Debug)]
pub(crate) struct Measurement {
    /// Which workload, with its options.
    pub(crate) workload: String,
    /// What is counted as an invocation, in the plural.
    pub(crate) unit: &'static str,
    pub(crate) invocations: u64,
    pub(crate) cold_starts: u64,
    pub(crate) simulated_seconds: f64,
    pub(crate) elapsed: Elapsed,
    pub(crate) peak_rss_bytes: u64,
}

impl Measurement {
    fn rate(&self) -> f64 {
        self.invocations as f64 / self.elapsed.wall_seconds
    }

    /// The same as an object.
    pub(crate) fn json(&self) -> Value {
        json!({
            "workload": self.workload,
            "invocations": self.invocations,
            "cold_starts": self.cold_starts,
            "simulated_seconds": self.simulated_seconds,
            "wall_seconds": self.elapsed.wall_seconds,
            "cpu_seconds": self.elapsed.cpu_seconds,
            "invocations_per_second": self.rate(),
            "peak_rss_bytes": self.peak_rss_bytes,
        })
    }
}

impl fmt::Display for Measurement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}: {} {}, {} cold starts, {:.3} s simulated in {:.4} s, {:.0}/s, at most {:.1} MiB",
            self.workload,
            self.invocations,
            self.unit,
            self.cold_starts,
            self.simulated_seconds,
            self.elapsed.wall_seconds,
            self.rate(),
            self.peak_rss_bytes as f64 / f64::from(1 << 20),
        )
    }
}

/// How long something has taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Elapsed {
    pub(crate) wall_seconds: f64,
    /// What this thread has computed meanwhile, to some milliseconds; zero where the system does not report it.
    pub(crate) cpu_seconds: f64,
}

/// The beginning of something that is measured.
#[derive(Debug)]
pub(crate) struct Stopwatch {
    cpu_seconds: f64,
    start: Instant,
}

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self {
            cpu_seconds: cpu_seconds(),
            start: Instant::now(),
        }
    }

    pub(crate) fn elapsed(&self) -> Elapsed {
        Elapsed {
            wall_seconds: self.start.elapsed().as_secs_f64(),
            cpu_seconds: cpu_seconds() - self.cpu_seconds,
        }
    }
}

/// How long this thread has been on a processor; zero where the system does not report it.
fn cpu_seconds() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = told
        .split(' ')
        .next()
        .and_then(|first| first.parse::<f64>().ok());
    nanoseconds.unwrap_or_default() * 1e-9
}

/// The most memory that this process has held; zero where the system does not report it.
pub(crate) fn peak_rss_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes =
        line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
    kibibytes.unwrap_or_default() * 1024
}
