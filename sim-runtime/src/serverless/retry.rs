//! Retries by a client: how often, after what, how long apart.

use serde::{Deserialize, Serialize};

use super::Failure;
use crate::kernel::Stream;
use crate::units::SimDuration;

/// The most attempts that a request can have.
pub const MOST_ATTEMPTS: u32 = 1000;

/// How a client repeats an invocation that fails: each attempt is an invocation of its own to the provider, which knows nothing
/// of the others and bills each that ran.
///
/// The defaults are those of the standard mode of the AWS SDKs (guide "Retry behavior", from memory): three attempts in all, and
/// before the n-th retry a random time of up to `1s * 2^(n-1)`, at most 20 s.
///
/// ```
/// use sim_runtime::serverless::{Backoff, Jitter, Retry};
/// use sim_runtime::units::short::{millis, secs};
///
/// let retry = Retry {
///     attempts: 5,
///     backoff: Backoff::exponential(millis(100), secs(5)),
///     jitter: Jitter::None,
///     timeout: secs(2),
///     ..Retry::default()
/// };
/// assert_eq!(retry.backoff.delay(3), millis(400));
/// assert_eq!(retry.mistake(), None);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retry {
    /// How many attempts there are in all, the first among them; from 1 to [`MOST_ATTEMPTS`]. Default: 3.
    pub attempts: u32,
    /// How long the client waits before it tries again. Default: from 1 s, doubled each time, at most 20 s.
    pub backoff: Backoff,
    /// What is random in that. Default: all of it ([`Jitter::Full`]).
    pub jitter: Jitter,
    /// How long the client waits for one attempt, from its request \[s\]: then it gives that attempt up, which the provider does
    /// not know and goes on with, and tries again. What is over at that very date counts as done. Zero, the default: as long as
    /// it takes.
    pub timeout: SimDuration,
    /// After which failures. Default: after all that another attempt may mend.
    pub on: RetryOn,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts: 3,
            backoff: Backoff::default(),
            jitter: Jitter::Full,
            timeout: SimDuration::ZERO,
            on: RetryOn::default(),
        }
    }
}

impl Retry {
    /// So many attempts in all, and the defaults besides.
    pub fn times(attempts: u32) -> Self {
        Self {
            attempts,
            ..Self::default()
        }
    }

    /// How long the client waits after so many attempts that have failed; `before` is how long it waited the last time.
    pub fn delay(&self, failed: u32, before: SimDuration, stream: &mut Stream) -> SimDuration {
        self.jitter.spread(&self.backoff, failed, before, stream)
    }

    /// What is wrong with its numbers.
    pub fn mistake(&self) -> Option<String> {
        self.wrong().map(told)
    }

    /// Which field is wrong, and how.
    pub(crate) fn wrong(&self) -> Option<Wrong> {
        wrong_attempts(self.attempts).or_else(|| {
            let mistake = self.backoff.wrong()?;
            Some(("backoff.factor", mistake))
        })
    }
}

/// A field, and what is wrong with its value.
pub(crate) type Wrong = (&'static str, String);

/// The same, in one sentence.
pub(super) fn told((field, mistake): Wrong) -> String {
    format!("`{field}` {mistake}")
}

/// What is wrong with a number of attempts.
pub(super) fn wrong_attempts(attempts: u32) -> Option<Wrong> {
    let is_wrong = attempts == 0 || attempts > MOST_ATTEMPTS;
    is_wrong.then(|| {
        let mistake = format!(
            "is {attempts}; it counts all of them, the first too: give 1 to {MOST_ATTEMPTS}"
        );
        ("attempts", mistake)
    })
}

/// How long to wait before another attempt: `first * factor^(n-1)` before the n-th retry, at most `cap`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Backoff {
    /// Before the first retry \[s\]. Default: 1 s.
    pub first: SimDuration,
    /// By what each wait is longer than the last; at least 1, which is a constant back-off. Default: 2.
    pub factor: f64,
    /// The longest wait \[s\]. Default: 20 s.
    pub cap: SimDuration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self::exponential(SimDuration::from_secs(1), SimDuration::from_secs(20))
    }
}

