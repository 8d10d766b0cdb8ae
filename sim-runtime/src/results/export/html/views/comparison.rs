//! Two runs side by side: what the page of a comparison knows.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;

use super::super::page::parameters;
use crate::results::analysis::ecdf::Points;
use crate::results::analysis::over_time::{Choice, Intervals, OverTime};
use crate::results::analysis::ratio::{share, utilisation};
use crate::results::analysis::response_times::{FunctionTimes, ResponseTimes};
use crate::results::analysis::rounding::all_rounded;
use crate::results::analysis::sample::Sample;
use crate::results::recording::Recording;
use crate::results::schema::report::Report;
use crate::results::schema::summaries::{Counts, Distribution, FunctionSummary, ServiceSummary};
use crate::units::{SimDuration, SimTime};

/// How many functions have curves.
const MOST_CURVES: usize = 20;

/// How many functions are listed.
const MOST_FUNCTIONS: usize = 1_000;

/// Two runs: the first of each pair is of the first.
#[derive(Debug, Serialize)]
pub(in crate::results::export::html) struct Comparison<'a> {
    version: &'static str,
    runs: [Run<'a>; 2],
    /// All parameters of both, and the seeds.
    parameters: Vec<Parameter<'a>>,
    figures: Vec<Figure>,
    /// The names of the figures of functions, and what they are.
    columns: Vec<(&'static str, Kind)>,
    functions: Vec<Function>,
    interval: SimDuration,
    starts: Vec<SimTime>,
    /// Requests, outcomes and response times over time.
    over_time: Vec<Pair<Choice>>,
    /// The share of all cores in use over time.
    cores: [Vec<f64>; 2],
    curves: Vec<Pair<Curves>>,
    notes: Vec<String>,
}

/// A run.
#[derive(Debug, Serialize)]
struct Run<'a> {
    /// What the reader calls it.
    name: &'a str,
    simulation: &'a str,
    recording: Recording,
    final_date: SimTime,
    error: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Parameter<'a> {
    name: &'a str,
    values: [Option<String>; 2],
}

/// What a figure is a figure of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Count,
    /// In seconds.
    Time,
    Share,
    Amount,
}

/// A figure of both runs.
#[derive(Debug, PartialEq, Serialize)]
struct Figure {
    name: String,
    kind: Kind,
    #[serde(flatten)]
    values: Values,
}

/// The values of a figure.
#[derive(Debug, PartialEq, Serialize)]
struct Values {
    values: [Option<f64>; 2],
    /// The second less the first.
    difference: Option<f64>,
    /// The difference as a share of the first.
    relative: Option<f64>,
}

/// A function that one of the runs has, or both.
#[derive(Debug, Serialize)]
struct Function {
    function: Arc<str>,
    services: [Option<Arc<str>>; 2],
    figures: Vec<Values>,
}

/// The same of both runs.
#[derive(Debug, Serialize)]
struct Pair<T> {
    /// `None` for all functions.
    function: Option<Arc<str>>,
    runs: [Option<T>; 2],
}

/// Distributions of response times.
#[derive(Debug, Serialize)]
struct Curves {
    all: Points,
    cold: Points,
    hot: Points,
}

impl<'a> Comparison<'a> {
    pub(in crate::results::export::html) fn new(runs: [(&'a str, &'a Report); 2]) -> Self {
        let reports = runs.map(|(_, report)| report);
        let [one, other] = reports;
        let intervals = Intervals::of(one).shared(Intervals::of(other));
        let matched = matched(one, other);
        Self {
            version: env!("CARGO_PKG_VERSION"),
            runs: runs.map(|(name, report)| Run {
                name,
                simulation: &report.simulation,
                recording: report.recording,
                final_date: report.final_date,
                error: report.error.as_deref(),
            }),
            parameters: all_parameters(reports),
            figures: figures(reports),
            columns: COLUMNS
                .iter()
                .map(|(name, kind, _)| (*name, *kind))
                .collect(),
            functions: functions(&matched),
            interval: intervals.length(),
            starts: intervals.starts(),
            over_time: over_time(reports, &matched, intervals),
            cores: reports.map(|report| cores(report, intervals)),
            curves: curves(reports, &matched),
            notes: notes(reports, &matched),
        }
    }
}

impl Values {
    fn new(values: [Option<f64>; 2]) -> Self {
        let both = values[0].zip(values[1]);
        let difference = both.map(|(one, other)| other - one);
        Self {
            values,
            difference,
            relative: both.and_then(|(one, other)| share(other - one, one)),
        }
    }
}

