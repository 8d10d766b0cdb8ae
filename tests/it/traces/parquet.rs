//! Parquet files of our own format: with every defect, of other programs, damaged, and such as are none.

use std::fs;
use std::sync::Arc;

use coldstart::kernel::Stream;
use coldstart::units::SimTime;
use coldstart::units::short::{mb, millis, secs};
use coldstart::workload::trace::{Defect, Format, Trace, TraceError, TraceOptions, write_parquet};
use parquet::basic::Compression;
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use tempfile::TempDir;

use super::fixtures::{self, rows, stream};
use coldstart::kernel::Seed;

/// The values of a column; where there is none, the column must be optional.
#[derive(Clone)]
enum Values {
    Doubles(Vec<Option<f64>>),
    Floats(Vec<Option<f32>>),
    Ints(Vec<Option<i32>>),
    Longs(Vec<Option<i64>>),
    Texts(Vec<Option<&'static [u8]>>),
    Flags(Vec<Option<bool>>),
}

fn texts<const N: usize>(texts: [&'static str; N]) -> Values {
    let texts = texts.map(|text| (!text.is_empty()).then_some(text.as_bytes()));
    Values::Texts(texts.to_vec())
}

fn doubles<const N: usize>(numbers: [f64; N]) -> Values {
    Values::Doubles(numbers.map(Some).to_vec())
}

/// What there is, and whether there is something.
fn split<T: Clone, U>(values: &[Option<T>], into: impl Fn(T) -> U) -> (Vec<U>, Vec<i16>) {
    let levels = values.iter().map(|value| i16::from(value.is_some()));
    let there = values.iter().flatten().cloned().map(into);
    (there.collect(), levels.collect())
}

/// A file with one group of rows.
fn file(schema: &str, columns: &[Values]) -> Vec<u8> {
    let schema = parse_message_type(&format!("message trace {{ {schema} }}"));
    let schema = Arc::new(schema.expect("a schema"));
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY);
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties.build()))
        .expect("a writer");
    let mut group = writer.next_row_group().expect("a group");
    for values in columns {
        let mut column = group.next_column().expect("a column").expect("one more");
        macro_rules! put {
            ($out:expr, $values:expr, $into:expr) => {{
                let (values, levels) = split($values, $into);
                $out.write_batch(&values, Some(&levels), None)
            }};
        }
        let written = match (column.untyped(), values) {
            (ColumnWriter::DoubleColumnWriter(out), Values::Doubles(all)) => {
                put!(out, all, |one| one)
            }
            (ColumnWriter::FloatColumnWriter(out), Values::Floats(all)) => {
                put!(out, all, |one| one)
            }
            (ColumnWriter::Int32ColumnWriter(out), Values::Ints(all)) => put!(out, all, |one| one),
            (ColumnWriter::Int64ColumnWriter(out), Values::Longs(all)) => put!(out, all, |one| one),
            (ColumnWriter::ByteArrayColumnWriter(out), Values::Texts(all)) => {
                put!(out, all, |text: &[u8]| ByteArray::from(text.to_vec()))
            }
            (ColumnWriter::BoolColumnWriter(out), Values::Flags(all)) => put!(out, all, |one| one),
            _ => panic!("the schema has another type there"),
        };
        written.expect("a vector takes everything");
        column.close().expect("a column");
    }
    group.close().expect("a group");
    writer.close().expect("a file");
    bytes
}

fn opened(bytes: &[u8]) -> Result<Trace, TraceError> {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("mine.parquet");
    fs::write(&path, bytes).expect("the file is written");
    let all = TraceOptions::default();
    let read = Trace::open(Format::Parquet, &path, &all, &mut stream());
    if let Err(error) = &read {
        assert_eq!(error.file(), path.display().to_string(), "{error}");
    }
    read
}

/// What is said of a file, without its name.
fn told(bytes: &[u8]) -> String {
    let error = opened(bytes).expect_err("it is damaged");
    error.to_string()[error.file().len()..].to_owned()
}

const DATE: &str = "optional double date;";
const FUNCTION: &str = "optional binary function (UTF8);";
const DURATION: &str = "optional double duration;";

