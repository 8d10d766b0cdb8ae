//! The options of studies.

use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, value_parser};
use sim_runtime::experiment::replication::MOST;
use sim_runtime::experiment::statistics::warm_up::WarmUp;
use sim_runtime::experiment::study::file::confidence;
use sim_runtime::experiment::study::{Factor, Precision, Shard, Study};
use sim_runtime::results::check::Figure;
use sim_runtime::units::spelling::{cut, visible};

use super::engine;
use crate::cli::failed::Failed;
use crate::cli::options as of_runs;
use crate::cli::whole_number::whole_number;

/// The options that make a study of a run.
const ASKED: [&str; 13] = [
    "replications",
    "sweep",
    "figure",
    "compare",
    "precision",
    "most-replications",
    "confidence",
    "warm-up",
    "out",
    "shard",
    "engine",
    "shards",
    "reports",
];

/// The options of one run that a study has no use for.
const OF_ONE_RUN: [&str; 5] = ["replication", "perfetto", "observed", "check", "log"];

/// What is run, and what is made of it.
pub fn options() -> Vec<Arg> {
    let replications = || whole_number(1..=u64::from(MOST));
    let options = [
        Arg::new("sweep")
            .long("sweep")
            .value_name("NAME=VALUES")
            .action(ArgAction::Append)
            .value_parser(|text: &str| text.parse::<Factor>())
            .help("Vary a parameter: nodes=1..16, nodes=1,2,4 or scheduler=fcfs,least_loaded; may be given several times"),
        Arg::new("replications")
            .long("replications")
            .value_name("N")
            .value_parser(replications())
            .allow_negative_numbers(true)
            .help("Run each point so often, with independent random numbers that all points have in common"),
        Arg::new("figure")
            .long("figure")
            .value_name("METRIC")
            .action(ArgAction::Append)
            .value_parser(|text: &str| text.parse::<Figure>())
            .help("Measure this, such as p99 or \"cold_start_rate of resize\", in the place of the usual; may be given several times"),
        Arg::new("compare")
            .long("compare")
            .value_name("NAME")
            .help("Compare the values of a parameter that is varied, each with the first one, in pairs of replications"),
        Arg::new("precision")
            .long("precision")
            .value_name("SHARE")
            .value_parser(|text: &str| text.parse::<Precision>())
            .allow_hyphen_values(true)
            .help("Add replications until the half-width of the first figure is no more than this share, such as 2% or \"5% of p99\""),
        Arg::new("most-replications")
            .long("most-replications")
            .value_name("N")
            .value_parser(replications())
            .allow_negative_numbers(true)
            .requires("precision")
            .help("Add no more replications than to so many, however imprecise a point is then [default: 1000]"),
        Arg::new("confidence")
            .long("confidence")
            .value_name("SHARE")
            .value_parser(confidence)
            .allow_hyphen_values(true)
            .help("How often intervals are to cover the truth [default: 95%]"),
        Arg::new("warm-up")
            .long("warm-up")
            .value_name("RULE")
            .value_parser(|text: &str| text.parse::<WarmUp>())
            .allow_hyphen_values(true)
            .help("Leave out what is requested before a time such as 10min, or by the rule mser-5"),
    ];
    options
        .into_iter()
        .chain(local_options())
        .map(headed)
        .collect()
}

/// Where and by whom it is run.
pub fn local_options() -> Vec<Arg> {
    let options = [
        Arg::new("out")
            .long("out")
            .value_name("FOLDER")
            .value_parser(value_parser!(PathBuf))
            .help("Keep what comes of each run in this folder: what is there is not run again"),
        Arg::new("shard")
            .long("shard")
            .value_name("K/N")
            .value_parser(|text: &str| text.parse::<Shard>())
            .allow_hyphen_values(true)
            .requires("out")
            .help("Run one of N parts only, or with `auto` or `auto/N` that of the job of an array (Slurm, HyperQueue, SGE, PBS, ..)"),
        pages_option(),
        Arg::new("jobs")
            .long("jobs")
            .value_name("N")
            .value_parser(whole_number(1_u16..=1024))
            .allow_negative_numbers(true)
            .help("Make so many runs at once [default: as many as there are cores]"),
    ];
    let options = options.into_iter().chain(engine::options());
    options.map(headed).collect()
}

/// Where the pages of single runs are.
pub fn pages_option() -> Arg {
    Arg::new("reports")
        .long("reports")
        .value_name("FOLDER")
        .value_parser(value_parser!(PathBuf))
        .help("Write the report of each run as a page into this folder, named by point and replication; the page of --report has links to them")
}

