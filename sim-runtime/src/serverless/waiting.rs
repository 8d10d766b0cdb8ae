//! The random numbers of those who wait to be dispatched.

use std::collections::BTreeMap;

use super::FunctionId;
use crate::kernel::{Seed, Stream};

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

    /// The stream of a function, which is given its name when it is first asked for.
    pub(super) fn of(
        &mut self,
        function: FunctionId,
        name: impl FnOnce() -> String,
    ) -> &mut Stream {
        let (seed, replication) = (self.seed, self.replication);
        let stream = self.streams.entry(function);
        stream.or_insert_with(|| seed.stream(replication, &name()))
    }
}
