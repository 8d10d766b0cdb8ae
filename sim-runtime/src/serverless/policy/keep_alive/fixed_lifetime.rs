//! A fixed lifetime.

use serde::{Deserialize, Serialize};

use super::KeepAlive;
use crate::serverless::policy::actions::Actions;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::instance_view::InstanceView;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::view::View;
use crate::units::{SimDuration, SimTime};

/// An instance is kept until so long after it was made, however often it is used meanwhile; what runs in it then is finished
/// first. It is the time-to-live of a cache whose entries are not renewed by a hit.
///
/// With independent arrivals of rate l and bodies that take no time, a share of `l t / (1 + l t)` of the starts is hot with a
/// lifetime t, where [`FixedTimeout`](super::FixedTimeout) has `1 - exp(-l t)`.
///
/// ```
/// use sim_runtime::serverless::policy::{Actions, ClusterSketch, FixedLifetime, KeepAlive};
/// use sim_runtime::serverless::{Charge, Cores, Image, Resources};
/// use sim_runtime::units::SimTime;
/// use sim_runtime::units::short::{gb, mb, mins};
///
/// let node = Resources { cores: Cores::new(2), memory: gb(1), disk: gb(10), ..Resources::NONE };
/// let mut sketch = ClusterSketch::new([node], [Image::new("python", mb(100))]);
/// let resize = sketch.function(sketch.images()[0], Charge::default());
/// let instance = sketch.idle_instance(resize, sketch.nodes()[0], SimTime::ZERO);
/// sketch.at(SimTime::ZERO + mins(7));
/// let (view, seen) = (sketch.view(), sketch.view().instance(instance).unwrap());
/// let mut policy = FixedLifetime { lifetime: mins(10) };
/// assert_eq!(policy.idle(&seen, &view, &mut Actions::default()), SimTime::ZERO + mins(10));
/// ```
///
/// Source: Jung, Berger and Balakrishnan, "Modeling TTL-based Internet Caches", INFOCOM 2003, section III.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct FixedLifetime {
    /// How long, from the date at which the instance was made \[s\]. Default: 0.
    pub lifetime: SimDuration,
}

impl Named for FixedLifetime {
    const NAME: &'static str = "fixed_lifetime";
    const TYPE: &'static str = "FixedLifetime";
    const DOC: &'static str =
        "The same time from the date at which an instance was made, whatever uses it.";
    const SOURCE: &'static str = "TTL-based caches (INFOCOM 2003)";
    const PARAMETERS: &'static [PolicyParameter] = &[PolicyParameter {
        name: "lifetime",
        doc: "how long, such as 10min; 0, the default: not at all",
    }];

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Self as schemars::JsonSchema>::json_schema(generator)
    }
}

impl Policy for FixedLifetime {}

impl KeepAlive for FixedLifetime {
    fn idle(&mut self, instance: &InstanceView<'_>, _: &View<'_>, _: &mut Actions) -> SimTime {
        instance.created() + self.lifetime
    }
}
