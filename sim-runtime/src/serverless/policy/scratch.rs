//! The memory of a scheduling round, which the next one uses again.

use std::collections::{BTreeMap, BTreeSet};

use index_vec::IndexVec;

use super::actions::Actions;
use super::kept::{Held, Rest};
use super::places::Places;
use super::sent::Sent;
use crate::serverless::cluster::dense_set::DenseSet;
use crate::serverless::resources::{Cores, Resources};
use crate::serverless::{FunctionId, ImageId, InstanceId, NodeId};

/// What the decisions of a round have taken so far.
#[derive(Debug, Default)]
pub(in crate::serverless) struct Scratch {
    /// By node: the cores that decisions have taken.
    pub(super) taken: IndexVec<NodeId, Cores>,
    /// The nodes whose cores have been taken.
    pub(super) touched: Vec<NodeId>,
    /// The nodes that have lost their last core in this round, but not in `with_core`.
    pub(super) exhausted: Vec<NodeId>,
    /// Whether `with_core` counts, and not that of the cluster.
    pub(super) diverged: bool,
    /// The nodes with a core left, once one has lost its last.
    pub(super) with_core: DenseSet,
    pub(super) claims: Claims,
    pub(super) sent: Sent,
    /// Whether images or space have been noted.
    pub(super) has_rare: bool,
    pub(super) loading: BTreeSet<(ImageId, NodeId)>,
    pub(super) copying: BTreeSet<(ImageId, NodeId)>,
    pub(super) space: Spaces,
    /// The GPUs that decisions have taken.
    pub(super) gpus: BTreeMap<NodeId, u32>,
    /// Cores and GPUs of idle instances that decisions have given an attempt.
    pub(super) claimed: BTreeMap<NodeId, Resources>,
    /// The slots that are left in instances which decisions make.
    pub(super) planned: BTreeMap<(FunctionId, NodeId), u32>,
    pub(in crate::serverless) actions: Actions,
    /// Whether the reuse policy has been asked.
    pub(super) has_asked: bool,
    /// Where the next round may go on; the decisions are those of the last one then.
    pub(in crate::serverless) rest: Option<Rest>,
    /// By node: what those who wait in its line took when they were looked at last; kept from round to round.
    pub(super) held: IndexVec<NodeId, Held>,
    /// What stands of that from round to round, where places are held.
    pub(super) places: Places,
}

impl Scratch {
    /// Loads an image on a node.
    #[inline(never)]
    pub(super) fn load(&mut self, node: NodeId, image: ImageId) {
        self.has_rare = true;
        self.loading.insert((image, node));
        self.actions.load(node, image);
    }

    /// Copies an image to a node.
    #[inline(never)]
    pub(super) fn copy(&mut self, node: NodeId, image: ImageId) {
        self.has_rare = true;
        self.copying.insert((image, node));
        self.actions.copy(node, image);
    }

    /// Forgets all decisions but the actions that were asked for.
    #[inline]
    pub(in crate::serverless) fn reset(&mut self) {
        for node in &self.touched {
            self.taken[*node] = Cores::ZERO;
        }
        self.touched.clear();
        self.exhausted.clear();
        self.diverged = false;
        self.has_asked = false;
        self.claims.clear();
        self.sent.clear();
        self.places.end();
        if self.has_rare {
            self.reset_rare();
        }
    }

    #[inline(never)]
    fn reset_rare(&mut self) {
        self.has_rare = false;
        self.loading.clear();
        self.copying.clear();
        self.space.clear();
        self.gpus.clear();
        self.claimed.clear();
        self.planned.clear();
    }
}

/// Disk space and memory of nodes that the decisions of a round have taken.
#[derive(Debug, Default)]
pub(in crate::serverless) struct Spaces {
    /// As long as the nodes on which something has ever been taken need.
    taken: IndexVec<NodeId, Option<Resources>>,
    /// The nodes on which something has been taken.
    nodes: Vec<NodeId>,
}

impl Spaces {
    /// What has been taken on a node, if anything was.
    pub(super) fn get(&self, node: NodeId) -> Option<Resources> {
        self.taken.get(node).copied().flatten()
    }

    pub(super) fn take(&mut self, node: NodeId, space: Resources) {
        if node.index() >= self.taken.len() {
            self.taken.resize(node.index() + 1, None);
        }
        match &mut self.taken[node] {
            Some(taken) => *taken += space,
            none => {
                *none = Some(space);
                self.nodes.push(node);
            }
        }
    }

    fn clear(&mut self) {
        for node in self.nodes.drain(..) {
            self.taken[node] = None;
        }
    }
}

/// The slots of instances that the decisions of a round have taken.
#[derive(Debug, Default)]
pub(in crate::serverless) struct Claims {
    /// The instance that was claimed last; it is not among the earlier ones yet, since mostly none is looked for.
    latest: Option<InstanceId>,
    earlier: BTreeMap<InstanceId, u32>,
}

impl Claims {
    fn clear(&mut self) {
        self.latest = None;
        if !self.earlier.is_empty() {
            self.earlier.clear();
        }
    }

    /// Takes a slot of an instance.
    pub(super) fn claim(&mut self, instance: InstanceId) {
        if let Some(earlier) = self.latest.replace(instance) {
            *self.earlier.entry(earlier).or_default() += 1;
        }
    }

    /// How many slots of an instance have been taken.
    pub(super) fn of(&self, instance: InstanceId) -> u32 {
        let latest = u32::from(self.latest == Some(instance));
        if self.earlier.is_empty() {
            return latest;
        }
        latest + self.earlier.get(&instance).copied().unwrap_or_default()
    }
}
