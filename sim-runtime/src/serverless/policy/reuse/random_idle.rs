//! Any instance.

use serde::{Deserialize, Serialize};

use super::Reuse;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::idle::Idle;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::randomness::Randomness;
use crate::serverless::{FunctionId, InstanceId};

/// Any of the instances, each equally likely, on whatever node; drawn from a stream of its own. Source: a load balancer
/// without memory.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct RandomIdle;

impl Named for RandomIdle {
    const NAME: &'static str = "random";
    const TYPE: &'static str = "RandomIdle";
    const DOC: &'static str = "Any instance, each equally likely.";
    const SOURCE: &'static str = "a load balancer without memory";
}

impl Policy for RandomIdle {}

impl Reuse for RandomIdle {
    fn choose(
        &mut self,
        _: FunctionId,
        idle: &Idle<'_>,
        random: &mut Randomness,
    ) -> Option<InstanceId> {
        idle.any(random.stream())
    }
}
