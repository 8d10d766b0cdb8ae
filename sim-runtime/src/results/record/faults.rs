//! The faults of a run, and for how long nodes were down.

use std::collections::BTreeMap;

use crate::results::schema::fault::FaultRow;
use crate::serverless::{NodeId, ServiceEvent, ServiceId};
use crate::simulation::FaultRecord;
use crate::units::{SimDuration, SimTime};

/// The faults of a run.
#[derive(Clone, Debug, Default)]
pub(super) struct Faults {
    rows: Vec<FaultRow>,
    nodes: BTreeMap<(ServiceId, NodeId), Downtime>,
}

/// For how long a node was down.
#[derive(Clone, Copy, Debug, Default)]
struct Downtime {
    sum: SimDuration,
    /// Since when it is, if it is.
    since: Option<SimTime>,
}

impl Faults {
    pub(super) fn add(&mut self, fault: FaultRecord<'_>) {
        self.rows.push(FaultRow {
            fault: fault.kind,
            target: fault.target.into(),
            share: fault.share,
            begin: fault.begin,
            end: fault.end,
        });
    }

    /// Notes that a node goes down or comes up, if that is what happens.
    pub(super) fn note(&mut self, now: SimTime, service: ServiceId, what: &ServiceEvent) {
        match *what {
            ServiceEvent::NodeDown { node } => {
                self.nodes.entry((service, node)).or_default().since = Some(now);
            }
            ServiceEvent::NodeUp { node } => {
                let node = self.nodes.entry((service, node)).or_default();
                if let Some(since) = node.since.take() {
                    node.sum += now.since(since);
                }
            }
            _ => {}
        }
    }

    /// For how long a node was down until a date; `None` if it never was.
    pub(super) fn downtime(
        &self,
        service: ServiceId,
        node: NodeId,
        end: SimTime,
    ) -> Option<SimDuration> {
        let down = self.nodes.get(&(service, node))?;
        let rest = down
            .since
            .map_or(SimDuration::ZERO, |since| end.since(since));
        Some(down.sum + rest)
    }

    /// The faults, in the order in which they began.
    pub(super) fn take(&mut self) -> Vec<FaultRow> {
        let mut rows = std::mem::take(&mut self.rows);
        rows.sort_by_key(|row| row.begin);
        rows
    }
}
