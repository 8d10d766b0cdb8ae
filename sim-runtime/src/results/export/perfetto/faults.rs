//! Faults as spans beside the threads: on the host that they befell, or in the network.

use std::io;

use super::event::{Events, Place};
use super::places::Places;
use crate::results::schema::report::Report;
use crate::simulation::FaultKind;

pub(super) fn write(
    report: &Report,
    places: &mut Places,
    events: &mut Events<'_>,
) -> io::Result<()> {
    for (index, row) in report.faults.iter().enumerate() {
        let pid = match row.fault {
            FaultKind::NodeDown | FaultKind::NodeSlow => places.host(&row.target),
            _ => places.nowhere(),
        };
        let place = Place { pid, tid: 0 };
        let span = (row.begin, row.end.unwrap_or(report.final_date));
        let name = format!("{}: {}", row.name(), row.target);
        events.asynchronous(place, ("fault", index as u64), &name, span, |_| Ok(()))?;
    }
    Ok(())
}
