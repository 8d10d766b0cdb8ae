//! The tables of a report: their columns and their rows.

use std::io;

use super::table::{Cell, Column, Sink, Table, flag, natural, real, seconds, text};
use crate::results::report::{ColdCause, Distribution, InstanceEnd};
use crate::results::{Phases, Report};
use crate::units::{SimDuration, SimTime};

pub(super) const INVOCATIONS: Table = Table {
    name: "invocations",
    doc: "an invocation, in the order of request",
    columns: &[
        natural("id"),
        text("function"),
        text("service"),
        text("caller"),
        seconds("requested"),
        seconds("accepted"),
        seconds("submit"),
        seconds("dispatch"),
        seconds("start"),
        seconds("end"),
        seconds("completion"),
        flag("success"),
        text("failure_cause"),
        flag("refused"),
        natural("input_bytes"),
        natural("output_bytes"),
        text("node"),
        natural("container"),
        flag("reused_container"),
        text("cold_cause"),
        text("evicted_by"),
        seconds(Phases::NAMES[0]),
        seconds(Phases::NAMES[1]),
        seconds(Phases::NAMES[2]),
        seconds(Phases::NAMES[3]),
        seconds(Phases::NAMES[4]),
        seconds(Phases::NAMES[5]),
        seconds(Phases::NAMES[6]),
        seconds(Phases::NAMES[7]),
        real("cost"),
    ],
    rows: invocations,
};

fn invocations(report: &Report, sink: &mut Sink<'_>) -> io::Result<()> {
    report.invocations.iter().try_for_each(|row| {
        let [request, queue, download, copy, load, startup, body, answer] = row.phases.durations();
        sink(&[
            row.id.into(),
            (&row.function).into(),
            (&row.service).into(),
            (&row.caller).into(),
            row.requested.into(),
            row.accepted.into(),
            row.submit.into(),
            row.dispatch.into(),
            row.start.into(),
            row.end.into(),
            row.completion.into(),
            row.success.into(),
            row.failure_cause.as_ref().into(),
            row.refused.into(),
            row.input_bytes.into(),
            row.output_bytes.into(),
            row.node.as_ref().into(),
            row.container.into(),
            row.reused_container.into(),
            row.cold_cause.map(ColdCause::name).into(),
            row.evicted_by.as_ref().into(),
            request.into(),
            queue.into(),
            download.into(),
            copy.into(),
            load.into(),
            startup.into(),
            body.into(),
            answer.into(),
            row.cost.into(),
        ])
    })
}

pub(super) const CONTAINERS: Table = Table {
    name: "containers",
    doc: "a container, in order of service and creation",
    columns: &[
        text("service"),
        natural("container"),
        text("function"),
        text("node"),
        text("cause"),
        seconds("created"),
        seconds("ended"),
        text("end"),
        text("evicted_by"),
        natural("invocations"),
        seconds("busy"),
        seconds("idle"),
        natural("memory"),
    ],
    rows: containers,
};

fn containers(report: &Report, sink: &mut Sink<'_>) -> io::Result<()> {
    report.containers.iter().try_for_each(|row| {
        sink(&[
            (&row.service).into(),
            row.container.into(),
            (&row.function).into(),
            (&row.node).into(),
            row.cause.name().into(),
            row.created.into(),
            row.ended.into(),
            row.end.map(InstanceEnd::name).into(),
            row.evicted_by.as_ref().into(),
            row.invocations.into(),
            row.busy.into(),
            row.idle.into(),
            row.memory.into(),
        ])
    })
}

pub(super) const TRANSFERS: Table = Table {
    name: "transfers",
    doc: "an image or a file that was moved, in the order in which it was asked for",
    columns: &[
        text("kind"),
        text("name"),
        text("from"),
        text("to"),
        natural("bytes"),
        seconds("start"),
        seconds("end"),
        flag("success"),
        text("service"),
        natural("invocation"),
    ],
    rows: transfers,
};

