//! What can be wrong with a scenario file.

use std::fmt;

/// Why a file is not a scenario. Every line of the message begins with the file's name.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// The file cannot be read.
    #[error("{origin}: cannot be read: {cause}")]
    Unreadable {
        /// The file.
        origin: String,
        /// The operating system's message.
        #[source]
        cause: std::io::Error,
    },
    /// The extension of the file is not that of a known format.
    #[error(
        "{origin}: not a scenario file by its name; expected one that ends in `.json` or `.toml`"
    )]
    UnknownFormat {
        /// The file.
        origin: String,
    },
    /// The text is not JSON or TOML, or a key or a value is not one that a scenario has.
    #[error("{origin}:{line}:{column}: {problem}")]
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
        if self.path.is_empty() {
            return f.write_str(&self.message);
        }
        write!(f, "{}: {}", self.path, self.message)
    }
}

fn lines(origin: &str, problems: &[Problem]) -> String {
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| format!("{origin}: {problem}"))
        .collect();
    lines.join("\n")
}
