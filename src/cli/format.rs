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
    /// A folder with one Parquet file a table.
    #[cfg(feature = "parquet")]
    Parquet,
    /// One trace file for Perfetto and Chrome.
    Perfetto,
    /// One HTML page.
    Report,
}

impl Format {
    /// All forms.
    pub const ALL: &[Self] = &[
        Self::Json,
        Self::Csv,
        #[cfg(feature = "parquet")]
        Self::Parquet,
        Self::Perfetto,
        Self::Report,
    ];

    /// The name of its option.
    pub fn option(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            #[cfg(feature = "parquet")]
            Self::Parquet => "parquet",
            Self::Perfetto => "perfetto",
            Self::Report => "report",
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
            Self::Csv => "Write one CSV file a table into this folder, which is made if need be",
            #[cfg(feature = "parquet")]
            Self::Parquet => {
                "Write one Parquet file a table into this folder, which is made if need be"
            }
            Self::Perfetto => {
                "Write a trace to this file (-: standard output), for ui.perfetto.dev or chrome://tracing"
            }
            Self::Report => {
                "Write an HTML page to this file (-: standard output), which works without a network"
            }
        }
    }

    /// Whether it is a folder with a file a table.
    pub(super) fn is_folder(self) -> bool {
        !matches!(self, Self::Json | Self::Perfetto | Self::Report)
    }

    /// The files in its folder, if it is one, with their names.
    pub(super) fn parts(self) -> Vec<(String, Part)> {
        let file = |table: &'static Table| {
            let name = format!("{}.{}", table.name, self.option());
            (name, Part::Table(table))
        };
        let tables = Table::ALL.iter().filter(|_| self.is_folder());
        tables.map(file).collect()
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
}
