//! What was found.

use super::plan::Plan;
use super::row::{Row, Rows};
use super::schedule::{Stage, stage, values};
use crate::experiment::ExperimentError;
use crate::experiment::statistics::difference::Difference;
use crate::experiment::statistics::estimate::Estimate;

/// How many points a message names.
const NAMED: usize = 20;

/// What a study has found.
#[derive(Clone, Debug)]
pub struct StudyResult {
    /// What was run.
    pub plan: Plan,
    /// What came of each point, in the order of the plan.
    pub points: Vec<Point>,
    /// What was compared.
    pub comparisons: Vec<Comparison>,
    /// A row for each run, in order of point and replication.
    pub rows: Vec<Row>,
}

/// What came of a point.
#[derive(Clone, Debug)]
pub struct Point {
    /// Its number.
    pub point: usize,
    /// How many replications there are.
    pub replications: usize,
    /// How many of them failed: ended early, or not as was meant. What they measured until then counts.
    pub failed: usize,
    /// What was left out at the beginning, as a mean of the replications \[s\].
    pub warm_up_s: f64,
    /// Whether it has all its replications.
    pub is_complete: bool,
    /// Whether it has all its replications and is as precise as it was to be.
    pub is_precise: bool,
    /// Each figure; `None` if no replication has a value.
    pub figures: Vec<Option<Estimate>>,
}

/// How much a point differs from another one, which has the first value of the factor that is compared and is otherwise the same.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The number of the point.
    pub point: usize,
    /// The number of the one that it is compared with.
    pub base: usize,
    /// Each figure, in the replications in which both have a value; `None` if there are none.
    pub figures: Vec<Option<Difference>>,
}

impl StudyResult {
    /// From all rows.
    pub(super) fn complete(plan: Plan, rows: &Rows) -> Result<Self, ExperimentError> {
        let missing = missing(&plan, rows);
        if missing.is_empty() {
            return Ok(Self::partial(plan, rows));
        }
        let others = missing.len().saturating_sub(NAMED);
        let mut lines: Vec<String> = missing.into_iter().take(NAMED).collect();
        if others > 0 {
            lines.push(format!("and of {others} other points"));
        }
        Err(ExperimentError::Asked(format!(
            "the study is not complete; the shards that have these runs are to be run (again):\n{}",
            lines.join("\n")
        )))
    }

    /// From the rows that there are.
    pub(super) fn partial(plan: Plan, rows: &Rows) -> Self {
        let mut points = Vec::new();
        let mut kept = Vec::new();
        for point in 0..plan.points() {
            let stage = stage(&plan, rows, point);
            let (Stage::Complete { count, .. } | Stage::Needs(count)) = stage;
            let own = rows.first(point, count);
            points.push(Point::of(&plan, point, &own, stage));
            kept.extend(own.into_iter().cloned());
        }
        let comparisons = comparisons(&plan, &kept);
        Self {
            plan,
            points,
            comparisons,
            rows: kept,
        }
    }

    /// Whether all runs are there.
    pub fn is_complete(&self) -> bool {
        self.points.iter().all(|point| point.is_complete)
    }

    /// Whether a run failed.
    pub fn failure(&self) -> Option<String> {
        let failed = self.rows.iter().filter(|row| row.failure.is_some());
        let count = failed.clone().count();
        let first = failed.clone().next()?;
        let reason = first.failure.as_deref().unwrap_or_default();
        let reason = reason.lines().next().unwrap_or_default();
        Some(format!(
            "{count} of {} runs did not end as they should: with {}, replication {}: {reason}",
            self.rows.len(),
            self.plan.described(first.point),
            first.replication
        ))
    }

