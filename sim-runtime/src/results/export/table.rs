//! The tables of a report, whatever the form in which they are written.

use std::io;

use crate::results::schema::cell::Cell;
use crate::results::schema::container::ContainerRow;
use crate::results::schema::field::{Column, Row};
use crate::results::schema::figures::{FunctionFigures, LinkInterval, NodeInterval};
use crate::results::schema::invocation::InvocationRow;
use crate::results::schema::report::Report;
use crate::results::schema::transfer::TransferRow;

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
    rows: fn(&Report, &mut Sink<'_>) -> io::Result<()>,
}

impl Table {
    /// All tables.
    pub const ALL: &'static [Self] = &[
        Self {
            name: "invocations",
            doc: "an invocation, in the order of request",
            columns: InvocationRow::COLUMNS,
            rows: |report, sink| each(&report.invocations, sink),
        },
        Self {
            name: "containers",
            doc: "a container, in order of service and creation",
            columns: ContainerRow::COLUMNS,
            rows: |report, sink| each(&report.containers, sink),
        },
        Self {
            name: "transfers",
            doc: "an image or a file that was moved, in the order in which it was asked for",
            columns: TransferRow::COLUMNS,
            rows: |report, sink| each(&report.transfers, sink),
        },
        Self {
            name: "functions",
            doc: "a function on a service: counts, and quantiles of its response times and of the times until its bodies started",
            columns: FunctionFigures::COLUMNS,
            rows: |report, sink| each_of(report.functions.iter().map(FunctionFigures::from), sink),
        },
        Self {
            name: "nodes",
            doc: "a node in an interval of the timeline: means over the interval",
            columns: NodeInterval::COLUMNS,
            rows: |report, sink| {
                let mut nodes = report.timeline.nodes.iter();
                nodes.try_for_each(|node| each_of(NodeInterval::all(report, node), sink))
            },
        },
        Self {
            name: "links",
            doc: "a link that was used, in an interval of the timeline: means over the interval",
            columns: LinkInterval::COLUMNS,
            rows: |report, sink| {
                let mut links = report.timeline.links.iter();
                links.try_for_each(|link| each_of(LinkInterval::all(report, link), sink))
            },
        },
    ];

    /// Hands over the rows of a report, in order.
    ///
    /// # Errors
    ///
    /// Those of the sink.
    pub fn rows(&self, report: &Report, sink: &mut Sink<'_>) -> io::Result<()> {
        (self.rows)(report, sink)
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
