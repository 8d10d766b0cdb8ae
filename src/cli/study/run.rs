//! The runs of a study, and what is told of them.

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use clap::ArgMatches;
use sim_runtime::experiment::study::{Execution, Shard, Study, StudyResult, Told};
use sim_runtime::units::spelling::visible;

use super::engine::Launching;
use super::engine::launch::Invoked;
use super::options::{asked, without_results, without_runs};
use super::outputs::StudyOutputs;
use crate::cli::console::{self, Channel};
use crate::cli::failed::{Failed, HALTED, INTERRUPTED};
use crate::cli::{building, progress, unfinished};

/// Runs a study with the options of a command line, tells and writes what was found.
///
/// # Errors
///
/// If it makes no sense, or cannot be run or written, or a run failed, or a precision was not reached, or a signal ended it.
pub fn run(
    matches: &ArgMatches,
    study: Study,
    read: &[PathBuf],
    invoked: Invoked<'_>,
) -> Result<(), Failed> {
    without_runs(matches)?;
    without_results(matches)?;
    let study = asked(matches, study)?;
    let plan = building::silently(|| study.plan()).map_err(Failed::bad_input)?;
    let out = matches.get_one::<PathBuf>("out");
    let outputs = || StudyOutputs::new(matches, read, out.map(PathBuf::as_path));
    let is_quiet = matches.get_flag("quiet");
    if let Some(launching) = Launching::asked(matches, invoked)? {
        let launched = launching.run(&study, is_quiet, outputs)?;
        let found = launched.map(|(result, outputs)| found(matches, &result, &outputs));
        return found.unwrap_or(Ok(()));
    }
    let outputs = outputs()?;
    let bar = match is_quiet {
        true => indicatif::ProgressBar::hidden(),
        false => progress::runs(),
    };
    let shard: Option<Shard> = matches.get_one("shard").copied();
    let stop = unfinished::stop_at_a_signal();
    let mut done = 0;
    let execution = Execution {
        threads: matches
            .get_one::<u16>("jobs")
            .map(|jobs| usize::from(*jobs)),
        out: out.map(PathBuf::as_path),
        shard,
        pages: matches.get_one::<PathBuf>("reports").map(PathBuf::as_path),
        stop,
        told: Box::new(|told| match told {
            Told::Planned { there, planned } => {
                bar.set_length((there + planned) as u64);
                bar.set_position(there as u64);
                // What was there before took no time.
                bar.reset_eta();
            }
            Told::Row(_) => {
                done += 1;
                bar.inc(1);
            }
            Told::Point { point, rows } => bar.println(plan.told(point, rows)),
        }),
    };
    let found = building::silently(|| study.run_with(execution));
    bar.finish_and_clear();
    let result = found.map_err(Failed::bad_input)?;
    if stop.load(Ordering::Relaxed) && !result.is_complete() {
        return Err(interrupted(&result, out));
    }
    match (shard, out) {
        (Some(shard), Some(out)) => told_of_shard(shard, out, done, is_quiet),
        _ => self::found(matches, &result, &outputs),
    }
}

/// Tells and writes what was found.
///
/// # Errors
///
/// If it cannot be written, or a run failed, or a precision was not reached.
pub fn found(
    matches: &ArgMatches,
    result: &StudyResult,
    outputs: &StudyOutputs,
) -> Result<(), Failed> {
    let printed = match matches.get_flag("quiet") {
        true => Ok(()),
        false => console::print_with(outputs.channel(), |out| write!(out, "{result}")),
    };
    let failed = |message, code| Err(Failed { message, code });
    let halted = result.failure().map_or(Ok(()), |told| failed(told, HALTED));
    let imprecise = result.imprecise();
    let imprecise = imprecise.map_or(Ok(()), |told| Err(Failed::bad_input(told)));
    Failed::of_all([printed, outputs.write(matches, result), halted, imprecise])
}

fn told_of_shard(
    shard: Shard,
    out: &std::path::Path,
    done: usize,
    is_quiet: bool,
) -> Result<(), Failed> {
    if is_quiet {
        return Ok(());
    }
    console::print_with(Channel::Output, |text| {
        let out = out.display().to_string();
        writeln!(
            text,
            "shard {shard}: {done} runs were made; `coldstart sweep merge {}` puts all shards together",
            visible(&out)
        )
    })
}

fn interrupted(result: &StudyResult, out: Option<&PathBuf>) -> Failed {
    let there = result.rows.len();
    let kept = match out {
        Some(out) => {
            let out = out.display().to_string();
            format!("the same command goes on from what is in {}", visible(&out))
        }
        None => "nothing of it is kept; with --out FOLDER the same command goes on".to_owned(),
    };
    Failed {
        message: format!("a signal ended the study after {there} of its runs; {kept}"),
        code: INTERRUPTED,
    }
}
