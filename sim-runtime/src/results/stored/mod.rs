//! Results that were stored as JSON, read back.
//!
//! A result of a million invocations is a file of gigabytes. So it is never read whole: a `document` finds where its parts are,
//! and reads those that are asked for, rows one after the other. What comes out is a report that has been checked, or an
//! error that says in which file and where in it something is wrong.
//!
//! * `text`: where a value of a JSON text begins and ends; `document`: the parts of a file, and their values;
//! * `parse`: from its text to a value; `wording`, `error`: what is wrong, in words;
//! * `names`: texts that many rows have, kept once;
//! * `read`: from a document to a report; `check`: whether the parts of a report agree; `counts`: whether its counts
//!   can be counts, in a result of any version.
//!
//! It must not know who wants to know, nor what a file name is: it gets a file that is open.

mod check;
mod counts;
mod document;
mod error;
mod names;
mod parse;
mod read;
mod text;
mod wording;

pub use counts::check_counts;
pub use document::{Document, Each, Extent, Kind, Node};
pub use error::StoredError;
pub use parse::parse_text;
pub use read::{read, version};
