//! The making of a report: from the record of a run to the value, and the value as text.
//!
//! * `assemble`: from records to rows and summaries, with names, in an order that never changes;
//! * `summary`: the figures that people ask for first as text;
//! * `display`: the report as text.
//!
//! It must not know how a run is recorded beyond what the recorder hands over at the end, nor any file format.

mod assemble;
mod display;
mod summary;
