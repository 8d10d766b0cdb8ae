//! How many instances of each function there are, how many of them have started, and how many attempts they have.

use super::Cluster;
use crate::serverless::instance::InstanceState;
use crate::serverless::{FunctionId, InstanceId};

impl Cluster {
    /// From now on, new instances take no attempt before they have started. There is none yet.
    pub(in crate::serverless) fn open_late(&mut self) {
        self.open_late = true;
    }

    /// The start-up of an instance is over; attempts may have waited for it.
    pub(in crate::serverless) fn set_started(&mut self, id: InstanceId) {
        if let Some(instance) = self.instances.get_mut(id)
            && let InstanceState::Starting { active } = instance.state
        {
            instance.state = InstanceState::Busy { active };
            self.functions[instance.function].ready += 1;
            self.ready += 1;
            let node = instance.node;
            self.note_change(node);
        }
    }

    /// How many instances of a function there are.
    pub(in crate::serverless) fn alive(&self, function: FunctionId) -> u32 {
        self.functions.get(function).map_or(0, |known| known.alive)
    }

    /// How many attempts of a function start or run.
    pub(in crate::serverless) fn active(&self, function: FunctionId) -> u32 {
        self.functions.get(function).map_or(0, |known| known.active)
    }

    /// How many instances of a function have started.
    pub(in crate::serverless) fn ready(&self, function: FunctionId) -> u32 {
        self.functions.get(function).map_or(0, |known| known.ready)
    }

    /// How many instances of all functions have started.
    pub(in crate::serverless) fn all_ready(&self) -> u32 {
        self.ready
    }
}
