//! `coldstart trace`.

use std::fs;

use coldstart::workload::trace::Format;

use super::fixtures::{self, rows};
use crate::support::command::{Folder, coldstart, text};
use crate::support::files::repository;

fn sample() -> String {
    repository("examples/data/azure-functions-2019")
        .display()
        .to_string()
}

/// What a command prints that succeeds.
fn printed(arguments: &[&str]) -> String {
    let output = coldstart(&[&["trace"], arguments].concat());
    let error = text(&output.stderr);
    assert_eq!(
        (output.status.code(), error.as_str()),
        (Some(0), ""),
        "{arguments:?}"
    );
    text(&output.stdout)
}

/// What a command says that fails.
fn refused(arguments: &[&str]) -> String {
    let output = coldstart(&[&["trace"], arguments].concat());
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
    assert_eq!(text(&output.stdout), "", "{arguments:?}");
    error
}

#[test]
fn info_says_what_a_trace_is() {
    let info = printed(&["info", &sample()]);
    for part in [
        "azure-2019",
        "20 of 20 applications",
        "123,967",
        "1.435/s",
        "(69.46 %)",
    ] {
        assert!(info.contains(part), "{part} in {info}");
    }
}

#[test]
fn every_format_is_found_out() {
    for fixture in fixtures::all() {
        let folder = Folder::new();
        fixture.write(&folder.path(""));
        let place = fixture.place(&folder.path(""));
        assert_eq!(
            Format::detect(&place),
            Ok(fixture.format),
            "{}",
            place.display()
        );
        let info = printed(&["info", &place.display().to_string()]);
        assert!(info.contains(fixture.format.name()), "{info}");
    }
}

#[test]
fn what_is_converted_has_the_same_rows() {
    let folder = Folder::new();
    for fixture in fixtures::all() {
        fixture.write(&folder.path(fixture.format.name()));
        let place = fixture
            .place(&folder.path(fixture.format.name()))
            .display()
            .to_string();
        let csv = folder.path("mine.csv").display().to_string();
        printed(&["convert", &place, "--csv", &csv, "-q"]);
        let again = folder.path("again.csv").display().to_string();
        printed(&["convert", &csv, "--csv", &again, "-q"]);
        let [mine, again] = [csv, again].map(|path| fs::read_to_string(path).expect("a trace"));
        assert_eq!(mine, again, "{}", fixture.format);
        let count = rows(&fixture.trace()).len();
        assert_eq!(mine.lines().count(), count + 1, "{}", fixture.format);
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_files_have_the_same_rows() {
    use coldstart::workload::trace::{Trace, TraceOptions};

    use super::fixtures::stream;

    let folder = Folder::new();
    let [csv, parquet] = ["a.csv", "a.parquet"].map(|name| folder.path(name));
    let [a, b] = [&csv, &parquet].map(|path| path.display().to_string());
    printed(&[
        "sample",
        &sample(),
        "--until",
        "1h",
        "--csv",
        &a,
        "--parquet",
        &b,
        "-q",
    ]);
    let open = |format, path| {
        let options = TraceOptions::default();
        Trace::open(format, path, &options, &mut stream()).expect("a trace")
    };
    let [csv, parquet] = [
        open(Format::Coldstart, &csv),
        open(Format::Parquet, &parquet),
    ];
    assert_eq!(csv.functions(), parquet.functions());
    assert_eq!(rows(&csv), rows(&parquet));
}

#[test]
fn a_sample_has_the_functions_the_part_and_the_time_that_are_asked() {
    let sample = sample();
    let asked = [
        "sample",
        &sample,
        "--functions",
        "5",
        "--by",
        "top",
        "--from",
        "1h",
        "--until",
        "2h",
        "--csv",
        "-",
        "-q",
    ];
    let written = printed(&asked);
    let mut lines = written.lines();
    assert_eq!(
        lines.next(),
        Some("date,function,duration,app,memory,cold,trigger,concurrency")
    );
    let dates = lines.map(|line| {
        line.split(',')
            .next()
            .expect("a date")
            .parse::<f64>()
            .expect("a number")
    });
    assert!(dates.clone().count() > 1000 && dates.max_by(f64::total_cmp) < Some(3600.0));
    let functions = |text: &str| -> Vec<String> {
        let names = text
            .lines()
            .skip(1)
            .map(|line| line.split(',').nth(1).expect("a name").to_owned());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names.dedup();
        names
    };
    assert!(functions(&written).len() <= 5);
    assert_eq!(printed(&asked), written);
    let thinned = printed(&[&asked[..], &["--rate", "0.1"]].concat());
    assert!(thinned.lines().count() * 5 < written.lines().count());
}

#[test]
fn a_load_is_made_and_looked_at() {
    let folder = Folder::new();
    let load = folder.path("load.csv").display().to_string();
    let made = printed(&[
        "synthesise",
        "--functions",
        "10",
        "--length",
        "2h",
        "--csv",
        &load,
        "--seed",
        "3",
    ]);
    assert!(made.contains("invocations of 10 functions"), "{made}");
    assert!(printed(&["info", &load]).contains("coldstart"));
    let again = printed(&[
        "synthesise",
        "--functions",
        "10",
        "--length",
        "2h",
        "--csv",
        "-",
        "-q",
        "--seed",
        "3",
    ]);
    assert_eq!(again, fs::read_to_string(&load).expect("the load"));
}

#[test]
fn bad_input_is_told_once_and_nothing_is_written() {
    let folder = Folder::new();
    let out = folder.path("out.csv").display().to_string();
    let bad = folder.path("bad.csv").display().to_string();
    fs::write(&bad, "date,function,duration\n1,f,1\n2,f,x\n").expect("the file is written");
    let told = refused(&["convert", &bad, "--csv", &out]);
    assert!(
        told.contains("bad.csv:3: column `duration`: `x` is not a number"),
        "{told}"
    );
    for (option, value, part) in [
        ("--rate", "0", "above 0 and up to 1"),
        ("--rate", "nan", "above 0 and up to 1"),
        ("--rate", "x", "invalid"),
        ("--functions", "0", "invalid"),
        ("--functions", "-1", "invalid"),
        ("--from", "5", "has no unit"),
        ("--from", "-1s", "invalid"),
        ("--until", "0s", "nothing is between"),
        ("--spread", "uniformly", "unknown spread"),
        ("--format", "azure", "unknown format"),
    ] {
        let told = refused(&["sample", &sample(), option, value, "--csv", &out]);
        assert!(told.contains(part), "{option} {value}: {told}");
    }
    for (option, value) in [
        ("--length", "0s"),
        ("--length", "5"),
        ("--rate", "-1"),
        ("--functions", "0"),
    ] {
        let told = refused(&["synthesise", option, value, "--csv", &out]);
        assert!(told.contains(option), "{told}");
    }
    assert!(refused(&["convert", &bad, "--csv", &bad]).contains("it is the file that is read"));
    assert!(
        refused(&["info", &folder.path("none").display().to_string()]).contains("cannot be read")
    );
    let empty = folder.path("empty");
    fs::create_dir(&empty).expect("the folder");
    let empty = empty.display().to_string();
    assert!(refused(&["info", &empty]).contains("no file of a known format"));
    assert!(refused(&["info", &empty, "--format", "dslab"]).contains("is a folder"));
    assert!(refused(&["convert", &sample()]).contains("--csv"));
    assert_eq!(folder.names(), ["bad.csv", "empty"]);
}
