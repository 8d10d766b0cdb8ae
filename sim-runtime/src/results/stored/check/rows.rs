//! The rows of a stored report are in order, their dates do not go backwards, and what they name is there.

use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;

use super::problem::{Checked, measure, problem};
use crate::results::schema::container::ContainerRow;
use crate::results::schema::invocation::InvocationRow;
use crate::results::schema::report::Report;
use crate::results::schema::transfer::TransferRow;
use crate::units::SimTime;

/// What rows may name.
struct Named<'a> {
    /// The services, and how many containers each has made.
    services: IndexMap<&'a str, u64, FxBuildHasher>,
    functions: IndexSet<(&'a str, &'a str), FxBuildHasher>,
    nodes: IndexSet<(&'a str, &'a str), FxBuildHasher>,
    /// How many invocations there were.
    invocations: u64,
}

pub(super) fn check(report: &Report) -> Checked {
    let services = report.services.iter();
    let functions = report.functions.iter();
    let nodes = report.nodes.iter();
    let named = Named {
        services: services
            .map(|one| (&*one.service, one.containers))
            .collect(),
        functions: functions
            .map(|one| (&*one.service, &*one.function))
            .collect(),
        nodes: nodes.map(|one| (&*one.service, &*one.node)).collect(),
        invocations: report.summary.counts.invocations,
    };
    invocations(report, &named)?;
    containers(report, &named)?;
    transfers(report, &named)?;
    in_order(
        "registrations",
        "date",
        report.registrations.iter().map(|row| row.date),
    )?;
    in_order("events", "date", report.events.iter().map(|row| row.date))?;
    in_order("faults", "begin", report.faults.iter().map(|row| row.begin))?;
    let mut faults = report.faults.iter().enumerate();
    faults.try_for_each(|(index, row)| {
        let dates = [("begin", Some(row.begin)), ("end", row.end)];
        forwards(|| format!("faults[{index}]"), &dates)
    })?;
    in_order("log", "date", report.log.iter().map(|row| row.date))?;
    workflows(report)?;
    let mut processes = report.processes.iter().enumerate();
    processes.try_for_each(|(index, row)| {
        let dates = [("start", Some(row.start)), ("end", row.end)];
        forwards(|| format!("processes[{index}]"), &dates)
    })
}

fn invocations(report: &Report, named: &Named<'_>) -> Checked {
    let mut latest: Option<&InvocationRow> = None;
    for (index, row) in report.invocations.iter().enumerate() {
        let path = || format!("invocations[{index}]");
        if let Some(latest) = latest {
            if row.id <= latest.id {
                let message = format!("is {}, after {}; numbers count up", row.id, latest.id);
                return problem(format!("{}.id", path()), message);
            }
            if row.requested < latest.requested {
                return problem(
                    format!("{}.requested", path()),
                    "is before that of the row before",
                );
            }
        }
        latest = Some(row);
        invocation(row, named, &path)?;
    }
    let (rows, all) = (report.invocations.len() as u64, named.invocations);
    if report.recording.is_full() && rows != all {
        let message = format!("has {rows} rows, but `summary.invocations` is {all}");
        return problem("invocations", message);
    }
    Ok(())
}

fn invocation(row: &InvocationRow, named: &Named<'_>, path: &dyn Fn() -> String) -> Checked {
    if row.id >= named.invocations {
        let message = format!(
            "is {}, but `summary.invocations` is {}",
            row.id, named.invocations
        );
        return problem(format!("{}.id", path()), message);
    }
    named.function(path, &row.service, &row.function)?;
    named.node(path, &row.service, row.node.as_ref())?;
    named.container(path, &row.service, row.container)?;
    let dates = [
        ("requested", Some(row.requested)),
        ("submit", row.submit),
        ("dispatch", row.dispatch),
        ("start", row.start),
        ("end", row.end),
        ("completion", row.completion),
    ];
    forwards(path, &dates)?;
    forwards(path, &[dates[0], ("accepted", row.accepted)])?;
    match row.cost {
        Some(cost) => measure(format!("{}.cost", path()), cost),
        None => Ok(()),
    }
}

fn workflows(report: &Report) -> Checked {
    let mut next = 0;
    for (index, row) in report.workflows.iter().enumerate() {
        let path = || format!("workflows[{index}]");
        if row.id < next {
            let message = format!("is {}, after {}; numbers count up", row.id, next - 1);
            return problem(format!("{}.id", path()), message);
        }
        next = row.id.saturating_add(1);
        forwards(path, &[("start", Some(row.start)), ("end", row.end)])?;
    }
    for (index, row) in report.stages.iter().enumerate() {
        if let Some(cost) = row.cost {
            measure(format!("stages[{index}].cost"), cost)?;
        }
        if let Some(share) = row.critical_share {
            measure(format!("stages[{index}].critical_share"), share)?;
        }
    }
    Ok(())
}

