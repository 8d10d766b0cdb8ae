//! Parquet files have what CSV files have, and their metadata.

use std::fs::File;
use std::io::Write;

use parquet::basic::Encoding;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

use super::*;

/// Rows of a row group.
const GROUP: usize = 131_072;

fn write(table: &Table, report: &Report) -> Vec<u8> {
    let mut bytes = Vec::new();
    export::parquet::write(table, report, &mut bytes).expect("a vector takes everything");
    bytes
}

fn open(bytes: &[u8]) -> SerializedFileReader<File> {
    let mut file = tempfile::tempfile().expect("a temporary file");
    file.write_all(bytes).expect("space in the file");
    SerializedFileReader::new(file).expect("a Parquet file")
}

/// Whether a value is what a CSV file has in its place.
fn is_same(kind: Kind, value: &Field, text: &str) -> bool {
    match (kind, value) {
        (_, Field::Null) => text.is_empty(),
        (Kind::Text, Field::Str(value)) => value == text,
        (Kind::Flag, Field::Bool(value)) => value.to_string() == text,
        (Kind::Natural, Field::Long(value)) => value.to_string() == text,
        (Kind::Real | Kind::Seconds, Field::Double(value)) => text.parse() == Ok(*value),
        _ => false,
    }
}

fn assert_same(table: &Table, report: &Report) {
    let place = format!("{}, {}", what(report), table.name);
    let (names, lines) = tables::read(&csv_text(table, report));
    let file = open(&write(table, report));
    let mut rows = file.get_row_iter(None).expect("rows");
    for line in &lines {
        let row = rows.next().expect("as many rows as lines");
        let row = row.unwrap_or_else(|error| panic!("{place}: {error}"));
        let columns: Vec<(&String, &Field)> = row.get_column_iter().collect();
        assert!(columns.iter().map(|(name, _)| *name).eq(&names), "{place}");
        for (((name, value), text), column) in columns.iter().zip(line).zip(table.columns) {
            assert!(
                is_same(column.kind, value, text),
                "{place}.{name}: {value}, {text}"
            );
        }
    }
    assert!(rows.next().is_none(), "{place}: more rows than lines");
}

#[test]
fn names_and_causes_are_dictionaries() {
    let report = report(&two_tariffs::TwoTariffs::default(), Recording::Full);
    for table in Table::ALL {
        let file = open(&write(table, &report));
        for group in file.metadata().row_groups() {
            for (column, chunk) in table.columns.iter().zip(group.columns()) {
                let mut encodings = chunk.encodings();
                let has_dictionary = encodings.any(|it| it == Encoding::RLE_DICTIONARY);
                assert!(
                    has_dictionary || !column.is_category,
                    "{}.{}",
                    table.name,
                    column.name()
                );
            }
        }
    }
}

#[test]
fn metadata_say_what_no_row_says() {
    for report in reports() {
        let file = open(&write(&Table::ALL[0], report));
        let metadata = file.metadata().file_metadata();
        let pairs = metadata.key_value_metadata().expect("metadata");
        let said = |key: &str| {
            let pair = pairs.iter().find(|pair| pair.key == key);
            pair.and_then(|pair| pair.value.clone()).expect(key)
        };
        assert_eq!(said("coldstart.recording"), report.recording.to_string());
        assert_eq!(said("coldstart.rows"), metadata.num_rows().to_string());
        assert_eq!(
            said("coldstart.complete"),
            report.recording.is_full().to_string()
        );
    }
}

#[test]
fn every_value_is_that_of_the_csv_file() {
    for report in reports() {
        for table in Table::ALL {
            assert_same(table, report);
        }
    }
}

#[test]
fn equal_runs_give_equal_bytes() {
    for (one, other) in reports().iter().zip(&run_all()) {
        for table in Table::ALL {
            let same = write(table, one) == write(table, other);
            assert!(same, "{}, {}", what(one), table.name);
        }
    }
}

#[test]
fn rows_beyond_a_group_go_into_the_next() {
    let mut report = small();
    let table = &Table::ALL[0];
    let row = report.invocations[0].clone();
    for (count, groups) in [(GROUP, 1), (GROUP + 1, 2)] {
        report.invocations = (0..count as u64)
            .map(|id| results::InvocationRow { id, ..row.clone() })
            .collect();
        let file = open(&write(table, &report));
        assert_eq!(file.metadata().num_row_groups(), groups);
        let of_groups = file.metadata().row_groups().iter();
        let sum: i64 = of_groups.map(|group| group.num_rows()).sum();
        assert_eq!(sum, count as i64);
    }
    assert_same(table, &report);
}
