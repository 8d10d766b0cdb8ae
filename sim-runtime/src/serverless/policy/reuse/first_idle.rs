//! The first node's oldest instance.

use serde::{Deserialize, Serialize};

use super::Reuse;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::idle::Idle;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::randomness::Randomness;
use crate::serverless::{FunctionId, InstanceId};

/// The oldest instance on the first node that has one; the default. Source: the reference (SEMANTICS 5.1).
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct FirstIdle;

impl Named for FirstIdle {
    const NAME: &'static str = "first_idle";
    const TYPE: &'static str = "FirstIdle";
    const DOC: &'static str = "The oldest instance on the first node that has one.";
    const SOURCE: &'static str = "the reference";
}

impl Policy for FirstIdle {}

impl Reuse for FirstIdle {
    fn choose(&mut self, _: FunctionId, idle: &Idle<'_>, _: &mut Randomness) -> Option<InstanceId> {
        idle.first()
    }

    fn needs_no_memory(&self) -> bool {
        true
    }
}
