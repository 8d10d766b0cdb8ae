//! What was found, as a page of YAML or JSON that a snapshot shows well: numbers have six digits that count.

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use super::plan::Plan;
use super::result::{Comparison, Point, StudyResult};
use super::row::Row;
use crate::experiment::statistics::difference::Difference;
use crate::experiment::statistics::estimate::Estimate;

/// A page about a study.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    format_version: u32,
    study: String,
    seed: u64,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    fixed: IndexMap<String, Value>,
    confidence: f64,
    warm_up: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<String>,
    points: Vec<PointPage>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    comparisons: Vec<ComparisonPage>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct PointPage {
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    at: IndexMap<String, Value>,
    replications: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    warm_up_mean_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_precise: Option<bool>,
    figures: IndexMap<String, Option<EstimatePage>>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct EstimatePage {
    mean: f64,
    half_width: Option<f64>,
    least: f64,
    greatest: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct ComparisonPage {
    at: IndexMap<String, Value>,
    against: IndexMap<String, Value>,
    figures: IndexMap<String, Option<DifferencePage>>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct DifferencePage {
    difference: f64,
    half_width: Option<f64>,
    relative: Option<f64>,
    unpaired_half_width: Option<f64>,
    pairs: usize,
    shows: &'static str,
}

/// A study as JSON: the page, and all rows.
#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    page: Summary,
    plan: &'a Plan,
    rows: &'a [Row],
}

impl StudyResult {
    /// The page about it, for snapshots.
    pub fn summary(&self) -> Summary {
        let plan = &self.plan;
        Summary {
            format_version: Plan::FORMAT_VERSION,
            study: plan.study.clone(),
            seed: plan.seed.0,
            fixed: plan.fixed.clone(),
            confidence: plan.confidence,
            warm_up: plan.warm_up.to_string(),
            precision: plan.precision.as_ref().map(ToString::to_string),
            points: self.points.iter().map(|one| point(plan, one)).collect(),
            comparisons: self
                .comparisons
                .iter()
                .map(|one| comparison(plan, one))
                .collect(),
        }
    }

    /// All that was found, and all rows, as a value that can be written as JSON.
    pub fn whole(&self) -> impl Serialize + '_ {
        Whole {
            page: self.summary(),
            plan: &self.plan,
            rows: &self.rows,
        }
    }
}

fn at(plan: &Plan, point: usize) -> IndexMap<String, Value> {
    let settings = plan.settings(point).into_iter();
    settings
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .collect()
}

fn point(plan: &Plan, of: &Point) -> PointPage {
    let is_cut = plan.warm_up != Default::default();
    PointPage {
        at: at(plan, of.point),
        replications: of.replications,
        failed: (of.failed > 0).then_some(of.failed),
        warm_up_mean_s: is_cut.then(|| short(of.warm_up_s)),
        is_precise: plan.precision.as_ref().map(|_| of.is_precise),
        figures: by_column(plan, &of.figures, |one: &Estimate| EstimatePage {
            mean: short(one.mean),
            half_width: one.half_width.map(short),
            least: short(one.least),
            greatest: short(one.greatest),
        }),
    }
}

fn comparison(plan: &Plan, of: &Comparison) -> ComparisonPage {
    ComparisonPage {
        at: at(plan, of.point),
        against: at(plan, of.base),
        figures: by_column(plan, &of.figures, |one: &Difference| DifferencePage {
            difference: short(one.paired.mean),
            half_width: one.paired.half_width.map(short),
            relative: one.relative().map(short),
            unpaired_half_width: one.unpaired_half_width.map(short),
            pairs: one.paired.count,
            shows: one.sign().name(),
        }),
    }
}

fn by_column<T, P>(
    plan: &Plan,
    figures: &[Option<T>],
    page: impl Fn(&T) -> P,
) -> IndexMap<String, Option<P>> {
    let columns = plan.figures.iter().map(|figure| figure.column());
    columns
        .zip(figures)
        .map(|(column, figure)| (column, figure.as_ref().map(&page)))
        .collect()
}

/// With six digits that count.
fn short(number: f64) -> f64 {
    let text = format!("{number:.5e}");
    // What Rust writes, it reads.
    text.parse().unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_count() {
        assert_eq!(short(1.0 / 3.0), 0.333_333);
        assert_eq!(short(-123_456_789.0), -123_457_000.0);
        assert_eq!(short(0.0), 0.0);
        assert_eq!(short(2.0), 2.0);
    }
}
