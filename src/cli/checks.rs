//! Thresholds on command lines: `--check "p99 < 500ms"`.

use clap::{Arg, ArgAction, ArgMatches};
use sim_runtime::results::Report;
use sim_runtime::results::check::Check;

use super::Failed;

/// The option, which may be given several times.
pub fn option() -> Arg {
    let long = format!(
        "Fail unless a figure is as it should be, such as \"p99 < 500ms\" or \"failure_rate of resize <= 1%\"; may be \
         given several times. A check is METRIC[ of FUNCTION[ on SERVICE]], one of <, <=, > and >=, and a value. One that \
         cannot be decided fails, too. The exit code is 1 if one fails. The metrics, of which those up to `max` are of \
         response times:\n\n{}",
        Check::help()
    );
    Arg::new("check")
        .long("check")
        .value_name("CHECK")
        .action(ArgAction::Append)
        .value_parser(|text: &str| text.parse::<Check>())
        .help("Fail unless a figure is as it should be, such as \"p99 < 500ms\" (--help lists the metrics)")
        .long_help(long)
}

/// Whether the functions are known that the checks are of; asked before a run. The names are asked for only if a check is
/// of a function.
///
/// # Errors
///
/// The first that is not known, with those that are.
pub fn know(matches: &ArgMatches, functions: impl FnOnce() -> Vec<String>) -> Result<(), Failed> {
    let checks: Vec<&Check> = asked(matches);
    if checks.iter().all(|check| check.function().is_none()) {
        return Ok(());
    }
    let functions = functions();
    let names = functions.iter().map(String::as_str);
    checks.into_iter().try_for_each(|check| {
        let known = check.knows(names.clone());
        known.map_err(|error| Failed::bad_input(format!("--check \"{check}\": {error}")))
    })
}

/// Notes in a report what the checks make of it, if there are any. Those of a stored report stay if there are none.
pub fn judge(matches: &ArgMatches, report: &mut Report) {
    let checks = asked(matches);
    if !checks.is_empty() {
        report.checks = checks.iter().map(|check| check.verdict(report)).collect();
    }
}

/// What became of the checks, a line each; empty if there were none.
pub fn told(report: &Report) -> String {
    let longest = report.checks.iter().map(|one| one.check.chars().count());
    let width = longest.max().unwrap_or(0);
    let lines = report.checks.iter().map(|one| {
        let outcome = if one.passed { "passed" } else { "FAILED" };
        format!("{outcome:<12} {:<width$}  {}\n", one.check, one.explanation)
    });
    lines.collect()
}

/// Why a command fails whose checks do not all pass.
pub fn failure(matches: &ArgMatches, report: &Report) -> Option<String> {
    let failed = report.checks.iter().filter(|one| !one.passed);
    let failed: Vec<String> = failed
        .map(|one| format!("{}: {}", one.check, one.explanation))
        .collect();
    let is_asked = !asked(matches).is_empty() && !failed.is_empty();
    is_asked.then(|| {
        format!(
            "{} of {} checks failed: {}",
            failed.len(),
            report.checks.len(),
            failed.join("; ")
        )
    })
}

fn asked(matches: &ArgMatches) -> Vec<&Check> {
    matches.get_many("check").into_iter().flatten().collect()
}
