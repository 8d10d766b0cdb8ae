//! Traces: what has been measured at providers, or made by others, as functions and their invocations.
//!
//! [`Trace::open`] reads a trace in a [`Format`]; [`Trace::functions`] are its functions, and [`Trace::rows`] its invocations in
//! order of date. A format is a [`TraceReader`], one file a format; those of one's own go to [`Trace::read`].
//!
//! * `reader`: what a format has to do, and `intake`: whom it tells;
//! * `source`, `table`: files, and lines of comma-separated values;
//! * `record`, `sorting`: rows on their way, and how they get into order of date in bounded memory;
//! * `spreading`, `rows`: how numbers of invocations become invocations;
//! * `function`, `options`, `mended`, `error`: what comes out, what can be asked, what was mended, what cannot be;
//! * `format`, `detection`: the formats by name and by sight, and a file for each; `azure_tables`, `report_line`, `thinned`: what
//!   some of them need;
//! * `parquet_columns`: Parquet files, column by column;
//! * `written`: writing traces in our own format;
//! * `profile`: a trace in a few numbers;
//! * `synthesis`: traces that nobody has measured.

mod azure_2019;
mod azure_2021;
mod azure_tables;
mod cloud_watch;
mod coldstart_csv;
#[cfg(feature = "parquet")]
mod coldstart_parquet;
mod detection;
mod dslab;
mod error;
mod format;
mod function;
mod huawei_2023;
mod huawei_2025;
mod ibm_code_engine;
mod in_vitro;
mod intake;
mod mended;
mod open_dc;
mod options;
#[cfg(feature = "parquet")]
mod parquet_columns;
mod profile;
mod reader;
mod record;
mod report_line;
mod rows;
mod sorting;
mod source;
mod spreading;
mod synthesis;
mod table;
mod thinned;
#[expect(clippy::module_inception, reason = "it is what the folder is about")]
mod trace;
mod written;
#[cfg(feature = "parquet")]
mod written_parquet;

pub use azure_2019::Azure2019;
pub use azure_2021::Azure2021;
pub use cloud_watch::CloudWatch;
pub use coldstart_csv::ColdstartCsv;
#[cfg(feature = "parquet")]
pub use coldstart_parquet::ColdstartParquet;
pub use dslab::Dslab;
pub use error::TraceError;
pub use format::Format;
pub use function::TraceFunction;
pub use huawei_2023::Huawei2023;
pub use huawei_2025::Huawei2025;
pub use ibm_code_engine::IbmCodeEngine;
pub use in_vitro::InVitro;
pub use intake::{Facts, Intake, Invocation};
pub use mended::{Defect, Mended};
pub use open_dc::OpenDc;
pub use options::{Selection, Spread, TraceOptions};
pub use profile::TraceProfile;
pub use reader::TraceReader;
pub use rows::{Rows, TraceRow};
pub use synthesis::Synthesis;
pub use trace::Trace;
pub use written::write_csv;
#[cfg(feature = "parquet")]
pub use written_parquet::write_parquet;
