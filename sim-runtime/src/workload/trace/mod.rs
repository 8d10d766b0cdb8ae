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
//! * `format`: the formats by name, and a file for each.

mod azure_2019;
mod azure_tables;
mod coldstart_csv;
mod dslab;
mod error;
mod format;
mod function;
mod intake;
mod mended;
mod options;
mod reader;
mod record;
mod rows;
mod sorting;
mod source;
mod spreading;
mod table;
#[expect(clippy::module_inception, reason = "it is what the folder is about")]
mod trace;

pub use azure_2019::Azure2019;
pub use coldstart_csv::ColdstartCsv;
pub use dslab::Dslab;
pub use error::TraceError;
pub use format::Format;
pub use function::TraceFunction;
pub use intake::{Facts, Intake, Invocation};
pub use mended::{Defect, Mended};
pub use options::{Selection, Spread, TraceOptions};
pub use reader::TraceReader;
pub use rows::{Rows, TraceRow};
pub use trace::Trace;
