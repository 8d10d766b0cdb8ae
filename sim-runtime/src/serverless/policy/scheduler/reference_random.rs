//! A random node for each attempt, the same as the reference's.

use serde::{Deserialize, Serialize};

use super::Scheduler;
use super::candidates::{Candidates, send};
use crate::kernel::MersenneTwister;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::round::Round;

/// As [`Random`](struct@super::Random), with the draws of the reference: one Mersenne Twister for the life of the scheduler, which
/// shuffles the attempts that wait in each round and then chooses a node for each.
///
/// Source: the reference's Random (SEMANTICS 5.2). With nodes that differ, which the reference does not allow, the choice is
/// among those that could hold the instance.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ReferenceRandom {
    /// The seed of the generator, which has 32 bits. Default: none, and it is drawn from the run's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    #[serde(skip)]
    generator: Option<MersenneTwister>,
}

impl ReferenceRandom {
    /// The scheduler that draws from this seed.
    pub fn new(seed: u64) -> Self {
        Self {
            seed: Some(seed),
            generator: None,
        }
    }

    fn generator(&mut self, round: &mut Round<'_>) -> &mut MersenneTwister {
        self.generator.get_or_insert_with(|| {
            let seed = self
                .seed
                .unwrap_or_else(|| round.random().stream().uniform(0..=u64::MAX));
            MersenneTwister::new(seed)
        })
    }
}

impl Named for ReferenceRandom {
    const NAME: &'static str = "random";
    const TYPE: &'static str = "ReferenceRandom";
    const DOC: &'static str = "Attempts in random order, a node at random for each, whether or not it has a free core; the reference's draws.";
    const SOURCE: &'static str = "the reference's Random";
    const PARAMETERS: &'static [PolicyParameter] = &[PolicyParameter {
        name: "seed",
        doc: "the seed of its Mersenne Twister; default: drawn from the run's",
    }];

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Self as schemars::JsonSchema>::json_schema(generator)
    }
}

impl Policy for ReferenceRandom {
    fn mistake(&self) -> Option<String> {
        let seed = self.seed.filter(|seed| *seed > u64::from(u32::MAX))?;
        Some(format!(
            "`seed` is {seed}, and the reference's generator takes 32 bits; give it 0 to {}",
            u32::MAX
        ))
    }
}

impl Scheduler for ReferenceRandom {
    fn schedule(&mut self, round: &mut Round<'_>) {
        let generator = self.generator(round);
        let mut queue = round.queue().to_vec();
        generator.shuffle(&mut queue);
        let nodes = Candidates::new(round);
        for queued in &queue {
            let able = nodes.able(round, queued);
            if !able.is_empty() {
                let chosen = generator.below(able.len() as u32);
                send(round, queued, able[chosen as usize]);
            }
        }
    }
}
