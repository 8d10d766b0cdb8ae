//! What happened, as values and files.
//!
//! This layer listens to a run through the observers of the layers below, and turns what it heard into a [`Report`]. It
//! must not know how anything happened, nor what a scenario file or a command line is. Each of its rooms may use those
//! before it:
//!
//! * [`recording`]: how much of a run is kept;
//! * [`schema`]: what a report is, each field of a row declared once;
//! * `analysis`: statistics, each computed in one place;
//! * [`verdict`]: whether the platform keeps up with its load;
//! * [`observed`]: invocations of a real platform, to be compared with a run;
//! * [`check`]: thresholds, and whether a report keeps to them;
//! * [`record`]: the recorder, which keeps rows as bytes while the simulation runs;
//! * `report`: from the record to the report, which has names and is what people look at and compare;
//! * [`export`]: the report in other formats;
//! * [`stored`]: results that were stored, read back;
//! * [`mod@run`]: from a builder or a declaration to a report.

mod analysis;
pub mod check;
pub mod export;
pub mod observed;
pub mod record;
pub mod recording;
mod report;
pub mod run;
pub mod schema;
pub mod stored;
pub mod verdict;

pub use crate::serverless::InstanceEnd;
pub use crate::simulation::{FaultKind, ProcessEnd, StageKind, WorkflowEnd};
pub use record::{Progress, Record};
pub use recording::Recording;
pub use run::{Options, RunError, declared, run, run_with};
pub use schema::cause::ColdCause;
pub use schema::check::Verdict;
pub use schema::container::ContainerRow;
pub use schema::event::{EventKind, EventRow};
pub use schema::fault::FaultRow;
pub use schema::invocation::InvocationRow;
pub use schema::outcome::InvocationOutcome;
pub use schema::phases::Phases;
pub use schema::process::{LogRow, ProcessRow};
pub use schema::registration::RegistrationRow;
pub use schema::report::Report;
pub use schema::retries::RetryFigures;
pub use schema::summaries::{
    Counts, Distribution, FunctionSummary, NodeSummary, Overall, ServiceSummary, StartDelays,
};
pub use schema::summary::Summary;
pub use schema::timeline::{LinkTimeline, NodeTimeline, PolicyTimeline, ServiceTimeline, Timeline};
pub use schema::transfer::{TransferKind, TransferRow};
pub use schema::workflow::{StageSummary, WorkflowRow};
