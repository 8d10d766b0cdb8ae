//! Stored results: read, and written in every form that a report has.

use std::fs;
use std::io::sink;
use std::process::ExitCode;

use coldstart::kernel::Seed;
use coldstart::results::export::table::Table;
use coldstart::results::export::{csv, html, parquet, perfetto};
use coldstart::results::stored::{self, Document};
use coldstart::results::{Options, Recording};
use coldstart::scenario::load::{Format, parse};
use coldstart::scenario::run::run_with;
use coldstart_fuzz::{Outcome, Target, corpus};

fn main() -> ExitCode {
    coldstart_fuzz::fuzz(Target {
        name: "results",
        seeds,
        words: &[],
        read,
    })
}

/// Results of scenarios of the tests.
fn seeds() -> Vec<Vec<u8>> {
    let scenarios = corpus::files(&["tests/reference/second/minimal"], ".scenario.json");
    let scenarios = scenarios.into_iter().step_by(4);
    let shop = corpus::files(&["tests/engines"], "shop.json");
    let mut seeds = Vec::new();
    for text in scenarios.chain(shop) {
        let text = String::from_utf8(text).expect("a scenario of the tests");
        let scenario = parse(&text, Format::Json, "a.scenario.json");
        let scenario = scenario.unwrap_or_else(|error| panic!("{error}"));
        for recording in [Recording::Full, Recording::Summary] {
            let options = Options::new(Seed(1)).recording(recording);
            let run = run_with(&scenario, Seed(1), options);
            let run = run.unwrap_or_else(|error| panic!("{error}"));
            let report = serde_json::to_vec(&run.report).expect("a report can be written");
            if report.len() < 32 * 1024 {
                seeds.push(report);
            }
        }
    }
    seeds
}

fn read(input: &[u8]) -> Outcome {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("result.json");
    fs::write(&path, input).expect("the temporary folder has room");
    let file = fs::File::open(&path).expect("what was written");
    let report = Document::new(file, "result.json").and_then(|mut file| stored::read(&mut file));
    let report = match report {
        Ok(report) => report,
        Err(error) => return Outcome::Refused(error.to_string()),
    };
    for table in Table::ALL {
        csv::write(table, &report, sink()).expect("written to nowhere");
        parquet::write(table, &report, sink()).expect("written to nowhere");
    }
    html::write(&report, &mut sink()).expect("written to nowhere");
    html::write_comparison([("one", &report), ("other", &report)], &mut sink())
        .expect("written to nowhere");
    perfetto::write(&report, &mut sink()).expect("written to nowhere");
    Outcome::Accepted(String::new())
}
