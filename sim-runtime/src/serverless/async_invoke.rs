//! Asynchronous invocations: what a provider does with an event until it is done, or given up.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::retry::{Backoff, Wrong, told, wrong_attempts};
use crate::units::SimDuration;

/// The shortest wait after an event was throttled: it would otherwise be tried again and again at one date.
const LEAST_WAIT: SimDuration = SimDuration::from_millis(1);

/// How a provider runs the asynchronous invocations (events) of a function: it accepts them at once, and tries itself until one
/// attempt succeeds.
///
/// The defaults are those of AWS Lambda (developer guide, "How Lambda handles errors and retries with asynchronous invocation",
/// from memory): an event whose body fails is tried again after 1 minute, and a last time 2 minutes later; one that the service
/// refuses is tried again after 1 s, 2 s, 4 s, .. at most 5 minutes, and that does not count as one of the three attempts; after 6
/// hours it is given up.
///
/// ```
/// use sim_runtime::serverless::{AsyncInvoke, Destination};
///
/// let events = AsyncInvoke {
///     on_failure: Some(Destination::mailbox("dead")),
///     ..AsyncInvoke::default()
/// };
/// assert_eq!(events.attempts, 3);
/// assert_eq!(events.mistake(), None);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AsyncInvoke {
    /// How many attempts there are in all, not counting those that the service refused; from 1 to
    /// [`MOST_ATTEMPTS`](super::MOST_ATTEMPTS). Default: 3.
    pub attempts: u32,
    /// How long the provider waits before each attempt after the first \[s\]; the last of them holds for all that follow. Empty: not
    /// at all. Default: 1 min, 2 min.
    pub delays: Vec<SimDuration>,
    /// How long after the request an event is given up \[s\]; an attempt that runs then goes on. Default: 6 h.
    pub max_age: SimDuration,
    /// How long the provider waits after an attempt that the service refused, or did not answer; `first` is at least 1 ms. Default:
    /// from 1 s, doubled each time, at most 5 min.
    pub on_throttle: Backoff,
    /// Where an event goes that is given up, as a dead letter. Default: nowhere, it is lost.
    pub on_failure: Option<Destination>,
}

impl Default for AsyncInvoke {
    fn default() -> Self {
        Self {
            attempts: 3,
            delays: vec![SimDuration::from_secs(60), SimDuration::from_secs(120)],
            max_age: SimDuration::from_secs(6 * 3600),
            on_throttle: Backoff::exponential(
                SimDuration::from_secs(1),
                SimDuration::from_secs(300),
            ),
            on_failure: None,
        }
    }
}

impl AsyncInvoke {
    /// How long the provider waits after so many attempts that have failed.
    pub fn delay(&self, failed: u32) -> SimDuration {
        let place = (failed as usize).saturating_sub(1);
        let delay = self.delays.get(place).or(self.delays.last());
        delay.copied().unwrap_or_default()
    }

    /// What is wrong with its numbers.
    pub fn mistake(&self) -> Option<String> {
        self.wrong().map(told)
    }

    /// Which field is wrong, and how.
    pub(crate) fn wrong(&self) -> Option<Wrong> {
        let Backoff { first, cap, .. } = self.on_throttle;
        let too_short = |field, wait: SimDuration| {
            let mistake = || {
                format!(
                    "is {wait}; an event that is refused would be tried again at once, for as long as it is refused: give at least \
                     {LEAST_WAIT}"
                )
            };
            (wait < LEAST_WAIT).then(|| (field, mistake()))
        };
        wrong_attempts(self.attempts)
            .or_else(|| Some(("on_throttle.factor", self.on_throttle.wrong()?)))
            .or_else(|| too_short("on_throttle.first", first))
            .or_else(|| too_short("on_throttle.cap", cap))
    }
}

/// Where a dead letter goes, by the name of the declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// Into a mailbox, from which a process receives it.
    Mailbox(Cow<'static, str>),
    /// To a function of the same service, which is invoked with it, asynchronously.
    Function(Cow<'static, str>),
}

impl Destination {
    /// The mailbox of this name.
    pub fn mailbox(name: impl Into<Cow<'static, str>>) -> Self {
        Self::Mailbox(name.into())
    }

    /// The function of this name.
    pub fn function(name: impl Into<Cow<'static, str>>) -> Self {
        Self::Function(name.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::short::{mins, secs};

    #[test]
    fn the_last_delay_holds_for_all_that_follow() {
        let events = AsyncInvoke::default();
        let delays = [1, 2, 3].map(|failed| events.delay(failed));
        assert_eq!(delays, [mins(1), mins(2), mins(2)]);
        let at_once = AsyncInvoke {
            delays: Vec::new(),
            ..events
        };
        assert_eq!(at_once.delay(1), SimDuration::ZERO);
    }

    #[test]
    fn an_event_is_not_refused_over_and_over_at_one_date() {
        let events = AsyncInvoke {
            on_throttle: Backoff::constant(SimDuration::ZERO),
            ..AsyncInvoke::default()
        };
        assert!(
            events
                .mistake()
                .is_some_and(|mistake| mistake.starts_with("`on_throttle.first` is 0s"))
        );
        let events = AsyncInvoke {
            on_throttle: Backoff::constant(secs(1)),
            attempts: 0,
            ..events
        };
        assert!(
            events
                .mistake()
                .is_some_and(|mistake| mistake.starts_with("`attempts` is 0"))
        );
    }
}
