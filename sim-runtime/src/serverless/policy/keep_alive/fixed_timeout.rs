//! A fixed idle time-out.

use serde::{Deserialize, Serialize};

use super::KeepAlive;
use crate::serverless::policy::actions::Actions;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::instance_view::InstanceView;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::view::View;
use crate::units::{SimDuration, SimTime};

/// An instance is kept for the same time whenever it becomes idle; zero: it is not kept. This is what `idle_timeout` of a
/// service stands for. Source: the reference (SEMANTICS 4.12).
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct FixedTimeout {
    /// How long \[s\]. Default: 0.
    pub timeout: SimDuration,
}

impl Named for FixedTimeout {
    const NAME: &'static str = "fixed_timeout";
    const TYPE: &'static str = "FixedTimeout";
    const DOC: &'static str = "The same time whenever an instance becomes idle.";
    const SOURCE: &'static str = "the reference";
    const PARAMETERS: &'static [PolicyParameter] = &[PolicyParameter {
        name: "timeout",
        doc: "how long, such as 10min; 0, the default: not at all",
    }];

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Self as schemars::JsonSchema>::json_schema(generator)
    }
}

impl Policy for FixedTimeout {}

impl KeepAlive for FixedTimeout {
    fn idle(&mut self, _: &InstanceView<'_>, view: &View<'_>, _: &mut Actions) -> SimTime {
        view.now() + self.timeout
    }
}
