//! What a folder of rows still lacks.

use std::collections::BTreeSet;
use std::path::Path;

use super::design::Study;
use super::schedule::wanted;
use super::shard::Shard;
use super::store::Store;
use crate::experiment::ExperimentError;

/// What a folder of rows still lacks, of a study in shards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remaining {
    /// Runs whose rows are there.
    pub there: usize,
    /// Runs that are to be made; with a precision more may follow.
    pub runs: usize,
    /// The shards that these belong to, in their order.
    pub shards: Vec<Shard>,
}

impl Study {
    /// What is left to do for a folder to have all rows, if it is done in so many shards. The folder is made if need be, and has the plan
    /// then.
    ///
    /// # Errors
    ///
    /// If the study makes no sense, or the folder cannot be written or has the rows of another study.
    pub fn remaining(&self, out: &Path, shards: u64) -> Result<Remaining, ExperimentError> {
        let plan = self.plan()?;
        let (_, rows) = Store::open(out, &plan)?;
        let units = wanted(&plan, &rows, None);
        let (points, whole_points) = (plan.points(), plan.precision.is_some());
        let numbers = units
            .iter()
            .map(|unit| Shard::number_of(*unit, points, whole_points, shards));
        let numbers: BTreeSet<u64> = numbers.collect();
        Ok(Remaining {
            there: rows.len(),
            runs: units.len(),
            shards: numbers
                .into_iter()
                .filter_map(|number| Shard::new(number, shards))
                .collect(),
        })
    }
}
