//! The newest and the oldest instance.

use super::Reuse;
use super::ordered::ordered;
use crate::serverless::cluster::idle_order::IdleOrder;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::idle::Idle;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::randomness::Randomness;
use crate::serverless::{FunctionId, InstanceId};

ordered! {
    /// The instance that was created last, on whatever node: the older ones have time to expire. Source: McGrath and Brenner,
    /// "Serverless Computing: Design, Implementation, and Performance", 2017; SimFaaS (Mahmoudi and Khazaei 2021).
    NewestIdle: "newest", "The instance that was created last.", "McGrath and Brenner 2017; SimFaaS 2021", NewestFirst
}

ordered! {
    /// The instance that was created first, on whatever node. Source: the mirror image of [`NewestIdle`].
    OldestIdle: "oldest", "The instance that was created first.", "the mirror image of `newest`", OldestFirst
}
