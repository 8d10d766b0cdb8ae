//! The known answers as tests: numbers that are known without this simulator, and that it must give.
//!
//! What is set up, and what is known of it, is in [`coldstart::validation`], whose anchors `coldstart validate` runs as well. A test
//! has the name of its anchor. Each anchor is run once, for its test and for the table of the book.

mod answers;
#[cfg(feature = "cli")]
mod example;
mod table;
