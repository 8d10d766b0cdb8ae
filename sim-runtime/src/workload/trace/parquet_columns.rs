//! The columns of a Parquet file that our own format has, some rows at a time. Other columns are not looked at, whatever they are of.

use std::path::Path;

use parquet::basic::{Compression, ConvertedType, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::reader::RowGroupReader;
use parquet::schema::types::{ColumnDescPtr, SchemaDescriptor};

use super::coldstart_csv::COLUMNS;
use super::error::TraceError;
use crate::kernel::guard::expected;
use crate::units::spelling::{cut, visible};

/// How many of [`COLUMNS`] must be there.
const NEEDED: usize = 3;

/// How many rows are read at a time.
const ROWS: usize = 1024;

/// Where the columns of our own format are.
pub(super) struct Columns<'a> {
    path: &'a Path,
    found: [Option<Column>; COLUMNS.len()],
}

/// A column that is there, of a type that it can have.
struct Column {
    name: &'static str,
    /// Which one it is of those of the file.
    leaf: usize,
    described: ColumnDescPtr,
}

impl<'a> Columns<'a> {
    /// Finds them by their names.
    ///
    /// # Errors
    ///
    /// If one of those that must be there is not, or is of a type that it cannot have.
    pub(super) fn of(path: &'a Path, schema: &SchemaDescriptor) -> Result<Self, TraceError> {
        let mut found = [const { None }; COLUMNS.len()];
        for (place, name) in COLUMNS.into_iter().enumerate() {
            let column = column(path, schema, name)?;
            if column.is_none() && place < NEEDED {
                let fields = schema.root_schema().get_fields().iter();
                let names: Vec<&str> = fields.map(|field| field.name()).collect();
                let reason = format!(
                    "is missing, which coldstart's own format has; the columns are {}",
                    visible(&cut(&names.join(", ")))
                );
                return Err(error(path, reason).in_column(name));
            }
            found[place] = column;
        }
        Ok(Self { path, found })
    }

    /// Begins to read them in a group of rows, before which there are so many.
    ///
    /// # Errors
    ///
    /// If the file is damaged.
    pub(super) fn in_group(
        &self,
        group: &dyn RowGroupReader,
        before: u64,
    ) -> Result<InGroup<'_>, TraceError> {
        let facts = group.metadata();
        let left = u64::try_from(facts.num_rows());
        let left = left.map_err(|_| damaged(self.path, &"a number of rows is negative"))?;
        let mut readers = [const { None }; COLUMNS.len()];
        for (column, reader) in self.found.iter().zip(&mut readers) {
            let Some(column) = column else { continue };
            let compression = facts.column(column.leaf).compression();
            if !matches!(compression, Compression::UNCOMPRESSED | Compression::SNAPPY) {
                let reason = format!(
                    "is compressed with {compression}, and this program reads SNAPPY and UNCOMPRESSED; write the file with one of them"
                );
                return Err(error(self.path, reason).in_column(column.name));
            }
            let opened = sound(|| group.get_column_reader(column.leaf));
            *reader = Some(opened.map_err(|cause| self.damaged(column, before, &cause))?);
        }
        Ok(InGroup {
            columns: self,
            readers,
            left,
        })
    }

    fn damaged(&self, column: &Column, before: u64, cause: &dyn std::fmt::Display) -> TraceError {
        let reason = format!("cannot be read from this row on: {}", mend(cause));
        error(self.path, reason)
            .at_line(before + 1)
            .in_column(column.name)
    }
}

