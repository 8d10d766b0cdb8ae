//! The random numbers of a policy.

use crate::kernel::{Seed, Stream};

/// The random numbers of one policy of one service: a stream of the run's own, named after both.
///
/// They follow the seed and the replication of the run, and no other component of the simulation disturbs them.
#[derive(Clone, Debug)]
pub struct Randomness {
    seed: Seed,
    replication: u64,
    name: String,
    stream: Option<Box<Stream>>,
}

impl Randomness {
    /// The random numbers of the component of a name.
    pub fn new(seed: Seed, replication: u64, name: impl Into<String>) -> Self {
        Self {
            seed,
            replication,
            name: name.into(),
            stream: None,
        }
    }

    /// The stream.
    pub fn stream(&mut self) -> &mut Stream {
        let Self {
            seed,
            replication,
            name,
            stream,
        } = self;
        stream.get_or_insert_with(|| Box::new(seed.stream(*replication, name)))
    }

    /// The same, with a seed in the place of the run's; the replication is that of the run. Which of the two methods a
    /// policy calls first decides for both.
    pub fn seeded(&mut self, seed: Seed, component: &str) -> &mut Stream {
        let replication = self.replication;
        self.stream
            .get_or_insert_with(|| Box::new(seed.stream(replication, component)))
    }
}
