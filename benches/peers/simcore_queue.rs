//! The workloads B, D and E of examples/throughput on simcore: one component that reacts to events.
//!
//! ```text
//!   Arrived --> waiting --first fit--> cold: Started --> Ended --> idle --> Expired, unless cancelled by a reuse
//!                                  `-> warm: ----------> Ended
//! ```
//!
//! `cargo run --release --example simcore_queue -- --workload B` prints one line. A body holds a core from the start of its
//! container on. Nothing is evicted: there is always a container of each function, or room for one.
//!
//! C, whose bodies share the cores of their node, is not among them: simcore has no model of shared cores, and what would be
//! measured is the one that we would write.

#[path = "../../examples/throughput/measurement.rs"]
#[allow(dead_code, reason = "here only one form of the line is printed")]
mod measurement;
mod statistics;

use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use clap::{Arg, ArgAction, Command, value_parser};
use serde::Serialize;
use simcore::{Event, EventHandler, EventId, Simulation, SimulationContext, cast};

use measurement::{Measurement, Stopwatch, peak_rss_bytes};
use statistics::{Life, Statistics};

/// How long containers are idle before they go \[s\], as all times below.
const KEEP_ALIVE: f64 = 600.0;
/// The memory of a container \[MB\].
const MEMORY: u32 = 128;

/// The shape of a workload; those of examples/throughput/queues.rs.
#[derive(Clone, Copy)]
struct Shape {
    name: &'static str,
    functions: usize,
    /// Arrivals a second of each function.
    rate: f64,
    service: f64,
    startup: f64,
    nodes: usize,
    cores: u32,
    /// The memory of a node \[MB\].
    memory: u32,
    span: u32,
}

const SHAPES: [Shape; 3] = [
    Shape {
        name: "B",
        functions: 100,
        rate: 10.0,
        service: 0.1,
        startup: 0.5,
        nodes: 100,
        cores: 4,
        memory: 4_096,
        span: 1_000,
    },
    Shape {
        name: "D",
        functions: 1_000,
        rate: 1.0,
        service: 0.1,
        startup: 0.5,
        nodes: 100,
        cores: 16,
        memory: 64_000,
        span: 3_600,
    },
    Shape {
        name: "E",
        functions: 1,
        rate: 0.9,
        service: 1.991,
        startup: 0.253,
        nodes: 1,
        cores: 1_000,
        memory: 1_000_000,
        span: 1_000_000,
    },
];

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
    /// The invocation that it serves, or has served last.
    life: Life,
    /// When it is idle: the event that ends it.
    expiry: EventId,
}

struct Node {
    cores: u32,
    room: u32,
    /// The idle containers of each function.
    idle: Vec<Vec<usize>>,
}

/// An invocation that waits.
struct Waiting {
    function: usize,
    arrived: f64,
}

struct Service {
    ctx: SimulationContext,
    shape: Shape,
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
    waiting: VecDeque<Waiting>,
    invocations: u64,
    statistics: Option<Statistics>,
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
    fn new(ctx: SimulationContext, shape: Shape, until: f64, has_statistics: bool) -> Self {
        let node = || Node {
            cores: shape.cores,
            room: shape.memory / MEMORY,
            idle: vec![Vec::new(); shape.functions],
        };
        Self {
            ctx,
            shape,
            until,
            clients: shape.functions,
            present: 0,
            nodes: (0..shape.nodes).map(|_| node()).collect(),
            open: (0..shape.nodes).collect(),
            idle: vec![0; shape.functions],
            containers: Vec::new(),
            waiting: VecDeque::new(),
            invocations: 0,
            statistics: has_statistics.then(|| Statistics::new(shape.functions)),
        }
    }

    fn exponential(&self, mean: f64) -> f64 {
        -mean * (1.0 - self.ctx.rand()).ln()
    }

    fn await_next(&mut self, function: usize) {
        let gap = self.exponential(1.0 / self.shape.rate);
        if self.ctx.time() + gap <= self.until {
            self.ctx.emit_self(Arrived { function }, gap);
        } else {
            self.clients -= 1;
        }
    }

    fn arrived(&mut self, function: usize) {
        self.await_next(function);
        self.present += 1;
        let arrived = self.ctx.time();
        self.waiting.push_back(Waiting { function, arrived });
        self.serve();
    }