fn containers(report: &Report, named: &Named<'_>) -> Checked {
    let mut latest: Option<(usize, u32)> = None;
    for (index, row) in report.containers.iter().enumerate() {
        let path = || format!("containers[{index}]");
        let ContainerRow {
            service, container, ..
        } = row;
        let service = named.service(&path, service)?;
        if latest.is_some_and(|latest| latest >= (service, *container)) {
            let message = format!(
                "is {container}, after that of the row before; numbers count up in a service"
            );
            return problem(format!("{}.container", path()), message);
        }
        latest = Some((service, *container));
        named.container(&path, &row.service, Some(*container))?;
        named.function(&path, &row.service, &row.function)?;
        named.node(&path, &row.service, Some(&row.node))?;
        forwards(
            path,
            &[("created", Some(row.created)), ("ended", row.ended)],
        )?;
    }
    Ok(())
}

fn transfers(report: &Report, named: &Named<'_>) -> Checked {
    in_order(
        "transfers",
        "start",
        report.transfers.iter().map(|row| row.start),
    )?;
    for (index, row) in report.transfers.iter().enumerate() {
        let path = || format!("transfers[{index}]");
        let TransferRow {
            start,
            end,
            service,
            invocation,
            ..
        } = row;
        forwards(path, &[("start", Some(*start)), ("end", *end)])?;
        if let Some(service) = service {
            named.service(&path, service)?;
        }
        if let Some(id) = invocation.filter(|id| *id >= named.invocations) {
            let message = format!(
                "is {id}, but `summary.invocations` is {}",
                named.invocations
            );
            return problem(format!("{}.invocation", path()), message);
        }
    }
    Ok(())
}

impl Named<'_> {
    fn service(
        &self,
        path: &dyn Fn() -> String,
        service: &Arc<str>,
    ) -> Result<usize, super::problem::Problem> {
        let found = self.services.get_index_of(&**service);
        found.ok_or_else(|| super::problem::Problem {
            path: format!("{}.service", path()),
            message: format!("there is no `{service}` in `services`"),
        })
    }

    fn function(
        &self,
        path: &dyn Fn() -> String,
        service: &Arc<str>,
        function: &Arc<str>,
    ) -> Checked {
        self.service(path, service)?;
        match self.functions.contains(&(&**service, &**function)) {
            true => Ok(()),
            false => problem(
                format!("{}.function", path()),
                format!("`functions` has no `{function}` of the service `{service}`"),
            ),
        }
    }

    fn node(
        &self,
        path: &dyn Fn() -> String,
        service: &Arc<str>,
        node: Option<&Arc<str>>,
    ) -> Checked {
        match node {
            Some(node) if !self.nodes.contains(&(&**service, &**node)) => problem(
                format!("{}.node", path()),
                format!("`nodes` has no `{node}` of the service `{service}`"),
            ),
            _ => Ok(()),
        }
    }

    fn container(
        &self,
        path: &dyn Fn() -> String,
        service: &str,
        container: Option<u32>,
    ) -> Checked {
        let made = self.services.get(service).copied().unwrap_or_default();
        match container {
            Some(container) if u64::from(container) >= made => problem(
                format!("{}.container", path()),
                format!("is {container}, but the service `{service}` has made {made} containers"),
            ),
            _ => Ok(()),
        }
    }
}

/// Dates that follow each other, as far as they are known.
fn forwards(path: impl Fn() -> String, dates: &[(&str, Option<SimTime>)]) -> Checked {
    let mut latest: Option<(&str, SimTime)> = None;
    for (name, date) in dates {
        let Some(date) = date else { continue };
        if let Some((before, earlier)) = latest
            && *date < earlier
        {
            return problem(
                format!("{}.{name}", path()),
                format!(
                    "is {date}, but `{before}` beside it is {earlier}; dates do not go backwards"
                ),
            );
        }
        latest = Some((*name, *date));
    }
    Ok(())
}

/// The dates of rows that follow each other.
fn in_order(part: &str, name: &str, dates: impl Iterator<Item = SimTime>) -> Checked {
    let mut latest = SimTime::ZERO;
    for (index, date) in dates.enumerate() {
        if date < latest {
            return problem(
                format!("{part}[{index}].{name}"),
                format!(
                    "is {date}, but that of the row before is {latest}; dates do not go backwards"
                ),
            );
        }
        latest = date;
    }
    Ok(())
}