fn all_parameters<'a>(reports: [&'a Report; 2]) -> Vec<Parameter<'a>> {
    let values = reports.map(parameters);
    let names = values.iter().flatten().map(|(name, _)| *name);
    let mut listed: Vec<&str> = Vec::new();
    for name in names {
        if !listed.contains(&name) {
            listed.push(name);
        }
    }
    let value = |run: &[(&str, String)], name: &str| {
        let found = run.iter().find(|(other, _)| *other == name);
        found.map(|(_, value)| value.clone())
    };
    let mut all: Vec<_> = listed
        .into_iter()
        .map(|name| Parameter {
            name,
            values: [value(&values[0], name), value(&values[1], name)],
        })
        .collect();
    all.push(Parameter {
        name: "seed",
        values: reports.map(|report| Some(report.seed.to_string())),
    });
    all
}

/// The headline figures.
fn figures(reports: [&Report; 2]) -> Vec<Figure> {
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

/// Figures that distributions have.
const TIMES: &[(&str, fn(&Distribution) -> f64)] = &[
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

type OfFunction = fn(&FunctionSummary) -> Option<f64>;

/// The figures of functions.
const COLUMNS: &[(&str, Kind, OfFunction)] = &[
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

/// A function of either run, or of both.
type Matched<'a> = [Option<&'a FunctionSummary>; 2];

/// The functions of both runs: those of one service and name are one, then those whose name each run has once.
fn matched<'a>(one: &'a Report, other: &'a Report) -> Vec<Matched<'a>> {
    let key = |of: &FunctionSummary| (of.service.clone(), of.function.clone());
    let of_name = |report: &'a Report, name: &str| {
        let mut found = report.functions.iter().filter(|of| *of.function == *name);
        let first = found.next();
        first.filter(|_| found.next().is_none())
    };
    let mut taken = BTreeSet::new();
    let mut matched: Vec<Matched<'a>> = Vec::new();
    for of in &one.functions {
        let same = other
            .functions
            .iter()
            .find(|another| key(another) == key(of));
        let alone = || of_name(one, &of.function).and_then(|_| of_name(other, &of.function));
        let found = same.or_else(alone);
        taken.extend(found.map(key));
        matched.push([Some(of), found]);
    }
    let added = other
        .functions
        .iter()
        .filter(|of| !taken.contains(&key(of)));
    matched.extend(added.map(|of| [None, Some(of)]));
    // The most invoked first, if there are too many.
    if matched.len() > MOST_FUNCTIONS {
        matched.sort_by_key(|both| {
            let invocations = both.iter().flatten().map(|of| of.counts.invocations);
            std::cmp::Reverse(invocations.sum::<u64>())
        });
    }
    matched
}

fn functions(matched: &[Matched<'_>]) -> Vec<Function> {
    let listed = matched.iter().take(MOST_FUNCTIONS);
    listed
        .filter_map(|both| {
            let of = both.iter().flatten().next()?;
            let values = |of_function: OfFunction| both.map(|one| one.and_then(of_function));
            Some(Function {
                function: of.function.clone(),
                services: both.map(|one| one.map(|one| one.service.clone())),
                figures: COLUMNS
                    .iter()
                    .map(|(_, _, of_function)| Values::new(values(*of_function)))
                    .collect(),
            })
        })
        .collect()
}

fn over_time(
    reports: [&Report; 2],
    matched: &[Matched<'_>],
    intervals: Intervals,
) -> Vec<Pair<Choice>> {
    let mut choices = reports.map(|report| OverTime::in_intervals(report, intervals).choices);
    let mut take = |run: usize, service: Option<&Arc<str>>, function: Option<&Arc<str>>| {
        let choices = &mut choices[run];
        let is_it = |choice: &Choice| {
            choice.service.as_ref() == service && choice.function.as_ref() == function
        };
        let at = choices.iter().position(is_it)?;
        Some(choices.remove(at))
    };
    let mut pairs = vec![Pair {
        function: None,
        runs: [take(0, None, None), take(1, None, None)],
    }];
    for both in matched {
        let [one, other] = both;
        let mut choice = |run: usize, of: &Option<&FunctionSummary>| {
            let of = of.as_ref()?;
            take(run, Some(&of.service), Some(&of.function))
        };
        let runs = [choice(0, one), choice(1, other)];
        if runs.iter().any(Option::is_some) {
            let of = one.or(*other);
            pairs.push(Pair {
                function: of.map(|of| of.function.clone()),
                runs,
            });
        }
    }
    pairs
}

/// The share of all cores of all services in use.
fn cores(report: &Report, intervals: Intervals) -> Vec<f64> {
    let cores: f64 = report.nodes.iter().map(|node| f64::from(node.cores)).sum();
    let mut sums = vec![0.0; intervals.count];
    for service in &report.timeline.services {
        let means = intervals.means(report, &service.busy_cores);
        for (sum, mean) in sums.iter_mut().zip(means) {
            *sum += share(mean, cores).unwrap_or(0.0);
        }
    }
    all_rounded(&sums)
}

fn curves(reports: [&Report; 2], matched: &[Matched<'_>]) -> Vec<Pair<Curves>> {
    let times = reports.map(ResponseTimes::new);
    let curves = |times: &FunctionTimes| {
        let mut all = Sample::merged([&times.cold, &times.hot].into_iter());
        all.sort();
        Curves {
            all: Points::new(&all),
            cold: Points::new(&times.cold),
            hot: Points::new(&times.hot),
        }
    };
    let mut pairs = vec![Pair {
        function: None,
        runs: [0, 1].map(|run| Some(curves(&times[run].all))),
    }];
    let mut most: Vec<_> = matched.iter().filter(|_| matched.len() > 1).collect();
    most.sort_by_key(|both| {
        let invocations = both.iter().flatten().map(|of| of.counts.invocations);
        std::cmp::Reverse(invocations.sum::<u64>())
    });
    for both in most.into_iter().take(MOST_CURVES) {
        let of = |run: usize| {
            let of = both[run]?;
            let mut functions = times[run].functions.iter();
            let found = functions.find(|times| {
                let name = times.name.as_ref();
                name.is_some_and(|(service, function)| {
                    *service == of.service && *function == of.function
                })
            });
            found.map(&curves)
        };
        pairs.push(Pair {
            function: both.iter().flatten().next().map(|of| of.function.clone()),
            runs: [of(0), of(1)],
        });
    }
    pairs
}

fn notes(reports: [&Report; 2], matched: &[Matched<'_>]) -> Vec<String> {
    let [one, other] = reports;
    let mut notes = Vec::new();
    if one.simulation != other.simulation {
        notes.push(format!(
            "These are different simulations: `{}` and `{}`.",
            one.simulation, other.simulation
        ));
    }
    if one.recording != other.recording {
        notes.push(format!(
            "One run recorded {}, the other {}: the figures of one may be exact where those of the other come from histograms.",
            one.recording, other.recording
        ));
    }
    if reports
        .iter()
        .any(|report| report.recording == Recording::Summary)
    {
        notes.push(
            "A run of which only a summary was recorded has no response times over time."
                .to_owned(),
        );
    }
    if matched.len() > MOST_FUNCTIONS {
        notes.push(format!(
            "The table of functions has the {MOST_FUNCTIONS} with most invocations, out of {}.",
            matched.len()
        ));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::analysis::by_hand::{function, invocation, report};

    fn with_functions(names: &[(&str, &str)]) -> Report {
        let mut report = report(vec![
            invocation(0, (0, 1_000_000), false),
            invocation(1, (0, 3_000_000), true),
        ]);
        let functions = names
            .iter()
            .map(|(service, name)| function(service, name, 2));
        report.functions = functions.collect();
        report
    }

    #[test]
    fn differences_are_absolute_and_relative() {
        let values = Values::new([Some(4.0), Some(3.0)]);
        assert_eq!(
            (values.difference, values.relative),
            (Some(-1.0), Some(-0.25))
        );
        let from_nothing = Values::new([Some(0.0), Some(3.0)]);
        assert_eq!(
            (from_nothing.difference, from_nothing.relative),
            (Some(3.0), None)
        );
        assert_eq!(Values::new([None, Some(3.0)]).difference, None);
    }

    #[test]
    fn functions_are_matched_by_service_and_name_then_by_name_alone() {
        let one = with_functions(&[("near", "a"), ("near", "b"), ("near", "c"), ("near", "d")]);
        let other = with_functions(&[("near", "a"), ("far", "b"), ("x", "d"), ("y", "d")]);
        let matched = matched(&one, &other);
        let shown: Vec<_> = matched
            .iter()
            .map(|both| both.map(|of| of.map(|of| (&*of.service, &*of.function))))
            .collect();
        assert_eq!(
            shown,
            [
                [Some(("near", "a")), Some(("near", "a"))],
                [Some(("near", "b")), Some(("far", "b"))],
                [Some(("near", "c")), None],
                [Some(("near", "d")), None],
                [None, Some(("x", "d"))],
                [None, Some(("y", "d"))],
            ]
        );
    }

    #[test]
    fn a_comparison_has_the_figures_of_both() {
        let mut one = with_functions(&[("cloud", "work")]);
        let mut other = one.clone();
        one.summary.counts.invocations = 2;
        other.summary.counts.invocations = 3;
        other.simulation = "Other".to_owned();
        let comparison = Comparison::new([("a", &one), ("b", &other)]);
        let invocations = &comparison.figures[0];
        assert_eq!(invocations.values, Values::new([Some(2.0), Some(3.0)]));
        assert_eq!(invocations.values.relative, Some(0.5));
        assert_eq!(
            comparison.over_time.len(),
            1,
            "of one function nothing more is told"
        );
        let curves = comparison.curves[0].runs[0]
            .as_ref()
            .expect("there are rows");
        assert_eq!(curves.all.seconds, [0.001, 0.003]);
        assert_eq!(curves.all.share, [0.5, 1.0]);
        assert_eq!(
            comparison.notes,
            ["These are different simulations: `Test` and `Other`."]
        );
    }
}
