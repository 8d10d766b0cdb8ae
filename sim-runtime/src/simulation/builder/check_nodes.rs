//! What can be wrong with the nodes of a service: none, without a disk, taken, unequal, too small for what is deployed.

use std::fmt::Display;
use std::rc::Rc;

use index_vec::IndexVec;
use rustc_hash::FxHashSet;

use super::{Builder, Deployment};
use crate::platform::{HostId, HostSpec};
use crate::serverless::{Cores, ServerlessSpec, ServiceId};

impl Builder {
    /// Nodes that differ where the scheduler needs them equal: the first that differs from the first of all, and in what.
    #[track_caller]
    fn check_nodes_are_equal(&mut self, name: &str, nodes: &[HostId], spec: &ServerlessSpec) {
        let [first, others @ ..] = nodes else { return };
        if !spec.scheduler.needs_equal_nodes() {
            return;
        }
        let found = others
            .iter()
            .find_map(|other| Some((*other, self.difference(*first, *other)?)));
        if let Some((other, difference)) = found {
            let (first, other) = (&self.platform[*first].name, &self.platform[other].name);
            let message = format!(
                "has a scheduler that needs equal nodes, and {difference}: host `{first}` differs from host `{other}`; make them equal, or choose another scheduler"
            );
            self.report("serverless", name, message);
        }
    }

    /// What one host has another value of than the other, in the order of the reference (SEMANTICS 4.1).
    fn difference(&self, one: HostId, other: HostId) -> Option<String> {
        fn told<T: PartialEq + Display>(field: &str, one: T, other: T) -> Option<String> {
            (one != other).then(|| format!("`{field}` is {one} and {other}"))
        }
        let (one, other) = (&self.platform[one].spec, &self.platform[other].spec);
        told("speed", one.speed, other.speed)
            .or_else(|| told("ram", one.ram, other.ram))
            .or_else(|| told("cores", one.cores, other.cores))
            .or_else(|| told("disk.capacity", one.disk.capacity, other.disk.capacity))
            .or_else(|| told("gpus", one.gpus, other.gpus))
    }

    /// What is deployed at the start would be refused then, and no process would be told; so it is told here.
    pub(super) fn check_deployments_fit(&mut self) {
        let at_start = self.deployments.iter().filter(|one| one.at_start);
        let sizes = self.node_sizes();
        let misfit = |one: &Deployment| self.misfit(one, &sizes[one.service]);
        let problems: Vec<_> = at_start
            .filter_map(|one| Some((one.location, self.title(one), misfit(one)?)))
            .collect();
        for (location, declaration, message) in problems {
            self.report_at(location, declaration, message);
        }
    }

    /// Numbers of functions that mean nothing, and such as a scheduler cannot deal with; also of what is deployed later.
    pub(super) fn check_deployed_functions(&mut self) {
        let mut problems = Vec::new();
        for one in &self.deployments {
            let own = one.spec(&self.functions).mistakes();
            let unfit = self.unfit_for_scheduler(one);
            problems.extend(
                own.chain(unfit)
                    .map(|mistake| (one.location, self.title(one), mistake)),
            );
        }
        for (location, declaration, message) in problems {
            self.report_at(location, declaration, message);
        }
    }

    fn title(&self, deployment: &Deployment) -> String {
        let function = &self.functions[deployment.function].spec.name;
        format!("deployment of `{function}`")
    }

    fn unfit_for_scheduler(&self, deployment: &Deployment) -> Option<String> {
        let spec = deployment.spec(&self.functions);
        let service = &self.services[deployment.service];
        let charge = spec.charge();
        let is_whole = charge.per_invocation == Cores::ONE && charge.per_instance.cores.is_zero();
        (service.spec.scheduler.needs_whole_cores() && !is_whole).then(|| {
            format!(
                "the scheduler of `{}` gives each invocation one core, and `cpu` says otherwise; leave it out, or choose another scheduler",
                service.name
            )
        })
    }

    /// By service: one node of each size, since mostly all have the same.
    fn node_sizes(&self) -> IndexVec<ServiceId, Vec<&HostSpec>> {
        let size = |node: &HostSpec| (node.disk.capacity, node.ram, node.cores, node.gpus);
        let sizes = self.services.iter().map(|service| {
            let mut known = FxHashSet::default();
            let nodes = service.nodes.iter().map(|node| &self.platform[*node].spec);
            nodes.filter(|node| known.insert(size(node))).collect()
        });
        sizes.collect()
    }

