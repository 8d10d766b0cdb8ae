//! What can be wrong with a stored result.

use std::fmt;

use crate::units::spelling::{cut, echo};

/// Why a file is not a stored result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredError {
    /// The file, as messages call it.
    pub origin: String,
    /// The line and the column, from 1, if the text is no JSON.
    pub place: Option<(u64, u64)>,
    /// The way to the value, such as `invocations[3].start`; empty for the whole file.
    pub path: String,
    /// What is wrong with it, and what would be right.
    pub message: String,
}

impl StoredError {
    /// That something is wrong with the value at a path.
    pub(super) fn new(origin: &str, path: &str, message: impl Into<String>) -> Self {
        Self {
            origin: origin.to_owned(),
            place: None,
            path: path.to_owned(),
            message: message.into(),
        }
    }
}

impl fmt::Display for StoredError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        if !self.path.is_empty() {
            write!(f, ": {}", plain(&cut(&self.path)))?;
        }
        write!(f, ": {}", plain(&echo(&self.message)))
    }
}

impl std::error::Error for StoredError {}

/// The text without what a terminal would obey.
fn plain(text: &str) -> String {
    let letter = |letter: char| match letter.is_control() {
        true => letter.escape_default().to_string(),
        false => letter.to_string(),
    };
    text.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_says_where_and_obeys_no_name() {
        let error = StoredError {
            origin: "r.json".to_owned(),
            place: Some((3, 14)),
            path: "parameters.\u{1b}[31m".to_owned(),
            message: "it is wrong".to_owned(),
        };
        assert_eq!(
            error.to_string(),
            "r.json:3:14: parameters.\\u{1b}[31m: it is wrong"
        );
    }
}
