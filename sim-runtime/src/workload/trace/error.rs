//! Why a trace cannot be read: where, what, and how to mend it.

use std::fmt;
use std::path::Path;

use crate::units::spelling::{cut, visible};

/// Why a trace cannot be read, or why what is asked of it means nothing.
///
/// It says the file, the line and the column where these are known, what is wrong there, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceError(Box<Place>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    file: String,
    line: Option<u64>,
    column: Option<String>,
    reason: String,
}

impl TraceError {
    /// A file, and what is wrong with it and how to mend that.
    pub fn new(file: impl Into<String>, reason: impl Into<String>) -> Self {
        Self(Box::new(Place {
            file: file.into(),
            line: None,
            column: None,
            reason: reason.into(),
        }))
    }

    /// The same, with a line, from 1.
    pub fn at_line(mut self, line: u64) -> Self {
        self.0.line = Some(line);
        self
    }

    /// The same, with a column.
    pub fn in_column(mut self, column: impl Into<String>) -> Self {
        self.0.column = Some(column.into());
        self
    }

    /// The file, or the option that means nothing.
    pub fn file(&self) -> &str {
        &self.0.file
    }

    /// The line, from 1, if it is one line's fault.
    pub fn line(&self) -> Option<u64> {
        self.0.line
    }

    /// The name of the column, if it is one column's fault.
    pub fn column(&self) -> Option<&str> {
        self.0.column.as_deref()
    }

    /// What is wrong, and how to mend it.
    pub fn reason(&self) -> &str {
        &self.0.reason
    }

    /// A file that the system does not let us read.
    pub(super) fn unreadable(path: &Path, cause: &std::io::Error) -> Self {
        Self::new(
            path.display().to_string(),
            format!("cannot be read: {cause}; check the path and its access rights"),
        )
    }

    /// What has been read so far can be kept neither in memory nor on the disk.
    pub(super) fn no_room(cause: &std::io::Error) -> Self {
        Self::new(
            "temporary file",
            format!(
                "rows cannot be sorted on the disk: {cause}; name a folder with more room in the environment variable TMPDIR"
            ),
        )
    }
}

impl fmt::Display for TraceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place {
            file,
            line,
            column,
            reason,
        } = &*self.0;
        formatter.write_str(&visible(file))?;
        if let Some(line) = line {
            write!(formatter, ":{line}")?;
        }
        if let Some(column) = column {
            write!(formatter, ": column `{}`", visible(&cut(column)))?;
        }
        write!(formatter, ": {reason}")
    }
}

impl std::error::Error for TraceError {}
