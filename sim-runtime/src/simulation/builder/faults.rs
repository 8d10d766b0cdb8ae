//! Faults: what a declaration lets break, and what is wrong with that.

use std::panic::Location;

use super::Builder;
use super::parts::{FaultDeclaration, Stricken};
use crate::platform::{HostId, LinkId};
use crate::simulation::fault::{Begins, FaultLength, FaultTimes, NEAREST, NodeFault};
use crate::simulation::handle::{Serverless, Storage};
use crate::simulation::invocable::Invocable;
use crate::units::{SimDuration, SimTime};

impl Builder {
    /// Declares a fault of a node: a host that a service is over.
    ///
    /// ```
    /// use sim_runtime::prelude::*;
    /// # let mut sim = Builder::new();
    /// # let host = HostSpec { speed: gflop_per_sec(1), ..HostSpec::default() };
    /// let worker = sim.host("worker", host);
    /// sim.node_fault(worker, NodeFault::Down, FaultTimes::at(secs(10)).lasting(mins(1)));
    /// sim.node_fault(worker, NodeFault::Slow(0.5), FaultTimes::every(Exponential(hours(1))).lasting(mins(5)));
    /// ```
    #[track_caller]
    pub fn node_fault(&mut self, node: HostId, what: NodeFault, times: FaultTimes) {
        let name = &self.platform[node].name;
        let (name, stricken) = match what {
            NodeFault::Down => (format!("node {name} down"), Stricken::NodeDown(node)),
            NodeFault::Slow(share) => {
                (format!("node {name} slow"), Stricken::NodeSlow(node, share))
            }
        };
        if let NodeFault::Slow(share) = what
            && !(share > 0.0 && share < 1.0)
        {
            let message = format!(
                "makes a node compute at {share:?} of its speed; give it a share above 0 and below 1, such as `50%`, or let it be `down`"
            );
            self.report("fault", &name, message);
        }
        self.add_fault(name, stricken, times);
    }

    /// Declares that a link is down: what crosses it fails, and so does what is to cross it, until it is up again.
    #[track_caller]
    pub fn link_fault(&mut self, link: LinkId, times: FaultTimes) {
        let name = format!("link {} down", self.platform[link].name);
        self.add_fault(name, Stricken::Link(link), times);
    }

    /// Declares that a storage service is down: what reads from it and writes to it fails until it is up again; its files stay.
    #[track_caller]
    pub fn storage_fault(&mut self, storage: Storage, times: FaultTimes) {
        let name = format!("storage {} down", self.storages[storage.0].name);
        self.add_fault(name, Stricken::Storage(storage.0), times);
    }

    /// Declares that containers of a function crash: at each of the dates one of those that there are then, starting, busy or
    /// idle, each equally likely. If there is none, nothing happens.
    ///
    /// A crash lasts no time, so the times have no length.
    #[track_caller]
    pub fn container_fault<F: Invocable<How>, How>(
        &mut self,
        of: F,
        on: Serverless,
        times: FaultTimes,
    ) {
        let function = self.function_id(&of);
        let name = format!(
            "containers of {} on {}",
            self.functions[function].spec.name, self.services[on.0].name
        );
        if times.lasts.is_some() {
            let message = "lasts for some time, and a crash lasts none; leave that out";
            self.report("fault", &name, message);
        }
        self.add_fault(name, Stricken::Containers(function, on.0), times);
    }

    #[track_caller]
    pub(super) fn add_fault(&mut self, name: String, stricken: Stricken, times: FaultTimes) {
        if let Some(message) = mistake(&times) {
            self.report("fault", &name, message);
        }
        self.faults.push(FaultDeclaration {
            name,
            stricken,
            times,
            location: Location::caller(),
        });
    }

    /// What is wrong with faults that can only be told when everything has been declared.
    pub(super) fn check_faults(&mut self) {
        self.forget_idle_hosts();
        let mut mistakes = Vec::new();
        for (index, fault) in self.faults.iter().enumerate() {
            let twice = self.overlapping(&self.faults[..index], fault);
            let message = twice.or_else(|| self.misplaced(fault.stricken));
            mistakes.extend(message.map(|message| (fault.location, fault.name.clone(), message)));
        }
        for (location, name, message) in mistakes {
            self.report_at(location, format!("fault `{name}`"), message);
        }
    }