impl Backoff {
    /// The same wait before each retry.
    pub const fn constant(delay: SimDuration) -> Self {
        Self {
            first: delay,
            factor: 1.0,
            cap: delay,
        }
    }

    /// A wait that is twice as long each time.
    pub const fn exponential(first: SimDuration, cap: SimDuration) -> Self {
        Self {
            first,
            factor: 2.0,
            cap,
        }
    }

    /// How long to wait before the retry of this number, from 1 on.
    pub fn delay(&self, retry: u32) -> SimDuration {
        let grown = libm::pow(self.factor, f64::from(retry.saturating_sub(1)));
        let nanos = self.first.as_nanos() as f64 * grown;
        if nanos < self.cap.as_nanos() as f64 {
            SimDuration::from_nanos(libm::round(nanos) as u64)
        } else {
            self.cap
        }
    }

    /// What is wrong with its numbers.
    pub fn mistake(&self) -> Option<String> {
        self.wrong().map(|mistake| told(("factor", mistake)))
    }

    /// What is wrong with its factor.
    pub(super) fn wrong(&self) -> Option<String> {
        let is_right = (1.0..=f64::MAX).contains(&self.factor);
        (!is_right).then(|| {
            format!(
                "is {}; a back-off does not get shorter: give a number of at least 1",
                self.factor
            )
        })
    }
}

/// What of a back-off is random, so that clients that failed together do not come back together.
///
/// Source: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015 (from memory). `delay` is that of the
/// [`Backoff`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Jitter {
    /// Nothing: `delay`.
    None,
    /// All of it: between 0 and `delay`.
    #[default]
    Full,
    /// Half of it: between `delay / 2` and `delay`.
    Equal,
    /// Between `first` and three times the last wait, at most `cap`; `factor` does not matter.
    Decorrelated,
}

impl Jitter {
    /// The wait before the retry of this number; `before` is the last one.
    fn spread(
        self,
        backoff: &Backoff,
        retry: u32,
        before: SimDuration,
        stream: &mut Stream,
    ) -> SimDuration {
        let delay = backoff.delay(retry);
        let mut between = |from: SimDuration, to: SimDuration| {
            let (from, to) = (from.as_nanos(), to.as_nanos());
            SimDuration::from_nanos(stream.uniform(from..=to.max(from)))
        };
        match self {
            Self::None => delay,
            Self::Full => between(SimDuration::ZERO, delay),
            Self::Equal => {
                let half = SimDuration::from_nanos(delay.as_nanos() / 2);
                between(half, delay)
            }
            Self::Decorrelated => {
                let last = before.max(backoff.first).as_nanos();
                let most = SimDuration::from_nanos(last.saturating_mul(3));
                between(backoff.first, most).min(backoff.cap)
            }
        }
    }
}

/// After which failures a client tries again. Never after one that another attempt cannot mend: the invocation was cancelled, the
/// function is not there, the input is too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetryOn {
    /// The service refused the attempt: it was throttled (HTTP status 429), or rejected by a policy. Default: true.
    pub throttled: bool,
    /// It failed: its body returned an error, its container broke, a link did. Default: true.
    pub failed: bool,
    /// Its body reached its time limit, the client gave it up, or the service did not answer. Default: true.
    pub timed_out: bool,
}

impl Default for RetryOn {
    fn default() -> Self {
        Self {
            throttled: true,
            failed: true,
            timed_out: true,
        }
    }
}

impl RetryOn {
    /// Whether another attempt follows a failure.
    pub fn includes(&self, failure: &Failure) -> bool {
        match FailureKind::of(failure) {
            FailureKind::Throttled => self.throttled,
            FailureKind::Failed => self.failed,
            FailureKind::TimedOut => self.timed_out,
            FailureKind::Final => false,
        }
    }
}

/// What a failure means to those who may try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// The service refused the attempt, which has not begun.
    Throttled,
    /// It failed.
    Failed,
    /// It took too long.
    TimedOut,
    /// Another attempt would fail as well, or is not wanted.
    Final,
}

