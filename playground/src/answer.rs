//! What is asked of the runner, and what it answers.

use serde::{Deserialize, Serialize};
use sim_runtime::kernel::Seed;
use sim_runtime::results::export::html;
use sim_runtime::scenario::load::{Format, Problem, ScenarioError, parse};
use sim_runtime::scenario::run::{Stored, run, told};

/// A scenario to run.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    /// The name of the file that it would be in, which ends in `.toml` or `.json`.
    name: String,
    /// What is in it.
    text: String,
    /// The seed of a scenario that has none of its own.
    seed: u64,
}

/// What became of it.
#[derive(Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
enum Answer {
    /// It has run.
    Run {
        /// What `coldstart run --json` writes.
        json: String,
        /// What `coldstart run --report` writes.
        page: String,
        /// Why the run does not count as a success, if it does not.
        failure: Option<String>,
        /// What there is to say of one that does.
        notes: Vec<String>,
    },
    /// It is none, or makes no sense.
    Refused {
        /// What the command says.
        message: String,
        /// Where in the text, from 1, if that is known.
        line: Option<usize>,
        /// The column, likewise.
        column: Option<usize>,
    },
}

/// The answer to a request.
pub(crate) fn to(request: &[u8]) -> Vec<u8> {
    let answer = serde_json::from_slice(request)
        .map_err(|error| format!("the page asks for nothing that there is: {error}"))
        .map_or_else(refused, |request| of(&request));
    serde_json::to_vec(&answer).expect("an answer is JSON")
}

fn refused(message: String) -> Answer {
    Answer::Refused {
        message,
        line: None,
        column: None,
    }
}

/// Whether a problem is that of a trace, whose files are not there.
fn of_a_file(problem: &Problem) -> bool {
    problem.path.starts_with("traces[")
}

fn without_files(name: &str) -> String {
    format!(
        "{name}: traces: a web page cannot read files; run it with the command: coldstart run {name}"
    )
}

fn of(request: &Request) -> Answer {
    let Request { name, text, seed } = request;
    let format = match Format::of(name.as_ref()) {
        Ok(format) => format,
        Err(error) => return refused(error.to_string()),
    };
    let scenario = match parse(text, format, name) {
        Ok(scenario) => scenario,
        Err(error) => {
            let place = match &error {
                ScenarioError::Invalid { problems, .. } if problems.iter().any(of_a_file) => {
                    return refused(without_files(name));
                }
                ScenarioError::Malformed { line, column, .. } => Some((*line, *column)),
                _ => None,
            };
            return Answer::Refused {
                message: error.to_string(),
                line: place.map(|(line, _)| line),
                column: place.map(|(_, column)| column),
            };
        }
    };
    let run = match run(&scenario, Seed(*seed)) {
        Ok(run) => run,
        Err(error) => return refused(told(name, &error)),
    };
    let mut json = serde_json::to_string_pretty(&Stored::of(&run)).expect("a result is JSON");
    json.push('\n');
    let mut page = Vec::new();
    html::write(&run.report, &mut page).expect("memory takes all");
    Answer::Run {
        json,
        page: String::from_utf8(page).expect("a page is a text"),
        failure: run.failure(),
        notes: run.notes(),
    }
}
