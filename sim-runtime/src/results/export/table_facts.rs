//! What a reader of the tables must know that no row says: of which run they are, which rows they have, and what is in their
//! columns.
//!
//! Parquet files have it among their metadata. CSV files have no room for it, so a file in JSON goes with them.

use std::io::{self, Write};

use indexmap::IndexMap;
use serde::Serialize;

use super::table::{Kept, Table};
use super::written::{Written, columns};
use crate::kernel::Seed;
use crate::results::recording::Recording;
use crate::results::schema::cell::Kind;
use crate::results::schema::report::Report;
use crate::simulation::ParameterValue;
use crate::units::SimTime;

/// The name of the file that goes with CSV files.
pub const FILE: &str = "tables.json";

/// What all tables of a run have in common.
#[derive(Serialize)]
pub(super) struct RunFacts<'a> {
    simulation: &'a str,
    parameters: &'a IndexMap<String, ParameterValue>,
    seed: Seed,
    #[serde(skip_serializing_if = "Option::is_none")]
    replication: Option<u64>,
    recording: Recording,
    final_date_s: SimTime,
    error: Option<&'a str>,
}

/// What is to be known of a table.
#[derive(Serialize)]
pub(super) struct TableFacts {
    /// What a row is.
    row: &'static str,
    rows: usize,
    /// Which rows there are, in words.
    kept: String,
    /// Whether no row is missing.
    complete: bool,
    /// For how many rows of a complete table each row stands; missing if that differs from row to row, or there are none.
    weight: Option<u64>,
}

#[derive(Serialize)]
struct Companion<'a> {
    format_version: u32,
    #[serde(flatten)]
    run: RunFacts<'a>,
    tables: IndexMap<&'static str, WithColumns>,
}

#[derive(Serialize)]
struct WithColumns {
    #[serde(flatten)]
    table: TableFacts,
    columns: IndexMap<String, ColumnFacts>,
}

#[derive(Serialize)]
struct ColumnFacts {
    /// The field of the report's rows that has its values.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    unit: &'static str,
    nullable: bool,
    description: String,
}

/// Writes what is to be known of the tables of a report, as JSON.
///
/// # Errors
///
/// Those of the writer.
pub fn write(report: &Report, mut out: impl Write) -> io::Result<()> {
    let tables = Table::ALL.iter().map(|table| {
        let columns = columns(table, report).into_iter();
        let facts = WithColumns {
            table: TableFacts::new(table, report),
            columns: columns
                .map(|column| (column.name.clone(), column_facts(column)))
                .collect(),
        };
        (table.name, facts)
    });
    let companion = Companion {
        format_version: Report::FORMAT_VERSION,
        run: RunFacts::new(report),
        tables: tables.collect(),
    };
    serde_json::to_writer_pretty(&mut out, &companion)?;
    out.write_all(b"\n")
}

impl<'a> RunFacts<'a> {
    pub(super) fn new(report: &'a Report) -> Self {
        Self {
            simulation: &report.simulation,
            parameters: &report.parameters,
            seed: report.seed,
            replication: (report.replication > 0).then_some(report.replication),
            recording: report.recording,
            final_date_s: report.final_date,
            error: report.error.as_deref(),
        }
    }
}

impl TableFacts {
    pub(super) fn new(table: &Table, report: &Report) -> Self {
        let complete = table.kept.is_complete(report.recording);
        Self {
            row: table.doc,
            rows: table.count(report),
            kept: table.kept.describe(report.recording).to_string(),
            complete,
            weight: match (table.kept, report.recording) {
                _ if complete => Some(1),
                (Kept::OneInN, Recording::Sampled(every)) => Some(every.get()),
                _ => None,
            },
        }
    }
}

fn column_facts(column: Written) -> ColumnFacts {
    ColumnFacts {
        field: column.field,
        kind: match column.kind {
            Kind::Text => "text",
            Kind::Flag => "boolean",
            Kind::Natural => "integer",
            Kind::Real | Kind::Seconds => "number",
        },
        unit: column.unit,
        nullable: column.is_optional,
        description: column.description,
    }
}
