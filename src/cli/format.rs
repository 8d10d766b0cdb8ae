//! The forms in which results are written.

use std::io::{self, Write};

use serde::Serialize;
use sim_runtime::results::Report;
use sim_runtime::results::export::{self, Table};

/// A form in which results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON file with everything.
    Json,
    /// A folder with one CSV file a table.
    Csv,
    /// A folder with one Parquet file a table, in a program that is built with the feature `parquet`.
    Parquet,
    /// One trace file for Perfetto and Chrome.
    Perfetto,
    /// One HTML page.
    Report,
    /// A scenario file, which is no form of a result.
    Scenario,
}

impl Format {
    /// All forms of results.
    pub const ALL: &[Self] = &[
        Self::Json,
        Self::Csv,
        Self::Parquet,
        Self::Perfetto,
        Self::Report,
    ];

    /// The name of its option.
    pub fn option(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Perfetto => "perfetto",
            Self::Report => "report",
            Self::Scenario => "write",
        }
    }

    /// What its option takes.
    pub fn value_name(self) -> &'static str {
        if self.is_folder() { "FOLDER" } else { "FILE" }
    }

    /// What its option does.
    pub fn help(self) -> &'static str {
        match self {
            Self::Json => "Write the result to this file as JSON (-: standard output)",
            Self::Csv => {
                "Write one CSV file a table, and tables.json about them, into this folder, which is made if need be"
            }
            Self::Parquet if cfg!(not(feature = "parquet")) => {
                "Write Parquet files, which this program is built without: build it with `--features parquet`"
            }
            Self::Parquet => {
                "Write one Parquet file a table into this folder, which is made if need be"
            }
            Self::Perfetto => {
                "Write a trace to this file (-: standard output), for ui.perfetto.dev or chrome://tracing"
            }
            Self::Report => {
                "Write an HTML page to this file (-: standard output), which works without a network"
            }
            Self::Scenario => {
                "Write the calibrated scenario to this file, .json or .toml (-: as JSON to standard output)"
            }
        }
    }

    /// Whether it is a folder with a file a table.
    pub(super) fn is_folder(self) -> bool {
        matches!(self, Self::Csv | Self::Parquet)
    }

    /// Whether this program can write it.
    pub(super) fn is_built(self) -> bool {
        self != Self::Parquet || cfg!(feature = "parquet")
    }

    /// The files in its folder, if it is one, with their names.
    pub(super) fn parts(self) -> Vec<(String, Part)> {
        let file = |table: &'static Table| {
            let name = format!("{}.{}", table.name, self.option());
            (name, Part::Table(table))
        };
        let tables = Table::ALL.iter().filter(|_| self.is_folder()).map(file);
        let facts = (export::table_facts::FILE.to_owned(), Part::Facts);
        tables.chain((self == Self::Csv).then_some(facts)).collect()
    }

    /// Writes a part of a report; `json` as JSON.
    pub(super) fn write(
        self,
        part: Part,
        report: &Report,
        json: &impl Serialize,
        out: &mut (dyn Write + Send),
    ) -> io::Result<()> {
        match (part, self) {
            #[cfg(feature = "parquet")]
            (Part::Table(table), Self::Parquet) => export::parquet::write(table, report, out),
            (Part::Table(table), _) => export::csv::write(table, report, out),
            (Part::Facts, _) => export::table_facts::write(report, out),
            (Part::Whole, Self::Perfetto) => export::perfetto::write(report, out),
            (Part::Whole, Self::Report) => export::html::write(report, out),
            (Part::Whole, _) => {
                serde_json::to_writer_pretty(&mut *out, json)?;
                out.write_all(b"\n")
            }
        }
    }
}

/// What one file has of a report.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// All that the form has.
    Whole,
    /// One table.
    Table(&'static Table),
    /// What is to be known of the tables: units, and which rows were kept.
    Facts,
}
