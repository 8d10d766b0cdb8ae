//! The tables of a report, whatever the form in which they are written.

use std::fmt;
use std::io;

use crate::results::recording::Recording;
use crate::results::schema::cell::Cell;
use crate::results::schema::container::ContainerRow;
use crate::results::schema::document::markdown;
use crate::results::schema::event::EventRow;
use crate::results::schema::fault::FaultRow;
use crate::results::schema::field::{Column, Row};
use crate::results::schema::figures::FunctionFigures;
use crate::results::schema::intervals::{
    CauseInterval, LinkInterval, NodeInterval, ServiceInterval,
};
use crate::results::schema::invocation::InvocationRow;
use crate::results::schema::process::{LogRow, ProcessRow};
use crate::results::schema::registration::RegistrationRow;
use crate::results::schema::report::Report;
use crate::results::schema::service_figures::ServiceFigures;
use crate::results::schema::summaries::NodeSummary;
use crate::results::schema::transfer::TransferRow;
use crate::results::schema::workflow::{StageSummary, WorkflowRow};

/// Takes the rows of a table, one after the other.
pub type Sink<'a> = dyn FnMut(&[Cell<'_>]) -> io::Result<()> + 'a;

/// A table of a report.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name, which its file has too.
    pub name: &'static str,
    /// What a row is.
    pub doc: &'static str,
    /// Its columns, in order.
    pub columns: &'static [Column],
    /// Whether the report has its rows in a list of the same name.
    pub is_list: bool,
    /// Which rows there are.
    pub kept: Kept,
    count: fn(&Report) -> usize,
    rows: fn(&Report, &mut Sink<'_>) -> io::Result<()>,
}

/// Which rows a table has at which recording level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// All, always.
    Always,
    /// All, but none in a summary.
    UnlessSummary,
    /// A sampled recording has one in N, by number; a summary has none.
    OneInN,
    /// A sampled recording has all of some kinds, which are named, and of the others what belongs to one invocation or
    /// container in N; a summary has none.
    SomeKinds(&'static str),
}

impl Kept {
    /// Whether no row is missing.
    pub fn is_complete(self, recording: Recording) -> bool {
        match self {
            Self::Always => true,
            Self::UnlessSummary => recording != Recording::Summary,
            Self::OneInN | Self::SomeKinds(_) => recording.is_full(),
        }
    }

    /// Which rows there are, in words.
    pub fn describe(self, recording: Recording) -> impl fmt::Display {
        fmt::from_fn(move |formatter| match (self, recording) {
            _ if self.is_complete(recording) => formatter.write_str("all"),
            (Self::OneInN, Recording::Sampled(every)) => {
                write!(
                    formatter,
                    "one in {every}: those whose number is a multiple of it"
                )
            }
            (Self::SomeKinds(kinds), Recording::Sampled(every)) => {
                write!(
                    formatter,
                    "all {kinds}; of the others those of one invocation or container in {every}"
                )
            }
            _ => formatter.write_str("none"),
        })
    }
}

/// A table whose rows a list of the report has.
macro_rules! list {
    ($name:ident: $Row:ty, $kept:expr, $doc:literal) => {
        Table {
            name: stringify!($name),
            doc: $doc,
            columns: <$Row>::COLUMNS,
            is_list: true,
            kept: $kept,
            count: |report| report.$name.len(),
            rows: |report, sink| each(&report.$name, sink),
        }
    };
}

/// A table whose rows are made for it, from the report.
macro_rules! made {
    ($name:ident: $Row:ty, $kept:expr, $doc:literal, |$report:ident| $rows:expr) => {
        Table {
            name: stringify!($name),
            doc: $doc,
            columns: <$Row>::COLUMNS,
            is_list: false,
            kept: $kept,
            count: |$report| $rows.count(),
            rows: |$report, sink| each_of($rows, sink),
        }
    };
}

