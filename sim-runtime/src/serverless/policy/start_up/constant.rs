//! The same time for each instance.

use serde::{Deserialize, Serialize};

use super::StartUp;
use super::steps::Steps;
use crate::serverless::FunctionId;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::randomness::Randomness;
use crate::serverless::policy::view::NodeView;
use crate::units::SimDuration;

/// Every instance takes the same time to start. This is what `container_startup` of a service stands for. Source: the
/// reference (SEMANTICS 4.10).
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ConstantStartUp {
    /// How long \[s\]. Default: 0.
    pub delay: SimDuration,
}

impl Named for ConstantStartUp {
    const NAME: &'static str = "constant";
    const TYPE: &'static str = "ConstantStartUp";
    const DOC: &'static str = "The same time for each instance.";
    const SOURCE: &'static str = "the reference";
    const PARAMETERS: &'static [PolicyParameter] = &[PolicyParameter {
        name: "delay",
        doc: "how long, such as 500ms; default: 0",
    }];

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Self as schemars::JsonSchema>::json_schema(generator)
    }
}

impl Policy for ConstantStartUp {}

impl StartUp for ConstantStartUp {
    fn plan(&mut self, _: FunctionId, _: NodeView<'_>, _: &mut Randomness) -> Steps {
        Steps::delay(self.delay)
    }
}