fn headed(option: Arg) -> Arg {
    option.help_heading("Studies")
}

/// The options of runs that studies of files have, too.
pub fn only_options() -> Vec<Arg> {
    let options = of_runs::run_options().into_iter();
    options
        .filter(|option| {
            let id = option.get_id().as_str();
            !OF_ONE_RUN.contains(&id)
        })
        .map(|option| match option.get_id().as_str() {
            "seed" => option.help("Seed of the random numbers, unless the study or its scenario has one"),
            "csv" => option.help("Write runs.csv, a row a run, and points.csv, a row a point, into this folder, which is made if need be"),
            "parquet" if cfg!(feature = "parquet") => option.help("Write runs.parquet, a row a run, into this folder, which is made if need be"),
            "report" => option.help("Write what was found as an HTML page to this file (-: standard output), which works without a network"),
            "quiet" => option.help("Print nothing but errors; show no progress"),
            _ => option,
        })
        .collect()
}

/// Whether a command line asks for a study and not for one run.
pub fn are_asked(matches: &ArgMatches) -> bool {
    ASKED.iter().any(|id| is_given(matches, id)) || is_given(matches, "jobs")
}

/// Checks that nothing is asked of a study that only one run has.
///
/// # Errors
///
/// The first option that is.
pub fn without_runs(matches: &ArgMatches) -> Result<(), Failed> {
    let Some(id) = OF_ONE_RUN.iter().find(|id| is_given(matches, id)) else {
        return Ok(());
    };
    Err(Failed::bad_input(format!(
        "--{id}: this is of one run, and a study has many; leave it out, or make one of its runs by itself with its parameters \
         and --replication N"
    )))
}

/// Checks that what only all runs together have is not asked of a shard.
///
/// # Errors
///
/// The first option that is.
pub fn without_results(matches: &ArgMatches) -> Result<(), Failed> {
    let results = ["json", "csv", "parquet", "report"];
    let asked = results.iter().find(|id| is_given(matches, id));
    match (is_given(matches, "shard"), asked) {
        (true, Some(id)) => Err(Failed::bad_input(format!(
            "--{id}: a shard has a part of the runs only; leave it out, and have `coldstart sweep merge FOLDER --{id} ..` write it of all"
        ))),
        _ => Ok(()),
    }
}

/// What is varied on a command line.
fn factors(matches: &ArgMatches) -> Result<Vec<&Factor>, Failed> {
    let mut factors: Vec<&Factor> = Vec::new();
    for factor in matches.get_many::<Factor>("sweep").into_iter().flatten() {
        // An option may be written with a hyphen, and the parameter with a line.
        let name = |factor: &Factor| factor.name.replace('-', "_");
        if factors.iter().any(|one| name(one) == name(factor)) {
            return Err(Failed::bad_input(format!(
                "--sweep: `{}` is varied twice; give all its values at once, such as {}=1,2,4",
                visible(&cut(&factor.name)),
                visible(&cut(&factor.name))
            )));
        }
        factors.push(factor);
    }
    Ok(factors)
}

/// A study as a command line has it.
///
/// # Errors
///
/// If something is varied twice.
pub fn asked(matches: &ArgMatches, mut study: Study) -> Result<Study, Failed> {
    for factor in factors(matches)? {
        study = study.factor(factor.clone());
    }
    let figures = matches.get_many::<Figure>("figure").into_iter().flatten();
    study = study.figures(figures.cloned());
    if let Some(count) = matches.get_one("replications") {
        study = study.replications(*count);
    }
    if let Some(precision) = matches.get_one::<Precision>("precision") {
        study = study.precision(&precision.to_string());
    }
    if let Some(most) = matches.get_one("most-replications") {
        study = study.most(*most);
    }
    if let Some(confidence) = matches.get_one("confidence") {
        study = study.confidence(*confidence);
    }
    if let Some(warm_up) = matches.get_one("warm-up") {
        study = study.warm_up(*warm_up);
    }
    if let Some(compare) = matches.get_one::<String>("compare") {
        study = study.compare(compare);
    }
    if is_given(matches, "seed") {
        study = study.seed(of_runs::seed(matches));
    }
    if is_given(matches, "record") {
        study = study.recording(of_runs::recording(matches));
    }
    Ok(match of_runs::horizon(matches) {
        Some(date) => study.horizon(date),
        None => study,
    })
}

fn is_given(matches: &ArgMatches, id: &str) -> bool {
    // Not every command has every option.
    let source = matches
        .try_contains_id(id)
        .ok()
        .and_then(|_| matches.value_source(id));
    source == Some(ValueSource::CommandLine)
}