impl Table {
    /// All tables.
    pub const ALL: &'static [Self] = &[
        list!(invocations: InvocationRow, Kept::OneInN, "an invocation, in the order of request"),
        list!(containers: ContainerRow, Kept::OneInN, "a container, in order of service and creation"),
        list!(
            transfers: TransferRow,
            Kept::SomeKinds("images, and files that no invocation moved"),
            "an image or a file that was moved, in the order in which it was asked for"
        ),
        list!(
            events: EventRow,
            Kept::SomeKinds("events of images"),
            "something that happened to an image, a container or a node, in order"
        ),
        list!(
            registrations: RegistrationRow,
            Kept::Always,
            "a registration of a function, in the order in which they were answered"
        ),
        list!(
            processes: ProcessRow,
            Kept::UnlessSummary,
            "a controller or a spawned process, in the order in which they ended"
        ),
        list!(log: LogRow, Kept::Always, "a line that a process wrote, in order"),
        made!(
            services: ServiceFigures,
            Kept::Always,
            "a service: what it has, counts, response times and costs",
            |report| ServiceFigures::all(report)
        ),
        list!(nodes: NodeSummary, Kept::Always, "a node of a service: what it has, and how it was used"),
        made!(
            functions: FunctionFigures,
            Kept::Always,
            "a function on a service: counts, and quantiles of its response times and of the times until its bodies started",
            |report| report.functions.iter().map(FunctionFigures::from)
        ),
        list!(
            workflows: WorkflowRow,
            Kept::OneInN,
            "an execution of a workflow, in the order in which they began"
        ),
        list!(
            stages: StageSummary,
            Kept::Always,
            "a stage of a workflow: how often and how long it was gone through, its part of the critical path, its cost"
        ),
        made!(
            timeline_services: ServiceInterval,
            Kept::Always,
            "a service in an interval of the timeline: counts, and means over the interval",
            |report| (report.timeline.services.iter())
                .flat_map(|service| ServiceInterval::all(report, service))
        ),
        made!(
            timeline_causes: CauseInterval,
            Kept::Always,
            "a service and a cause of cold starts in an interval of the timeline",
            |report| (report.timeline.services.iter())
                .flat_map(|service| CauseInterval::all(report, service))
        ),
        made!(
            timeline_nodes: NodeInterval,
            Kept::Always,
            "a node, of services that have at most 256, in an interval of the timeline: means over the interval",
            |report| (report.timeline.nodes.iter()).flat_map(|node| NodeInterval::all(report, node))
        ),
        made!(
            timeline_links: LinkInterval,
            Kept::UnlessSummary,
            "a link that was used, in an interval of the timeline: means over the interval",
            |report| (report.timeline.links.iter()).flat_map(|link| LinkInterval::all(report, link))
        ),
        list!(faults: FaultRow, Kept::Always, "a fault that happened, in the order in which they began"),
    ];

    /// How many rows it has of a report.
    pub fn count(&self, report: &Report) -> usize {
        (self.count)(report)
    }

    /// Hands over the rows of a report, in order.
    ///
    /// # Errors
    ///
    /// Those of the sink.
    pub fn rows(&self, report: &Report, sink: &mut Sink<'_>) -> io::Result<()> {
        (self.rows)(report, sink)
    }

    /// Its columns as a table in Markdown.
    pub fn markdown(&self) -> String {
        markdown(self.columns, self.is_list)
    }
}

/// Hands over rows that the report has.
fn each<R: Row>(rows: &[R], sink: &mut Sink<'_>) -> io::Result<()> {
    let mut cells = Vec::with_capacity(R::COLUMNS.len());
    rows.iter().try_for_each(|row| {
        cells.clear();
        row.cells(&mut cells);
        sink(&cells)
    })
}

/// Hands over rows that are made for it.
fn each_of<R: Row>(rows: impl Iterator<Item = R>, sink: &mut Sink<'_>) -> io::Result<()> {
    for row in rows {
        let mut cells = Vec::with_capacity(R::COLUMNS.len());
        row.cells(&mut cells);
        sink(&cells)?;
    }
    Ok(())
}
