//! `coldstart trace info`: a trace in a few numbers.

use std::fmt::Write;

use clap::{ArgMatches, Command};
use coldstart::cli::{Failed, console};
use coldstart::units::spelling::visible;
use coldstart::workload::trace::{Format, Trace, TraceProfile};
use indicatif::HumanCount;

use super::asked;

/// How many functions with the most invocations are shown.
const BUSIEST: usize = 3;

pub(super) fn command() -> Command {
    Command::new("info")
        .about("Prints what a trace is: functions, invocations, rates, durations, memory, and what was mended")
        .args(asked::arguments())
        .args(asked::part())
}

pub(super) fn run(matches: &ArgMatches) -> Result<(), Failed> {
    let (trace, format, _) = asked::open(matches)?;
    let rows = trace.rows(&mut asked::stream(matches, "rows"));
    let profile = TraceProfile::of(&trace, rows).map_err(Failed::bad_input)?;
    console::print(&text(&trace, format, &profile))
}

/// Writing to a text cannot fail.
fn text(trace: &Trace, format: Format, profile: &TraceProfile) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "{name:<12} {value}");
    };
    let functions = trace.functions();
    let mut apps: Vec<&str> = functions.iter().map(|one| &*one.app).collect();
    apps.sort_unstable();
    apps.dedup();
    line("format", format.to_string());
    line(
        "functions",
        format!(
            "{} of {} applications",
            HumanCount(functions.len() as u64),
            HumanCount(apps.len() as u64)
        ),
    );
    line("invocations", HumanCount(profile.rows).to_string());
    if let Some((first, last)) = profile.ends {
        line("dates", format!("{first} to {last}"));
        let busiest = profile.busiest_minute as f64 / 60.0;
        line(
            "rate",
            format!(
                "{:.3}/s, in the busiest minute {busiest:.3}/s",
                profile.rate()
            ),
        );
        let quantile = |probability| profile.duration(probability);
        line(
            "durations",
            format!(
                "mean {}, median {}, p90 {}, p99 {}, longest {}",
                profile.mean_duration(),
                quantile(0.5),
                quantile(0.9),
                quantile(0.99),
                quantile(1.0)
            ),
        );
    }
    line(
        "memory",
        format!(
            "of functions: median {}, p90 {}, most {}",
            profile.memory(0.5),
            profile.memory(0.9),
            profile.memory(1.0)
        ),
    );
    if let known @ 1.. = profile.cold + profile.warm {
        let part = 100.0 * profile.cold as f64 / known as f64;
        line(
            "cold",
            format!(
                "{} of {} ({part:.2} %)",
                HumanCount(profile.cold),
                HumanCount(known)
            ),
        );
    }
    let mut busiest: Vec<_> = functions.iter().collect();
    busiest.sort_by_key(|one| std::cmp::Reverse(one.invocations));
    for one in busiest
        .iter()
        .take(BUSIEST)
        .filter(|one| one.invocations > 0)
    {
        let part = 100.0 * one.invocations as f64 / trace.invocations() as f64;
        line("busiest", format!("{} ({part:.2} %)", visible(&one.name)));
    }
    for (defect, count) in trace.mended().iter() {
        line(
            "mended",
            format!("{} {}", HumanCount(count), defect.description()),
        );
    }
    text
}
