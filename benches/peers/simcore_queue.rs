//! The workload B of examples/throughput on simcore: one component that reacts to events.
//!
//! ```text
//!   Arrived --> waiting --first fit--> cold: Started --> Ended --> idle --> Expired, unless cancelled by a reuse
//!                                  `-> warm: ----------> Ended
//! ```
//!
//! `cargo run --release --example simcore_queue -- SPAN` prints one line. A body holds a core from the start of its container
//! on. Nothing is evicted: with a hundred functions there is always a container of each.

#[path = "../../examples/throughput/measurement.rs"]
#[allow(dead_code, reason = "here only one form of the line is printed")]
mod measurement;

use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;
use std::time::Instant;

use clap::{Arg, Command, value_parser};
use serde::Serialize;
use simcore::{Event, EventHandler, EventId, Simulation, SimulationContext, cast};

use measurement::{Measurement, peak_rss_bytes};

const FUNCTIONS: usize = 100;
/// Arrivals a second of each function.
const RATE: f64 = 10.0;
const NODES: usize = 100;
const CORES: u32 = 4;
/// Containers that fit into the memory of a node, 4,096 MB at 128 MB each.
const CONTAINERS: u32 = 32;
/// In seconds, as all times below.
const SERVICE: f64 = 0.1;
const STARTUP: f64 = 0.5;
const KEEP_ALIVE: f64 = 600.0;

#[derive(Clone, Serialize)]
struct Arrived {
    function: usize,
}

#[derive(Clone, Serialize)]
struct Started {
    container: usize,
}

#[derive(Clone, Serialize)]
struct Ended {
    container: usize,
}

#[derive(Clone, Serialize)]
struct Expired {
    container: usize,
}

struct Container {
    function: usize,
    node: usize,
    /// When it is idle: the event that ends it.
    expiry: EventId,
}

struct Node {
    cores: u32,
    room: u32,
    /// The idle containers of each function.
    idle: Vec<Vec<usize>>,
}

struct Service {
    ctx: SimulationContext,
    until: f64,
    /// How many functions will be invoked again.
    clients: usize,
    /// How many invocations wait or run.
    present: usize,
    nodes: Vec<Node>,
    /// The nodes with a free core.
    open: BTreeSet<usize>,
    /// How many containers of each function are idle.
    idle: Vec<usize>,
    containers: Vec<Container>,
    /// The functions of the invocations that wait.
    waiting: VecDeque<usize>,
    invocations: u64,
}

impl EventHandler for Service {
    fn on(&mut self, event: Event) {
        cast!(match event.data {
            Arrived { function } => {
                self.arrived(function)
            }
            Started { container } => {
                self.run(container)
            }
            Ended { container } => {
                self.ended(container)
            }
            Expired { container } => {
                self.expired(container)
            }
        });
    }
}

impl Service {
    fn new(ctx: SimulationContext, until: f64) -> Self {
        let node = || Node {
            cores: CORES,
            room: CONTAINERS,
            idle: vec![Vec::new(); FUNCTIONS],
        };
        Self {
            ctx,
            until,
            clients: FUNCTIONS,
            present: 0,
            nodes: (0..NODES).map(|_| node()).collect(),
            open: (0..NODES).collect(),
            idle: vec![0; FUNCTIONS],
            containers: Vec::new(),
            waiting: VecDeque::new(),
            invocations: 0,
        }
    }

    fn exponential(&self, mean: f64) -> f64 {
        -mean * (1.0 - self.ctx.rand()).ln()
    }

    fn await_next(&mut self, function: usize) {
        let gap = self.exponential(1.0 / RATE);
        if self.ctx.time() + gap <= self.until {
            self.ctx.emit_self(Arrived { function }, gap);
        } else {
            self.clients -= 1;
        }
    }

    fn arrived(&mut self, function: usize) {
        self.await_next(function);
        self.present += 1;
        self.waiting.push_back(function);
        self.serve();
    }

    /// Places the invocations that can be placed, in order of arrival.
    fn serve(&mut self) {
        let mut turn = 0;
        while turn < self.waiting.len() && !self.open.is_empty() {
            if self.place(self.waiting[turn]) {
                self.waiting.remove(turn);
            } else {
                turn += 1;
            }
        }
    }

    fn place(&mut self, function: usize) -> bool {
        if let Some(container) = self.take_idle(function) {
            self.ctx.cancel_event(self.containers[container].expiry);
            self.take_core(self.containers[container].node);
            self.run(container);
            return true;
        }
        let with_room = self.open.iter().find(|&&node| self.nodes[node].room > 0);
        let Some(&node) = with_room else {
            return false;
        };
        let container = self.containers.len();
        self.containers.push(Container {
            function,
            node,
            expiry: 0,
        });
        self.nodes[node].room -= 1;
        self.take_core(node);
        self.ctx.emit_self(Started { container }, STARTUP);
        true
    }

    /// An idle container on the first node with a free core.
    fn take_idle(&mut self, function: usize) -> Option<usize> {
        if self.idle[function] == 0 {
            return None;
        }
        let nodes = &mut self.nodes;
        let found = self
            .open
            .iter()
            .find_map(|&node| nodes[node].idle[function].pop())?;
        self.idle[function] -= 1;
        Some(found)
    }

    fn take_core(&mut self, node: usize) {
        self.nodes[node].cores -= 1;
        if self.nodes[node].cores == 0 {
            self.open.remove(&node);
        }
    }

    fn run(&mut self, container: usize) {
        let length = self.exponential(SERVICE);
        self.ctx.emit_self(Ended { container }, length);
    }

    fn ended(&mut self, container: usize) {
        self.present -= 1;
        self.invocations += 1;
        let expiry = self.ctx.emit_self(Expired { container }, KEEP_ALIVE);
        self.containers[container].expiry = expiry;
        let Container { function, node, .. } = self.containers[container];
        self.nodes[node].idle[function].push(container);
        self.idle[function] += 1;
        self.nodes[node].cores += 1;
        self.open.insert(node);
        self.serve();
    }

    fn expired(&mut self, container: usize) {
        let Container { function, node, .. } = self.containers[container];
        self.nodes[node].idle[function].retain(|&other| other != container);
        self.idle[function] -= 1;
        self.nodes[node].room += 1;
        self.serve();
    }
}

fn main() {
    let span = Arg::new("SPAN")
        .required(true)
        .value_parser(value_parser!(u32).range(1..))
        .help("Seconds in which invocations arrive");
    let options = Command::new("simcore_queue").arg(span).get_matches();
    let span = options.get_one::<u32>("SPAN").copied().map(f64::from);
    let span = span.expect("clap demands it");
    let mut simulation = Simulation::new(42);
    let service = Service::new(simulation.create_context("service"), span);
    let service = Rc::new(RefCell::new(service));
    simulation.add_handler("service", service.clone());
    let start = Instant::now();
    for function in 0..FUNCTIONS {
        service.borrow_mut().await_next(function);
    }
    // A run ends with its last invocation, not with the last container.
    while service.borrow().clients + service.borrow().present > 0 {
        simulation.step();
    }
    let wall_seconds = start.elapsed().as_secs_f64();
    let service = service.borrow();
    let measurement = Measurement {
        workload: format!("B on simcore (span {span} s)"),
        unit: "invocations",
        invocations: service.invocations,
        cold_starts: service.containers.len() as u64,
        simulated_seconds: simulation.time(),
        wall_seconds,
        peak_rss_bytes: peak_rss_bytes(),
    };
    println!("{}", measurement.json());
}
