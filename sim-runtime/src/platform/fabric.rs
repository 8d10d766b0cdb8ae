//! The activities on a platform: computations on cores, movements of bytes over links and disks.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use index_vec::{IndexVec, index_vec};
use slotmap::SlotMap;

mod changes;
mod computations;
mod flows;
mod host_cores;
mod movement;
mod outages;
mod pace;
mod transmissions;
mod ways;

use super::network::rate_alone;
use super::{Disk, HostId, LinkId, NetworkModel, Platform};
use crate::fluid::{Constraint, Demand, EndOrder, FlowId, Progress, Sharing};
use crate::units::{Bytes, SimDuration, SimTime};
use flows::{Coming, Flows};
use host_cores::HostCores;
use pace::Pace;
use ways::Ways;

pub use movement::{Access, Broken, End, Movement, MovementId};

/// The constraints of one disk.
#[derive(Clone, Copy, Debug)]
struct DiskConstraints {
    total: Constraint,
    read: Constraint,
    write: Constraint,
}

#[derive(Debug)]
enum Phase {
    /// Waits for the first byte to arrive; uses no bandwidth.
    Latent(Coming),
    Flowing(FlowId),
}

#[derive(Debug)]
struct InProgress<T> {
    phase: Phase,
    /// The hosts that it comes from and goes to.
    ends: (HostId, HostId),
    /// The largest allocation that it may have.
    bound: f64,
    token: T,
}

/// Everything that takes time on the platform. Each activity has a token that comes back when it ends.
///
/// Computations end through [`Fabric::computed`], movements through [`Fabric::moved`]; the dates at which to ask come from
/// [`Fabric::next_computation`] and, after [`Fabric::settle`], from [`Fabric::next_movement`].
#[derive(Debug)]
pub struct Fabric<T> {
    platform: Platform,
    model: Box<dyn NetworkModel>,
    cores: IndexVec<HostId, HostCores<T>>,
    /// The work of all computations of each host that have been started, less what was left of those that were stopped.
    begun: IndexVec<HostId, f64>,
    flows: Flows,
    links: IndexVec<LinkId, Constraint>,
    down: IndexVec<LinkId, bool>,
    /// At which share of its speed each host computes.
    paces: IndexVec<HostId, Pace>,
    /// The hosts that are down.
    dark: IndexVec<HostId, bool>,
    disks: IndexVec<HostId, Option<DiskConstraints>>,
    /// What all transfers from a host to itself have in common, whichever the host, if that matters. It limits none of them.
    loopback: Option<Constraint>,
    movements: SlotMap<MovementId, InProgress<T>>,
    is_quiet: bool,
    /// Ends of latency phases, in order of date and start.
    arrivals: BinaryHeap<Reverse<(SimTime, u64, MovementId)>>,
    sequence: u64,
    ways: Ways,
}

impl<T: Copy> Fabric<T> {
    /// A platform on which nothing happens yet.
    pub fn new(platform: Platform, model: Box<dyn NetworkModel>) -> Self {
        Self::with(platform, model, Flows::in_one_system())
    }

    /// The same for a platform on which plain disk operations and streams share disks: the operations are one max-min system
    /// and all else is another, as in the reference (SEMANTICS 2.7). [`Fabric::settle`] must then be called at every event.
    pub fn in_two_systems(platform: Platform, model: Box<dyn NetworkModel>) -> Self {
        Self::with(platform, model, Flows::in_two_systems())
    }

    fn with(platform: Platform, model: Box<dyn NetworkModel>, mut flows: Flows) -> Self {
        let links = platform
            .links()
            .iter()
            .map(|link| flows.constraint(link.spec.bandwidth.get(), link.spec.sharing.into()))
            .collect();
        let disks = platform
            .hosts()
            .iter()
            .map(|host| {
                let disk = &host.spec.disk;
                disk.exists().then(|| disk_constraints(&mut flows, disk))
            })
            .collect();
        let loopback = flows.are_two_systems();
        let loopback = loopback.then(|| flows.constraint(f64::MAX, Sharing::FatPipe));
        let cores = platform
            .hosts()
            .iter()
            .map(|host| {
                let speed = host.spec.speed.get();
                HostCores::new(speed * f64::from(host.spec.cores), speed)
            })
            .collect();
        Self {
            down: index_vec![false; platform.links().len()],
            begun: index_vec![0.0; platform.hosts().len()],
            paces: index_vec![Pace::FULL; platform.hosts().len()],
            dark: index_vec![false; platform.hosts().len()],
            platform,
            model,
            cores,
            flows,
            links,
            disks,
            loopback,
            movements: SlotMap::with_key(),
            is_quiet: false,
            arrivals: BinaryHeap::new(),
            sequence: 0,
            ways: Ways::default(),
        }
    }

