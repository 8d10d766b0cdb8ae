//! What happened, as values and files.
//!
//! This layer listens to a run through the observers of the layers below, and turns what it heard into a [`Report`]. It
//! must not know how anything happened, nor what a scenario file or a command line is.
//!
//! * [`recording`]: how much of a run is kept;
//! * [`record`]: the recorder, which keeps rows as bytes while the simulation runs;
//! * [`report`]: the report, which has names and is what people look at and compare;
//! * [`export`]: the report in other formats;
//! * [`mod@run`]: from a builder or a declaration to a report.

pub mod export;
pub mod record;
pub mod recording;
pub mod report;
pub mod run;
mod summary;

pub use record::{Progress, Record};
pub use recording::Recording;
pub use report::{
    ColdCause, ContainerRow, Counts, Distribution, EventKind, EventRow, FunctionSummary,
    InstanceEnd, InvocationRow, LinkTimeline, LogRow, NodeSummary, NodeTimeline, Phases,
    ProcessEnd, ProcessRow, RegistrationRow, Report, ServiceSummary, ServiceTimeline, Timeline,
    TransferKind, TransferRow,
};
pub use run::{Options, RunError, run, run_with};
pub use summary::Summary;
