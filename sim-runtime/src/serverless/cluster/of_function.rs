//! The instances of one function, by what they could take.

use super::available::Available;
use super::idle_order::IdleOrder;
use super::sorted_map::SortedMap;
use crate::serverless::InstanceId;
use crate::serverless::instance::Instance;

/// What is known of the instances of one function.
#[derive(Clone, Debug)]
pub(super) struct OfFunction {
    pub(super) available: Available,
    /// The same, in the order that is kept.
    pub(super) ordered: SortedMap<InstanceId>,
    pub(super) alive: u32,
    /// How many of them have started.
    pub(super) ready: u32,
    /// How many of its attempts start or run.
    pub(super) active: u32,
}

impl OfFunction {
    pub(super) const NONE: Self = Self {
        available: Available::new(),
        ordered: SortedMap::new(),
        alive: 0,
        ready: 0,
        active: 0,
    };

    /// An instance has a free slot.
    #[inline]
    pub(super) fn offer(&mut self, order: IdleOrder, id: InstanceId, instance: &Instance) {
        self.available.insert(instance.node, instance.number, id);
        if order != IdleOrder::ByNode {
            self.ordered.insert(order.rank(instance), id);
        }
    }

    /// An instance is not used any more, or by one less; it may have had a free slot before. One that is closed takes
    /// nothing.
    #[inline(always)]
    pub(super) fn release(
        &mut self,
        order: IdleOrder,
        id: InstanceId,
        instance: &mut Instance,
        next_recency: &mut u64,
    ) {
        if instance.is_closed() {
            return;
        }
        let had_slot = instance.free_slots() > 0;
        let recency = *next_recency;
        *next_recency += 1;
        if order == IdleOrder::ByNode {
            instance.recency = recency;
        } else {
            self.move_in_order(order, (id, had_slot), instance, recency);
        }
        if !had_slot {
            self.available.insert(instance.node, instance.number, id);
        }
    }

    /// Gives an instance its new place in the order that is kept, where it may have had one.
    #[inline(never)]
    fn move_in_order(
        &mut self,
        order: IdleOrder,
        (id, had_slot): (InstanceId, bool),
        instance: &mut Instance,
        recency: u64,
    ) {
        if had_slot {
            self.ordered.remove(order.rank(instance));
        }
        instance.recency = recency;
        self.ordered.insert(order.rank(instance), id);
    }

    /// An instance has none any more.
    #[inline(always)]
    pub(super) fn withdraw(&mut self, order: IdleOrder, instance: &Instance) {
        self.available.remove(instance.node, instance.number);
        if order != IdleOrder::ByNode {
            self.ordered.remove(order.rank(instance));
        }
    }
}
