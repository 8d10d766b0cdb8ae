//! The instances among which a reuse policy chooses.

use index_vec::IndexVec;

use super::instance_view::InstanceView;
use super::scratch::Claims;
use super::view::View;
use crate::kernel::Stream;
use crate::serverless::cluster::available::Available;
use crate::serverless::cluster::dense_set::DenseSet;
use crate::serverless::cluster::idle_order::IdleOrder;
use crate::serverless::resources::Cores;
use crate::serverless::{FunctionId, InstanceId, NodeId};

/// How often an instance is drawn at random before those that could take an attempt are counted.
const DRAWS: u32 = 16;

/// The instances of one function that could take an attempt now, by node and then by age.
///
/// Each has a free slot that no decision of the round has claimed, on a node with a core left in the round.
pub struct Idle<'a> {
    pub(super) view: View<'a>,
    pub(super) function: FunctionId,
    /// All that have a free slot.
    pub(super) available: &'a Available,
    /// Only those on this node, whether or not it has a core left.
    pub(super) only: Option<NodeId>,
    /// The nodes with a core left; `None` if none is needed.
    pub(super) with_core: Option<&'a DenseSet>,
    /// The cores that are needed, and those that decisions have taken by node, where a part of a core may be too little.
    pub(super) enough: Option<(Cores, &'a IndexVec<NodeId, Cores>)>,
    pub(super) claims: &'a Claims,
}

impl<'a> Idle<'a> {
    /// The function.
    pub fn function(&self) -> FunctionId {
        self.function
    }

    /// The first of all: the oldest on the first node.
    pub fn first(&self) -> Option<InstanceId> {
        if let Some(node) = self.only {
            return self.first_on(node);
        }
        if self.enough.is_some() {
            return self.iter().next().map(|instance| instance.id());
        }
        let available = self.available;
        let mut next = (NodeId::from_index(0), 0);
        if let Some(with_core) = self.with_core {
            // To look at a few is cheaper than to leap over those on nodes without a core.
            let (mut few, last) = available.first_few_on(with_core);
            if let Some(first) = few.find(|instance| !self.is_claimed(*instance)) {
                return Some(first);
            }
            let (node, number) = last?;
            next = (node, number + 1);
        }
        self.first_from(next)
    }

    #[inline(never)]
    fn first_on(&self, node: NodeId) -> Option<InstanceId> {
        let mut here = self.view.node(node).idle(self.function);
        here.find(|instance| !self.is_claimed(*instance))
    }

    /// The first one from a node on, or of that node from a number on.
    #[inline(never)]
    fn first_from(&self, mut next: (NodeId, u32)) -> Option<InstanceId> {
        let available = self.available;
        loop {
            let (node, number, instance) = available.next_from(next.0, next.1)?;
            next = if !self.has_core(node) {
                let core = self.with_core?.next_from(node.index() + 1)?;
                (NodeId::from_index(core), 0)
            } else if !self.is_claimed(instance) {
                return Some(instance);
            } else {
                (node, number + 1)
            };
        }
    }

    /// The first of all in an order.
    ///
    /// In the order that the reuse policy [has asked for](super::Reuse::order), and if the scheduler has not chosen a node, it
    /// costs a look at each instance before it, which is on a node without a free core or claimed; else a walk over all.
    pub fn first_by(&self, order: IdleOrder) -> Option<InstanceId> {
        if order == IdleOrder::ByNode {
            return self.first();
        }
        let cluster = self.view.cluster();
        let kept = cluster.in_order(self.function, order);
        let Some(kept) = kept.filter(|_| self.only.is_none()) else {
            let first = self.iter().min_by_key(|one| order.rank(one.instance));
            return first.map(|instance| instance.id());
        };
        let could = |id: &InstanceId| self.could_take(*id);
        kept.map(|(_, instance)| instance).find(could)
    }

    /// Any of them, each equally likely.
    ///
    /// Costs a few draws while most instances with a free slot could take the attempt, and else a walk over all.
    pub fn any(&self, stream: &mut Stream) -> Option<InstanceId> {
        if self.only.is_none() {
            // To draw again what could not take the attempt leaves the others equally likely.
            let count = self.available.len();
            for _ in 0..DRAWS {
                let drawn = self.available.nth(stream.uniform(0..count.max(1)))?;
                if self.could_take(drawn) {
                    return Some(drawn);
                }
            }
        }
        let all: Vec<InstanceId> = self.iter().map(|instance| instance.id()).collect();
        stream.choose(&all).copied()
    }

    /// Whether an instance with a free slot could take an attempt in this round.
    fn could_take(&self, id: InstanceId) -> bool {
        let instance = self.view.cluster().instance(id);
        instance.is_some_and(|instance| self.has_core(instance.node)) && !self.is_claimed(id)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = InstanceView<'a>> + '_ {
        let only = |node: NodeId| match self.only {
            Some(wanted) => node == wanted,
            None => self.has_core(node),
        };
        let from = self.only.unwrap_or(NodeId::from_index(0));
        let available = self.available.iter_from(from);
        available
            .take_while(move |(node, _)| self.only.is_none_or(|wanted| *node == wanted))
            .filter(move |(node, instance)| only(*node) && !self.is_claimed(*instance))
            .filter_map(|(_, instance)| self.view.instance(instance))
    }

    /// Whether earlier decisions of the round have taken all its slots.
    #[inline]
    fn is_claimed(&self, instance: InstanceId) -> bool {
        let claims = self.claims.of(instance);
        claims > 0 && claims >= self.view.cluster().free_slots(instance)
    }

    fn has_core(&self, node: NodeId) -> bool {
        self.with_core
            .is_none_or(|nodes| nodes.contains(node.index()))
            && self.has_enough(node)
    }

    fn has_enough(&self, node: NodeId) -> bool {
        self.enough.is_none_or(|(needed, taken)| {
            let free = self.view.cluster().node(node).free_cores;
            needed <= free.saturating_sub(taken[node])
        })
    }
}
