//! Faults: what they break, and what they mend when they are over.
//!
//! What is complete at the date of a fault is complete: everything else at that date goes first, and faults of one date come in
//! order of declaration.

use super::World;
use crate::platform::HostId;
use crate::platform::LinkId;
use crate::serverless::Failure;
use crate::serverless::{FunctionId, ImageMove, Message, NodeId, ServiceId};
use crate::simulation::event::{Event, Kernel, PayloadTransferId, Token};
use crate::simulation::fault::FaultId;
use crate::simulation::recorder::{FaultRecord, Recorder};
use crate::simulation::state::faults::{Target, Turn};
use crate::simulation::state::files::{Place, Purpose};
use crate::simulation::state::payloads::PayloadLeg;
use crate::storage::{StorageId, TransferId};
use crate::units::{Bandwidth, Latency, SimTime};

/// After how many rounds a fault strikes: everybody else has made his calls by then.
const AFTER_ALL: u32 = 1 << 20;

/// Why bytes that were on their way never arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// A link went down.
    Link,
    /// A host went down.
    Host(HostId),
    /// A storage service went down.
    Storage(StorageId),
}

impl<R: Recorder> World<R> {
    /// The date of a fault has come, at which everything else goes first.
    pub(super) fn fault_due(&mut self, kernel: &mut Kernel, fault: FaultId) {
        self.state.faults.has_come();
        kernel.soon(AFTER_ALL, Event::FaultStrikes(fault));
    }

    /// A fault begins or is over, unless something is left to happen at this date.
    pub(super) fn fault_strikes(&mut self, kernel: &mut Kernel, id: FaultId) {
        let now = kernel.now();
        if kernel.next_date() == Some(now) {
            return self.state.faults.schedule(kernel, now, id);
        }
        let target = self.state.faults.get(id).target;
        if target.kind().is_some() {
            self.fault_turns(now);
        }
        match self.state.faults.turn(kernel, id) {
            Turn::Begins => match target {
                Target::Containers(service, function) => {
                    self.crash_one(kernel, id, (service, function));
                }
                _ => self.break_down(kernel, target),
            },
            Turn::Ends(since) => {
                self.record_fault(target, since, Some(now));
                self.mend(kernel, target);
            }
            Turn::Changes(value) => self.change(kernel, target, value),
            Turn::Stays => {}
        }
    }

    /// What hosts and links can do from the start, where that is not what was declared.
    pub(super) fn change_at_start(&mut self, kernel: &mut Kernel) {
        for (target, value) in self.state.faults.changes_at_start() {
            self.change(kernel, target, value);
        }
    }

    fn change(&mut self, kernel: &mut Kernel, target: Target, value: f64) {
        let now = kernel.now();
        let fabric = &mut self.state.activities.fabric;
        match target {
            Target::Speed(host) => self.set_pace(kernel, host),
            Target::Bandwidth(link) => fabric.set_bandwidth(now, link, Bandwidth::new(value)),
            Target::Latency(link) => fabric.set_latency(now, link, Latency::new(value)),
            Target::NodeDown(..)
            | Target::NodeSlow(..)
            | Target::Link(_)
            | Target::Storage(_)
            | Target::Containers(..) => {}
        }
    }

    /// Tells of the faults that go on at the end of the run.
    pub(super) fn record_faults(&mut self) {
        let going_on: Vec<_> = self.state.faults.going_on().collect();
        for (since, target) in going_on {
            self.record_fault(target, since, None);
        }
    }

    fn record_fault(&mut self, target: Target, begin: SimTime, end: Option<SimTime>) {
        let Some(kind) = target.kind() else {
            return;
        };
        let name = self.target_name(target);
        let share = match target {
            Target::NodeSlow(_, share) => Some(share),
            _ => None,
        };
        self.listener.fault(FaultRecord {
            kind,
            target: &name,
            share,
            begin,
            end,
        });
    }

