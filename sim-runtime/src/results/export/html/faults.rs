//! What was broken over time, which the charts shade.

use serde::Serialize;

use super::counted::grouped;
use crate::results::schema::fault::FaultRow;
use crate::results::schema::report::Report;
use crate::units::SimTime;

/// How many faults are shaded.
const MOST_SHADED: usize = 1_000;

/// How many are named.
const MOST_NAMED: usize = 10;

/// A time in which something was broken.
#[derive(Debug, Serialize)]
pub(super) struct Shade {
    begin: SimTime,
    end: SimTime,
}

/// The first faults, in order.
pub(super) fn shades(report: &Report) -> Vec<Shade> {
    let first = report.faults.iter().take(MOST_SHADED);
    first
        .map(|row| Shade {
            begin: row.begin,
            end: row.end.unwrap_or(report.final_date),
        })
        .collect()
}

/// What is shaded, in a sentence.
pub(super) fn note(report: &Report) -> Option<String> {
    let named = report.faults.iter().take(MOST_NAMED).map(told);
    let named: Vec<String> = named.collect();
    if named.is_empty() {
        return None;
    }
    let others = match report.faults.len() - named.len() {
        0 => String::new(),
        others => format!("; and {} more", grouped(others as u64)),
    };
    let named = named.join("; ");
    Some(format!(
        "Shaded in the charts over time is what was broken: {named}{others}."
    ))
}

fn told(row: &FaultRow) -> String {
    let (name, target, begin) = (row.name(), &row.target, row.begin);
    match row.end {
        Some(end) if end == begin => format!("{name} ({target}) at {begin}"),
        Some(end) => format!("{name} ({target}) from {begin} to {end}"),
        None => format!("{name} ({target}) from {begin} on"),
    }
}
