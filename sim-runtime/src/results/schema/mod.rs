//! The shape of a report: what its rows, summaries and series are, each declared once.
//!
//! A row is declared with its fields' names, types, units, encodings and documentation. The struct, what the recorder
//! keeps of it, how that is written as bytes, how its ids become names, the columns and cells of its table, its JSON
//! schema and its table in the book follow from that. To add a field to the row of an invocation, declare it in
//! `invocation` and fill it in where the recorder makes the record.
//!
//! * `declare`: the macros; `encoding`, `number`: values as bytes; `resolve`, `names`: ids as names; `text`, `process_key`:
//!   what stands for texts and processes in a record; `field`, `cell`: rows as tables; `document`: rows for readers;
//! * `invocation`, `container`, `transfer`, `event`, `process`, `registration`, `workflow`, `fault`: the rows; `phases`, `cause`,
//!   `outcome`: their parts;
//! * `summary`, `summaries`, `retries`, `timeline`: figures over many invocations, and over time; `figures`, `service_figures`,
//!   `intervals`: these as tables;
//!   `check`: what was checked;
//! * `report`: all of it; `object`: lists that are taken for objects are refused.
//!
//! It must not know how a recorder works, nor any form in which a report is written.

pub(super) mod cause;
pub(super) mod cell;
pub(super) mod check;
pub(super) mod container;
mod declare;
pub(super) mod document;
pub(super) mod encoding;
pub(super) mod event;
pub(super) mod fault;
pub(super) mod field;
pub(super) mod figures;
pub(super) mod intervals;
pub(super) mod invocation;
pub(super) mod names;
pub(super) mod number;
pub(crate) mod object;
pub(super) mod outcome;
pub(super) mod phases;
pub(super) mod process;
pub(super) mod process_key;
pub(super) mod registration;
pub(super) mod report;
pub(super) mod resolve;
pub(super) mod retries;
pub(super) mod service_figures;
pub(super) mod summaries;
pub(super) mod summary;
pub(super) mod text;
pub(super) mod timeline;
pub(super) mod transfer;
pub(super) mod workflow;

pub use cell::{Cell, Kind};
pub use document::json_schema;
pub use field::{Column, Field, Row, Scalar, Shape, Value};
pub use figures::FunctionFigures;
pub use intervals::{CauseInterval, LinkInterval, NodeInterval, ServiceInterval};
pub use service_figures::ServiceFigures;
