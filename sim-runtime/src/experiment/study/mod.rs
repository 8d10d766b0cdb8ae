//! Studies: a simulation or a scenario with several values of some quantities, each with several replications, and what all of them
//! say.
//!
//! From bottom to top:
//!
//! * [`plan`]: what is to be run, as a value: `factor`, what is varied; `precision`, when there are enough replications; `figures`,
//!   what is measured;
//! * [`subject`]: what is run: a declared simulation or a scenario; `row`: what comes of one run;
//! * `schedule`: which runs there are, and which are still to be made; [`shard`]: a part of them;
//! * `store`: a folder of rows, [`remaining`]: what it lacks; `run_pages`: a folder of pages about single runs; both are made of
//!   `whole_file`s; `engine`: runs on all cores;
//! * [`result`]: what was found; `summary`, `text`: it as a page and in words; `columns`, `table`, `parquet_file`: it as tables;
//!   `page`: it as a page of the web;
//! * [`design`]: studies in Rust, `runs`: their runs; [`file`](mod@file): studies as files.

mod columns;
pub mod design;
mod engine;
mod factor;
mod figures;
pub mod file;
mod page;
#[cfg(feature = "parquet")]
mod parquet_file;
pub mod plan;
mod precision;
pub mod remaining;
pub mod result;
mod row;
mod run_pages;
mod runs;
mod schedule;
pub mod shard;
mod store;
pub mod subject;
mod summary;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod whole_file;

pub use design::{Studied, Study};
pub use engine::{Execution, Told};
pub use factor::{Factor, Written};
pub use figures::FigureFacts;
pub use plan::Plan;
pub use precision::Precision;
pub use result::StudyResult;
pub use row::Row;
pub use run_pages::RunPages;
pub use shard::Shard;
pub use store::{is_of_rows, merge};
pub use summary::Summary;
