//! What can be wrong with a scenario file.

use crate::units::spelling::{cut, echo, visible};
use std::fmt;

/// Why a file is not a scenario. Every line of the message begins with the file's name.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// The file cannot be read.
    #[error("{}: cannot be read: {cause}", visible(origin))]
    Unreadable {
        /// The file.
        origin: String,
        /// The operating system's message.
        #[source]
        cause: std::io::Error,
    },
    /// The extension of the file is not that of a known format.
    #[error(
        "{}: not a scenario file by its name; expected one that ends in `.json` or `.toml`",
        visible(origin)
    )]
    UnknownFormat {
        /// The file.
        origin: String,
    },
    /// The text is not JSON or TOML, or a key or a value is not one that a scenario has.
    #[error("{}:{line}:{column}: {problem}", visible(origin))]
    Malformed {
        /// The file.
        origin: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong there.
        problem: Problem,
    },
    /// The values do not fit together.
    #[error("{}", lines(origin, problems))]
    Invalid {
        /// The file.
        origin: String,
        /// All that is wrong with it; there is at least one.
        problems: Vec<Problem>,
    },
}

/// One thing that is wrong in a scenario, and how to correct it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The way to the value, e.g. `functions[2].image`; empty where that says nothing.
    pub path: String,
    /// What is wrong with it, and what would be right.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = echo(&self.message);
        let message = visible(&message);
        if self.path.is_empty() {
            return f.write_str(&message);
        }
        write!(f, "{}: {message}", visible(&cut(&self.path)))
    }
}

/// How many problems are told.
pub(super) const TOLD: usize = 50;

fn lines(origin: &str, problems: &[Problem]) -> String {
    let origin = visible(origin);
    let mut lines: Vec<String> = problems
        .iter()
        .take(TOLD)
        .map(|problem| format!("{origin}: {problem}"))
        .collect();
    if let more @ 1.. = problems.len().saturating_sub(TOLD) {
        lines.push(format!("{origin}: and {more} problems more"));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        let problem = Problem {
            path: "functions[0].a\u{1b}[2J".to_owned(),
            message: "unknown host `x\ny`".to_owned(),
        };
        assert_eq!(
            lines("a\nb.json", &[problem]),
            r"a\nb.json: functions[0].a\u{1b}[2J: unknown host `x\ny`"
        );
    }

    #[test]
    fn what_is_long_is_not_echoed() {
        let long = "x".repeat(1 << 20);
        let problem = Problem {
            path: format!("functions[0].{long}"),
            message: format!("unknown host `{long}`; did you mean `user`? (hosts: user)"),
        };
        let told = problem.to_string();
        assert!(told.len() < 400, "{}", told.len());
        assert!(told.ends_with("(1048576 characters)`; did you mean `user`? (hosts: user)"));
        let told = lines("my.json", &vec![problem; 1000]);
        assert!(told.ends_with("\nmy.json: and 950 problems more"));
    }
}
