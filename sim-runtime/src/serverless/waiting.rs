//! How long attempts wait to be dispatched.

use std::collections::BTreeMap;

use super::{FunctionId, FunctionSpec};
use crate::distribution::Distribution;
use crate::kernel::{Seed, Stream};
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
    /// That of a function, if it has an end.
    pub(crate) fn of(spec: &FunctionSpec) -> Option<Box<Self>> {
        let patience = Self {
            timeout: spec.queue_timeout,
            drawn: spec.patience.clone(),
        };
        (!patience.timeout.is_zero() || patience.drawn.is_some()).then(|| Box::new(patience))
    }
}

/// The random numbers of those who wait: a stream for each function of a service, so that no other function disturbs it.
#[derive(Debug)]
pub(super) struct PatienceStreams {
    seed: Seed,
    replication: u64,
    streams: BTreeMap<FunctionId, Stream>,
}

impl PatienceStreams {
    pub(super) fn new(seed: Seed, replication: u64) -> Self {
        Self {
            seed,
            replication,
            streams: BTreeMap::new(),
        }
    }

    /// How long an attempt of a function waits. `name` names the stream of the function.
    pub(super) fn draw(
        &mut self,
        patience: &Patience,
        function: FunctionId,
        name: impl FnOnce() -> String,
    ) -> SimDuration {
        let timeout = match patience.timeout {
            SimDuration::ZERO => SimDuration::MAX,
            timeout => timeout,
        };
        let Some(drawn) = &patience.drawn else {
            return timeout;
        };
        let (seed, replication) = (self.seed, self.replication);
        let stream = self.streams.entry(function);
        let stream = stream.or_insert_with(|| seed.stream(replication, &name()));
        stream.sample_duration(drawn).min(timeout)
    }
}
