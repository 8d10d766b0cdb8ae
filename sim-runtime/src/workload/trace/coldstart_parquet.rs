//! Our own format as a Parquet file: the columns of [`ColdstartCsv`](super::ColdstartCsv), with types.

use std::fs::File;
use std::path::{Path, PathBuf};

use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;

use super::error::TraceError;
use super::intake::{Intake, Invocation};
use super::parquet_columns::{Cells, Columns, damaged, error, sound};
use super::reader::TraceReader;

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
}

impl TraceReader for ColdstartParquet {
    fn read(&mut self, intake: &mut Intake) -> Result<(), TraceError> {
        let file = File::open(&self.path);
        let file = file.map_err(|cause| TraceError::unreadable(&self.path, &cause))?;
        let reader = sound(|| SerializedFileReader::new(file));
        let reader = reader.map_err(|cause| damaged(&self.path, &cause))?;
        let schema = reader.metadata().file_metadata().schema_descr();
        let columns = Columns::of(&self.path, schema)?;
        let mut number = 0;
        for group in 0..reader.num_row_groups() {
            let group = sound(|| reader.get_row_group(group));
            let group = group.map_err(|cause| damaged(&self.path, &cause))?;
            let mut columns = columns.in_group(&*group, number)?;
            loop {
                let cells = columns.next_cells(number)?;
                if cells.len() == 0 {
                    break;
                }
                for row in 0..cells.len() {
                    number += 1;
                    let row = Row {
                        reader: self,
                        number,
                        cells: &cells,
                        row,
                    };
                    row.tell(intake)?;
                }
            }
        }
        Ok(())
    }
}

/// A row of the file.
struct Row<'a> {
    reader: &'a ColdstartParquet,
    number: u64,
    cells: &'a Cells,
    row: usize,
}

impl Row<'_> {
    fn error(&self, column: &str, reason: impl Into<String>) -> TraceError {
        error(&self.reader.path, reason)
            .at_line(self.number)
            .in_column(column)
    }

    fn text(&self, column: &str) -> Result<Option<&str>, TraceError> {
        let text = self.cells.text(column, self.row).map(str::from_utf8);
        let text = text.transpose().map_err(|_| {
            self.error(
                column,
                "is no text in UTF-8; store the file as UTF-8, or mend or remove the row",
            )
        })?;
        Ok(text.filter(|text| !text.is_empty()))
    }

    fn tell(&self, intake: &mut Intake) -> Result<(), TraceError> {
        let missing =
            |column| move || self.error(column, "is empty, and must be there; remove the row");
        let number = |column| self.cells.number(column, self.row);
        let start = number("date").ok_or_else(missing("date"))?;
        let name = self.text("function")?.ok_or_else(missing("function"))?;
        let app = self.text("app")?.unwrap_or(name);
        let memory = number("memory");
        let function = match intake.known(app, name) {
            Some(function) => function,
            None => {
                let function = intake.function(app, name)?;
                let trigger = self.text("trigger")?;
                let facts = intake.facts(function);
                facts.memory = memory.and_then(Intake::memory_of_function);
                facts.trigger = trigger.map(str::to_owned);
                facts.concurrency = number("concurrency")
                    .filter(|count| *count >= 1.0)
                    .map(|count| count as u32);
                function
            }
        };
        intake.invocation(Invocation {
            function,
            start,
            duration: number("duration"),
            memory,
            cold: self.cells.flag("cold", self.row),
        })
    }
}
