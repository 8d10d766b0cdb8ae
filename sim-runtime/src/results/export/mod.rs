//! Reports as files for the tools that people have: spreadsheets, data frames, trace viewers, browsers.
//!
//! Each form is written to any [`Write`](std::io::Write), row by row, and equal reports give equal bytes.
//!
//! * `table`: the tables of a report, each defined once: names of columns, their units, and their rows;
//! * `csv`, `parquet`: the tables in two forms;
//! * `perfetto`: the run as a trace;
//! * `html`: the run as a page.

pub mod csv;
pub mod html;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod perfetto;
pub mod table;
mod tables;

pub use table::{Cell, Column, Kind, Table};
