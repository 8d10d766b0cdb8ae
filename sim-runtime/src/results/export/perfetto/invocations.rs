//! Invocations: what they waited for, their spans on the slots of their containers, and the arrows from their callers.

use std::io;
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use super::event::{Events, Place, Span};
use super::places::Places;
use crate::results::schema::invocation::InvocationRow;
use crate::results::schema::report::Report;
use crate::results::schema::transfer::TransferRow;
use crate::units::SimTime;

/// What the bodies of one report have read and written, by invocation.
type Files<'a> = IndexMap<u64, Vec<&'a TransferRow>>;

pub(super) fn write(
    report: &Report,
    places: &mut Places,
    events: &mut Events<'_>,
) -> io::Result<()> {
    let heads: IndexMap<&Arc<str>, &Arc<str>> = report
        .services
        .iter()
        .map(|service| (&service.service, &service.head))
        .collect();
    let mut files = Files::new();
    for row in &report.transfers {
        if let Some(invocation) = row.invocation {
            files.entry(invocation).or_default().push(row);
        }
    }
    for row in &report.invocations {
        if let Some(head) = heads.get(&row.service) {
            let pid = places.host(head);
            waiting(row, Place { pid, tid: 0 }, report.final_date, events)?;
        }
        let slot = places.slot(row.id);
        if let (Some(slot), Some(dispatch)) = (slot, row.dispatch) {
            let files = files.get(&row.id).map_or(&[][..], Vec::as_slice);
            running(row, slot, dispatch, report.final_date, files, events)?;
            if let (Some(caller), Some(start)) = (places.find_process(&row.caller), row.start) {
                let from = (caller, row.requested);
                events.arrow(&row.function, row.id, from, (slot, start))?;
            }
        }
    }
    Ok(())
}

/// From the request to the dispatch.
fn waiting(
    row: &InvocationRow,
    place: Place,
    end: SimTime,
    events: &mut Events<'_>,
) -> io::Result<()> {
    let until = row.dispatch.or(row.completion);
    let until = until.unwrap_or(if row.refused { row.requested } else { end });
    let id = ("waiting", row.id);
    let name = format!("{} waits", row.function);
    let phases = [
        ("request", row.phases.request),
        ("download", row.phases.download),
        ("copy", row.phases.copy),
        ("load", row.phases.load),
        ("queue", row.phases.queue),
    ];
    events.asynchronous(place, id, &name, (row.requested, until), |events| {
        let mut from = row.requested;
        for (name, duration) in phases {
            if !duration.is_zero() {
                let to = from.saturating_add(duration).min(until);
                events.asynchronous(place, id, name, (from, to), |_| Ok(()))?;
                from = to;
            }
        }
        Ok(())
    })
}

/// From the dispatch to the completion, on the slot of the container.
fn running(
    row: &InvocationRow,
    slot: Place,
    dispatch: SimTime,
    end: SimTime,
    files: &[&TransferRow],
    events: &mut Events<'_>,
) -> io::Result<()> {
    let whole = (dispatch, row.completion.unwrap_or(end));
    let cause = row.cold_cause.map(|cause| cause.name());
    let arguments = [
        ("id", Value::from(row.id)),
        ("container", row.container.into()),
        (
            "start",
            Value::from(if cause.is_some() { "cold" } else { "hot" }),
        ),
        ("cold_cause", cause.into()),
        ("success", row.success.into()),
        ("failure_cause", row.failure_cause.clone().into()),
        ("attempt", row.attempt.into()),
        ("retry_of", row.retry_of.into()),
        ("cost", row.cost.into()),
    ];
    events.span(slot, "invocation", &row.function, whole, &arguments)?;
    let start = row.start.unwrap_or(whole.1);
    if start > dispatch {
        events.span(slot, "phase", "start-up", (dispatch, start), &[])?;
    }
    if row.start.is_some() {
        let body_end = row.end.unwrap_or(whole.1);
        events.span(slot, "phase", "body", (start, body_end), &[])?;
        accesses(slot, row.id, (start, body_end), files, events)?;
        if body_end < whole.1 {
            events.span(slot, "phase", "answer", (body_end, whole.1), &[])?;
        }
    }
    Ok(())
}

/// Files that a body has read and written: inside it if one follows the other, beside it if they overlap.
fn accesses(
    slot: Place,
    id: u64,
    (start, end): Span,
    files: &[&TransferRow],
    events: &mut Events<'_>,
) -> io::Result<()> {
    let mut free = start;
    for (index, row) in files.iter().enumerate() {
        let span = (row.start, row.end.unwrap_or(end));
        let name = format!("{} {}", row.kind.name(), row.name);
        let arguments = [
            ("bytes", Value::from(row.bytes.get())),
            ("success", row.success.into()),
        ];
        if span.0 >= free && span.1 <= end {
            events.span(slot, "io", &name, span, &arguments)?;
            free = span.1;
        } else {
            let unique = ("io", id * 1_000_000 + index as u64);
            events.asynchronous(slot, unique, &name, span, |_| Ok(()))?;
        }
    }
    Ok(())
}
