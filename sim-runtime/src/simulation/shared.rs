//! What every context of a run shares with the world: read without asking, written without waiting.

use std::any::TypeId;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use super::identity::{Identity, ProcessNames, SpawnId};
use super::outcome::LogLine;
use super::parameter::ParameterValue;
use crate::kernel::{Seed, Stream};
use crate::serverless::{FunctionId, InvocationId};

/// Shared by the world and all contexts of one run.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(super) seed: Seed,
    pub(super) replication: u64,
    /// Which function a type stands for. Looked up, never iterated.
    pub(super) functions: FxHashMap<TypeId, FunctionId>,
    /// The values of the simulation's parameters.
    pub(super) parameters: IndexMap<String, ParameterValue>,
    pub(super) names: ProcessNames,
    pub(super) log: RefCell<Vec<LogLine>>,
    /// Invocations whose handle is gone: their outcome is not asked for.
    pub(super) released: RefCell<Vec<InvocationId>>,
    /// Spawned processes whose handle is gone: what they return is not asked for.
    pub(super) detached: RefCell<Vec<SpawnId>>,
    /// Limits that have been reached and whose process does not know yet.
    pub(super) reached: RefCell<BTreeSet<u32>>,
    /// Executions of workflows that their process has left before their end.
    pub(super) left: RefCell<Vec<u64>>,
}

impl Shared {
    pub(super) fn stream(&self, component: &str) -> Stream {
        self.seed.stream(self.replication, component)
    }
}

/// What a process needs besides its channel to become one.
pub(crate) struct Origin {
    pub(super) identity: Identity,
    pub(super) shared: Rc<Shared>,
}
