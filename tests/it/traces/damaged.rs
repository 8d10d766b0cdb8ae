//! Files that are cut off, damaged, or of another kind: file, line, column and remedy, and never a panic.

use std::fs;

use coldstart::kernel::{Seed, Stream};
use coldstart::units::SimTime;
use coldstart::workload::trace::{
    Format, Intake, Invocation, Selection, Trace, TraceError, TraceOptions, TraceReader,
};
use tempfile::TempDir;

use super::fixtures::{self, stream};

/// What is said of a file of a format.
fn told(format: Format, name: &str, text: &[u8]) -> String {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join(name);
    fs::write(&path, text).expect("the file is written");
    let read = Trace::open(format, &path, &TraceOptions::default(), &mut stream());
    let error = read.expect_err("it is damaged").to_string();
    let place = path.display().to_string();
    assert!(error.starts_with(&place), "{error}");
    error[place.len()..].to_owned()
}

#[test]
fn what_cannot_be_read_is_told_with_its_place_and_a_remedy() {
    let cut = told(
        Format::Azure2021,
        "cut.csv",
        b"app,func,end_timestamp,duration\na,f,1,1\na,f,2",
    );
    assert_eq!(
        cut,
        ":3: ends after 3 of 4 columns; the file may be cut off: fetch it again, or remove the line"
    );
    let word = told(
        Format::Azure2021,
        "word.csv",
        b"app,func,end_timestamp,duration\na,f,1,soon\n",
    );
    assert_eq!(
        word,
        ":2: column `duration`: `soon` is not a number such as `12.5`; mend or remove the line"
    );
    let foreign = told(
        Format::Azure2021,
        "foreign.csv",
        b"date,function,duration\n1,f,1\n",
    );
    assert_eq!(
        foreign,
        ":1: column `app`: is missing, which Azure Functions 2021 has; the columns are date, function, duration; name the right format, or the right file"
    );
    let empty = told(Format::Coldstart, "empty.csv", b"");
    assert_eq!(
        empty,
        ": is empty; fetch it again: its first line must name its columns"
    );
    let half = told(
        Format::Azure2019,
        "invocations_per_function.csv",
        b"HashApp,HashFunction,1\na,f,2.5\n",
    );
    assert!(
        half.starts_with(":2: column `1`: 2.5 is not a number of invocations"),
        "{half}"
    );
    let binary = told(
        Format::Coldstart,
        "binary.csv",
        b"date,function,duration\n1,\xff\xfe,1\n",
    );
    assert!(
        binary.starts_with(":2: column `function`: is no text in UTF-8"),
        "{binary}"
    );
    let list = told(
        Format::IbmCodeEngine,
        "week.csv",
        b"NamespaceHash,AppHash,InvocationTimes,AppExecTimes\nn,a,\"[1, 2]\",\"[3, 4]\"\n",
    );
    assert!(
        list.starts_with(":2: column `InvocationTimes`: is a list"),
        "{list}"
    );
    let undated = told(
        Format::CloudWatch,
        "a.log",
        b"\nREPORT RequestId: 1\tDuration: 1 ms\n",
    );
    assert!(
        undated.starts_with(":2: has no date before its REPORT"),
        "{undated}"
    );
    let zipped = told(Format::Coldstart, "day.csv", b"PK\x03\x04........");
    assert_eq!(zipped, ": is a Zip archive; unpack it first");
    let pickled = told(Format::IbmCodeEngine, "week_1.csv", b"\x80\x05\x95........");
    assert!(pickled.contains("with pandas"), "{pickled}");
    let open_quote = [&b"date,function,duration\n1,\"f,1\n"[..], &[b'x'; 3 << 20]].concat();
    let endless = told(Format::Coldstart, "quote.csv", &open_quote);
    assert!(endless.contains("longer than 1 MiB"), "{endless}");
}

