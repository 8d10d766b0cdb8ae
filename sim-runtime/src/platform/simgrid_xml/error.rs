//! What can be wrong in a platform file, where, and how to correct it.

use std::cell::OnceCell;
use std::fmt;

use roxmltree::Document;

use crate::units::spelling::{echo, visible};

/// A mistake in a platform file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {problem}")]
pub struct XmlError {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// What is wrong there.
    pub problem: XmlProblem,
}

/// All that is wrong with a platform file, in the order of its text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct XmlErrors(pub Vec<XmlError>);

/// How many mistakes are told.
const TOLD: usize = 50;

impl fmt::Display for XmlErrors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.0.iter().take(TOLD).map(XmlError::to_string);
        let mut lines: Vec<String> = lines
            .map(|line| visible(&echo(&line)).into_owned())
            .collect();
        if let more @ 1.. = self.0.len().saturating_sub(TOLD) {
            lines.push(format!("and {more} problems more"));
        }
        formatter.write_str(&lines.join("\n"))
    }
}

/// What is wrong, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum XmlProblem {
    /// The text is not XML.
    #[error("not XML: {message}")]
    Malformed {
        /// The message of the XML reader.
        message: String,
    },
    /// The outermost element is another one.
    #[error("a platform file begins with <platform version=\"4.1\">, not with <{found}>")]
    NotAPlatform {
        /// What was found.
        found: String,
    },
    /// A version that cannot be read.
    #[error("version \"{written}\" is not supported: 4 and 4.1 are; {remedy}")]
    Version {
        /// What was written.
        written: String,
        /// What to do.
        remedy: &'static str,
    },
    /// An element that SimGrid does not know, or not here.
    #[error("<{element}> does not belong in <{parent}>{hint}")]
    Misplaced {
        /// What was written.
        element: String,
        /// Where.
        parent: String,
        /// What does belong there.
        hint: String,
    },
    /// An attribute that the element does not have.
    #[error("<{element}> has no attribute `{attribute}`{hint}")]
    UnknownAttribute {
        /// The element.
        element: String,
        /// What was written.
        attribute: String,
        /// What it does have.
        hint: String,
    },
    /// An attribute that must be there.
    #[error("<{element}> has no `{attribute}`; add it, such as {attribute}=\"{example}\"")]
    MissingAttribute {
        /// The element.
        element: String,
        /// What is missing.
        attribute: &'static str,
        /// What could be written.
        example: &'static str,
    },
    /// An attribute whose value cannot be read.
    #[error("{attribute}=\"{written}\" of <{element}>: {reason}")]
    InvalidValue {
        /// The element.
        element: String,
        /// The attribute.
        attribute: String,
        /// Its value.
        written: String,
        /// What is wrong with it, and what would be right.
        reason: String,
    },
    /// Something that SimGrid knows and the simulator does not.
    #[error("not supported: {what}; {remedy}")]
    NotSupported {
        /// What.
        what: String,
        /// What to write in its place.
        remedy: String,
    },
    /// A name that is given twice.
    #[error("{kind} `{name}` is declared twice (first in line {first}); rename one of them")]
    Twice {
        /// Of what.
        kind: &'static str,
        /// The name.
        name: String,
        /// Where it is declared first.
        first: u32,
    },
    /// A second route between the same points.
    #[error(
        "a second route from `{from}` to `{to}` (the first is in line {first}; a route counts for both directions unless it has symmetrical=\"NO\"); remove one of them"
    )]
    SecondRoute {
        /// Where it begins.
        from: String,
        /// Where it ends.
        to: String,
        /// Where the first one is.
        first: u32,
    },
    /// A name that nothing has.
    #[error("there is no {kind} `{name}`{hint}")]
    Unknown {
        /// Of what.
        kind: &'static str,
        /// What was written.
        name: String,
        /// What there is.
        hint: String,
    },
    /// Parts that do not fit together.
    #[error("{0}")]
    Mismatch(String),
}

/// The mistakes found so far, in the text that they are in.
pub(super) struct Errors<'a, 'i> {
    document: &'a Document<'i>,
    /// Where each line begins, once somebody has asked.
    lines: OnceCell<Vec<u32>>,
    found: Vec<XmlError>,
}

impl<'a, 'i> Errors<'a, 'i> {
    pub(super) fn new(document: &'a Document<'i>) -> Self {
        Self {
            document,
            lines: OnceCell::new(),
            found: Vec::new(),
        }
    }

    /// Notes a mistake at a place of the text.
    pub(super) fn report(&mut self, at: usize, problem: XmlProblem) {
        let line = self.line(at);
        let begin = self.lines()[line as usize - 1] as usize;
        let before = &self.document.input_text()[begin..at];
        self.found.push(XmlError {
            line,
            column: before.chars().count() as u32 + 1,
            problem,
        });
    }

    /// Notes that something is not supported.
    pub(super) fn refuse(&mut self, at: usize, what: String, remedy: &str) {
        let remedy = remedy.to_owned();
        self.report(at, XmlProblem::NotSupported { what, remedy });
    }

    /// Notes that parts do not fit together.
    pub(super) fn mismatch(&mut self, at: usize, message: String) {
        self.report(at, XmlProblem::Mismatch(message));
    }

    /// The line of a place of the text.
    pub(super) fn line(&self, at: usize) -> u32 {
        self.lines().partition_point(|begin| *begin as usize <= at) as u32
    }

    /// The document counts lines from its beginning for each place; there may be a note or a mistake in every line.
    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let text = self.document.input_text().bytes().zip(1..);
            let ends = text.filter_map(|(byte, next)| (byte == b'\n').then_some(next));
            std::iter::once(0).chain(ends).collect()
        })
    }

    /// Whether there are more than are told: then nobody sees what else is wrong, and names need not be compared for it.
    pub(super) fn are_many(&self) -> bool {
        self.found.len() >= TOLD
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All mistakes, in the order of the text.
    pub(super) fn finish(mut self) -> XmlErrors {
        self.found.sort_by_key(|error| (error.line, error.column));
        XmlErrors(self.found)
    }
}