    fn target_name(&self, target: Target) -> String {
        let state = &self.state;
        match target {
            Target::NodeDown(host, ..) | Target::NodeSlow(host, _) | Target::Speed(host) => {
                state.sites.name(host).to_string()
            }
            Target::Link(link) | Target::Bandwidth(link) | Target::Latency(link) => {
                state.activities.fabric.platform()[link].name.to_string()
            }
            Target::Storage(storage) => state.files.storages[storage].name.clone(),
            Target::Containers(service, function) => format!(
                "{} on {}",
                state.shared.names.function(function),
                self.services[service].name()
            ),
        }
    }

    fn break_down(&mut self, kernel: &mut Kernel, target: Target) {
        match target {
            Target::NodeDown(host, service, node) => {
                let is_down = |other| matches!(other, Target::NodeDown(one, ..) if one == host);
                let count = self.state.faults.going_on();
                // Not for the second time.
                if count.filter(|(_, other)| is_down(*other)).count() == 1 {
                    self.node_down(kernel, host, (service, node));
                }
            }
            Target::NodeSlow(host, _) => self.set_pace(kernel, host),
            Target::Link(link) => self.turn_off(kernel, link),
            Target::Storage(storage) => self.storage_down(kernel, storage),
            Target::Containers(..)
            | Target::Speed(_)
            | Target::Bandwidth(_)
            | Target::Latency(_) => {}
        }
    }

    fn mend(&mut self, kernel: &mut Kernel, target: Target) {
        match target {
            Target::NodeDown(host, service, node) => self.node_up(kernel, host, (service, node)),
            Target::NodeSlow(host, _) => self.set_pace(kernel, host),
            Target::Link(link) => self.turn_on(kernel, link),
            Target::Storage(storage) => self.storage_up(kernel, storage),
            Target::Containers(..)
            | Target::Speed(_)
            | Target::Bandwidth(_)
            | Target::Latency(_) => {}
        }
    }

    fn node_down(
        &mut self,
        kernel: &mut Kernel,
        host: HostId,
        (service, node): (ServiceId, NodeId),
    ) {
        let broken = self.state.activities.fabric.fell(host);
        self.with_service(kernel, service, |service, world| {
            service.node_down(world, node);
        });
        for storage in self.storages_on(host) {
            self.storage_down(kernel, storage);
        }
        for token in broken {
            match token {
                Token::Leg(leg) => self.lose_transfer(kernel, leg.transfer, Lost::Host(host)),
                Token::Message(message) => {
                    if let Some(message) = self.state.messages.lose(message) {
                        self.state.lost(kernel, message);
                    }
                }
                Token::Payload(payload) => self.lose_payload(kernel, payload, host),
                Token::Process(_) | Token::Step(..) => {}
            }
        }
        for transfer in self.state.files.at(host) {
            self.break_off(kernel, transfer, Lost::Host(host));
        }
        self.deliver(kernel, service, Message::Disturbed);
    }

    /// An input or an output is lost. If it was on its way from or to a node, its attempt is over already.
    fn lose_payload(&mut self, kernel: &mut Kernel, id: PayloadTransferId, host: HostId) {
        let leg = self.state.payloads.get(id).map(|payload| payload.leg);
        match leg {
            Some(PayloadLeg::Fetch | PayloadLeg::Return) => drop(self.state.payloads.take(id)),
            _ => {
                let node = self.state.sites.name(host).to_string();
                self.payload_moved(kernel, id, Some(Failure::NodeDown { node }));
            }
        }
    }

    fn node_up(&mut self, kernel: &mut Kernel, host: HostId, (service, node): (ServiceId, NodeId)) {
        let is_down = |other| matches!(other, Target::NodeDown(one, ..) if one == host);
        if self.state.faults.any(is_down) {
            return;
        }
        self.state.activities.fabric.raise(host);
        self.with_service(kernel, service, |service, world| {
            service.node_up(world, node);
        });
        for storage in self.storages_on(host) {
            self.storage_up(kernel, storage);
        }
        self.deliver(kernel, service, Message::Disturbed);
    }

    /// A host computes at the product of what its faults leave it.
    fn set_pace(&mut self, kernel: &mut Kernel, host: HostId) {
        let shares = self.state.faults.going_on();
        let shares = shares.filter_map(|(_, target)| match target {
            Target::NodeSlow(one, share) if one == host => Some(share),
            _ => None,
        });
        let pace = shares.product::<f64>() * self.state.faults.speed(host);
        self.state.activities.set_pace(kernel, host, pace);
    }

