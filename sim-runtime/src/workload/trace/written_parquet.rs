//! Writing traces in our own format, as Parquet files.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::coldstart_csv::COLUMNS;
use super::rows::Rows;
use super::trace::Trace;

/// Rows of a row group.
const GROUP: usize = 1 << 17;

/// Writes rows of a trace as a Parquet file, which [`ColdstartParquet`](super::ColdstartParquet) reads. Returns how many.
///
/// # Errors
///
/// Those of the writer, and of the rows.
pub fn write_parquet(trace: &Trace, rows: Rows, out: impl Write + Send) -> io::Result<u64> {
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY);
    let schema = schema().map_err(io::Error::other)?;
    let mut writer = SerializedFileWriter::new(out, schema, Arc::new(properties.build()))
        .map_err(io::Error::other)?;
    let names: Vec<[Option<ByteArray>; 3]> = (trace.functions().iter())
        .map(|function| {
            let trigger = function.trigger.as_deref();
            [Some(&*function.name), Some(&*function.app), trigger]
                .map(|text| text.map(ByteArray::from))
        })
        .collect();
    let mut count = 0;
    let mut group = Group::default();
    for row in rows {
        let row = row.map_err(io::Error::other)?;
        let function = &trace.functions()[row.function];
        group.dates.push(row.date.as_secs_f64());
        group.durations.push(row.duration.as_secs_f64());
        let [name, app, trigger] = names[row.function].clone();
        group.names.extend(name);
        group.apps.extend(app);
        group.triggers.push(trigger);
        let memory = row.memory.unwrap_or(function.memory).get();
        group.memory.push(i64::try_from(memory).unwrap_or(i64::MAX));
        group.colds.push(row.cold);
        group.concurrency.push(function.concurrency.map(i64::from));
        count += 1;
        if group.dates.len() == GROUP {
            std::mem::take(&mut group)
                .write(&mut writer)
                .map_err(io::Error::other)?;
        }
    }
    if !group.dates.is_empty() {
        group.write(&mut writer).map_err(io::Error::other)?;
    }
    writer.close().map_err(io::Error::other)?;
    Ok(count)
}

fn schema() -> Result<Arc<Type>, ParquetError> {
    let kinds = [
        (Physical::DOUBLE, false),
        (Physical::BYTE_ARRAY, false),
        (Physical::DOUBLE, false),
        (Physical::BYTE_ARRAY, false),
        (Physical::INT64, false),
        (Physical::BOOLEAN, true),
        (Physical::BYTE_ARRAY, true),
        (Physical::INT64, true),
    ];
    let fields = COLUMNS
        .into_iter()
        .zip(kinds)
        .map(|(name, (physical, is_optional))| {
            let logical = (physical == Physical::BYTE_ARRAY).then_some(LogicalType::String);
            let repetition = match is_optional {
                true => Repetition::OPTIONAL,
                false => Repetition::REQUIRED,
            };
            let field = Type::primitive_type_builder(name, physical);
            let field = field.with_logical_type(logical).with_repetition(repetition);
            field.build().map(Arc::new)
        });
    let fields: Result<Vec<_>, ParquetError> = fields.collect();
    Type::group_type_builder("trace")
        .with_fields(fields?)
        .build()
        .map(Arc::new)
}

/// Rows on their way, column by column.
#[derive(Default)]
struct Group {
    dates: Vec<f64>,
    names: Vec<ByteArray>,
    durations: Vec<f64>,
    apps: Vec<ByteArray>,
    memory: Vec<i64>,
    colds: Vec<Option<bool>>,
    triggers: Vec<Option<ByteArray>>,
    concurrency: Vec<Option<i64>>,
}

impl Group {
    fn write<W: Write + Send>(
        self,
        writer: &mut SerializedFileWriter<W>,
    ) -> Result<(), ParquetError> {
        let mut group = writer.next_row_group()?;
        let (colds, is_cold) = split(self.colds);
        let (triggers, has_trigger) = split(self.triggers);
        let (concurrency, has_concurrency) = split(self.concurrency);
        for name in COLUMNS {
            let Some(mut column) = group.next_column()? else {
                break;
            };
            match (column.untyped(), name) {
                (ColumnWriter::DoubleColumnWriter(out), "date") => {
                    out.write_batch(&self.dates, None, None)?
                }
                (ColumnWriter::DoubleColumnWriter(out), _) => {
                    out.write_batch(&self.durations, None, None)?
                }
                (ColumnWriter::ByteArrayColumnWriter(out), "function") => {
                    out.write_batch(&self.names, None, None)?
                }
                (ColumnWriter::ByteArrayColumnWriter(out), "app") => {
                    out.write_batch(&self.apps, None, None)?
                }
                (ColumnWriter::ByteArrayColumnWriter(out), _) => {
                    out.write_batch(&triggers, Some(&has_trigger), None)?
                }
                (ColumnWriter::Int64ColumnWriter(out), "memory") => {
                    out.write_batch(&self.memory, None, None)?
                }
                (ColumnWriter::Int64ColumnWriter(out), _) => {
                    out.write_batch(&concurrency, Some(&has_concurrency), None)?
                }
                (ColumnWriter::BoolColumnWriter(out), _) => {
                    out.write_batch(&colds, Some(&is_cold), None)?
                }
                _ => unreachable!("the schema has no other columns"),
            };
            column.close()?;
        }
        group.close().map(drop)
    }
}

/// The values that there are, and for each row whether it has one.
fn split<T>(values: Vec<Option<T>>) -> (Vec<T>, Vec<i16>) {
    let levels = values
        .iter()
        .map(|value| i16::from(value.is_some()))
        .collect();
    (values.into_iter().flatten().collect(), levels)
}
