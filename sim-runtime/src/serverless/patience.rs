//! How long attempts wait to be dispatched.

use crate::distribution::Distribution;
use crate::kernel::Stream;
use crate::units::SimDuration;

/// How long the attempts of a function wait to be dispatched.
#[derive(Clone, Debug, PartialEq)]
pub struct Patience {
    /// The longest that any of them waits; zero: there is no such limit.
    timeout: SimDuration,
    /// How long each of them is willing to wait, drawn anew.
    drawn: Option<Distribution>,
}

impl Patience {
    /// That of a function with this `queue_timeout` and this `patience`, if it has an end.
    pub(crate) fn new(timeout: SimDuration, drawn: Option<&Distribution>) -> Option<Box<Self>> {
        let drawn = drawn.cloned();
        (!timeout.is_zero() || drawn.is_some()).then(|| Box::new(Self { timeout, drawn }))
    }

    /// How long one attempt waits.
    pub(super) fn draw<'a>(&self, stream: impl FnOnce() -> &'a mut Stream) -> SimDuration {
        let timeout = match self.timeout {
            SimDuration::ZERO => SimDuration::MAX,
            timeout => timeout,
        };
        let Some(drawn) = &self.drawn else {
            return timeout;
        };
        stream().sample_duration(drawn).min(timeout)
    }
}
