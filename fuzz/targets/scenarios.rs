//! Scenario files: read, written and read again, and run for a while, with a result that is read again, too.

use std::fs::File;
use std::io::{Seek, Write};
use std::panic::resume_unwind;
use std::path::Path;
use std::process::ExitCode;

use coldstart::kernel::Seed;
use coldstart::results::stored::{self, Document};
use coldstart::results::{Options, Report};
use coldstart::scenario::load::{Format, load, parse};
use coldstart::scenario::run::run_with;
use coldstart::scenario::schema::Scenario;
use coldstart_fuzz::{Outcome, Target, corpus, message};

/// How many events a run may have.
const EVENTS: u64 = 100_000;

fn main() -> ExitCode {
    coldstart_fuzz::fuzz(Target {
        name: "scenarios",
        seeds,
        words: &[],
        read,
    })
}

fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = corpus::files(&["tests/reference", "tests/scenarios"], ".scenario.json");
    seeds.extend(corpus::files(&["tests/engines"], "shop.json"));
    // Its trace is beside it, and not beside an input.
    let data = format!("{}/", corpus::place("examples/data").display());
    let loads = corpus::files(&["examples"], "my_load.toml").into_iter();
    seeds.extend(loads.map(|load| {
        let text = String::from_utf8_lossy(&load).replace("data/", &data);
        text.into_bytes()
    }));
    seeds
}

fn read(input: &[u8]) -> Outcome {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let is_json = input.trim_ascii_start().first() == Some(&b'{');
    let name = match is_json {
        true => "input.scenario.json",
        false => "input.toml",
    };
    let path = folder.path().join(name);
    std::fs::write(&path, input).expect("the temporary folder has room");
    match load(&path) {
        Ok(scenario) => {
            says_the_same_again(&scenario);
            Outcome::Accepted(ran(&scenario, folder.path()))
        }
        Err(error) => Outcome::Refused(error.to_string().replace(&*path.to_string_lossy(), name)),
    }
}

/// What is written of a scenario is the same scenario.
fn says_the_same_again(scenario: &Scenario) {
    let written = serde_json::to_string(scenario).expect("a scenario can be written");
    let again = parse(&written, Format::Json, "again.json");
    let again = again.unwrap_or_else(|error| panic!("what is written is refused: {error}"));
    assert!(
        *scenario == again,
        "{scenario:?}\nis read again as\n{again:?}"
    );
}

/// Runs a scenario, for a while.
fn ran(scenario: &Scenario, folder: &Path) -> String {
    let options = Options::new(Seed(1)).watch(|progress| {
        if progress.events > EVENTS {
            // Not a panic, which would be a mistake.
            resume_unwind(Box::new("long enough"));
        }
    });
    match run_with(scenario, Seed(1), options) {
        Ok(run) => {
            for text in run.failure().into_iter().chain(run.notes()) {
                message::check(&text);
            }
            adds_up(&run.report);
            if run.halt.is_none() {
                is_read_again(&run.report, folder);
            }
            run.halt
                .map_or("ran".to_owned(), |halt| format!("halted: {halt}"))
        }
        Err(error) => {
            message::check(&error.to_string());
            format!("not run: {error}")
        }
    }
}

/// No invocation is lost.
fn adds_up(report: &Report) {
    let counts = &report.summary.counts;
    assert_eq!(
        counts.succeeded + counts.failed + counts.unfinished,
        counts.invocations,
        "{counts:?}"
    );
    assert_eq!(report.invocations.len() as u64, counts.invocations);
}

/// A result that was written can be read, and is the same.
fn is_read_again(report: &Report, folder: &Path) {
    let written = serde_json::to_string(report).expect("a report can be written");
    let mut file = File::options()
        .read(true)
        .write(true)
        .create_new(true)
        .open(folder.join("result.json"))
        .expect("a file");
    file.write_all(written.as_bytes()).expect("room");
    file.rewind().expect("the start of the file");
    let again = Document::new(file, "result.json").and_then(|mut file| stored::read(&mut file));
    let again = again.unwrap_or_else(|error| panic!("its result is refused: {error}"));
    let again = serde_json::to_string(&again).expect("a report can be written");
    assert!(written == again, "the result is read again as another one");
}
