//! Hosts as processes of a trace, and what has a thread of its own on them.

use std::io;
use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};
use serde_json::json;

use super::event::{Events, Place};
use crate::results::analysis::lanes::{Slot, slots};
use crate::results::analysis::slots::Slots;
use crate::results::schema::invocation::InvocationRow;
use crate::results::schema::report::Report;
use crate::units::SimTime;

/// The first thread of controllers and spawned processes.
const PROCESSES: u64 = 1;
/// The first thread of images on their way.
const IMAGES: u64 = 10_000_000;
/// The first thread of slots of containers.
const SLOTS: u64 = 20_000_000;

/// Who is where.
pub(super) struct Places {
    hosts: IndexSet<Arc<str>>,
    /// The threads of controllers and spawned processes.
    processes: IndexMap<String, Place>,
    /// The threads of images, by host.
    images: IndexMap<u64, Slots>,
    /// The threads of slots of containers, by host.
    slots: IndexMap<u64, Slots>,
    /// The function and the slot of each invocation that was dispatched.
    bodies: IndexMap<u64, (Arc<str>, Place)>,
}

impl Places {
    pub(super) fn new(report: &Report) -> Self {
        let mut places = Self {
            hosts: IndexSet::new(),
            processes: IndexMap::new(),
            images: IndexMap::new(),
            slots: IndexMap::new(),
            bodies: IndexMap::new(),
        };
        for process in &report.processes {
            places.process(&process.process, &process.host);
        }
        for service in &report.services {
            places.host(&service.head);
        }
        for node in &report.nodes {
            places.host(&node.node);
        }
        places.give_slots(report);
        places
    }

    /// Gives each slot of a container a thread: the first one from the making of the container to its end, another one from
    /// its first invocation to its last, in order of time.
    fn give_slots(&mut self, report: &Report) {
        let mut spans: IndexMap<Slot, (SimTime, SimTime, Arc<str>)> = IndexMap::new();
        for row in &report.containers {
            let end = row.ended.unwrap_or(report.final_date);
            let key = (row.service.clone(), row.container, 0);
            spans.insert(key, (row.created, end, row.node.clone()));
        }
        let held = |row: &InvocationRow| {
            let from = row.dispatch?;
            Some((from, row.completion.unwrap_or(report.final_date)))
        };
        let slots = slots(report, held);
        for (row, slot) in report.invocations.iter().zip(&slots) {
            if let (Some(slot), Some(node), Some((from, to))) = (slot, &row.node, held(row)) {
                let span = spans
                    .entry(slot.clone())
                    .or_insert((from, to, node.clone()));
                span.0 = span.0.min(from);
                span.1 = span.1.max(to);
            }
        }
        spans.sort_by(|one, (start, ..), other, (begin, ..)| {
            start.cmp(begin).then_with(|| one.cmp(other))
        });
        let mut threads: IndexMap<Slot, Place> = IndexMap::new();
        for (slot, (from, to, node)) in spans {
            let pid = self.host(&node);
            let lane = self.slots.entry(pid).or_default().take(from, to);
            let tid = SLOTS + lane as u64;
            threads.insert(slot, Place { pid, tid });
        }
        for (row, slot) in report.invocations.iter().zip(slots) {
            if let Some(place) = slot.and_then(|slot| threads.get(&slot)) {
                self.bodies.insert(row.id, (row.function.clone(), *place));
            }
        }
    }

    /// The process of a host.
    pub(super) fn host(&mut self, host: &Arc<str>) -> u64 {
        self.hosts.insert_full(host.clone()).0 as u64 + 1
    }

    /// The process of what belongs to no host.
    pub(super) fn nowhere(&self) -> u64 {
        0
    }

    /// The slot of an invocation.
    pub(super) fn slot(&self, invocation: u64) -> Option<Place> {
        self.bodies.get(&invocation).map(|(_, place)| *place)
    }

    /// The thread of a controller or a spawned process.
    pub(super) fn process(&mut self, process: &str, host: &Arc<str>) -> Place {
        let pid = self.host(host);
        let tid = PROCESSES + self.processes.len() as u64;
        *self
            .processes
            .entry(process.to_owned())
            .or_insert(Place { pid, tid })
    }

    /// The thread of a controller, of a spawned process, or of a body, which is called `FUNCTION#INVOCATION`.
    pub(super) fn find_process(&self, process: &str) -> Option<Place> {
        let body = || {
            let (name, id) = process.rsplit_once('#')?;
            let (function, slot) = self.bodies.get(&id.parse::<u64>().ok()?)?;
            (**function == *name).then_some(*slot)
        };
        self.processes.get(process).copied().or_else(body)
    }

    /// A thread for an image on its way to a host; ask in order of time.
    pub(super) fn image_lane(&mut self, host: &Arc<str>, from: SimTime, to: SimTime) -> Place {
        let pid = self.host(host);
        let lane = self.images.entry(pid).or_default().take(from, to);
        let tid = IMAGES + lane as u64;
        Place { pid, tid }
    }

    /// Tells what processes and threads are called.
    pub(super) fn write_names(&self, events: &mut Events<'_>) -> io::Result<()> {
        let process = |pid| Place { pid, tid: 0 };
        events.metadata(process(0), "process_name", "name", json!("network"))?;
        for (index, host) in self.hosts.iter().enumerate() {
            let place = process(index as u64 + 1);
            events.metadata(place, "process_name", "name", json!(host))?;
            events.metadata(place, "process_sort_index", "sort_index", json!(index))?;
        }
        for (name, place) in &self.processes {
            events.metadata(*place, "thread_name", "name", json!(name))?;
        }
        for (kind, first, lanes) in [
            ("images", IMAGES, &self.images),
            ("slot", SLOTS, &self.slots),
        ] {
            for (pid, lanes) in lanes {
                for lane in 0..lanes.len() as u64 {
                    let (pid, tid) = (*pid, first + lane);
                    let name = format!("{kind} {lane}");
                    let place = Place { pid, tid };
                    events.metadata(place, "thread_name", "name", json!(name))?;
                    events.metadata(place, "thread_sort_index", "sort_index", json!(tid))?;
                }
            }
        }
        Ok(())
    }
}
