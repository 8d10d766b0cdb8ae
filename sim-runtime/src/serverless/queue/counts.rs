//! How many attempts of each function wait.

use index_vec::IndexVec;

use crate::serverless::FunctionId;
use crate::serverless::cluster::dense_set::DenseSet;

/// How many attempts of each function wait, and of which functions any do.
#[derive(Debug, Default)]
pub(in crate::serverless) struct Counts {
    of: IndexVec<FunctionId, u32>,
    waiting: DenseSet,
}

impl Counts {
    /// How many attempts of a function wait.
    pub(in crate::serverless) fn of(&self, function: FunctionId) -> u32 {
        self.of.get(function).copied().unwrap_or_default()
    }

    /// The functions of which any wait, in order of definition.
    pub(in crate::serverless) fn functions(&self) -> impl Iterator<Item = FunctionId> + '_ {
        self.waiting.iter().map(FunctionId::from_index)
    }

    pub(super) fn add(&mut self, function: FunctionId) {
        if function.index() >= self.of.len() {
            self.of.resize(function.index() + 1, 0);
        }
        self.of[function] += 1;
        self.waiting.insert(function.index());
    }

    pub(super) fn subtract(&mut self, function: FunctionId) {
        self.of[function] -= 1;
        if self.of[function] == 0 {
            self.waiting.remove(function.index());
        }
    }

    /// Nobody waits any more.
    pub(super) fn clear(&mut self) {
        while let Some(function) = self.waiting.next_from(0) {
            self.of[FunctionId::from_index(function)] = 0;
            self.waiting.remove(function);
        }
    }
}
