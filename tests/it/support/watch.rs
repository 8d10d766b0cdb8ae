//! A recorder that looks at the world between instants and notes what should not be.

use std::collections::BTreeSet;

use coldstart::platform::LinkId;
use coldstart::prelude::{Bytes, Failure, HostId, SimTime};
use coldstart::scenario::declare::DeclaredScenario;
use coldstart::scenario::schema::{Function, Image, Scenario};
use coldstart::serverless::{
    Cores, Dates, FunctionId, InstanceId, Node, NodeId, Observer, Service, ServiceEvent, ServiceId,
};
use coldstart::simulation::{CallRecord, Recorder, Snapshot};
use coldstart::storage::Partition;

use super::lifetimes::Lifetimes;

/// How many instants a run may have before it is stopped.
const INSTANTS: u64 = 10_000;

/// How many images travel without the end of a body between them before they can be said to go in circles.
const JOURNEYS: u32 = 30;

/// How far rounding may take a load beyond a bandwidth.
const ROUNDING: f64 = 1e-9;

/// What a service made of an invocation.
#[derive(Clone, Debug)]
pub(crate) struct Served {
    pub(crate) number: u64,
    pub(crate) function: FunctionId,
    pub(crate) dates: Dates,
    pub(crate) node: Option<NodeId>,
    pub(crate) container: Option<u32>,
    pub(crate) reused: bool,
}

/// An invocation as its caller saw it at its end.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) invocation: Served,
    pub(crate) requested: SimTime,
    pub(crate) accepted: Option<SimTime>,
    pub(crate) refused: bool,
    pub(crate) failure: Option<Failure>,
}

/// A run that was stopped because it would perhaps never end.
///
/// Images that do not fit next to each other on a node may travel in circles, each evicted by the next before the container
/// that needs it fits: the model is like that (SEMANTICS, sections 4.8 to 4.10). The run would give up by itself, but not
/// before very many journeys.
pub(crate) struct Endless {
    pub(crate) at: SimTime,
    pub(crate) in_circles: bool,
}

/// What is on its way to a node, and the containers that have been seen on it.
#[derive(Default)]
struct Seen {
    moving: i32,
    containers: BTreeSet<InstanceId>,
}

/// Watches the run of a scenario, whose service is the first one.
pub(crate) struct Watch {
    scenario: Scenario,
    hosts: Vec<HostId>,
    links: Vec<LinkId>,
    functions: Vec<FunctionId>,
    nodes: Vec<Seen>,
    instants: u64,
    /// Copies and loads since the last end of an invocation.
    journeys: u32,
    pub(crate) calls: Vec<Call>,
    /// Cores, memory and disks that were not as they should be.
    pub(crate) space: Vec<String>,
    /// Links and disks that carried more than they can.
    pub(crate) loads: Vec<String>,
    pub(crate) lifetimes: Lifetimes,
    /// How many cores of each node were busy after each date.
    pub(crate) busy: Vec<(SimTime, Vec<u32>)>,
    /// Disks that moved bytes for nobody.
    pub(crate) idle_disks: Vec<String>,
    /// Space that was neither free nor a file nor a container's.
    pub(crate) orphans: Vec<String>,
    /// When an image could last not be moved.
    pub(crate) move_failed: Option<SimTime>,
    /// Why it has stopped the run, if it has.
    pub(crate) endless: Option<Endless>,
}

impl Watch {
    pub(crate) fn new(scenario: &Scenario, declared: &DeclaredScenario) -> Self {
        let properties = &scenario.service.properties;
        Self {
            scenario: scenario.clone(),
            hosts: declared.hosts.values().copied().collect(),
            links: declared.links.values().copied().collect(),
            functions: Vec::new(),
            nodes: scenario
                .service
                .compute_hosts
                .iter()
                .map(|_| Seen::default())
                .collect(),
            instants: 0,
            journeys: 0,
            calls: Vec::new(),
            space: Vec::new(),
            loads: Vec::new(),
            lifetimes: Lifetimes::new(
                properties.container_idle_timeout.unwrap_or_default(),
                properties.invocation_processing_overhead.is_zero(),
            ),
            busy: Vec::new(),
            idle_disks: Vec::new(),
            orphans: Vec::new(),
            move_failed: None,
            endless: None,
        }
    }

    fn note_busy_cores(&mut self, at: SimTime, snapshot: &Snapshot<'_>) {
        let nodes = snapshot.services()[0].nodes().iter();
        let busy: Vec<u32> = nodes
            .map(|node| node.cores.whole() - node.free_cores.whole())
            .collect();
        // Of several looks at one date, the last counts.
        self.busy.pop_if(|(date, _)| *date == at);
        self.busy.push((at, busy));
    }

