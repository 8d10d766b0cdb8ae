//! What was predicted beside what was measured.

use serde::Serialize;

use super::replay::Replayed;
use crate::results::observed::Observation;

/// Observations, and what the calibrated scenario makes of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// How many observations.
    pub count: u64,
    /// How many of them are cold or hot as predicted.
    pub agree: u64,
    /// Figure by figure.
    pub figures: Vec<Compared>,
}

/// A figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// What it is: the share of cold starts, or a duration \[s\].
    pub figure: String,
    /// What the calibrated scenario says; `None` if it says nothing.
    pub predicted: Option<f64>,
    /// What was observed; `None` if there is nothing.
    pub measured: Option<f64>,
}

impl Compared {
    /// The difference over what was measured; `None` without either, or if nothing was measured.
    pub fn error(&self) -> Option<f64> {
        let (predicted, measured) = (self.predicted?, self.measured?);
        (measured > 0.0).then(|| (predicted - measured) / measured)
    }
}

impl Comparison {
    pub(super) fn new(rows: &[Observation], predicted: &[Replayed]) -> Self {
        let pairs = rows.iter().zip(predicted);
        let agree = pairs
            .filter(|(row, one)| one.cold == Some(row.cold))
            .count();
        let measured: Vec<(bool, f64)> = rows
            .iter()
            .map(|row| (row.cold, row.duration.as_secs_f64()))
            .collect();
        let told = predicted.iter();
        let told = told.filter_map(|one| Some((one.cold?, one.response?)));
        let told: Vec<(bool, f64)> = told.collect();
        Self {
            count: rows.len() as u64,
            agree: agree as u64,
            figures: FIGURES
                .iter()
                .map(|(figure, of)| Compared {
                    figure: (*figure).to_owned(),
                    predicted: of(&told),
                    measured: of(&measured),
                })
                .collect(),
        }
    }
}

/// A figure of invocations: whether each was cold, and how long it took \[s\].
type Figure = fn(&[(bool, f64)]) -> Option<f64>;

/// The figures that are compared.
const FIGURES: [(&str, Figure); 6] = [
    ("cold starts", |all| {
        let cold = all.iter().filter(|(cold, _)| *cold).count();
        (!all.is_empty()).then(|| cold as f64 / all.len() as f64)
    }),
    ("mean after a cold start", |all| {
        mean(all.iter().filter(|(cold, _)| *cold))
    }),
    ("mean after a hot start", |all| {
        mean(all.iter().filter(|(cold, _)| !*cold))
    }),
    ("p50", |all| quantile(all, 0.5)),
    ("p95", |all| quantile(all, 0.95)),
    ("p99", |all| quantile(all, 0.99)),
];

fn mean<'a>(of: impl Iterator<Item = &'a (bool, f64)>) -> Option<f64> {
    let (count, sum) = of.fold((0u64, 0.0), |(count, sum), (_, value)| {
        (count + 1, sum + value)
    });
    (count > 0).then(|| sum / count as f64)
}

/// By nearest rank.
fn quantile(all: &[(bool, f64)], share: f64) -> Option<f64> {
    let mut values: Vec<f64> = all.iter().map(|(_, value)| *value).collect();
    values.sort_by(f64::total_cmp);
    let rank = libm::ceil(share * values.len() as f64) as usize;
    values.get(rank.max(1) - 1).copied()
}
