//! Thresholds on command lines: `--check "p99 < 500ms"`.

use clap::{Arg, ArgAction, ArgMatches};
use sim_runtime::results::Report;
use sim_runtime::results::check::Check;
use sim_runtime::units::spelling::visible;

use super::{Failed, HALTED};

/// The option, which may be given several times.
pub fn option() -> Arg {
    Arg::new("check")
        .long("check")
        .value_name("CHECK")
        .action(ArgAction::Append)
        .value_parser(|text: &str| text.parse::<Check>())
        .help("Fail unless a figure is as it should be, such as \"p99 < 500ms\"; may be given several times")
}

/// How checks are written, and the metrics: for the end of a help text.
pub fn help() -> String {
    format!(
        "A check is METRIC[ of FUNCTION[ on SERVICE]], one of <, <=, > and >=, and a value; what cannot be decided fails.\n\
         The metrics (p50 to max are of response times):\n{}",
        Check::help().trim_end()
    )
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
        let (check, told) = (visible(&one.check), visible(&one.explanation));
        format!("{outcome:<12} {check:<width$}  {told}\n")
    });
    lines.collect()
}

/// Whether anything is to be checked.
pub fn are_asked(matches: &ArgMatches) -> bool {
    !asked(matches).is_empty()
}

/// Whether all checks pass that the command line asks for.
///
/// # Errors
///
/// If not: which ones, and what was measured.
pub fn outcome(matches: &ArgMatches, report: &Report) -> Result<(), Failed> {
    let failed = report.checks.iter().filter(|one| !one.passed);
    let failed: Vec<String> = failed
        .map(|one| format!("{}: {}", one.check, one.explanation))
        .collect();
    if failed.is_empty() || !are_asked(matches) {
        return Ok(());
    }
    let (failures, all) = (failed.len(), report.checks.len());
    let failed = visible(&failed.join("; ")).into_owned();
    Err(Failed {
        message: format!("{failures} of {all} checks failed: {failed}"),
        code: HALTED,
    })
}

fn asked(matches: &ArgMatches) -> Vec<&Check> {
    matches.get_many("check").into_iter().flatten().collect()
}
