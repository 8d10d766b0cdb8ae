//! Figures of two runs, and how much they differ.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::results::analysis::ratio::{share, utilisation};
use crate::results::schema::report::Report;
use crate::results::schema::summaries::{Counts, Distribution, FunctionSummary, ServiceSummary};

/// What a figure is a figure of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Count,
    /// In seconds.
    Time,
    Share,
    Amount,
}

/// A figure of both runs.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Figure {
    pub(super) name: String,
    kind: Kind,
    #[serde(flatten)]
    pub(super) values: Values,
}

/// The values of a figure.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Values {
    pub(super) values: [Option<f64>; 2],
    /// The second less the first.
    pub(super) difference: Option<f64>,
    /// The difference as a share of the first.
    pub(super) relative: Option<f64>,
}

impl Values {
    pub(super) fn new(values: [Option<f64>; 2]) -> Self {
        let both = values[0].zip(values[1]);
        let difference = both.map(|(one, other)| other - one);
        Self {
            values,
            difference,
            relative: both.and_then(|(one, other)| share(other - one, one)),
        }
    }
}

/// The headline figures.
pub(super) fn figures(reports: [&Report; 2]) -> Vec<Figure> {
    let mut all = Vec::new();
    let mut add = |name: &str, kind, of: &dyn Fn(&Report) -> Option<f64>| {
        let values = reports.map(of);
        if values != [None, None] {
            all.push(Figure {
                name: name.to_owned(),
                kind,
                values: Values::new(values),
            });
        }
    };
    for (name, kind, of) in COUNTS {
        add(name, *kind, &|report| of(&report.summary.counts));
    }
    for (name, of) in TIMES {
        let name = format!("response, {name}");
        add(&name, Kind::Time, &|report| Some(of(response(report)?)));
    }
    add("cold start, median", Kind::Time, &|report| {
        let startup = report.overall.delays.startup_cold.as_ref()?;
        Some(startup.p50.as_secs_f64())
    });
    add("cores in use", Kind::Share, &utilisation);
    let containers = |of: fn(&ServiceSummary) -> u64| {
        move |report: &Report| Some(report.services.iter().map(of).sum::<u64>() as f64)
    };
    add("containers", Kind::Count, &containers(|one| one.containers));
    add("evicted", Kind::Count, &containers(|one| one.evicted));
    add("expired", Kind::Count, &containers(|one| one.expired));
    let currencies = reports.iter().flat_map(|report| {
        let summary = &report.summary;
        summary.revenue.keys().chain(summary.node_cost.keys())
    });
    let currencies: BTreeSet<&String> = currencies.collect();
    for currency in currencies {
        let bill = |report: &Report| report.summary.revenue.get(currency).copied();
        add(&format!("bill [{currency}]"), Kind::Amount, &bill);
        let nodes = |report: &Report| report.summary.node_cost.get(currency).copied();
        add(&format!("nodes [{currency}]"), Kind::Amount, &nodes);
    }
    add("energy [J]", Kind::Amount, &|report| report.summary.energy);
    add("carbon [g]", Kind::Amount, &|report| report.summary.carbon);
    add("final date", Kind::Time, &|report| {
        Some(report.final_date.as_secs_f64())
    });
    all
}

type OfCounts = fn(&Counts) -> Option<f64>;

/// Figures that counts have.
const COUNTS: &[(&str, Kind, OfCounts)] = &[
    ("invocations", Kind::Count, |one| {
        Some(one.invocations as f64)
    }),
    ("succeeded", Kind::Count, |one| Some(one.succeeded as f64)),
    ("failed", Kind::Count, |one| Some(one.failed as f64)),
    ("failure rate", Kind::Share, |one| {
        share(one.failed as f64, one.invocations as f64)
    }),
    ("unfinished", Kind::Count, |one| Some(one.unfinished as f64)),
    ("cold starts", Kind::Count, |one| {
        Some(one.cold_starts as f64)
    }),
    ("hot starts", Kind::Count, |one| Some(one.hot_starts as f64)),
    ("cold rate", Kind::Share, Counts::cold_rate),
];

type OfTimes = fn(&Distribution) -> f64;

/// Figures that distributions have.
const TIMES: &[(&str, OfTimes)] = &[
    ("mean", |one| one.mean.as_secs_f64()),
    ("median", |one| one.p50.as_secs_f64()),
    ("90 %", |one| one.p90.as_secs_f64()),
    ("95 %", |one| one.p95.as_secs_f64()),
    ("99 %", |one| one.p99.as_secs_f64()),
    ("longest", |one| one.max.as_secs_f64()),
];

fn response(report: &Report) -> Option<&Distribution> {
    let one = match &report.services[..] {
        [only] => only.response.as_ref(),
        _ => None,
    };
    report.overall.response.as_ref().or(one)
}

pub(super) type OfFunction = fn(&FunctionSummary) -> Option<f64>;

/// The figures of functions.
pub(super) const COLUMNS: &[(&str, Kind, OfFunction)] = &[
    ("invocations", Kind::Count, |one| {
        Some(one.counts.invocations as f64)
    }),
    ("failed", Kind::Count, |one| Some(one.counts.failed as f64)),
    ("cold rate", Kind::Share, |one| one.counts.cold_rate()),
    ("response, mean", Kind::Time, |one| {
        Some(one.response.as_ref()?.mean.as_secs_f64())
    }),
    ("response, median", Kind::Time, |one| {
        Some(one.response.as_ref()?.p50.as_secs_f64())
    }),
    ("response, 95 %", Kind::Time, |one| {
        Some(one.response.as_ref()?.p95.as_secs_f64())
    }),
    ("response, 99 %", Kind::Time, |one| {
        Some(one.response.as_ref()?.p99.as_secs_f64())
    }),
    ("cost", Kind::Amount, |one| one.cost),
];
