//! Tables as Parquet files: columns of text, booleans, 64-bit integers and 64-bit floating-point numbers, null where a value
//! may be missing. Their metadata say what no row says, and what is in the columns.

mod arrow_schema;

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::table::Table;
use super::table_facts::{RunFacts, TableFacts};
use super::written::{RunColumns, Written, columns};
use crate::results::schema::cell::{Cell, Kind};
use crate::results::schema::report::Report;

/// Rows of a row group.
const GROUP: usize = 1 << 17;

/// Writes a table of a report.
///
/// # Errors
///
/// Those of the writer.
pub fn write(table: &Table, report: &Report, out: impl Write + Send) -> io::Result<()> {
    let columns = columns(table, report);
    let schema = schema(table, &columns).map_err(io::Error::other)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_key_value_metadata(Some(metadata(table, report, &columns)?))
        .build();
    let mut writer =
        SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(io::Error::other)?;
    let mut group = Group::new(&columns);
    let run = RunColumns::of(report, table);
    let run = run.cells();
    table.rows(report, &mut |cells| {
        group.push(cells.iter().chain(&run));
        if group.rows == GROUP {
            group.write(&mut writer).map_err(io::Error::other)?;
        }
        Ok(())
    })?;
    if group.rows > 0 {
        group.write(&mut writer).map_err(io::Error::other)?;
    }
    writer.close().map_err(io::Error::other)?;
    Ok(())
}

/// What the file says about the run and the table, and the schema for readers that know Arrow.
fn metadata(table: &Table, report: &Report, columns: &[Written]) -> io::Result<Vec<KeyValue>> {
    let facts = [
        serde_json::to_value(RunFacts::new(report))?,
        serde_json::to_value(TableFacts::new(table, report))?,
    ];
    let facts = facts.iter().filter_map(|facts| facts.as_object()).flatten();
    let facts: Vec<(String, String)> = facts
        .map(|(name, value)| {
            let text = value.as_str();
            let text = text.map_or_else(|| value.to_string(), str::to_owned);
            (format!("coldstart.{name}"), text)
        })
        .collect();
    let schema = arrow_schema::encode(columns, &facts);
    let pairs = facts.into_iter();
    let pairs = pairs.chain([(arrow_schema::KEY.to_owned(), schema)]);
    Ok(pairs
        .map(|(key, value)| KeyValue::new(key, value))
        .collect())
}

fn schema(table: &Table, columns: &[Written]) -> Result<Arc<Type>, ParquetError> {
    let fields: Result<Vec<Arc<Type>>, ParquetError> = columns.iter().map(field).collect();
    let schema = Type::group_type_builder(table.name).with_fields(fields?);
    schema.build().map(Arc::new)
}

fn field(column: &Written) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Flag => (Physical::BOOLEAN, None),
        Kind::Natural => (Physical::INT64, None),
        Kind::Real | Kind::Seconds => (Physical::DOUBLE, None),
    };
    let repetition = match column.is_optional {
        true => Repetition::OPTIONAL,
        false => Repetition::REQUIRED,
    };
    Type::primitive_type_builder(&column.name, physical)
        .with_logical_type(logical)
        .with_repetition(repetition)
        .build()
        .map(Arc::new)
}

/// Rows on their way, column by column.
struct Group {
    columns: Vec<Values>,
    /// For each column that may lack values, and each row, whether there is a value.
    levels: Vec<Option<Vec<i16>>>,
    rows: usize,
}

enum Values {
    Texts(Vec<ByteArray>),
    Flags(Vec<bool>),
    Numbers(Vec<i64>),
    Reals(Vec<f64>),
}

impl Group {
    fn new(columns: &[Written]) -> Self {
        let values = |column: &Written| match column.kind {
            Kind::Text => Values::Texts(Vec::new()),
            Kind::Flag => Values::Flags(Vec::new()),
            Kind::Natural => Values::Numbers(Vec::new()),
            Kind::Real | Kind::Seconds => Values::Reals(Vec::new()),
        };
        Self {
            columns: columns.iter().map(values).collect(),
            levels: (columns.iter())
                .map(|column| column.is_optional.then(Vec::new))
                .collect(),
            rows: 0,
        }
    }

    fn push<'a>(&mut self, cells: impl Iterator<Item = &'a Cell<'a>>) {
        let places = self.columns.iter_mut().zip(&mut self.levels);
        for (cell, (values, levels)) in cells.zip(places) {
            if let Some(levels) = levels {
                levels.push(i16::from(*cell != Cell::Missing));
            }
            match (values, *cell) {
                (Values::Texts(values), Cell::Text(text)) => values.push(text.into()),
                (Values::Flags(values), Cell::Flag(flag)) => values.push(flag),
                (Values::Numbers(values), Cell::Natural(number)) => {
                    values.push(i64::try_from(number).unwrap_or(i64::MAX));
                }
                (Values::Reals(values), Cell::Real(number)) => values.push(number),
                (Values::Reals(values), Cell::Nanos(nanos)) => values.push(nanos as f64 / 1e9),
                (_, Cell::Missing) => {}
                (_, other) => unreachable!("a cell of another kind than its column: {other:?}"),
            }
        }
        self.rows += 1;
    }

    fn write<W: Write + Send>(
        &mut self,
        writer: &mut SerializedFileWriter<W>,
    ) -> Result<(), ParquetError> {
        let mut group = writer.next_row_group()?;
        let mut columns = self.columns.iter_mut().zip(&mut self.levels);
        while let Some(mut column) = group.next_column()? {
            let Some((values, levels)) = columns.next() else {
                break;
            };
            let present = levels.as_deref();
            match (column.untyped(), &mut *values) {
                (ColumnWriter::ByteArrayColumnWriter(writer), Values::Texts(values)) => {
                    writer.write_batch(values, present, None)?;
                    values.clear();
                }
                (ColumnWriter::BoolColumnWriter(writer), Values::Flags(values)) => {
                    writer.write_batch(values, present, None)?;
                    values.clear();
                }
                (ColumnWriter::Int64ColumnWriter(writer), Values::Numbers(values)) => {
                    writer.write_batch(values, present, None)?;
                    values.clear();
                }
                (ColumnWriter::DoubleColumnWriter(writer), Values::Reals(values)) => {
                    writer.write_batch(values, present, None)?;
                    values.clear();
                }
                _ => unreachable!("the schema has the types of the columns"),
            }
            if let Some(levels) = levels {
                levels.clear();
            }
            column.close()?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }
}