    /// The description of the platform.
    pub fn platform(&self) -> &Platform {
        &self.platform
    }

    /// Starts to move bytes: one flow over the route and over the disks at its ends (SEMANTICS 2.6).
    pub fn start(
        &mut self,
        now: SimTime,
        movement: Movement,
        token: T,
    ) -> Result<MovementId, Broken> {
        let Movement {
            from,
            to,
            bytes,
            departure,
        } = movement;
        let transmission = self.transmission(from.host(), to.host())?;
        let links = transmission.uses.iter();
        let links = links.map(|(link, weight)| (self.links[*link], *weight));
        let loopback = self.loopback.filter(|_| from.host() == to.host());
        let loopback = loopback.map(|loopback| (loopback, 1.0));
        let mut uses: Vec<(Constraint, f64)> = links.chain(loopback).collect();
        // The allocation is larger than the payload; disks transfer the payload only.
        if let End::Disk(host) = from {
            self.add_disk(host, Access::Read, transmission.efficiency, &mut uses);
        }
        if let End::Disk(host) = to {
            self.add_disk(host, Access::Write, transmission.efficiency, &mut uses);
        }
        let demand = Demand {
            amount: bytes.as_f64() / transmission.efficiency,
            priority: transmission.priority,
            bound: transmission.bound,
            uses,
            order: movement.end_order(&transmission),
        };
        Ok(self.launch(
            now,
            departure.max(now) + transmission.latency,
            (from.host(), to.host()),
            (Progress::Planned, demand),
            token,
        ))
    }

    /// How long bytes take between two hosts if nothing else moves.
    ///
    /// # Errors
    ///
    /// [`Broken`] if nothing can move between them.
    pub fn time_alone(
        &self,
        from: HostId,
        to: HostId,
        bytes: Bytes,
    ) -> Result<SimDuration, Broken> {
        let transmission = self.transmission(from, to)?;
        Ok(transmission.latency + bytes / rate_alone(&self.platform, &transmission))
    }

    /// Starts a plain disk operation at `departure`, as bufferized storage does (SEMANTICS 2.4).
    pub fn start_disk(
        &mut self,
        now: SimTime,
        departure: SimTime,
        host: HostId,
        access: Access,
        bytes: Bytes,
        token: T,
    ) -> MovementId {
        let mut uses = Vec::new();
        self.add_disk(host, access, 1.0, &mut uses);
        let demand = Demand {
            amount: bytes.as_f64(),
            priority: 1.0,
            bound: f64::INFINITY,
            uses,
            order: EndOrder::First,
        };
        let ends = (host, host);
        self.launch(now, departure, ends, (Progress::Stepped, demand), token)
    }

    /// Stops a movement before its end, if it has not ended yet.
    pub fn cancel(&mut self, movement: MovementId) -> Option<T> {
        let ended = self.movements.remove(movement)?;
        match ended.phase {
            Phase::Latent(coming) => self.flows.call_off(coming),
            Phase::Flowing(flow) => drop(self.flows.cancel(flow)),
        }
        Some(ended.token)
    }

    /// Whether [`Fabric::settle`] must be called at every event, and only when all that happens at its date has happened.
    pub fn is_stepwise(&self) -> bool {
        self.flows.are_two_systems()
    }

    /// Whether nothing moves and all rates are settled: then neither [`Fabric::settle`] nor [`Fabric::next_movement`] has
    /// anything to tell.
    #[inline]
    pub fn is_quiet(&self) -> bool {
        self.is_quiet
    }

