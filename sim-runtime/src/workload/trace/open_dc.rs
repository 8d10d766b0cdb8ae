//! OpenDC Serverless: a table for each function.
//!
//! The columns as version 2.0 of `atlarge-research/opendc` reads them (`ServerlessTraceReader`), looked at on 2026-11-26:
//! `Timestamp [ms]`, `Invocations`, `Avg Exec time per Invocation` \[ms\], `Provisioned CPU [Mhz]`, `Provisioned Memory [mb]`,
//! `Avg cpu usage per Invocation [Mhz]`, `Avg mem usage per Invocation [mb]`; lines that begin with `#` are remarks. The
//! function has the name of the file. OpenDC places all invocations of a line at its date ([`Spread::Start`](super::Spread)).

use std::io::Read;
use std::path::Path;

use super::azure_tables::count;
use super::error::TraceError;
use super::intake::Intake;
use super::mended::Defect;
use super::reader::TraceReader;
use super::source;
use super::table::Table;
use crate::units::Bytes;

/// How long the interval of a line is \[ms\], if there is one line only.
const MINUTE: f64 = 60e3;

/// Reads tables of OpenDC: a folder with one for each function, or one of them.
pub struct OpenDc {
    /// Names of functions, and their tables.
    tables: Vec<(String, Source)>,
}

/// A table that is not open yet, so that a folder of thousands can be read.
enum Source {
    File(std::path::PathBuf),
    Text(String, Box<dyn Read>),
}

impl OpenDc {
    /// The tables at a path.
    ///
    /// # Errors
    ///
    /// If there are none.
    pub fn open(path: &Path) -> Result<Self, TraceError> {
        let is_table = |name: &str| name.ends_with(".csv");
        let files = source::files(path, "OpenDC (FUNCTION.csv)", &is_table)?;
        let tables = files.into_iter().map(|file| {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            let name = stem.strip_suffix(".csv").unwrap_or(&stem).to_owned();
            (name, Source::File(file))
        });
        Ok(Self {
            tables: tables.collect(),
        })
    }

    /// Text of anywhere, under a name for messages and for the function.
    pub fn from_text(name: impl Into<String>, text: Box<dyn Read>) -> Self {
        let name = name.into();
        Self {
            tables: vec![(name.clone(), Source::Text(name, text))],
        }
    }
}

impl TraceReader for OpenDc {
    fn read(&mut self, intake: &mut Intake) -> Result<(), TraceError> {
        for (name, source) in std::mem::take(&mut self.tables) {
            let table = match source {
                Source::File(path) => Table::open(&path)?,
                Source::Text(name, text) => Table::read(name, text)?,
            };
            read_function(&name, table, intake)?;
        }
        Ok(())
    }
}

/// A line, whose interval ends where the next begins.
struct Row {
    start: f64,
    count: u32,
    duration: Option<f64>,
}

fn read_function(name: &str, mut table: Table, intake: &mut Intake) -> Result<(), TraceError> {
    let names = [
        "Timestamp [ms]",
        "Invocations",
        "Avg Exec time per Invocation",
        "Provisioned Memory [mb]",
    ];
    let [date, invocations, duration, memory] = table.columns(names, "OpenDC")?;
    if !(date < invocations && invocations < duration && duration < memory) {
        intake.mend(Defect::ColumnsReordered);
    }
    let function = intake.function(name, name)?;
    intake.durations_are_of_rows(function);
    let mut most = 0.0_f64;
    let mut length = None;
    let mut first: Option<Row> = None;
    while let Some(line) = table.next()? {
        if line.bytes(0).starts_with(b"#") {
            continue;
        }
        let row = Row {
            start: line.present(date)?,
            count: count(&line, invocations, intake)?,
            duration: line.number(duration)?,
        };
        most = most.max(line.number(memory)?.unwrap_or(0.0));
        match (length, first.take()) {
            (Some(length), _) => tell(&row, function, length, intake)?,
            (None, None) => first = Some(row),
            (None, Some(before)) => {
                let gap = row.start - before.start;
                let gap = if gap > 0.0 && gap <= 3.6e6 {
                    gap
                } else {
                    MINUTE
                };
                length = Some(gap);
                tell(&before, function, gap, intake)?;
                tell(&row, function, gap, intake)?;
            }
        }
    }
    if let Some(only) = first {
        tell(&only, function, MINUTE, intake)?;
    }
    let memory = (most >= 1.0).then(|| Bytes::new((most.min(1e12) * 1e6) as u64));
    intake.facts(function).memory = memory;
    Ok(())
}

fn tell(row: &Row, function: u32, length: f64, intake: &mut Intake) -> Result<(), TraceError> {
    if row.count == 0 {
        return Ok(());
    }
    let duration = match row.duration {
        Some(milliseconds) => intake.mended_duration(milliseconds / 1e3),
        None => {
            intake.mend(Defect::MissingDuration);
            None
        }
    };
    intake.count(function, row.start / 1e3, length / 1e3, row.count, duration)
}