fn column(
    path: &Path,
    schema: &SchemaDescriptor,
    name: &'static str,
) -> Result<Option<Column>, TraceError> {
    let mut fields = schema.root_schema().get_fields().iter();
    let Some(field) = fields.position(|field| field.name().eq_ignore_ascii_case(name)) else {
        return Ok(None);
    };
    let is_of_field = |leaf: &usize| schema.get_column_root_idx(*leaf) == field;
    let Some(leaf) = (0..schema.num_columns()).find(is_of_field) else {
        return Err(unfit(path, name, "has no values"));
    };
    let described = schema.column(leaf);
    if described.path().parts().len() > 1 || described.max_rep_level() > 0 {
        return Err(unfit(path, name, "has several values a row"));
    }
    let converted = described.converted_type();
    let is_logical = described.logical_type_ref().is_some();
    let is_fit = match (name, described.physical_type()) {
        ("function" | "app" | "trigger", Physical::BYTE_ARRAY) => matches!(
            converted,
            ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON
        ),
        ("function" | "app" | "trigger", _) => false,
        ("cold", physical) => physical == Physical::BOOLEAN,
        (_, Physical::DOUBLE | Physical::FLOAT) => true,
        (_, Physical::INT32 | Physical::INT64) => match converted {
            // As of a timestamp in nanoseconds.
            ConvertedType::NONE => !is_logical,
            _ => is_signed(converted) || is_unsigned(converted),
        },
        _ => false,
    };
    if !is_fit {
        let what = match name {
            "function" | "app" | "trigger" => "is no text; store the column as text",
            "cold" => "is neither true nor false; store the column as booleans",
            _ => "is not a number; store the column as one",
        };
        return Err(error(path, what).in_column(name));
    }
    Ok(Some(Column {
        name,
        leaf,
        described,
    }))
}

/// A file, and what is wrong with it and how to mend that.
pub(super) fn error(path: &Path, reason: impl Into<String>) -> TraceError {
    TraceError::new(path.display().to_string(), reason)
}

/// A file that is no sound one as a whole.
pub(super) fn damaged(path: &Path, cause: &dyn std::fmt::Display) -> TraceError {
    error(
        path,
        format!("cannot be read as a Parquet file: {}", mend(cause)),
    )
}

/// Why a file is no sound one, and what to do.
fn mend(cause: &dyn std::fmt::Display) -> String {
    let cause = cause.to_string();
    format!(
        "{}; the file may be cut off or of another kind: write it again",
        visible(&cut(&cause))
    )
}

/// What a part of the crate finds that may meet damage with a panic. Nothing goes on after one.
pub(super) fn sound<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    expected(read).unwrap_or_else(|message| Err(ParquetError::General(message)))
}

fn unfit(path: &Path, name: &str, what: &str) -> TraceError {
    let reason = format!("{what}; store one value a row");
    error(path, reason).in_column(name)
}

fn is_signed(converted: ConvertedType) -> bool {
    use ConvertedType::{INT_8, INT_16, INT_32, INT_64};
    matches!(converted, INT_8 | INT_16 | INT_32 | INT_64)
}

fn is_unsigned(converted: ConvertedType) -> bool {
    use ConvertedType::{UINT_8, UINT_16, UINT_32, UINT_64};
    matches!(converted, UINT_8 | UINT_16 | UINT_32 | UINT_64)
}

/// The columns in a group of rows.
pub(super) struct InGroup<'a> {
    columns: &'a Columns<'a>,
    readers: [Option<ColumnReader>; COLUMNS.len()],
    /// How many rows the group has beside those that were read.
    left: u64,
}

impl InGroup<'_> {
    /// The next rows, before which there are so many; none at the end of the group.
    ///
    /// # Errors
    ///
    /// If the file is damaged.
    pub(super) fn next_cells(&mut self, before: u64) -> Result<Cells, TraceError> {
        let rows = self.left.min(ROWS as u64);
        let mut cells = Cells {
            rows: rows as usize,
            columns: [const { None }; COLUMNS.len()],
        };
        if rows == 0 {
            return Ok(cells);
        }
        let columns = self.columns.found.iter().zip(&mut self.readers);
        for ((column, reader), values) in columns.zip(&mut cells.columns) {
            let (Some(column), Some(reader)) = (column, reader) else {
                continue;
            };
            let damaged =
                |cause: &dyn std::fmt::Display| self.columns.damaged(column, before, cause);
            let read = sound(|| Values::read(reader, &column.described, cells.rows));
            let read = read.map_err(|cause| damaged(&cause))?;
            if read.len() != cells.rows {
                return Err(damaged(&"it has fewer values than the file has rows"));
            }
            *values = Some(read);
        }
        self.left -= rows;
        Ok(cells)
    }
}

