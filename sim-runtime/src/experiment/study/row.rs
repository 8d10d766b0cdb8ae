//! What comes of one run of a study.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One run of a study: a point, and a replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Unit {
    /// The number of the point.
    pub point: usize,
    /// The number of the replication, from 0 on.
    pub replication: u64,
}

/// What comes of one run of a study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The number of the point.
    pub point: usize,
    /// The number of the replication, from 0 on.
    pub replication: u64,
    /// How much was left out at the beginning \[s\].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub warm_up_s: f64,
    /// The value of each figure, if there is one.
    pub values: Vec<Option<f64>>,
    /// Why the run does not count as a success, if it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
fn is_zero(number: &f64) -> bool {
    *number == 0.0
}

impl Row {
    /// Which run it is.
    pub(super) fn unit(&self) -> Unit {
        Unit {
            point: self.point,
            replication: self.replication,
        }
    }
}

/// Rows, in order of point and replication.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows(BTreeMap<Unit, Row>);

impl Rows {
    pub(super) fn insert(&mut self, row: Row) {
        self.0.insert(row.unit(), row);
    }

    pub(super) fn get(&self, unit: Unit) -> Option<&Row> {
        self.0.get(&unit)
    }

    /// Which runs there are, in order.
    pub(super) fn units(&self) -> impl Iterator<Item = Unit> + '_ {
        self.0.keys().copied()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The first replications of a point, up to the first that is not there, and no more than so many.
    pub(super) fn first(&self, point: usize, count: u64) -> Vec<&Row> {
        let unit = |replication| Unit { point, replication };
        (0..count)
            .map_while(|replication| self.get(unit(replication)))
            .collect()
    }
}