    /// Looks at the nodes to which and on which nothing is moved for the service.
    fn check_quiet_nodes(&mut self, at: SimTime, snapshot: &Snapshot<'_>) {
        let service = &snapshot.services()[0];
        for (index, node) in service.nodes().iter().enumerate() {
            if self.nodes[index].moving > 0 {
                continue;
            }
            let functions: Vec<_> = self.lifetimes.on(index).collect();
            let reserved = |of: fn(&Function) -> Bytes| {
                let functions = functions.iter();
                let functions = functions.map(|id| &self.scenario.functions[id.index()]);
                functions.map(of).sum::<Bytes>()
            };
            let spaces = [
                ("disk", &node.disk.partition, reserved(|f| f.disk_limit)),
                ("memory", &node.ram, reserved(|f| f.ram_limit)),
            ];
            for (what, partition, reserved) in spaces {
                let known = reserved + files(partition);
                let used = partition.size() - partition.free();
                if used != known {
                    self.orphans.push(format!(
                        "{what} of node {index} at {at}: {used} in use, of which {reserved} are of containers and {} of files",
                        files(partition)
                    ));
                }
            }
            let place = &self.scenario.service.compute_hosts[index];
            let others = [
                &self.scenario.service.head_host,
                &self.scenario.storage.host,
            ];
            if functions.is_empty()
                && !others.contains(&place)
                && let Some((read, written)) = snapshot.disk_load(node.host)
                && read + written > 0.0
            {
                self.idle_disks.push(format!(
                    "node {index} has no container at {at}, and reads {read} B/s and writes {written} B/s"
                ));
            }
        }
    }

    fn check_loads(&mut self, at: SimTime, snapshot: &Snapshot<'_>) {
        let platform = snapshot.platform();
        for &link in &self.links {
            let (load, limit) = (
                snapshot.link_load(link),
                platform[link].spec.bandwidth.get(),
            );
            let name = &platform[link].name;
            self.loads
                .extend(excess(at, &format!("link {name}"), load, limit));
        }
        for &host in &self.hosts {
            let Some((read, write)) = snapshot.disk_load(host) else {
                continue;
            };
            let (name, disk) = (&platform[host].name, &platform[host].spec.disk);
            let (most_read, most_written) = (disk.read.get(), disk.write.get());
            let both = most_read.max(most_written);
            let loads = [
                excess(at, &format!("reads on {name}"), read, most_read),
                excess(at, &format!("writes on {name}"), write, most_written),
                excess(
                    at,
                    &format!("reads and writes on {name}"),
                    read + write,
                    both,
                ),
            ];
            self.loads.extend(loads.into_iter().flatten());
        }
    }

    fn check_space(&mut self, at: SimTime, snapshot: &Snapshot<'_>) {
        let service = &snapshot.services()[0];
        for &function in &self.functions {
            for (node, container) in service.idle(function) {
                self.nodes[node.index()].containers.insert(container);
            }
        }
        for (index, node) in service.nodes().iter().enumerate() {
            self.nodes[index]
                .containers
                .retain(|id| service.instance(*id).is_some());
            let cores = snapshot.platform()[node.host].spec.cores;
            let wrong = self.wrong_on(service, index, node, Cores::new(cores));
            self.space
                .extend(wrong.map(|what| format!("node {index} at {at}: {what}")));
        }
    }

    fn wrong_on(
        &self,
        service: &Service,
        index: usize,
        node: &Node,
        cores: Cores,
    ) -> Option<String> {
        let seen = &self.nodes[index];
        let (mut disk, mut memory) = (Holdings::default(), Holdings::default());
        for container in seen
            .containers
            .iter()
            .filter_map(|id| service.instance(*id))
        {
            let image = self.image_of(container.function);
            disk.add(container.reserved.disk, image.disk_size);
            memory.add(container.reserved.memory, image.ram_size);
        }
        if node.free_cores > cores {
            return Some(format!("{} of {cores} cores free", node.free_cores));
        }
        // Then all containers are idle, and known.
        let quiet = node.free_cores == cores && seen.moving == 0;
        // Workload balancing may copy or load an image twice, which leaves a file that nobody can name (SEMANTICS 9.13).
        let nameless = self.scenario.service.scheduler.name == "workload_balancing";
        let wrong = |holdings: &Holdings, partition| {
            let known = if quiet {
                holdings.wrong_at_rest(partition, nameless)
            } else {
                None
            };
            known.or_else(|| holdings.wrong(partition))
        };
        wrong(&disk, &node.disk.partition)
            .map(|what| format!("disk: {what}"))
            .or_else(|| wrong(&memory, &node.ram).map(|what| format!("memory: {what}")))
    }