    /// A link is on again, unless something else has turned it off.
    fn turn_on(&mut self, kernel: &mut Kernel, link: LinkId) {
        if self.state.activities.turn_on(link) {
            self.disturb_all(kernel);
        }
    }

    fn storages_on(&self, host: HostId) -> Vec<StorageId> {
        let storages = self.state.files.storages.iter_enumerated();
        let there = storages.filter(|(_, storage)| storage.host == host);
        there.map(|(id, _)| id).collect()
    }

    fn storage_down(&mut self, kernel: &mut Kernel, id: StorageId) {
        let storage = &mut self.state.files.storages[id];
        if std::mem::replace(&mut storage.is_down, true) {
            return;
        }
        let services = &self.services;
        let broken = self.state.files.with_purpose(|purpose| match purpose {
            Purpose::File(file) => match file.place {
                Place::Private(..) => false,
                Place::Stored(storage) => storage == id,
                Place::Between(from, to) => from == id || to == id,
            },
            Purpose::Image(service, ImageMove::Download(image)) => {
                services[*service].download_source(*image) == Some(id)
            }
            Purpose::Image(_, ImageMove::Fetch(.., storage)) => *storage == id,
            Purpose::Image(..) => false,
        });
        for transfer in broken {
            self.break_off(kernel, transfer, Lost::Storage(id));
        }
    }

    fn storage_up(&mut self, kernel: &mut Kernel, id: StorageId) {
        let host = self.state.files.storages[id].host;
        let is_down = self.state.faults.any(|target| match target {
            Target::Storage(storage) => storage == id,
            Target::NodeDown(node, ..) => node == host,
            _ => false,
        });
        if !is_down {
            self.state.files.storages[id].is_down = false;
            self.disturb_all(kernel);
        }
    }

    /// One of the containers of a function crashes, if there is one.
    fn crash_one(
        &mut self,
        kernel: &mut Kernel,
        id: FaultId,
        (service, function): (ServiceId, FunctionId),
    ) {
        let instances = self.services[service].instances(function);
        let Some(&instance) = self.state.faults.stream(id).choose(&instances) else {
            return;
        };
        let now = kernel.now();
        self.record_fault(Target::Containers(service, function), now, Some(now));
        self.with_service(kernel, service, |service, world| {
            service.crash(world, instance);
        });
        self.deliver(kernel, service, Message::Disturbed);
    }

    /// What failed before may succeed now.
    fn disturb_all(&mut self, kernel: &mut Kernel) {
        for service in self.services.indices() {
            self.deliver(kernel, service, Message::Disturbed);
        }
    }

    /// The bytes of a transfer never arrive, unless it has been refused: then nothing of it moves.
    fn break_off(&mut self, kernel: &mut Kernel, transfer: TransferId, lost: Lost) {
        let dialogue = self.state.dialogues.get(transfer);
        if dialogue.is_none_or(|dialogue| dialogue.refusal.is_none()) {
            self.lose_transfer(kernel, transfer, lost);
        }
    }

    /// The bytes of a transfer never arrive.
    pub(super) fn lose_transfer(&mut self, kernel: &mut Kernel, transfer: TransferId, lost: Lost) {
        let (files, activities) = (&mut self.state.files, &mut self.state.activities);
        if let Some(purpose) = files.cancel(activities, transfer) {
            self.end_transfer(kernel, transfer, purpose, Some(lost));
        }
    }

    /// Why the bytes of a transfer from or to this peer never arrive.
    pub(super) fn failure_of(&self, lost: Lost, peer: String) -> Failure {
        match lost {
            Lost::Link => Failure::LinkFailure { peer },
            Lost::Host(host) => Failure::NodeDown {
                node: self.state.sites.name(host).to_string(),
            },
            Lost::Storage(storage) => Failure::StorageDown {
                storage: self.state.files.storages[storage].name.clone(),
            },
        }
    }
}
