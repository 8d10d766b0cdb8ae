//! A time that varies from instance to instance.

use serde::{Deserialize, Serialize};

use super::StartUp;
use super::steps::Steps;
use crate::distribution::Distribution;
use crate::distribution::constructors::Constant;
use crate::serverless::FunctionId;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::randomness::Randomness;
use crate::serverless::policy::view::NodeView;
use crate::units::SimDuration;

/// The time that an instance takes to start is drawn from a distribution, for each anew.
///
/// ```
/// use sim_runtime::distribution::constructors::LogNormal;
/// use sim_runtime::serverless::policy::DistributedStartUp;
///
/// // Mean 3.24 s, standard deviation 7.10 s.
/// let start_up = DistributedStartUp { delay: LogNormal(0.296468, 1.325976) };
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct DistributedStartUp {
    /// How long \[s\]. Default: `Constant(0s)`.
    pub delay: Distribution,
}

impl Default for DistributedStartUp {
    fn default() -> Self {
        Self {
            delay: Constant(SimDuration::ZERO),
        }
    }
}

impl Named for DistributedStartUp {
    const NAME: &'static str = "distribution";
    const TYPE: &'static str = "DistributedStartUp";
    const DOC: &'static str = "A time that is drawn anew for each instance.";
    const SOURCE: &'static str = "the cold starts of Huawei (2025) as a log-normal distribution";
    const PARAMETERS: &'static [PolicyParameter] = &[PolicyParameter {
        name: "delay",
        doc: "how long, as a distribution such as `LogNormal(0, 1)`; default: `Constant(0s)`",
    }];

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Self as schemars::JsonSchema>::json_schema(generator)
    }
}

impl Policy for DistributedStartUp {
    fn mistake(&self) -> Option<String> {
        self.delay
            .check_times()
            .err()
            .map(|error| error.to_string())
    }
}

impl StartUp for DistributedStartUp {
    fn plan(&mut self, _: FunctionId, _: NodeView<'_>, random: &mut Randomness) -> Steps {
        Steps::delay(random.stream().sample_duration(&self.delay))
    }
}