/// As a data frame writes it: columns in another order and with capitals, numbers of other types, a column of something else; dates
/// out of order and before the start, durations of zero, below zero, not a number and missing, memory below zero and missing.
fn defects() -> Vec<u8> {
    let schema = "optional int32 duration; optional binary kind (ENUM); optional binary Function (UTF8); required double DATE;
        optional int64 seen (TIME_MICROS); optional float memory; optional boolean cold; optional int64 concurrency (UINT_64);
        optional binary trigger (JSON);";
    let columns = [
        Values::Ints([2, 0, -1, 1].map(Some).into_iter().chain([None]).collect()),
        texts(["a", "b", "", "", ""]),
        texts(["pay", "pay", "pay", "resize", "resize"]),
        doubles([3.0, 1.0, -2.0, 5.0, 4.0]),
        Values::Longs(vec![None, Some(-1), None, None, Some(i64::MAX)]),
        Values::Floats(vec![Some(128e6), Some(-5.0), Some(f32::NAN), None, None]),
        Values::Flags(vec![Some(true), Some(false), None, None, None]),
        Values::Longs(vec![Some(-1), None, None, Some(4), None]),
        texts(["http", "", "", "", ""]),
    ];
    file(schema, &columns)
}

#[test]
fn every_defect_is_mended_and_counted() {
    let trace = opened(&defects()).expect("all of it can be mended");
    let found: Vec<(Defect, u64)> = trace.mended().iter().collect();
    let mut expected = vec![
        // 1 after 3, -2 at the start, 4 after 5.
        (Defect::OutOfOrder, 3),
        (Defect::BeforeStart, 1),
        (Defect::ZeroDuration, 1),
        // A duration and a memory.
        (Defect::Negative, 2),
        (Defect::MissingDuration, 1),
        // `resize`.
        (Defect::MissingMemory, 1),
    ];
    expected.sort();
    assert_eq!(found, expected);
    let [pay, resize] = trace.functions() else {
        panic!("two functions");
    };
    assert_eq!((&*pay.name, pay.memory), ("pay", mb(128)));
    // 2^64 - 1 is cut to what can be.
    assert_eq!(
        (pay.trigger.as_deref(), pay.concurrency),
        (Some("http"), Some(u32::MAX))
    );
    assert_eq!((&*resize.app, resize.concurrency), ("resize", Some(4)));
    let found = rows(&trace);
    let facts: Vec<_> = (found.iter())
        .map(|row| (row.date, row.function, row.cold))
        .collect();
    let at = SimTime::from_secs_f64;
    assert_eq!(
        facts,
        [
            (at(0.0), 0, None),
            (at(1.0), 0, Some(false)),
            (at(3.0), 0, Some(true)),
            (at(4.0), 1, None),
            (at(5.0), 1, None),
        ]
    );
    assert_eq!(found[1].duration, millis(1));
    assert_eq!((found[2].duration, found[4].duration), (secs(2), secs(1)));
}

#[test]
fn what_is_of_another_kind_is_told_with_its_column() {
    let one = |schema: &str, columns: [Values; 3]| told(&file(schema, &columns));
    let f = || texts(["f", "f"]);
    let no_duration = file(&format!("{DATE}{FUNCTION}"), &[doubles([1.0, 2.0]), f()]);
    assert_eq!(
        told(&no_duration),
        ": column `duration`: is missing, which coldstart's own format has; the columns are date, function"
    );
    let columns = || [doubles([1.0, 2.0]), f(), doubles([1.0, 1.0])];
    let unmarked = one(
        &format!("{DATE} optional binary function; {DURATION}"),
        columns(),
    );
    assert_eq!(
        unmarked,
        ": column `function`: is no text; store the column as text"
    );
    for kind in ["TIMESTAMP_MILLIS", "TIMESTAMP(NANOS,true)", "TIME_MICROS"] {
        let dates = Values::Longs(vec![Some(1), Some(2)]);
        let schema = format!("optional int64 date ({kind}); {FUNCTION}{DURATION}");
        assert_eq!(
            one(&schema, [dates, f(), doubles([1.0, 1.0])]),
            ": column `date`: is not a number; store the column as one"
        );
    }
    let grouped = format!("{DATE}{FUNCTION} optional group duration {{ optional double value; }}");
    assert_eq!(
        one(&grouped, columns()),
        ": column `duration`: has several values a row; store one value a row"
    );
    let cold = format!("{DATE}{FUNCTION}{DURATION} optional int32 cold;");
    let [dates, names, durations] = columns();
    let colds = Values::Ints(vec![Some(1), Some(0)]);
    assert_eq!(
        told(&file(&cold, &[dates, names, durations, colds])),
        ": column `cold`: is neither true nor false; store the column as booleans"
    );
}

