//! A random node for each attempt.

use serde::{Deserialize, Serialize};

use super::Scheduler;
use super::candidates::{Candidates, send};
use super::reference_random::ReferenceRandom;
use crate::kernel::{Seed, Stream};
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::round::Round;

/// Takes the attempts in random order and a node at random for each, whether or not it has a free core; nodes on which the
/// instance could never fit are left out.
///
/// Nothing is dispatched to a node without a core left, but images travel there. `Random` alone draws from a stream of the
/// run's own, named after the service; `Random::new(7)` has a seed in the place of the run's; [`Random::reference`] draws
/// what the reference draws. Source: the reference's Random (SEMANTICS 5.2), whose count of the cores that are left in a
/// round wraps below zero; ours does too.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Random {
    /// A seed in the place of the run's. Default: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

/// The scheduler that draws from the run's own stream.
#[expect(
    non_upper_case_globals,
    reason = "it reads like the schedulers without parameters: `scheduler: Random`"
)]
pub const Random: Random = Random { seed: None };

impl Random {
    /// A scheduler with a seed in the place of the run's: the same choices for every seed of the run.
    pub fn new(seed: u64) -> Self {
        Self { seed: Some(seed) }
    }

    /// A scheduler that draws what the reference's draws from the same seed, which has 32 bits; a larger
    /// one is a mistake.
    pub fn reference(seed: u64) -> ReferenceRandom {
        ReferenceRandom::new(seed)
    }

    fn stream<'a>(&self, round: &'a mut Round<'_>) -> &'a mut Stream {
        match self.seed {
            Some(own) => round.random().seeded(Seed(own), "random scheduler"),
            None => round.random().stream(),
        }
    }
}

impl Named for Random {
    const NAME: &'static str = "random_stream";
    const TYPE: &'static str = "Random";
    const DOC: &'static str = "As `random`, drawn from a stream of the run.";
    const SOURCE: &'static str = "the reference's Random";
    const PARAMETERS: &'static [PolicyParameter] = &[PolicyParameter {
        name: "seed",
        doc: "a seed in the place of the run's; default: none",
    }];

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Self as schemars::JsonSchema>::json_schema(generator)
    }
}

impl Policy for Random {}

impl Scheduler for Random {
    fn schedule(&mut self, round: &mut Round<'_>) {
        let mut queue = round.queue().to_vec();
        self.stream(round).shuffle(&mut queue);
        let nodes = Candidates::new(round);
        for queued in &queue {
            let able = nodes.able(round, queued);
            if let Some(&node) = self.stream(round).choose(&able) {
                send(round, queued, node);
            }
        }
    }
}