    /// Nobody notices whether a host is up on which there is nothing, as there may be many in a platform of a file.
    fn forget_idle_hosts(&mut self) {
        let mut faults = std::mem::take(&mut self.faults);
        faults.retain(|fault| match (fault.stricken, &fault.times.begins) {
            (Stricken::NodeDown(host), Begins::Steps(_)) => {
                let is_storage = self.storages.iter().any(|storage| storage.host == host);
                is_storage || self.no_node(host).is_none() || self.is_needed(host).is_some()
            }
            _ => true,
        });
        self.faults = faults;
    }

    fn overlapping(&self, before: &[FaultDeclaration], fault: &FaultDeclaration) -> Option<String> {
        if let Stricken::Containers(..) = fault.stricken {
            return None;
        }
        let (begin, end) = fault.dates()?;
        let same = before
            .iter()
            .filter(|one| one.stricken.is_same(fault.stricken));
        let mut dates = same.filter_map(FaultDeclaration::dates);
        let (from, to) = dates.find(|(from, to)| begin < *to && *from < end)?;
        let until = match to {
            SimTime::MAX => "for ever".to_owned(),
            to => format!("to {to}"),
        };
        Some(format!(
            "begins while the same fault lasts, which goes on from {from} {until}; let one follow the other"
        ))
    }

    /// Why something cannot break.
    fn misplaced(&self, stricken: Stricken) -> Option<String> {
        match stricken {
            Stricken::NodeDown(host) => self.no_node(host).or_else(|| self.is_needed(host)),
            Stricken::NodeSlow(host, _) => self.no_node(host),
            Stricken::Containers(function, service) => {
                let mut deployments = self.deployments.iter();
                let is_there =
                    deployments.any(|one| one.function == function && one.service == service);
                (!is_there).then(|| {
                    "is of a function that is not deployed on that service; deploy it there"
                        .to_owned()
                })
            }
            Stricken::Link(_)
            | Stricken::Storage(_)
            | Stricken::Speed(_)
            | Stricken::Bandwidth(_)
            | Stricken::Latency(_) => None,
        }
    }

    fn no_node(&self, host: HostId) -> Option<String> {
        let is_node = self.services.iter().any(|one| one.nodes.contains(&host));
        (!is_node).then(|| {
            format!(
                "befalls host `{}`, which is no node of a service; name a host that a service is `over`",
                self.platform[host].name
            )
        })
    }

    /// Who runs on a host that cannot be without it.
    fn is_needed(&self, host: HostId) -> Option<String> {
        let name = &self.platform[host].name;
        if let Some(service) = self.services.iter().find(|one| one.head == host) {
            return Some(format!(
                "befalls host `{name}`, which is the head host of service `{}` too, and no service goes on without that; put it on another host",
                service.name
            ));
        }
        let controller = self.controllers.iter().find(|one| one.host == host)?;
        Some(format!(
            "befalls host `{name}`, on which controller `{}` runs, too; put that on another host",
            controller.name
        ))
    }
}

/// What is wrong with the times of a fault.
fn mistake(times: &FaultTimes) -> Option<String> {
    let begins = match &times.begins {
        Begins::At(date) if SimTime::ZERO + *date == SimTime::MAX => {
            Some("begins after the end of time; give it a date".to_owned())
        }
        Begins::At(_) => None,
        Begins::Steps(profile) => profile.mistake(),
        Begins::Every(time) => match time.check_times() {
            Err(error) => Some(error.to_string()),
            Ok(()) if time.mean() >= NEAREST.as_secs_f64() => None,
            Ok(()) => Some(format!(
                "comes every {:?} s in the mean; give it {NEAREST} or more",
                time.mean()
            )),
        },
    };
    begins.or_else(|| match times.lasts.as_ref()? {
        FaultLength::Fixed(SimDuration::ZERO) => Some(
            "lasts for 0s; give it a longer time such as `1min`, or leave it out, for ever"
                .to_owned(),
        ),
        FaultLength::Fixed(_) => None,
        FaultLength::Drawn(time) => time.check_times().err().map(|error| error.to_string()),
    })
}
