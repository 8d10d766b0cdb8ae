//! The figures that a check may look at.

use std::fmt::Write;

use indexmap::IndexMap;

use super::measure::{Kind, Measure};
use super::subject::Subject;
use crate::results::analysis::ratio::{share, utilisation};
use crate::results::schema::report::Report;
use crate::results::schema::summaries::{Counts, Distribution, ServiceSummary};
use crate::units::SimDuration;

/// A figure that a check may look at.
#[derive(Debug)]
pub(super) struct Metric {
    pub(super) name: &'static str,
    /// What it is.
    doc: &'static str,
    pub(super) kind: Kind,
    /// Whether functions have it, too, or only the whole run.
    pub(super) of_functions: bool,
    /// Its value; the reason if there is none.
    pub(super) measure: fn(&Subject<'_>) -> Result<Measure, String>,
}

impl PartialEq for Metric {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Metric {
    const fn time(
        name: &'static str,
        doc: &'static str,
        measure: fn(&Subject<'_>) -> Result<Measure, String>,
    ) -> Self {
        Self {
            name,
            doc,
            kind: Kind::Time,
            of_functions: true,
            measure,
        }
    }

    const fn count(
        name: &'static str,
        doc: &'static str,
        measure: fn(&Subject<'_>) -> Result<Measure, String>,
    ) -> Self {
        Self {
            kind: Kind::Number,
            ..Self::time(name, doc, measure)
        }
    }

    const fn share(
        name: &'static str,
        doc: &'static str,
        measure: fn(&Subject<'_>) -> Result<Measure, String>,
    ) -> Self {
        Self {
            kind: Kind::Share,
            ..Self::time(name, doc, measure)
        }
    }

    const fn of_run(self) -> Self {
        Self {
            of_functions: false,
            ..self
        }
    }
}

/// All of them.
pub(super) const ALL: &[Metric] = &[
    Metric::time(
        "p50",
        "half of the response times do not exceed this",
        |of| response(of, |one| one.p50),
    ),
    Metric::time(
        "p90",
        "90 % of the response times do not exceed this",
        |of| response(of, |one| one.p90),
    ),
    Metric::time(
        "p95",
        "95 % of the response times do not exceed this",
        |of| response(of, |one| one.p95),
    ),
    Metric::time(
        "p99",
        "99 % of the response times do not exceed this",
        |of| response(of, |one| one.p99),
    ),
    Metric::time(
        "p999",
        "99.9 % of the response times do not exceed this",
        |of| response(of, |one| one.p999),
    ),
    Metric::time("mean", "the mean response time", |of| {
        response(of, |one| one.mean)
    }),
    Metric::time(
        "mean_wait",
        "the mean time from the request to the start of the body",
        wait,
    ),
    Metric::time(
        "cold_start_p50",
        "half of the cold starts take no longer than this from the request to the start of the body",
        |of| cold_start(of, |one| one.p50),
    ),
    Metric::time(
        "cold_start_p99",
        "99 % of the cold starts take no longer than this from the request to the start of the body",
        |of| cold_start(of, |one| one.p99),
    ),
    Metric::time("min", "the shortest response time", |of| {
        response(of, |one| one.min)
    }),
    Metric::time("max", "the longest response time", |of| {
        response(of, |one| one.max)
    }),
    Metric::count("invocations", "invocations that were requested", |of| {
        count(of, |one| one.invocations)
    }),
    Metric::count("succeeded", "invocations that succeeded", |of| {
        count(of, |one| one.succeeded)
    }),
    Metric::count(
        "failed",
        "invocations that failed, refused ones among them",
        |of| count(of, |one| one.failed),
    ),
    Metric::count(
        "unfinished",
        "invocations that the run ended without",
        |of| count(of, |one| one.unfinished),
    ),
    Metric::count("cold_starts", "dispatches to a new container", |of| {
        count(of, |one| one.cold_starts)
    }),
    Metric::count(
        "hot_starts",
        "dispatches to a container that had served before",
        |of| count(of, |one| one.hot_starts),
    ),
    Metric::share(
        "failure_rate",
        "the share of invocations that failed",
        failure_rate,
    ),
    Metric::share(
        "cold_start_rate",
        "the share of dispatches that went to a new container",
        cold_start_rate,
    ),
    Metric {
        kind: Kind::Money,
        ..Metric::time(
            "cost",
            "what callers pay for the run, or for a function at the list price; not what nodes cost",
            cost,
        )
    },
    Metric {
        kind: Kind::Money,
        ..Metric::time(
            "node_cost",
            "what the nodes of all services cost, by `per_node_hour`",
            node_cost,
        )
    }
    .of_run(),
    Metric::share(
        "utilisation",
        "the share of all cores that invocations held",
        busy,
    )
    .of_run(),
    Metric::count("containers", "containers that were made", |of| {
        containers(of, |one| one.containers)
    })
    .of_run(),
    Metric::count(
        "evicted",
        "containers that were shut down to make room",
        |of| containers(of, |one| one.evicted),
    )
    .of_run(),
    Metric::count(
        "expired",
        "containers that had been idle for too long",
        |of| containers(of, |one| one.expired),
    )
    .of_run(),
    Metric::time("final_date", "when the last controller ended", |of| {
        Ok(Measure::Time(SimDuration::from_nanos(
            run(of).final_date.as_nanos(),
        )))
    })
    .of_run(),
    Metric {
        kind: Kind::Energy,
        ..Metric::time("energy", "what the nodes drew whose power is known", |of| {
            let energy = run(of).summary.energy.map(Measure::Energy);
            energy.ok_or_else(|| "the power of no node is known".to_owned())
        })
    }
    .of_run(),
    Metric {
        kind: Kind::Mass,
        ..Metric::time(
            "carbon",
            "what the generation of that energy emitted, of CO2 equivalent",
            |of| {
                let carbon = run(of).summary.carbon.map(Measure::Mass);
                carbon.ok_or_else(|| "the carbon intensity of no node is known".to_owned())
            },
        )
    }
    .of_run(),
];

fn run<'a>(of: &Subject<'a>) -> &'a Report {
    match of {
        Subject::Run(report) | Subject::Function(_, report) => report,
    }
}

fn response(of: &Subject<'_>, figure: fn(&Distribution) -> SimDuration) -> Result<Measure, String> {
    of.response()
        .map(|response| Measure::Time(figure(response)))
}

/// The mean over all functions, each of which tells its own.
fn wait(of: &Subject<'_>) -> Result<Measure, String> {
    let functions = match of {
        Subject::Run(report) => &report.functions[..],
        Subject::Function(function, _) => std::slice::from_ref(*function),
    };
    let waits = functions.iter().filter_map(|one| one.wait.as_ref());
    let (count, sum) = waits.fold((0, 0), |(count, sum), wait| {
        let nanos = u128::from(wait.mean.as_nanos()) * u128::from(wait.count);
        (count + u128::from(wait.count), sum + nanos)
    });
    match count {
        0 => Err(of.nothing("has started")),
        count => {
            let nanos = u64::try_from((sum + count / 2) / count).unwrap_or(u64::MAX);
            Ok(Measure::Time(SimDuration::from_nanos(nanos)))
        }
    }
}

/// Of what cold starts took, with what they waited before their dispatch.
fn cold_start(
    of: &Subject<'_>,
    figure: fn(&Distribution) -> SimDuration,
) -> Result<Measure, String> {
    let delays = match of {
        Subject::Run(report) => &report.overall.delays,
        Subject::Function(function, _) => &function.delays,
    };
    let cold = delays.wait_cold.as_ref();
    cold.map(|cold| Measure::Time(figure(cold)))
        .ok_or_else(|| of.nothing("has started cold"))
}

fn count(of: &Subject<'_>, figure: fn(&Counts) -> u64) -> Result<Measure, String> {
    Ok(Measure::Number(figure(of.counts()) as f64))
}

fn failure_rate(of: &Subject<'_>) -> Result<Measure, String> {
    let counts = of.counts();
    let rate = share(counts.failed as f64, counts.invocations as f64);
    rate.map(Measure::Share)
        .ok_or_else(|| of.nothing("was requested"))
}

fn cold_start_rate(of: &Subject<'_>) -> Result<Measure, String> {
    let rate = of.counts().cold_rate();
    rate.map(Measure::Share)
        .ok_or_else(|| of.nothing("was dispatched"))
}

fn cost(of: &Subject<'_>) -> Result<Measure, String> {
    match of {
        Subject::Run(report) => amount(&report.summary.revenue),
        Subject::Function(function, report) => {
            let amount = function
                .cost
                .ok_or_else(|| "its service has no tariff".to_owned())?;
            let mut services = report.services.iter();
            let service = services.find(|service| service.service == function.service);
            let currency = service.and_then(|service| service.currency.clone());
            Ok(Measure::Money(amount, currency))
        }
    }
}

fn node_cost(of: &Subject<'_>) -> Result<Measure, String> {
    amount(&run(of).summary.node_cost)
}

/// The only one of amounts by currency.
fn amount(bills: &IndexMap<String, f64>) -> Result<Measure, String> {
    let mut bills = bills.iter();
    let (currency, amount) = bills
        .next()
        .ok_or_else(|| "no service has a tariff".to_owned())?;
    if bills.next().is_some() {
        return Err("the services bill in several currencies".to_owned());
    }
    Ok(Measure::Money(*amount, Some(currency.clone())))
}

fn busy(of: &Subject<'_>) -> Result<Measure, String> {
    let utilisation = utilisation(run(of)).map(Measure::Share);
    utilisation.ok_or_else(|| "there are no cores, or no time has passed".to_owned())
}

fn containers(of: &Subject<'_>, figure: fn(&ServiceSummary) -> u64) -> Result<Measure, String> {
    let each = run(of).services.iter().map(figure);
    Ok(Measure::Number(each.sum::<u64>() as f64))
}

/// The metrics, a line for each kind of value.
pub(super) fn help() -> String {
    let kinds = [
        (Kind::Time, "times, such as 500ms"),
        (Kind::Share, "shares, such as 5%"),
        (Kind::Number, "numbers, such as 100"),
        (
            Kind::Money,
            "amounts, such as 0.5 USD, that callers pay or that nodes cost",
        ),
        (Kind::Energy, "energies, such as 10kJ or 2kWh"),
        (Kind::Mass, "masses, such as 500g"),
    ];
    let mut text = String::new();
    for (kind, told) in kinds {
        let names = ALL.iter().filter(|metric| metric.kind == kind);
        let names: Vec<&str> = names.map(|metric| metric.name).collect();
        // Text takes whatever is written to it.
        let _ = writeln!(text, "  {told}: {}", names.join(", "));
    }
    text
}

/// The metrics as a table in Markdown.
pub(super) fn markdown() -> String {
    let mut table = "| metric | value | what it is |\n|---|---|---|\n".to_owned();
    for metric in ALL {
        let value = match metric.kind {
            Kind::Time => "`500ms`",
            Kind::Share => "`5%` or `0.05`",
            Kind::Number => "`100`",
            Kind::Money => "`0.5` or `0.5 USD`",
            Kind::Energy => "`10kJ` or `2kWh`",
            Kind::Mass => "`500g`",
        };
        let _ = writeln!(
            table,
            "| `{}` | {value} | {}{} |",
            metric.name,
            metric.doc,
            note(metric)
        );
    }
    table
}

fn note(metric: &Metric) -> &'static str {
    if metric.of_functions {
        ""
    } else {
        "; of the whole run only"
    }
}
