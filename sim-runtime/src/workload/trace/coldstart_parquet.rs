//! Our own format as a Parquet file: the columns of [`ColdstartCsv`](super::ColdstartCsv), with types.

use std::fs::File;
use std::path::{Path, PathBuf};

use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::record::{Field, Row};

use super::coldstart_csv::COLUMNS;
use super::error::TraceError;
use super::intake::{Intake, Invocation};
use super::reader::TraceReader;
use crate::units::Bytes;
use crate::units::spelling::{cut, visible};

/// Reads our own format from a Parquet file, as [`write_parquet`](super::write_parquet) or a data frame writes it.
#[derive(Clone, Debug)]
pub struct ColdstartParquet {
    path: PathBuf,
}

impl ColdstartParquet {
    /// A file.
    pub fn open(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
        }
    }

    fn error(&self, reason: impl Into<String>) -> TraceError {
        TraceError::new(self.path.display().to_string(), reason)
    }

    fn damaged(&self, cause: &dyn std::fmt::Display) -> TraceError {
        let cause = cause.to_string();
        let reason = format!(
            "cannot be read as a Parquet file: {}; the file may be cut off or of another kind: write it again",
            visible(&cut(&cause))
        );
        self.error(reason)
    }
}

impl TraceReader for ColdstartParquet {
    fn read(&mut self, intake: &mut Intake) -> Result<(), TraceError> {
        self.read_rows(intake)
    }
}

impl ColdstartParquet {
    fn read_rows(&self, intake: &mut Intake) -> Result<(), TraceError> {
        let file = File::open(&self.path);
        let file = file.map_err(|cause| TraceError::unreadable(&self.path, &cause))?;
        let reader = SerializedFileReader::new(file).map_err(|cause| self.damaged(&cause))?;
        let schema = reader.metadata().file_metadata().schema();
        let names: Vec<&str> = schema
            .get_fields()
            .iter()
            .map(|field| field.name())
            .collect();
        for name in &COLUMNS[..3] {
            if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                let reason = format!(
                    "is missing, which coldstart's own format has; the columns are {}",
                    visible(&cut(&names.join(", ")))
                );
                return Err(self.error(reason).in_column(*name));
            }
        }
        let rows = reader.get_row_iter(None);
        let rows = rows.map_err(|cause| self.damaged(&cause))?;
        for (number, row) in (1..).zip(rows) {
            let row = row.map_err(|cause| self.damaged(&cause).at_line(number))?;
            let cells = Cells {
                reader: self,
                number,
                row: &row,
            };
            cells.tell(intake)?;
        }
        Ok(())
    }
}

/// A row of the file.
struct Cells<'a> {
    reader: &'a ColdstartParquet,
    number: u64,
    row: &'a Row,
}

impl Cells<'_> {
    fn error(&self, column: &str, reason: impl Into<String>) -> TraceError {
        self.reader
            .error(reason)
            .at_line(self.number)
            .in_column(column)
    }

    fn field(&self, column: &str) -> Option<&Field> {
        let mut cells = self.row.get_column_iter();
        let found = cells.find(|(name, _)| name.eq_ignore_ascii_case(column));
        found
            .map(|(_, field)| field)
            .filter(|field| **field != Field::Null)
    }

    fn number(&self, column: &str) -> Result<Option<f64>, TraceError> {
        let Some(field) = self.field(column) else {
            return Ok(None);
        };
        let number = match field {
            Field::Double(number) => *number,
            Field::Float(number) => f64::from(*number),
            Field::Long(number) => *number as f64,
            Field::ULong(number) => *number as f64,
            Field::Int(number) => f64::from(*number),
            Field::UInt(number) => f64::from(*number),
            _ => return Err(self.error(column, "is not a number; store the column as one")),
        };
        Ok(Some(number).filter(|number| number.is_finite()))
    }

    fn text(&self, column: &str) -> Result<Option<&str>, TraceError> {
        match self.field(column) {
            None => Ok(None),
            Some(Field::Str(text)) => Ok(Some(text)),
            Some(_) => Err(self.error(column, "is no text; store the column as text")),
        }
    }

    fn cold(&self) -> Result<Option<bool>, TraceError> {
        match self.field("cold") {
            None => Ok(None),
            Some(Field::Bool(cold)) => Ok(Some(*cold)),
            Some(_) => Err(self.error(
                "cold",
                "is neither true nor false; store the column as booleans",
            )),
        }
    }

    fn tell(&self, intake: &mut Intake) -> Result<(), TraceError> {
        let missing =
            |column| move || self.error(column, "is empty, and must be there; remove the row");
        let start = self.number("date")?.ok_or_else(missing("date"))?;
        let name = self.text("function")?.filter(|name| !name.is_empty());
        let name = name.ok_or_else(missing("function"))?;
        let app = self
            .text("app")?
            .filter(|app| !app.is_empty())
            .unwrap_or(name);
        let memory = self.number("memory")?;
        let function = match intake.known(app, name) {
            Some(function) => function,
            None => {
                let function = intake.function(app, name)?;
                let concurrency = self.number("concurrency")?;
                let trigger = self.text("trigger")?;
                let facts = intake.facts(function);
                let sound = memory.filter(|memory| *memory >= 1.0);
                facts.memory = sound.map(|memory| Bytes::new(memory as u64));
                facts.trigger = trigger.filter(|text| !text.is_empty()).map(str::to_owned);
                facts.concurrency = concurrency
                    .filter(|count| *count >= 1.0)
                    .map(|count| count as u32);
                function
            }
        };
        intake.invocation(Invocation {
            function,
            start,
            duration: self.number("duration")?,
            memory,
            cold: self.cold()?,
        })
    }
}
