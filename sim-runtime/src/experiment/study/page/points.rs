//! What is shown of points and of comparisons.

use serde::Serialize;

use crate::experiment::statistics::difference::Difference;
use crate::experiment::statistics::estimate::Estimate;
use crate::experiment::study::plan::Plan;
use crate::experiment::study::result::{Point, StudyResult};
use crate::experiment::study::text::interval;

/// A figure.
#[derive(Debug, Serialize)]
pub(super) struct FigureLine<'a> {
    name: &'a str,
    /// The unit of its values: `share` for parts of a whole.
    unit: &'a str,
}

/// A point.
#[derive(Debug, Serialize)]
pub(super) struct PointLine {
    /// The number of the value of each factor.
    at: Vec<usize>,
    replications: usize,
    failed: usize,
    warm_up_s: f64,
    is_complete: bool,
    is_precise: bool,
    figures: Vec<Option<Interval>>,
}

/// What replications say of a figure.
#[derive(Debug, Serialize)]
struct Interval {
    mean: f64,
    half_width: Option<f64>,
    least: f64,
    greatest: f64,
    /// Where the mean is between the least one of all points, 0, and the greatest, 1.
    shade: f64,
    /// In words.
    told: String,
}

/// How much a point differs from another one.
#[derive(Debug, Serialize)]
pub(super) struct ComparisonLine {
    at: Vec<usize>,
    figures: Vec<Option<DifferenceLine>>,
}

#[derive(Debug, Serialize)]
struct DifferenceLine {
    mean: f64,
    half_width: Option<f64>,
    relative: Option<f64>,
    unpaired_half_width: Option<f64>,
    pairs: usize,
    shows: &'static str,
    told: String,
}

pub(super) fn figures(plan: &Plan) -> Vec<FigureLine<'_>> {
    let line = plan.figures.iter().map(|figure| FigureLine {
        name: &figure.name,
        unit: if figure.is_share {
            "share"
        } else {
            &figure.unit
        },
    });
    line.collect()
}

pub(super) fn points(result: &StudyResult, shown: &[Point]) -> Vec<PointLine> {
    let plan = &result.plan;
    let ranges: Vec<(f64, f64)> = (0..plan.figures.len())
        .map(|figure| range(shown, figure))
        .collect();
    let line = |point: &Point| PointLine {
        at: plan.indices(point.point),
        replications: point.replications,
        failed: point.failed,
        warm_up_s: point.warm_up_s,
        is_complete: point.is_complete,
        is_precise: point.is_precise,
        figures: (point.figures.iter().enumerate())
            .map(|(figure, estimate)| {
                let estimate = estimate.as_ref()?;
                Some(Interval {
                    mean: estimate.mean,
                    half_width: estimate.half_width,
                    least: estimate.least,
                    greatest: estimate.greatest,
                    shade: shade(estimate.mean, ranges[figure]),
                    told: told(plan, figure, estimate),
                })
            })
            .collect(),
    };
    shown.iter().map(line).collect()
}

/// The least and the greatest mean of a figure.
fn range(points: &[Point], figure: usize) -> (f64, f64) {
    let means = points.iter().filter_map(|point| point.figures[figure]);
    means.fold(
        (f64::INFINITY, f64::NEG_INFINITY),
        |(least, greatest), one| (least.min(one.mean), greatest.max(one.mean)),
    )
}

/// Where a value is in a range; in the middle of one that is empty.
fn shade(value: f64, (least, greatest): (f64, f64)) -> f64 {
    match greatest > least {
        true => (value - least) / (greatest - least),
        false => 0.5,
    }
}

/// An interval in words, with its unit.
fn told(plan: &Plan, figure: usize, estimate: &Estimate) -> String {
    let facts = &plan.figures[figure];
    let unit = if facts.is_share { "%" } else { &facts.unit };
    let text = signed(&interval(facts, estimate));
    match unit.is_empty() {
        true => text,
        false => format!("{text} {unit}"),
    }
}

/// With the signs that people write.
fn signed(text: &str) -> String {
    text.replace("+-", "±").replace('-', "−")
}

pub(super) fn comparisons(result: &StudyResult, shown: usize) -> Vec<ComparisonLine> {
    let plan = &result.plan;
    let comparisons = result.comparisons.iter().filter(|one| one.point < shown);
    let line = |figure: usize, difference: &Difference| DifferenceLine {
        mean: difference.paired.mean,
        half_width: difference.paired.half_width,
        relative: difference.relative(),
        unpaired_half_width: difference.unpaired_half_width,
        pairs: difference.paired.count,
        shows: difference.sign().name(),
        told: told(plan, figure, &difference.paired),
    };
    comparisons
        .map(|one| ComparisonLine {
            at: plan.indices(one.point),
            figures: (one.figures.iter().enumerate())
                .map(|(figure, difference)| Some(line(figure, difference.as_ref()?)))
                .collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_go_from_the_least_to_the_greatest_mean() {
        assert_eq!(shade(2.0, (2.0, 6.0)), 0.0);
        assert_eq!(shade(3.0, (2.0, 6.0)), 0.25);
        assert_eq!(shade(6.0, (2.0, 6.0)), 1.0);
        assert_eq!(shade(2.0, (2.0, 2.0)), 0.5);
    }

    #[test]
    fn signs_are_those_that_people_write() {
        assert_eq!(signed("-0.0042 +- 0.0050"), "−0.0042 ± 0.0050");
    }
}
