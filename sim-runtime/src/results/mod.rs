//! What happened, as values and files.
//!
//! This layer listens to a run through the observers of the layers below, and turns what it heard into a [`Report`]. It
//! must not know how anything happened, nor what a scenario file or a command line is.
//!
//! * [`record`]: the recorder, which keeps compact rows while the simulation runs;
//! * [`report`]: the report, which has names and is what people look at and compare;
//! * [`mod@run`]: from a builder or a declaration to a report.

pub mod record;
pub mod report;
pub mod run;
mod summary;

pub use record::Record;
pub use report::{EventKind, EventRow, InvocationRow, LogRow, RegistrationRow, Report};
pub use run::{RunError, run};
pub use summary::Summary;