    /// Places the invocations that can be placed, in order of arrival.
    fn serve(&mut self) {
        let mut turn = 0;
        while turn < self.waiting.len() && !self.open.is_empty() {
            let Waiting { function, arrived } = self.waiting[turn];
            if self.place(function, arrived) {
                self.waiting.remove(turn);
            } else {
                turn += 1;
            }
        }
    }

    fn place(&mut self, function: usize, arrived: f64) -> bool {
        let now = self.ctx.time();
        let life = Life {
            arrived,
            placed: now,
            started: now,
            ended: now,
            length: 0.0,
        };
        if let Some(container) = self.take_idle(function) {
            let reused = &mut self.containers[container];
            self.ctx.cancel_event(reused.expiry);
            let idle = now - reused.life.ended;
            reused.life = life;
            if let Some(statistics) = &mut self.statistics {
                statistics.add_idle(idle);
            }
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
            life,
            expiry: 0,
        });
        self.nodes[node].room -= 1;
        self.take_core(node);
        self.ctx
            .emit_self(Started { container }, self.shape.startup);
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
        let length = self.exponential(self.shape.service);
        let life = &mut self.containers[container].life;
        (life.started, life.length) = (self.ctx.time(), length);
        self.ctx.emit_self(Ended { container }, length);
    }

    fn ended(&mut self, container: usize) {
        self.present -= 1;
        self.invocations += 1;
        let expiry = self.ctx.emit_self(Expired { container }, KEEP_ALIVE);
        self.containers[container].expiry = expiry;
        let now = self.ctx.time();
        let Container {
            function,
            node,
            life,
            ..
        } = &mut self.containers[container];
        life.ended = now;
        let (function, node, life) = (*function, *node, *life);
        if let Some(statistics) = &mut self.statistics {
            statistics.add(function, &life);
        }
        self.nodes[node].idle[function].push(container);
        self.idle[function] += 1;
        self.nodes[node].cores += 1;
        self.open.insert(node);
        self.serve();
    }

    fn expired(&mut self, container: usize) {
        let Container { function, node, .. } = self.containers[container];
        if let Some(statistics) = &mut self.statistics {
            statistics.add_idle(KEEP_ALIVE);
        }
        self.nodes[node].idle[function].retain(|&other| other != container);
        self.idle[function] -= 1;
        self.nodes[node].room += 1;
        self.serve();
    }
}

fn main() {
    let workload = Arg::new("workload")
        .long("workload")
        .default_value("B")
        .value_parser(SHAPES.map(|shape| shape.name))
        .help("Which queue");
    let span = Arg::new("span")
        .long("span")
        .value_parser(value_parser!(u32).range(1..))
        .help("Seconds in which invocations arrive; that of the workload unless given");
    let statistics = Arg::new("statistics")
        .long("statistics")
        .action(ArgAction::SetTrue)
        .help("Keep samples of delays, of all invocations and of each function, and read them, as part of the time");
    let options = Command::new("simcore_queue")
        .args([workload, span, statistics])
        .get_matches();
    let name = options
        .get_one::<String>("workload")
        .expect("it has a default");
    let shape = SHAPES.into_iter().find(|shape| shape.name == name);
    let shape = shape.expect("clap knows them");
    let span = options.get_one::<u32>("span").copied();
    let has_statistics = options.get_flag("statistics");
    println!(
        "{}",
        measure(shape, span.unwrap_or(shape.span), has_statistics).json()
    );
}

fn measure(shape: Shape, span: u32, has_statistics: bool) -> Measurement {
    let mut simulation = Simulation::new(42);
    let ctx = simulation.create_context("service");
    let service = Service::new(ctx, shape, f64::from(span), has_statistics);
    let service = Rc::new(RefCell::new(service));
    simulation.add_handler("service", service.clone());
    let start = Stopwatch::start();
    for function in 0..shape.functions {
        service.borrow_mut().await_next(function);
    }
    // A run ends with its last invocation, not with the last container.
    while service.borrow().clients + service.borrow().present > 0 {
        simulation.step();
    }
    let service = service.borrow();
    let told = service.statistics.as_ref().map(Statistics::told);
    let elapsed = start.elapsed();
    assert_ne!(std::hint::black_box(told).as_deref(), Some(""));
    let kept = if has_statistics { ", statistics" } else { "" };
    Measurement {
        workload: format!("{} on simcore (span {span} s{kept})", shape.name),
        unit: "invocations",
        invocations: service.invocations,
        cold_starts: service.containers.len() as u64,
        simulated_seconds: simulation.time(),
        elapsed,
        peak_rss_bytes: peak_rss_bytes(),
    }
}
