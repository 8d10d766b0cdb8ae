//! A gigabyte of input in constant memory: `cargo test --release --test it traces::large -- --ignored --nocapture`.

use std::io::{self, Read, Write};
use std::time::Instant;

use coldstart::workload::trace::{Azure2021, Defect, Trace, TraceOptions};

use super::fixtures::stream;

/// A trace of Azure Functions 2021 that is made while it is read: a thousand functions, ends up to an hour out of order.
struct Generated {
    row: u64,
    rows: u64,
    line: Vec<u8>,
    at: usize,
}

impl Generated {
    fn new(rows: u64) -> Self {
        Self {
            row: 0,
            rows,
            line: b"app,func,end_timestamp,duration\n".to_vec(),
            at: 0,
        }
    }
}

impl Read for Generated {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if self.at == self.line.len() && self.row < self.rows {
            self.line.clear();
            self.at = 0;
            let (row, function) = (self.row, self.row % 1000);
            let late = row * 2_654_435_761 % 3600;
            let end = row as f64 / 10.0 + late as f64 + 0.000_1 * function as f64;
            writeln!(
                self.line,
                "{function:064x},{function:064x},{end},0.{:03}",
                row % 10
            )?;
            self.row += 1;
        }
        let count = bytes.len().min(self.line.len() - self.at);
        bytes[..count].copy_from_slice(&self.line[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// The most memory that this process has had \[MB\].
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().split(' ').next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(f64::NAN) / 1e3
}

fn read(rows: u64) {
    let begin = Instant::now();
    let mut reader = Azure2021::from_text("generated", Box::new(Generated::new(rows))).unwrap();
    let trace = Trace::read(&mut reader, &TraceOptions::default(), &mut stream()).unwrap();
    let read = begin.elapsed();
    assert_eq!((trace.invocations(), trace.functions().len()), (rows, 1000));
    assert_eq!(trace.mended().of(Defect::ZeroDuration), rows / 10);
    let mut last = coldstart::units::SimTime::ZERO;
    let mut count = 0;
    for row in trace.rows(&mut stream()) {
        let row = row.unwrap();
        assert!(row.date >= last);
        last = row.date;
        count += 1;
    }
    assert_eq!(count, rows);
    println!(
        "{rows} rows read in {read:?}, and again in order in {:?}; peak memory {} MB",
        begin.elapsed() - read,
        peak()
    );
}

#[test]
#[ignore = "takes a gigabyte"]
fn a_gigabyte_needs_no_more_memory_than_a_hundred_megabytes() {
    // 148 bytes a row.
    read(700_000);
    let small = peak();
    read(7_000_000);
    assert!(peak() < small + 20.0, "{} MB after {small} MB", peak());
    assert!(peak() < 120.0, "{} MB", peak());
}
