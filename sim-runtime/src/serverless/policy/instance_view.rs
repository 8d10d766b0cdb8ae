//! What a policy sees of an instance.

use crate::serverless::instance::Instance;
use crate::serverless::resources::Resources;
use crate::serverless::{FunctionId, InstanceId, NodeId};
use crate::units::{SimDuration, SimTime};

/// An instance's state, for reading.
#[derive(Clone, Copy)]
pub struct InstanceView<'a> {
    pub(in crate::serverless) id: InstanceId,
    pub(in crate::serverless) instance: &'a Instance,
}

impl InstanceView<'_> {
    /// Which instance.
    pub fn id(&self) -> InstanceId {
        self.id
    }

    /// Its function.
    pub fn function(&self) -> FunctionId {
        self.instance.function
    }

    /// Where it is.
    pub fn node(&self) -> NodeId {
        self.instance.node
    }

    /// Its place in the order of creation.
    pub fn number(&self) -> u32 {
        self.instance.number
    }

    /// When it was provisioned.
    pub fn created(&self) -> SimTime {
        self.instance.created
    }

    /// How long its start-up took, which is what another one would cost.
    pub fn start_up(&self) -> SimDuration {
        self.instance.start_up
    }

    /// How many attempts it has served, those that run included.
    pub fn uses(&self) -> u32 {
        self.instance.uses
    }

    /// How many attempts start or run in it.
    pub fn active(&self) -> u32 {
        self.instance.active()
    }

    /// How many attempts it serves at once.
    pub fn slots(&self) -> u32 {
        self.instance.slots
    }

    /// How many more attempts it could take.
    pub fn free_slots(&self) -> u32 {
        self.instance.free_slots()
    }

    /// Whether its start-up goes on: attempts that are dispatched to it wait for that.
    pub fn is_starting(&self) -> bool {
        self.instance.is_starting()
    }

    /// Since when nothing runs in it, if nothing does.
    pub fn idle_since(&self) -> Option<SimTime> {
        self.instance.idle_since()
    }

    /// What it reserves.
    pub fn reserved(&self) -> Resources {
        self.instance.reserved
    }
}
