//! The most and the least recently used instance.

use super::Reuse;
use super::ordered::ordered;
use crate::serverless::cluster::idle_order::IdleOrder;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::idle::Idle;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::randomness::Randomness;
use crate::serverless::{FunctionId, InstanceId};

ordered! {
    /// The instance whose last attempt ended last, on whatever node: a stack, whose bottom has time to
    /// expire. One that was provisioned counts as used when it has started. Source: a stack of idle instances.
    MostRecentIdle: "most_recently_used", "The instance whose last attempt ended last.", "a stack of idle instances", MostRecentFirst
}

ordered! {
    /// The instance that has been idle for longest, on whatever node: in turn, so that all of them stay alive. One that was
    /// provisioned counts as used when it has started. Source: a queue of idle instances.
    LeastRecentIdle: "least_recently_used", "The instance that has been idle for longest.", "a queue of idle instances", LeastRecentFirst
}
