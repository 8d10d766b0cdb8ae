//! Reports as files for the tools that people have: spreadsheets, data frames, trace viewers, browsers.
//!
//! Each form is written to any [`Write`](std::io::Write), row by row, and equal reports give equal bytes.
//!
//! * `table`: the tables of a report: their columns and rows are those of the schema;
//! * `written`: their columns as they are written, with those that say of which run a row is;
//! * `table_facts`: what no row of them says;
//! * `csv`, `parquet`: the tables in two forms;
//! * `perfetto`: the run as a trace;
//! * `html`: the run as a page.

pub mod csv;
pub mod html;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod perfetto;
pub mod table;
pub mod table_facts;
pub mod written;

pub use super::schema::cell::{Cell, Kind};
pub use super::schema::field::Column;
pub use table::{Kept, Table};
