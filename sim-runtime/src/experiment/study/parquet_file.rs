//! The table with a row a run as a Parquet file: texts, 64-bit numbers, null where a value is missing.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::columns::{Column, Values};
use super::result::StudyResult;

impl StudyResult {
    /// Writes the table with a row a run as a Parquet file.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn write_parquet(&self, out: impl Write + Send) -> io::Result<()> {
        write(&self.columns(), out).map_err(io::Error::other)
    }
}

fn write(columns: &[Column], out: impl Write + Send) -> Result<(), ParquetError> {
    let fields: Result<Vec<Arc<Type>>, ParquetError> = columns.iter().map(field).collect();
    let schema = Type::group_type_builder("runs").with_fields(fields?);
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY);
    let schema = Arc::new(schema.build()?);
    let mut writer = SerializedFileWriter::new(out, schema, Arc::new(properties.build()))?;
    let mut group = writer.next_row_group()?;
    for column in columns {
        let Some(mut place) = group.next_column()? else {
            break;
        };
        fill(place.untyped(), &column.values)?;
        place.close()?;
    }
    group.close()?;
    writer.close().map(drop)
}

fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical, repetition) = match &column.values {
        Values::Texts(_) => (
            Physical::BYTE_ARRAY,
            Some(LogicalType::String),
            Repetition::REQUIRED,
        ),
        Values::PerhapsTexts(_) => (
            Physical::BYTE_ARRAY,
            Some(LogicalType::String),
            Repetition::OPTIONAL,
        ),
        Values::Naturals(_) => (Physical::INT64, None, Repetition::REQUIRED),
        Values::Reals(_) => (Physical::DOUBLE, None, Repetition::OPTIONAL),
    };
    Type::primitive_type_builder(&column.name, physical)
        .with_logical_type(logical)
        .with_repetition(repetition)
        .build()
        .map(Arc::new)
}

fn fill(writer: &mut ColumnWriter<'_>, values: &Values) -> Result<(), ParquetError> {
    match (writer, values) {
        (ColumnWriter::ByteArrayColumnWriter(writer), Values::Texts(values)) => {
            let values: Vec<ByteArray> = values.iter().map(|text| text.as_str().into()).collect();
            writer.write_batch(&values, None, None)?;
        }
        (ColumnWriter::ByteArrayColumnWriter(writer), Values::PerhapsTexts(values)) => {
            let there = values.iter().flatten();
            let there: Vec<ByteArray> = there.map(|text| text.as_str().into()).collect();
            writer.write_batch(&there, Some(&levels(values)), None)?;
        }
        (ColumnWriter::Int64ColumnWriter(writer), Values::Naturals(values)) => {
            let number = |value: &u64| i64::try_from(*value).unwrap_or(i64::MAX);
            let values: Vec<i64> = values.iter().map(number).collect();
            writer.write_batch(&values, None, None)?;
        }
        (ColumnWriter::DoubleColumnWriter(writer), Values::Reals(values)) => {
            let there: Vec<f64> = values.iter().flatten().copied().collect();
            writer.write_batch(&there, Some(&levels(values)), None)?;
        }
        _ => unreachable!("the schema has the types of the columns"),
    }
    Ok(())
}

/// For each value, whether it is there.
fn levels<T>(values: &[Option<T>]) -> Vec<i16> {
    values
        .iter()
        .map(|value| i16::from(value.is_some()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};

    #[test]
    fn what_is_written_can_be_read() {
        let columns = [
            ("who", Values::Texts(vec!["a".to_owned(), "b".to_owned()])),
            ("replication", Values::Naturals(vec![0, 1])),
            ("mean_s", Values::Reals(vec![None, Some(1.5)])),
            (
                "error",
                Values::PerhapsTexts(vec![Some("no".to_owned()), None]),
            ),
        ];
        let columns = columns.map(|(name, values)| Column {
            name: name.to_owned(),
            values,
        });
        let file = tempfile::tempfile().unwrap();
        write(&columns, file.try_clone().unwrap()).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let rows: Vec<String> = reader
            .get_row_iter(None)
            .unwrap()
            .map(|row| row.unwrap().to_string())
            .collect();
        assert_eq!(
            rows,
            [
                r#"{who: "a", replication: 0, mean_s: null, error: "no"}"#,
                r#"{who: "b", replication: 1, mean_s: 1.5, error: null}"#
            ]
        );
    }
}