fn transfers(report: &Report, sink: &mut Sink<'_>) -> io::Result<()> {
    report.transfers.iter().try_for_each(|row| {
        sink(&[
            row.kind.name().into(),
            (&row.name).into(),
            (&row.from).into(),
            (&row.to).into(),
            row.bytes.into(),
            row.start.into(),
            row.end.into(),
            row.success.into(),
            row.service.as_ref().into(),
            row.invocation.into(),
        ])
    })
}

pub(super) const FUNCTIONS: Table = Table {
    name: "functions",
    doc: "a function on a service: counts, and quantiles of the time from request to completion",
    columns: &[
        text("service"),
        text("function"),
        natural("memory"),
        natural("invocations"),
        natural("succeeded"),
        natural("failed"),
        natural("unfinished"),
        natural("cold_starts"),
        natural("hot_starts"),
        seconds("response_cold_mean"),
        seconds("response_cold_p50"),
        seconds("response_cold_p99"),
        seconds("response_cold_max"),
        seconds("response_hot_mean"),
        seconds("response_hot_p50"),
        seconds("response_hot_p99"),
        seconds("response_hot_max"),
        natural("input_bytes"),
        natural("output_bytes"),
        real("billed_gib_seconds"),
        real("cost"),
    ],
    rows: functions,
};

fn functions(report: &Report, sink: &mut Sink<'_>) -> io::Result<()> {
    report.functions.iter().try_for_each(|row| {
        let [cold, hot] = [&row.response_cold, &row.response_hot].map(quantiles);
        let counts = &row.counts;
        let mut cells: Vec<Cell<'_>> = vec![
            (&row.service).into(),
            (&row.function).into(),
            row.memory.into(),
            counts.invocations.into(),
            counts.succeeded.into(),
            counts.failed.into(),
            counts.unfinished.into(),
            counts.cold_starts.into(),
            counts.hot_starts.into(),
        ];
        cells.extend(cold);
        cells.extend(hot);
        cells.extend::<[Cell<'_>; 4]>([
            row.input_bytes.into(),
            row.output_bytes.into(),
            row.billed_gib_seconds.into(),
            row.cost.into(),
        ]);
        sink(&cells)
    })
}

fn quantiles(distribution: &Option<Distribution>) -> [Cell<'static>; 4] {
    let figure = |of: fn(&Distribution) -> SimDuration| distribution.as_ref().map(of).into();
    [
        figure(|one| one.mean),
        figure(|one| one.p50),
        figure(|one| one.p99),
        figure(|one| one.max),
    ]
}

const START: Column = seconds("start");
const END: Column = seconds("end");

pub(super) const NODES: Table = Table {
    name: "nodes",
    doc: "a node in an interval of the timeline: means over the interval",
    columns: &[
        text("service"),
        text("node"),
        START,
        END,
        real("busy_cores"),
        real("memory"),
        real("disk"),
    ],
    rows: nodes,
};

fn nodes(report: &Report, sink: &mut Sink<'_>) -> io::Result<()> {
    report.timeline.nodes.iter().try_for_each(|node| {
        intervals(report).try_for_each(|(index, start, end)| {
            sink(&[
                (&node.service).into(),
                (&node.node).into(),
                start.into(),
                end.into(),
                node.busy_cores[index].into(),
                node.memory[index].into(),
                node.disk[index].into(),
            ])
        })
    })
}

pub(super) const LINKS: Table = Table {
    name: "links",
    doc: "a link that was used, in an interval of the timeline: means over the interval",
    columns: &[text("link"), START, END, real("bandwidth"), real("used")],
    rows: links,
};

fn links(report: &Report, sink: &mut Sink<'_>) -> io::Result<()> {
    report.timeline.links.iter().try_for_each(|link| {
        intervals(report).try_for_each(|(index, start, end)| {
            sink(&[
                (&link.link).into(),
                start.into(),
                end.into(),
                link.bandwidth.into(),
                link.used[index].into(),
            ])
        })
    })
}

/// The intervals of the timeline; the last ends with the run.
fn intervals(report: &Report) -> impl Iterator<Item = (usize, SimTime, SimTime)> + '_ {
    let timeline = &report.timeline;
    (0..timeline.intervals as usize).map(|index| {
        let end = timeline.start(index + 1).min(report.final_date);
        (index, timeline.start(index), end)
    })
}