    /// Which points are not as precise as they were to be, if there are such.
    pub fn imprecise(&self) -> Option<String> {
        let (precision, figure) = (self.plan.precision.as_ref()?, self.plan.precise_figure()?);
        let imprecise: Vec<&Point> = self.points.iter().filter(|one| !one.is_precise).collect();
        let first = imprecise.first()?;
        let estimate = first.figures[figure].and_then(|one| one.relative());
        let reached = match estimate {
            Some(relative) => format!("{:.2} %", relative * 100.0),
            None => "no half-width that could be compared with a mean".to_owned(),
        };
        Some(format!(
            "the precision of {precision} was not reached at {} of {} points: with {} it is {reached} of `{}` after {} replications; \
             allow more with --most-replications (`most` in a file), or ask for less",
            imprecise.len(),
            self.points.len(),
            self.plan.described(first.point),
            self.plan.figures[figure].name,
            first.replications
        ))
    }
}

impl Point {
    fn of(plan: &Plan, point: usize, rows: &[&Row], stage: Stage) -> Self {
        let figures = (0..plan.figures.len())
            .map(|figure| Estimate::of(&values(rows, figure), plan.confidence));
        let cut: f64 = rows.iter().map(|row| row.warm_up_s).sum();
        Self {
            point,
            replications: rows.len(),
            failed: rows.iter().filter(|row| row.failure.is_some()).count(),
            warm_up_s: cut / rows.len().max(1) as f64,
            is_complete: matches!(stage, Stage::Complete { .. }),
            is_precise: matches!(stage, Stage::Complete { is_precise, .. } if is_precise),
            figures: figures.collect(),
        }
    }
}

/// The runs that are missing, a line a point.
fn missing(plan: &Plan, rows: &Rows) -> Vec<String> {
    let mut lines = Vec::new();
    for point in 0..plan.points() {
        let Stage::Needs(count) = stage(plan, rows, point) else {
            continue;
        };
        let is_missing = |replication: &u64| {
            let unit = super::row::Unit {
                point,
                replication: *replication,
            };
            rows.get(unit).is_none()
        };
        let numbers: Vec<u64> = (0..count).filter(is_missing).collect();
        lines.push(format!(
            "{}: replications {}",
            plan.described(point),
            ranges(&numbers)
        ));
    }
    lines
}

/// Numbers in ascending order as `0 to 4, 7`.
fn ranges(numbers: &[u64]) -> String {
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    let others = ranges.len().saturating_sub(NAMED);
    let told = ranges.iter().take(NAMED);
    let mut told: Vec<String> = told
        .map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first} to {last}"),
        })
        .collect();
    if others > 0 {
        told.push("and others".to_owned());
    }
    told.join(", ")
}

/// Each value of the factor that is compared with its first one, the other factors being the same.
fn comparisons(plan: &Plan, rows: &[Row]) -> Vec<Comparison> {
    let mut factors = plan.factors.iter();
    let compared = factors.position(|factor| Some(&factor.name) == plan.compare.as_ref());
    let Some(compared) = compared else {
        return Vec::new();
    };
    let later = plan.factors[compared + 1..].iter();
    let stride: usize = later.map(|factor| factor.values.len()).product();
    let of = |point: usize| {
        let from = rows.partition_point(|row| row.point < point);
        let to = rows.partition_point(|row| row.point <= point);
        &rows[from..to]
    };
    let mut comparisons = Vec::new();
    for point in 0..plan.points() {
        let index = plan.indices(point)[compared];
        if index == 0 {
            continue;
        }
        let base = point - index * stride;
        let figures = (0..plan.figures.len()).map(|figure| {
            let pairs = of(base).iter().zip(of(point));
            let pairs =
                pairs.filter_map(|(one, other)| Some((one.values[figure]?, other.values[figure]?)));
            let (one, other): (Vec<f64>, Vec<f64>) = pairs.unzip();
            Difference::of(&one, &other, plan.confidence)
        });
        comparisons.push(Comparison {
            point,
            base,
            figures: figures.collect(),
        });
    }
    comparisons
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_a_row_are_told_together() {
        assert_eq!(ranges(&[0, 1, 2, 5, 7, 8]), "0 to 2, 5, 7 to 8");
    }
}