    /// Gives every movement its rate; call once when all that starts or stops at a date has done so.
    /// Returns whether any rate may have changed.
    pub fn settle(&mut self, now: SimTime) -> bool {
        let changed = self.flows.settle(now);
        self.is_quiet = !changed && self.movements.is_empty() && !self.is_stepwise();
        changed
    }

    /// The next date at which movements must be looked at.
    pub fn next_movement(&mut self) -> Option<SimTime> {
        while let Some(Reverse((_, _, movement))) = self.arrivals.peek() {
            if self.movements.contains_key(*movement) {
                break;
            }
            self.arrivals.pop();
        }
        let arrival = self.arrivals.peek().map(|Reverse((date, _, _))| *date);
        match (arrival, self.flows.next_end()) {
            (Some(arrival), Some(end)) => Some(arrival.min(end)),
            (arrival, end) => arrival.or(end),
        }
    }

    /// Ends one movement that is complete, in order of start; call until it returns `None`.
    pub fn moved(&mut self, now: SimTime) -> Option<T> {
        self.begin_flows(now);
        loop {
            let movement = self.flows.finish(now)?;
            // It may have been stopped after it has ended.
            if let Some(ended) = self.movements.remove(movement) {
                return Some(ended.token);
            }
        }
    }

    /// How much of a link is in use \[B/s\], as of the last [`Fabric::settle`].
    pub fn link_load(&self, link: LinkId) -> f64 {
        self.flows.load(self.links[link])
    }

    /// The links whose load may have changed at the last [`Fabric::settle`], some of them several times.
    pub fn changed_links(&self) -> impl Iterator<Item = LinkId> {
        // The constraints of links are the first, in the order of the links.
        let links = self.flows.changed().map(Constraint::index);
        let links = links.filter(|index| *index < self.links.len());
        links.map(LinkId::from_index)
    }

    /// How much of a disk's read and write bandwidth is in use \[B/s\], as of the last [`Fabric::settle`].
    pub fn disk_load(&self, host: HostId) -> Option<(f64, f64)> {
        let disk = self.disks[host]?;
        Some((self.flows.load(disk.read), self.flows.load(disk.write)))
    }

    fn add_disk(
        &self,
        host: HostId,
        access: Access,
        weight: f64,
        uses: &mut Vec<(Constraint, f64)>,
    ) {
        if let Some(disk) = self.disks[host] {
            let direction = match access {
                Access::Read => disk.read,
                Access::Write => disk.write,
            };
            uses.extend([(disk.total, weight), (direction, weight)]);
        }
    }

    fn launch(
        &mut self,
        now: SimTime,
        arrival: SimTime,
        ends: (HostId, HostId),
        (progress, demand): (Progress, Demand),
        token: T,
    ) -> MovementId {
        let flows = &mut self.flows;
        self.is_quiet = false;
        let bound = demand.bound;
        let movement = self.movements.insert_with_key(|movement| InProgress {
            phase: if arrival > now {
                Phase::Latent(flows.announce(now, progress, demand, movement))
            } else {
                Phase::Flowing(flows.start(now, progress, demand, movement))
            },
            ends,
            bound,
            token,
        });
        if arrival > now {
            self.arrivals
                .push(Reverse((arrival, self.sequence, movement)));
            self.sequence += 1;
        }
        movement
    }

    fn begin_flows(&mut self, now: SimTime) {
        while let Some(&Reverse((date, _, movement))) = self.arrivals.peek() {
            if date > now {
                break;
            }
            self.arrivals.pop();
            if let Some(in_progress) = self.movements.get_mut(movement)
                && let Phase::Latent(coming) = &in_progress.phase
            {
                let flow = self.flows.begin(now, coming.clone(), movement);
                in_progress.phase = Phase::Flowing(flow);
            }
        }
    }
}

fn disk_constraints(flows: &mut Flows, disk: &Disk) -> DiskConstraints {
    let (read, write) = (disk.read.get(), disk.write.get());
    DiskConstraints {
        total: flows.constraint(read.max(write), Sharing::Shared),
        read: flows.constraint(read, Sharing::Shared),
        write: flows.constraint(write, Sharing::Shared),
    }
}

#[cfg(test)]
mod tests;
