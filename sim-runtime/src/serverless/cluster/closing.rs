//! Instances that take nothing more although they may have free slots.

use super::Cluster;
use crate::serverless::InstanceId;
use crate::serverless::instance::Exhausted;

impl Cluster {
    /// An instance takes no further attempt, since its start-up has failed.
    pub(in crate::serverless) fn set_failed(&mut self, id: InstanceId) {
        let Some(instance) = self.instances.get_mut(id) else {
            return;
        };
        if instance.free_slots() > 0 {
            self.functions[instance.function].withdraw(self.order, instance);
        }
        self.changes += 1;
        self.lines.note_change(instance.node);
        instance.has_failed = true;
    }

    /// An instance takes no further attempt, since its memory is exhausted; the first time counts.
    pub(in crate::serverless) fn set_exhausted(&mut self, id: InstanceId, exhausted: Exhausted) {
        let Some(instance) = self.instances.get_mut(id) else {
            return;
        };
        if instance.free_slots() > 0 {
            self.functions[instance.function].withdraw(self.order, instance);
        }
        self.changes += 1;
        self.lines.note_change(instance.node);
        instance
            .exhausted
            .get_or_insert_with(|| Box::new(exhausted));
    }

    /// An instance whose memory was exhausted is like any other that is about to be shut down: nothing is left in it.
    pub(in crate::serverless) fn clear_exhausted(&mut self, id: InstanceId) {
        let Some(instance) = self.instances.get_mut(id) else {
            return;
        };
        if instance.exhausted.take().is_some() && instance.free_slots() > 0 {
            self.functions[instance.function].offer(self.order, id, instance);
            self.changes += 1;
            self.lines.note_change(instance.node);
        }
    }
}
