//! Which runs a study has. It is a function of the plan and of what came of the runs alone, so that neither the order in which they
//! are made nor who makes them changes anything.

use super::plan::Plan;
use super::precision::next_count;
use super::row::{Row, Rows, Unit};
use super::shard::Shard;
use crate::experiment::statistics::estimate::Estimate;

/// How far a point has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// It has all of its replications, which are so many.
    Complete {
        /// How many.
        count: u64,
        /// Whether it is as precise as it was to be.
        is_precise: bool,
    },
    /// It needs so many replications, and has not got all of them.
    Needs(u64),
}

/// How far a point has come.
pub(super) fn stage(plan: &Plan, rows: &Rows, point: usize) -> Stage {
    let mut count = plan.replications;
    loop {
        let there = rows.first(point, count);
        if (there.len() as u64) < count {
            return Stage::Needs(count);
        }
        let Some(half_width) = excess(plan, &there) else {
            return Stage::Complete {
                count,
                is_precise: true,
            };
        };
        if count >= plan.most {
            return Stage::Complete {
                count,
                is_precise: false,
            };
        }
        count = next_count(count, half_width, 1.0, plan.most);
    }
}

/// The half-width as a multiple of that which is wanted, if it is more; `None` if it is not, or nothing is wanted.
fn excess(plan: &Plan, rows: &[&Row]) -> Option<f64> {
    let (precision, figure) = (plan.precision.as_ref()?, plan.precise_figure()?);
    let values = values(rows, figure);
    let estimate = Estimate::of(&values, plan.confidence);
    let relative = estimate.and_then(|one| one.relative());
    let excess = relative.map_or(f64::INFINITY, |relative| relative / precision.relative);
    (excess > 1.0).then_some(excess)
}

/// The values of a figure that there are.
pub(super) fn values(rows: &[&Row], figure: usize) -> Vec<f64> {
    let values = rows.iter().map(|row| row.values.get(figure).copied());
    values.filter_map(Option::flatten).collect()
}

/// The runs that are to be made next, of a shard or of all.
pub(super) fn wanted(plan: &Plan, rows: &Rows, shard: Option<Shard>) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for point in 0..plan.points() {
        let Stage::Needs(count) = stage(plan, rows, point) else {
            continue;
        };
        let missing = (0..count).map(|replication| Unit { point, replication });
        let missing = missing.filter(|unit| rows.get(*unit).is_none());
        units.extend(missing.filter(|unit| belongs(plan, *unit, shard)));
    }
    units
}

/// Whether a run belongs to a shard, if there are shards.
pub(super) fn belongs(plan: &Plan, unit: Unit, shard: Option<Shard>) -> bool {
    shard.is_none_or(|shard| shard.has(unit, plan.points(), plan.precision.is_some()))
}
