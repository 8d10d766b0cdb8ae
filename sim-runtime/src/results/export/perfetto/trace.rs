//! A report as a trace, part by part.

use std::io::{self, Write};

use super::counters;
use super::event::Events;
use super::faults;
use super::invocations;
use super::places::Places;
use crate::results::recording::Recording;
use crate::results::schema::report::Report;

/// Writes a report as a trace.
///
/// # Errors
///
/// Those of the writer.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut places = Places::new(report);
    let mut events = Events::begin(out)?;
    invocations::write(report, &mut places, &mut events)?;
    transfers(report, &mut places, &mut events)?;
    processes(report, &mut places, &mut events)?;
    counters::write(report, &mut places, &mut events)?;
    faults::write(report, &mut places, &mut events)?;
    places.write_names(&mut events)?;
    events.end(&[
        ("simulation", report.simulation.clone()),
        ("seed", report.seed.to_string()),
        ("recording", report.recording.to_string()),
        ("note", note(report.recording).to_owned()),
    ])
}

fn note(recording: Recording) -> &'static str {
    match recording {
        Recording::Full => "every invocation is here",
        Recording::Sampled(_) => "only the invocations and containers that were recorded are here",
        Recording::Summary => {
            "only controllers and counters are here: no invocations were recorded"
        }
    }
}

/// Images on their way, on threads of the host that they go to.
fn transfers(report: &Report, places: &mut Places, events: &mut Events<'_>) -> io::Result<()> {
    for row in report.transfers.iter().filter(|row| row.service.is_some()) {
        let end = row.end.unwrap_or(report.final_date);
        let place = places.image_lane(&row.to, row.start, end);
        let name = format!("{} {}", row.kind.name(), row.name);
        events.span(
            place,
            "image",
            &name,
            (row.start, end),
            &[
                ("bytes", row.bytes.get().into()),
                ("from", row.from.to_string().into()),
                ("success", row.success.into()),
            ],
        )?;
    }
    Ok(())
}

/// Controllers and spawned processes, and what they and the bodies logged.
fn processes(report: &Report, places: &mut Places, events: &mut Events<'_>) -> io::Result<()> {
    for row in &report.processes {
        let end = row.end.unwrap_or(report.final_date);
        let place = places.process(&row.process, &row.host);
        events.span(place, "process", &row.process, (row.start, end), &[])?;
    }
    for line in &report.log {
        if let Some(place) = places.find_process(&line.process) {
            events.instant(place, "log", &line.text, line.date)?;
        }
    }
    Ok(())
}
