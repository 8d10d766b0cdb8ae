//! Two runs side by side: what the page of a comparison knows.
//!
//! * `matching`: which function of one is which of the other; `figures`: what is compared of both.

mod figures;
mod matching;

use std::sync::Arc;

use serde::Serialize;

use super::super::page::parameters;
use crate::results::analysis::ecdf::Points;
use crate::results::analysis::intervals::Intervals;
use crate::results::analysis::over_time::{Choice, OverTime};
use crate::results::analysis::ratio::share;
use crate::results::analysis::response_times::{FunctionTimes, ResponseTimes};
use crate::results::analysis::rounding::all_rounded;
use crate::results::recording::Recording;
use crate::results::schema::report::Report;
use crate::results::schema::summaries::FunctionSummary;
use crate::units::{SimDuration, SimTime};
use figures::{COLUMNS, Figure, Kind, OfFunction, Values, figures};
use matching::{MOST_FUNCTIONS, Matched, matched};

/// How many functions have curves.
const MOST_CURVES: usize = 20;

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
    let mut choices = reports.map(|report| {
        let mut choices = OverTime::in_intervals(report, intervals).choices;
        let own = intervals.reached_by(Intervals::of(report));
        choices.iter_mut().for_each(|choice| choice.cut(own));
        choices
    });
    let mut take = |run: usize, service: Option<&Arc<str>>, function: Option<&Arc<str>>| {
        let choices = &mut choices[run];
        let is_it = |choice: &Choice| {
            choice.service.as_ref() == service && choice.function.as_ref() == function
        };
        let at = choices.iter().position(is_it)?;
        Some(choices.remove(at))
    };
    let all = [take(0, None, None), take(1, None, None)];
    let mut pairs = vec![Pair {
        function: None,
        runs: all.clone(),
    }];
    if reports.iter().all(|report| report.functions.len() <= 1) {
        return pairs;
    }
    for both in matched {
        let [one, other] = both;
        let mut choice = |run: usize, of: &Option<&FunctionSummary>| match reports[run].functions[..]
        {
            // What is told of all is told of it.
            [_] => all[run].clone().filter(|_| of.is_some()),
            _ => take(
                run,
                Some(&of.as_ref()?.service),
                Some(&of.as_ref()?.function),
            ),
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
    // After the end of a run nothing is known of it.
    sums.truncate(intervals.reached_by(Intervals::of(report)));
    all_rounded(&sums)
}

fn curves(reports: [&Report; 2], matched: &[Matched<'_>]) -> Vec<Pair<Curves>> {
    let times = reports.map(ResponseTimes::new);
    let curves = |times: &FunctionTimes| Curves {
        all: Points::new(&times.together()),
        cold: Points::new(&times.cold),
        hot: Points::new(&times.hot),
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
mod tests;
