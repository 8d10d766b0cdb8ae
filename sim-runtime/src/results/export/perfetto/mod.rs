//! The run as a trace in the Trace Event format, for ui.perfetto.dev and chrome://tracing.
//!
//! Hosts are processes. Each controller is a thread of its host, each container takes a thread (a *slot*) of its node for as
//! long as it is used, and images on their way have threads of their own. An invocation is a span on the slot of its
//! container, with its start-up, its body and the files that it reads and writes inside; what lies before its dispatch is
//! an asynchronous span of its service's head host, in which the phases are as long as they were and follow each other in
//! the order download, copy, load, queue. An arrow leads from its caller to its body. Counters show busy cores (exactly),
//! memory, disks and links (means over the intervals of the timeline).
//!
//! Files that controllers read and write are not shown; the table of transfers has them.
//!
//! A report without rows of invocations has controllers and counters only.

mod counters;
mod event;
mod invocations;
mod lanes;
mod places;

use std::io::{self, Write};

use event::Events;
use places::Places;

use crate::results::{Recording, Report};
use crate::units::SimTime;

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

/// The dates of a span.
type Span = (SimTime, SimTime);