impl FailureKind {
    /// The kind of a failure.
    pub fn of(failure: &Failure) -> Self {
        match failure {
            Failure::Throttled { .. } | Failure::Rejected { .. } => Self::Throttled,
            Failure::TimeLimit | Failure::NetworkTimeout { .. } | Failure::GivenUp { .. } => {
                Self::TimedOut
            }
            Failure::Cancelled
            | Failure::FunctionNotFound { .. }
            | Failure::InputTooLarge { .. } => Self::Final,
            _ => Self::Failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Seed;
    use crate::units::short::{millis, secs};

    #[test]
    fn a_back_off_grows_up_to_its_cap() {
        let backoff = Backoff {
            first: millis(100),
            factor: 3.0,
            cap: secs(2),
        };
        let delays = [1, 2, 3, 4, 1000].map(|retry| backoff.delay(retry));
        // 0.1, 0.3, 0.9, 2.7 > 2
        assert_eq!(
            delays,
            [millis(100), millis(300), millis(900), secs(2), secs(2)]
        );
        assert_eq!(Backoff::constant(secs(7)).delay(40), secs(7));
        let endless = Backoff::exponential(secs(1), SimDuration::MAX);
        assert_eq!(endless.delay(2000), SimDuration::MAX);
    }

    #[test]
    fn jitter_stays_in_its_bounds_and_reaches_near_them() {
        let backoff = Backoff::exponential(secs(1), secs(10));
        let mut stream = Seed(1).stream(0, "jitter");
        let mut bounds = |jitter: Jitter, before| {
            let draws: Vec<_> = (0..2000)
                .map(|_| jitter.spread(&backoff, 3, before, &mut stream))
                .collect();
            let (least, most) = (draws.iter().min(), draws.iter().max());
            (
                least.copied().unwrap_or_default().as_secs_f64(),
                most.copied().unwrap_or_default().as_secs_f64(),
            )
        };
        assert_eq!(bounds(Jitter::None, secs(1)), (4.0, 4.0));
        // Of 2000 draws, one of 50 at either end is missing with probability 3e-18.
        let (least, most) = bounds(Jitter::Full, secs(1));
        assert!(least < 0.08 && most > 3.92 && most <= 4.0, "{least} {most}");
        let (least, most) = bounds(Jitter::Equal, secs(1));
        assert!((2.0..2.04).contains(&least), "{least}");
        assert!((3.96..=4.0).contains(&most), "{most}");
        let (least, most) = bounds(Jitter::Decorrelated, secs(2));
        assert!((1.0..1.1).contains(&least), "{least}");
        assert!((5.9..=6.0).contains(&most), "{most}");
        // Three times 5 s is above the cap.
        assert_eq!(bounds(Jitter::Decorrelated, secs(5)).1, 10.0);
    }

    #[test]
    fn what_another_attempt_cannot_mend_is_not_tried_again() {
        let on = RetryOn::default();
        let function = || "f".to_owned();
        assert!(on.includes(&Failure::Throttled {
            function: function()
        }));
        assert!(on.includes(&Failure::TimeLimit));
        assert!(!on.includes(&Failure::Cancelled));
        assert!(!on.includes(&Failure::FunctionNotFound {
            function: function()
        }));
        let on = RetryOn {
            timed_out: false,
            ..on
        };
        assert!(!on.includes(&Failure::TimeLimit));
        assert!(!on.includes(&Failure::GivenUp { after: secs(1) }));
    }

    #[test]
    fn numbers_that_make_no_sense_are_told() {
        let mistake = |retry: Retry| retry.mistake().unwrap_or_default();
        assert!(mistake(Retry::times(0)).starts_with("`attempts` is 0"));
        assert!(mistake(Retry::times(1001)).starts_with("`attempts` is 1001"));
        for factor in [0.5, f64::NAN, f64::INFINITY, -1.0] {
            let backoff = Backoff {
                factor,
                ..Backoff::default()
            };
            let retry = Retry {
                backoff,
                ..Retry::default()
            };
            assert!(mistake(retry).starts_with("`backoff.factor` is"));
        }
    }
}