/// Some rows, column by column.
pub(super) struct Cells {
    rows: usize,
    columns: [Option<Values>; COLUMNS.len()],
}

impl Cells {
    pub(super) fn len(&self) -> usize {
        self.rows
    }

    fn values(&self, column: &str) -> Option<&Values> {
        let place = COLUMNS.iter().position(|name| *name == column)?;
        self.columns[place].as_ref()
    }

    /// A number, if there is one that is finite.
    pub(super) fn number(&self, column: &str, row: usize) -> Option<f64> {
        match self.values(column)? {
            Values::Numbers(values) => values[row].filter(|number| number.is_finite()),
            _ => None,
        }
    }

    /// A text as it is stored.
    pub(super) fn text(&self, column: &str, row: usize) -> Option<&[u8]> {
        match self.values(column)? {
            Values::Texts(values) => values[row].as_ref().map(ByteArray::data),
            _ => None,
        }
    }

    /// Whether something is so.
    pub(super) fn flag(&self, column: &str, row: usize) -> Option<bool> {
        match self.values(column)? {
            Values::Flags(values) => values[row],
            _ => None,
        }
    }
}

/// What a column has in some rows.
enum Values {
    Numbers(Vec<Option<f64>>),
    Texts(Vec<Option<ByteArray>>),
    Flags(Vec<Option<bool>>),
}

impl Values {
    fn read(
        reader: &mut ColumnReader,
        column: &ColumnDescPtr,
        rows: usize,
    ) -> Result<Self, ParquetError> {
        use ColumnReader as Of;
        let level = column.max_def_level();
        let is_unsigned = is_unsigned(column.converted_type());
        Ok(match reader {
            Of::DoubleColumnReader(reader) => Self::Numbers(read(reader, level, rows, |one| one)?),
            Of::FloatColumnReader(reader) => Self::Numbers(read(reader, level, rows, f64::from)?),
            Of::Int32ColumnReader(reader) => {
                Self::Numbers(read(reader, level, rows, |one| match is_unsigned {
                    true => f64::from(one as u32),
                    false => f64::from(one),
                })?)
            }
            Of::Int64ColumnReader(reader) => {
                Self::Numbers(read(reader, level, rows, |one| match is_unsigned {
                    true => one as u64 as f64,
                    false => one as f64,
                })?)
            }
            Of::BoolColumnReader(reader) => Self::Flags(read(reader, level, rows, |one| one)?),
            Of::ByteArrayColumnReader(reader) => Self::Texts(read(reader, level, rows, |one| one)?),
            Of::Int96ColumnReader(_) | Of::FixedLenByteArrayColumnReader(_) => {
                return Err(ParquetError::General("it is of another type".to_owned()));
            }
        })
    }

    fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Texts(values) => values.len(),
            Self::Flags(values) => values.len(),
        }
    }
}

/// Reads values, each where it is defined as deeply as it can be.
fn read<T: DataType, C>(
    reader: &mut ColumnReaderImpl<T>,
    level: i16,
    rows: usize,
    cell: impl Fn(T::T) -> C,
) -> Result<Vec<Option<C>>, ParquetError> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    reader.read_records(rows, Some(&mut levels), None, &mut values)?;
    let mut values = values.into_iter().map(cell);
    Ok(match level {
        0 => values.map(Some).collect(),
        _ => (levels.into_iter())
            .map(|defined| (defined == level).then(|| values.next()).flatten())
            .collect(),
    })
}