#[test]
fn options_that_mean_nothing_are_refused() {
    let refused = |options: TraceOptions| {
        let read = fixtures::dslab().open(&options);
        read.expect_err("it means nothing").to_string()
    };
    let all = TraceOptions::default;
    for rate in [0.0, -1.0, 1.5, f64::NAN, f64::INFINITY] {
        let told = refused(TraceOptions { rate, ..all() });
        assert!(
            told.starts_with("rate: the part of the invocations"),
            "{told}"
        );
    }
    let none = refused(TraceOptions {
        functions: Selection::Top(0),
        ..all()
    });
    assert_eq!(
        none,
        "functions: no function is chosen; choose at least one"
    );
    let never = refused(TraceOptions {
        until: SimTime::ZERO,
        ..all()
    });
    assert!(never.starts_with("until: nothing is between"), "{never}");
}

/// Changes, removes, repeats or cuts something, anywhere.
fn mutate(text: &mut Vec<u8>, random: &mut Stream) {
    const PIECES: [&[u8]; 14] = [
        b",",
        b"\n",
        b"\"",
        b"-",
        b"1e400",
        b"nan",
        b"99999999999999999999",
        b"-0.0",
        b"\xff",
        b"\0",
        b"#",
        b"{",
        b" ",
        b"4294967295",
    ];
    let place = random.uniform(0..=text.len());
    let end = (place + random.uniform(0..20)).min(text.len());
    match random.uniform(0..5) {
        0 => drop(text.drain(place..end)),
        1 => text.truncate(place),
        2 => {
            let part = text[place..end].to_vec();
            text.splice(place..place, part);
        }
        3 if place < text.len() => text[place] = random.uniform(0..=255),
        _ => {
            let piece = PIECES[random.uniform(0..PIECES.len())];
            text.splice(place..end.min(place + 3), piece.iter().copied());
        }
    }
}

/// `TRACE_MUTATIONS` says how many of each format.
#[test]
fn no_damage_makes_a_panic_and_each_error_names_its_file() {
    let count = std::env::var("TRACE_MUTATIONS").ok();
    let count = count.and_then(|count| count.parse().ok()).unwrap_or(30);
    let mut random = Seed(15).stream(0, "mutations");
    for fixture in fixtures::all() {
        let folder = TempDir::new().expect("a temporary folder");
        let inside = folder.path();
        for _ in 0..count {
            fixture.write(inside);
            let (name, text) = &fixture.files[random.uniform(0..fixture.files.len())];
            let mut bytes = text.clone().into_bytes();
            for _ in 0..random.uniform(1..4) {
                mutate(&mut bytes, &mut random);
            }
            fs::write(inside.join(name), &bytes).expect("the file is written");
            let place = fixture.place(inside);
            match Trace::open(
                fixture.format,
                &place,
                &TraceOptions::default(),
                &mut stream(),
            ) {
                Ok(trace) => {
                    // A count may be of billions.
                    let rows = trace.rows(&mut stream()).take(1000);
                    let rows: Vec<_> = rows.map(|row| row.expect("a row")).collect();
                    assert!(rows.is_sorted_by_key(|row| row.date));
                }
                Err(error) => {
                    let shown = String::from_utf8_lossy(&bytes);
                    let is_of_a_file = error.file().starts_with(&inside.display().to_string());
                    assert!(is_of_a_file, "{error}: {shown}");
                    let is_of_the_whole =
                        error.reason().contains("is empty") || error.reason().starts_with("is ");
                    assert!(
                        error.line().is_some() || is_of_the_whole,
                        "{error}: {shown}"
                    );
                }
            }
        }
    }
}

/// A reader of somebody's own, which tells what is no number.
struct Careless(f64);

impl TraceReader for Careless {
    fn read(&mut self, intake: &mut Intake) -> Result<(), TraceError> {
        let function = intake.function("a", "f")?;
        let number = self.0;
        intake.count(function, number, number, 3, Some(number))?;
        intake.invocation(Invocation {
            function,
            start: number,
            duration: Some(number),
            memory: Some(number),
            cold: None,
        })
    }
}

#[test]
fn a_careless_reader_makes_no_panic() {
    for number in [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        -1.0,
        -0.0,
        1e300,
    ] {
        let mut reader = Careless(number);
        let trace = Trace::read(&mut reader, &TraceOptions::default(), &mut stream());
        let trace = trace.expect("all of it can be mended");
        assert_eq!(trace.rows(&mut stream()).count(), 4, "{number}");
    }
}
