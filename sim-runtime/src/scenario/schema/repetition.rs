//! How invocations are repeated, as it stands in the file.

use super::object::objects;
use crate::serverless::{AsyncInvoke, Backoff, Destination, Jitter, Retry, RetryOn};
use crate::units::SimDuration;
use serde::{Deserialize, Serialize};

/// How a client repeats an invocation that fails.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Retry"))]
#[serde(default, deny_unknown_fields, remote = "Self")]
pub struct RetryKeys {
    /// How many attempts there are in all.
    pub attempts: u32,
    /// How long the client waits before it tries again.
    pub backoff: BackoffKeys,
    /// What is random in that.
    pub jitter: Jitter,
    /// How long the client waits for one attempt; zero is as long as it takes.
    pub timeout: SimDuration,
    /// After which failures.
    pub on: RetryOnKeys,
}

/// How long to wait before another attempt.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Backoff"))]
#[serde(default, deny_unknown_fields, remote = "Self")]
pub struct BackoffKeys {
    /// Before the first.
    pub first: SimDuration,
    /// By what each wait is longer than the last.
    pub factor: f64,
    /// The longest wait.
    pub cap: SimDuration,
}

/// After which failures a client tries again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "RetryOn"))]
#[serde(default, deny_unknown_fields, remote = "Self")]
pub struct RetryOnKeys {
    /// The service refused the attempt.
    pub throttled: bool,
    /// It failed.
    pub failed: bool,
    /// It took too long.
    pub timed_out: bool,
}

/// What a provider does with the asynchronous invocations of a function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Event"))]
#[serde(default, deny_unknown_fields, remote = "Self")]
pub struct EventKeys {
    /// How many attempts there are in all, not counting those that the service refused.
    pub attempts: u32,
    /// How long the provider waits before each attempt after the first; the last of them holds for all that follow.
    pub delays: Vec<SimDuration>,
    /// How long after the request an event is given up.
    pub max_age: SimDuration,
    /// How long the provider waits after an attempt that the service refused.
    pub on_throttle: BackoffKeys,
    /// Where an event goes that is given up; nowhere if this is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_failure: Option<LetterKeys>,
}

/// Where a dead letter goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Letter"))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct LetterKeys {
    /// The name of a function, which is invoked.
    pub function: String,
}

impl Default for RetryKeys {
    fn default() -> Self {
        let Retry {
            attempts,
            backoff,
            jitter,
            timeout,
            on,
        } = Retry::default();
        let RetryOn {
            throttled,
            failed,
            timed_out,
        } = on;
        Self {
            attempts,
            backoff: backoff.into(),
            jitter,
            timeout,
            on: RetryOnKeys {
                throttled,
                failed,
                timed_out,
            },
        }
    }
}

impl Default for BackoffKeys {
    fn default() -> Self {
        Backoff::default().into()
    }
}

impl Default for RetryOnKeys {
    fn default() -> Self {
        RetryKeys::default().on
    }
}

impl Default for EventKeys {
    fn default() -> Self {
        let AsyncInvoke {
            attempts,
            delays,
            max_age,
            on_throttle,
            on_failure: _,
        } = AsyncInvoke::default();
        Self {
            attempts,
            delays,
            max_age,
            on_throttle: on_throttle.into(),
            on_failure: None,
        }
    }
}

impl From<Backoff> for BackoffKeys {
    fn from(backoff: Backoff) -> Self {
        let Backoff { first, factor, cap } = backoff;
        Self { first, factor, cap }
    }
}

impl From<BackoffKeys> for Backoff {
    fn from(keys: BackoffKeys) -> Self {
        let BackoffKeys { first, factor, cap } = keys;
        Self { first, factor, cap }
    }
}

impl From<&RetryKeys> for Retry {
    fn from(keys: &RetryKeys) -> Self {
        let RetryOnKeys {
            throttled,
            failed,
            timed_out,
        } = keys.on;
        Self {
            attempts: keys.attempts,
            backoff: keys.backoff.into(),
            jitter: keys.jitter,
            timeout: keys.timeout,
            on: RetryOn {
                throttled,
                failed,
                timed_out,
            },
        }
    }
}

impl From<&EventKeys> for AsyncInvoke {
    fn from(keys: &EventKeys) -> Self {
        let letter = keys.on_failure.as_ref();
        Self {
            attempts: keys.attempts,
            delays: keys.delays.clone(),
            max_age: keys.max_age,
            on_throttle: keys.on_throttle.into(),
            on_failure: letter.map(|letter| Destination::function(letter.function.clone())),
        }
    }
}

objects!(RetryKeys, BackoffKeys, RetryOnKeys, EventKeys, LetterKeys);