    /// Why no node could ever hold a container of a deployment. Disk is looked at first, as at registration.
    fn misfit(&self, deployment: &Deployment, nodes: &[&HostSpec]) -> Option<String> {
        let spec = deployment.spec(&self.functions);
        let service = &self.services[deployment.service];
        let nodes = || nodes.iter().copied();
        let (disk, memory) = (spec.image.disk + spec.disk, spec.image.ram + spec.memory);
        let largest = nodes().map(|node| node.disk.capacity).max()?;
        let told = |needed, largest, what, field| {
            format!(
                "this can never run: image and `{what}` need {needed}, and the largest node of `{}` has {largest}; lower it, or raise the `{field}` of the host",
                service.name
            )
        };
        if disk > largest {
            return Some(told(disk, largest, "disk", "disk.capacity"));
        }
        let able = || nodes().filter(|node| disk <= node.disk.capacity);
        let largest = able().map(|node| node.ram).max()?;
        if memory > largest {
            return Some(told(memory, largest, "memory", "ram"));
        }
        let able = || able().filter(|node| memory <= node.ram);
        let needed = spec.charge().of_new();
        let most = able().map(|node| Cores::new(node.cores)).max()?;
        let told = |needed: &dyn Display, what, field, most: &dyn Display| {
            format!(
                "this can never run: a container with an invocation holds {needed} {what} (`{field}`), and no node of `{}` that is large enough otherwise has more than {most}; lower it, or raise the `{what}` of the host",
                service.name
            )
        };
        if needed.cores > most {
            return Some(told(&needed.cores, "cores", "cpu", &most));
        }
        let able = able().filter(|node| needed.cores <= Cores::new(node.cores));
        let most = able.map(|node| node.gpus).max()?;
        (needed.gpus > most).then(|| told(&needed.gpus, "gpus", "gpus", &most))
    }

    #[track_caller]
    pub(super) fn check_service(
        &mut self,
        name: &str,
        head: HostId,
        nodes: &[HostId],
        spec: &ServerlessSpec,
    ) {
        if nodes.is_empty() {
            self.report(
                "serverless",
                name,
                "is over no host; a service needs at least one node",
            );
        }
        let diskless = |host: &&HostId| !self.platform[**host].spec.disk.exists();
        let names: Vec<Rc<str>> = std::iter::once(&head)
            .chain(nodes)
            .filter(diskless)
            .map(|host| Rc::clone(&self.platform[*host].name))
            .collect();
        for host in names {
            let message =
                format!("uses host `{host}`, which has no disk; add `disk: Disk {{ .. }}` to it");
            self.report("serverless", name, message);
        }
        self.check_buffer("serverless", name, spec.buffer);
        self.check_network_timeout("serverless", name, spec.network_timeout);
        self.check_policies(name, spec);
        self.check_nodes_are_free(name, nodes);
        self.check_nodes_are_equal(name, nodes, spec);
    }

    /// A policy and the time that it would stand in the place of, and parameters of policies that make no sense.
    #[track_caller]
    fn check_policies(&mut self, name: &str, spec: &ServerlessSpec) {
        let given = [
            (
                spec.keep_alive.is_some(),
                "keep_alive",
                "idle_timeout",
                spec.idle_timeout,
            ),
            (
                spec.start_up.is_some(),
                "start_up",
                "container_startup",
                spec.container_startup,
            ),
        ];
        for (policy_is_given, policy, time, value) in given {
            if policy_is_given && !value.is_zero() {
                let message = format!("has a `{policy}` and a `{time}`; remove one of them");
                self.report("serverless", name, message);
            }
        }
        for (kind, mistake) in spec.policy_mistakes() {
            self.report(
                "serverless",
                name,
                format!("has {} that cannot be: {mistake}", kind.with_article()),
            );
        }
    }

    #[track_caller]
    fn check_nodes_are_free(&mut self, name: &str, nodes: &[HostId]) {
        let own = ServiceId::from_index(self.services.len());
        for node in nodes {
            let Some(taken) = self.node_of.insert(*node, own) else {
                continue;
            };
            let host = &self.platform[*node].name;
            let message = match self.services.get(taken) {
                None => format!("lists host `{host}` twice; a host is one node"),
                Some(other) => format!(
                    "is over host `{host}`, which is a node of `{}` already; declare another host",
                    other.name
                ),
            };
            self.report("serverless", name, message);
        }
    }
}
