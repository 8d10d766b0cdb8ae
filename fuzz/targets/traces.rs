//! Traces in every format: detected, read, and all that can be told or written of them.

use std::fs;
use std::io::sink;
use std::path::Path;
use std::process::ExitCode;

use coldstart::workload::trace::{
    Format, Trace, TraceError, TraceOptions, TraceProfile, write_csv, write_parquet,
};
use coldstart_fuzz::{Outcome, Target, corpus, message};

/// A small trace in each format, with all its defects.
#[path = "../../tests/it/traces/fixtures.rs"]
#[expect(dead_code, reason = "the tests have more to do with them")]
mod fixtures;

/// How many rows of a trace are looked at.
const ROWS: usize = 20_000;

fn main() -> ExitCode {
    coldstart_fuzz::fuzz(Target {
        name: "traces",
        seeds,
        words: &[],
        read,
    })
}

/// The name of the format is the folder of its files.
fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = fixtures::all()
        .into_iter()
        .map(|fixture| {
            let files = fixture.files.iter().map(|(name, text)| {
                let name = format!("{}/{name}", fixture.format);
                (name, text.as_bytes())
            });
            let files: Vec<(String, &[u8])> = files.collect();
            corpus::joined(files.iter().map(|(name, text)| (name.as_str(), *text)))
        })
        .collect();
    let trace = fixtures::coldstart().trace();
    let mut columns = Vec::new();
    let rows = trace.rows(&mut fixtures::stream());
    write_parquet(&trace, rows, &mut columns).expect("written to memory");
    seeds.push(corpus::joined([("parquet/trace.parquet", &columns[..])]));
    seeds
}

fn read(input: &[u8]) -> Outcome {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    let paths = corpus::unpack(input, folder);
    let names = fs::read_dir(folder).expect("a folder").flatten();
    let mut names: Vec<String> = names
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let Some(place) = names.first().map(|name| folder.join(name)) else {
        return Outcome::Refused("no files".to_owned());
    };
    let place = match &paths[..] {
        [only] => only.clone(),
        _ => place,
    };
    let detected = Format::detect(&place);
    let asked = names[0].parse::<Format>();
    let format = match (asked, detected) {
        (Ok(format), _) | (Err(_), Ok(format)) => format,
        (Err(_), Err(error)) => return told(folder, &error),
    };
    match looked_at(format, &place) {
        Ok(said) => Outcome::Accepted(format!("{format}, {said}")),
        Err(error) => told(folder, &error),
    }
}

fn told(folder: &Path, error: &TraceError) -> Outcome {
    let text = error.to_string();
    Outcome::Refused(text.replace(&*folder.to_string_lossy(), "."))
}

fn looked_at(format: Format, place: &Path) -> Result<String, TraceError> {
    let options = TraceOptions::default();
    let trace = Trace::open(format, place, &options, &mut fixtures::stream())?;
    message::check(&format!("{:?}", trace.mended()));
    if trace.invocations() > ROWS as u64 {
        let rows = trace.rows(&mut fixtures::stream()).take(ROWS);
        rows.collect::<Result<Vec<_>, _>>()?;
        return Ok("large".to_owned());
    }
    let rows = trace.rows(&mut fixtures::stream());
    let rows: Vec<_> = rows.collect::<Result<_, _>>()?;
    assert!(
        rows.is_sorted_by_key(|row| row.date),
        "rows are out of order"
    );
    assert_eq!(rows.len() as u64, trace.invocations());
    TraceProfile::of(&trace, trace.rows(&mut fixtures::stream()))?;
    write_csv(&trace, trace.rows(&mut fixtures::stream()), sink()).expect("written to nowhere");
    Ok("read".to_owned())
}