    fn image_of(&self, function: FunctionId) -> &Image {
        let name = &self.scenario.functions[function.index()].image;
        let image = self
            .scenario
            .images
            .iter()
            .find(|image| image.name == *name);
        image.expect("a function has an image")
    }
}

fn excess(at: SimTime, what: &str, load: f64, limit: f64) -> Option<String> {
    (load > limit * (1.0 + ROUNDING)).then(|| format!("{what} at {at}: {load} of {limit} B/s"))
}

/// What the containers that have been seen hold of a disk or a memory.
#[derive(Default)]
struct Holdings {
    reserved: Bytes,
    /// The sizes of their images; no two images have the same.
    images: Vec<Bytes>,
}

impl Holdings {
    fn add(&mut self, reserved: Bytes, image: Bytes) {
        self.reserved += reserved;
        self.images.push(image);
    }

    /// What is wrong whatever else there is.
    fn wrong(&self, partition: &Partition) -> Option<String> {
        let open = open_files(partition);
        if let Some(image) = self.images.iter().find(|image| !open.contains(image)) {
            return Some(format!("a container without its image of {image}"));
        }
        (self.known(partition) > partition.size()).then(|| self.told(partition))
    }

    /// What is wrong if there is nothing else.
    fn wrong_at_rest(&self, partition: &Partition, nameless: bool) -> Option<String> {
        let open = open_files(partition);
        if let Some(file) = open.iter().find(|file| !self.images.contains(file)) {
            return Some(format!("{file} open for nobody"));
        }
        (self.known(partition) < partition.size() && !nameless).then(|| self.told(partition))
    }

    fn known(&self, partition: &Partition) -> Bytes {
        self.reserved + partition.free() + files(partition)
    }

    fn told(&self, partition: &Partition) -> String {
        let (reserved, size, free) = (self.reserved, partition.size(), partition.free());
        let files = files(partition);
        format!("{files} of files, {reserved} reserved and {free} free of {size}")
    }
}

/// What files take: what each has for itself, and each layer that some share once.
fn files(partition: &Partition) -> Bytes {
    let own = partition.files();
    let own: Bytes = own.filter_map(|file| partition.own_size_of(file)).sum();
    own + partition.parts().map(|part| part.size).sum::<Bytes>()
}

/// The sizes of the files that are in use.
fn open_files(partition: &Partition) -> Vec<Bytes> {
    let open = partition.files().filter(|file| partition.is_open(*file));
    open.filter_map(|file| partition.size_of(file)).collect()
}

impl Observer for Watch {
    fn observe(&mut self, at: SimTime, service: ServiceId, what: ServiceEvent) {
        assert_eq!(service.index(), 0, "nothing is registered elsewhere");
        self.lifetimes.observe(at, &what);
        match what {
            ServiceEvent::CopyStarted { node, .. } | ServiceEvent::LoadStarted { node, .. } => {
                self.nodes[node.index()].moving += 1;
                self.journeys += 1;
            }
            ServiceEvent::CopyEnded { node, success, .. }
            | ServiceEvent::LoadEnded { node, success, .. } => {
                self.nodes[node.index()].moving -= 1;
                if !success {
                    self.move_failed = Some(at);
                }
            }
            _ => {}
        }
    }
}

impl Recorder for Watch {
    fn registered(
        &mut self,
        _: SimTime,
        _: ServiceId,
        function: FunctionId,
        outcome: &Result<(), Failure>,
    ) {
        if outcome.is_ok() {
            self.functions.push(function);
        }
    }

    fn called(&mut self, call: CallRecord<'_>) {
        self.journeys = 0;
        self.calls.push(Call {
            invocation: Served {
                number: call.number,
                function: call.function,
                dates: call.dates,
                node: call.node,
                container: call.container,
                reused: call.reused,
            },
            requested: call.requested,
            accepted: call.accepted,
            refused: call.refused,
            failure: call.failure.cloned(),
        });
    }

    fn settled(&mut self, at: SimTime, snapshot: Snapshot<'_>) {
        self.instants += 1;
        if self.instants > INSTANTS {
            self.endless = Some(Endless {
                at,
                in_circles: self.journeys > JOURNEYS,
            });
            // Not a panic, whose message would be printed for every step of the search for a smaller scenario.
            std::panic::resume_unwind(Box::new("stopped"));
        }
        self.check_loads(at, &snapshot);
        self.check_space(at, &snapshot);
        self.note_busy_cores(at, &snapshot);
        self.check_quiet_nodes(at, &snapshot);
        self.lifetimes.settled(at);
    }
}