#[test]
fn what_is_wrong_in_a_row_is_told_with_it() {
    let schema = format!("{DATE}{FUNCTION}{DURATION}");
    let one = |dates: [f64; 2], names: Values| {
        told(&file(
            &schema,
            &[doubles(dates), names, doubles([1.0, 1.0])],
        ))
    };
    assert_eq!(
        one([1.0, f64::NAN], texts(["f", "f"])),
        ":2: column `date`: is empty, and must be there; remove the row"
    );
    assert_eq!(
        one([1.0, 2.0], texts(["f", ""])),
        ":2: column `function`: is empty, and must be there; remove the row"
    );
    let names = Values::Texts(vec![Some(b"f"), Some(b"\xff\xfe")]);
    assert_eq!(
        one([1.0, 2.0], names),
        ":2: column `function`: is no text in UTF-8; store the file as UTF-8, or mend or remove the row"
    );
}

#[test]
fn a_file_that_is_cut_off_or_none_is_told() {
    let whole = defects();
    for bytes in [
        &b""[..],
        b"PAR1",
        b"date,function,duration\n1,f,1\n",
        &whole[..whole.len() / 2],
    ] {
        let told = told(bytes);
        assert!(
            told.starts_with(": cannot be read as a Parquet file: "),
            "{told}"
        );
        assert!(told.ends_with("write it again"), "{told}");
    }
    // The number of the compression (`CompressionCodec` of the format: 2 is GZIP) comes after the name of the column.
    let mut zipped = whole;
    let place = zipped.windows(6).rposition(|part| part == b"DATE\x15\x02");
    zipped[place.expect("its compression") + 5] = 4;
    assert_eq!(
        told(&zipped),
        ": column `date`: is compressed with GZIP(GzipLevel(6)), and this program reads SNAPPY and UNCOMPRESSED; write the file with one of them"
    );
}

/// A file of our own, with dictionaries and all columns.
fn written() -> Vec<u8> {
    let trace = fixtures::dslab().trace();
    let mut bytes = Vec::new();
    let count = write_parquet(&trace, trace.rows(&mut stream()), &mut bytes);
    assert_eq!(count.expect("a vector takes everything"), 3);
    bytes
}

/// Changes, removes, repeats or cuts bytes, every other time in the last quarter, where the description of the columns is.
fn mutate(bytes: &mut Vec<u8>, random: &mut Stream) {
    let from = match random.uniform(0..2) {
        0 => 0,
        _ => bytes.len() / 4 * 3,
    };
    let place = random.uniform(from..=bytes.len());
    let end = (place + random.uniform(0..12)).min(bytes.len());
    match random.uniform(0..8) {
        0 => drop(bytes.drain(place..end)),
        1 => {
            let part = bytes[place..end].to_vec();
            bytes.splice(place..place, part);
        }
        2 => bytes.truncate(place),
        3 => {
            // Another length of the description: four bytes before the last four.
            let length = bytes.len();
            if length >= 8 {
                bytes[length - 8 + random.uniform(0..4)] = random.uniform(0..=255);
            }
        }
        4 => bytes[place..end].fill(0xff),
        5 if place < bytes.len() => bytes[place] ^= 1 << random.uniform(0..8),
        _ if place < bytes.len() => bytes[place] = random.uniform(0..=255),
        _ => bytes.push(0),
    }
}

/// `TRACE_MUTATIONS` says how many of each file.
#[test]
fn no_damage_makes_a_panic_and_each_error_says_where() {
    let count = std::env::var("TRACE_MUTATIONS").ok();
    let count = count.and_then(|count| count.parse().ok()).unwrap_or(1000);
    let mut random = Seed(15).stream(0, "damaged Parquet files");
    for whole in [defects(), written()] {
        for _ in 0..count {
            let mut bytes = whole.clone();
            for _ in 0..random.uniform(1..4) {
                mutate(&mut bytes, &mut random);
            }
            match opened(&bytes) {
                Ok(trace) => {
                    let rows = trace.rows(&mut stream()).take(1000);
                    let rows: Vec<_> = rows.map(|row| row.expect("a row")).collect();
                    assert!(rows.is_sorted_by_key(|row| row.date));
                }
                Err(error) => {
                    let is_of_the_whole = error
                        .reason()
                        .starts_with("cannot be read as a Parquet file: ");
                    let has_place = error.line().is_some() || error.column().is_some();
                    assert!(has_place || is_of_the_whole, "{error}");
                }
            }
        }
    }
}
