//! What a recorded invocation costs while the run goes on.

use super::*;
use crate::kernel::Seed;
use crate::prelude::*;
use crate::results::Options;
use crate::results::schema::summaries::{Distribution, FunctionSummary};

impl Record {
    /// The memory that grows with what is recorded \[B\].
    fn bytes(&self) -> usize {
        self.texts.bytes()
            + self.invocations.bytes()
            + self.containers.bytes()
            + self.spawned.bytes()
            + self.transfers.bytes()
            + self.events.bytes()
            + self.processes.bytes()
    }
}

const EMPTY: Image = Image::new("empty", bytes(0));

/// Functions that are invoked at random, ten times a second each, and sleep for a tenth of a second on small nodes.
fn queue(functions: u64, processing_overhead: SimDuration, idle_timeout: SimDuration) -> Builder {
    let mut sim = Builder::new();
    let host = HostSpec {
        speed: gflop_per_sec(1),
        cores: 4,
        ram: gb(4),
        gpus: 0,
        disk: Disk {
            capacity: tb(1),
            read: mb_per_sec(100),
            write: mb_per_sec(100),
        },
        ..HostSpec::default()
    };
    let cloud = sim.host("cloud", host.clone());
    let link = LinkSpec {
        bandwidth: mb_per_sec(1000),
        latency: us(20),
        ..LinkSpec::default()
    };
    let lan = sim.link("lan", link);
    let nodes: Vec<HostId> = (0..functions)
        .map(|number| sim.host(&format!("node[{number}]"), host.clone()))
        .collect();
    for &node in &nodes {
        sim.route(cloud, node, [lan]);
    }
    let storage = StorageSpec {
        images: vec![EMPTY],
        ..StorageSpec::default()
    };
    let registry = sim.storage("registry", cloud, storage);
    let service = ServerlessSpec {
        container_startup: millis(500),
        processing_overhead,
        idle_timeout,
        remote_downloads: false,
        scheduler: Box::new(FirstFit),
        ..ServerlessSpec::default()
    };
    let service = sim.serverless("service", cloud, &nodes, service);
    for number in 0..functions {
        let name = format!("function[{number}]");
        let spec = FunctionSpec {
            memory: mb(128),
            ..FunctionSpec::new(name.clone(), EMPTY)
        };
        let function = sim.function(spec, async |ctx: &mut Ctx, length: SimDuration| {
            ctx.sleep(length).await;
        });
        sim.deploy(function, service, registry);
        let arrivals = Poisson::per_second(10.0).until(SimTime::ZERO + secs(20));
        sim.workload(&name, cloud, service, function, arrivals, |_, random| {
            random.exponential_duration(millis(100))
        });
    }
    sim
}

/// Runs, and returns what was recorded and the memory that an invocation takes \[B\].
fn recorded(sim: Builder) -> (Record, f64) {
    let prepared = sim.build().expect("the declaration is right");
    let record = prepared
        .execute(Seed(42), Record::new(Recording::Full))
        .recorder;
    let bytes = record.bytes() as f64 / record.over as f64;
    (record, bytes)
}

#[test]
fn a_recorded_invocation_takes_at_most_64_bytes() {
    for overhead in [SimDuration::ZERO, us(123)] {
        let (record, bytes) = recorded(queue(50, overhead, mins(10)));
        assert!(record.over > 9_000, "{} invocations", record.over);
        assert_eq!(record.invocations.iter().count() as u64, record.over);
        assert!(bytes <= 64.0, "{bytes} B an invocation");
    }
}

#[test]
fn together_with_a_container_of_its_own_it_takes_at_most_96_bytes() {
    let (record, bytes) = recorded(queue(50, us(123), SimDuration::ZERO));
    assert_eq!(record.containers.iter().count() as u64, record.over);
    assert!(bytes <= 96.0, "{bytes} B an invocation");
}

#[test]
fn a_summary_keeps_no_rows() {
    let prepared = queue(5, SimDuration::ZERO, mins(10))
        .build()
        .expect("the declaration is right");
    let record = prepared
        .execute(Seed(42), Record::new(Recording::Summary))
        .recorder;
    assert!(record.over > 0);
    assert_eq!(record.bytes(), Record::default().bytes());
}

#[test]
fn a_summary_counts_every_duration_that_rows_have() {
    let report = |recording| {
        let options = Options::new(Seed(42)).recording(recording);
        queue(5, us(123), mins(10))
            .run_with(options)
            .expect("the declaration is right")
    };
    let (full, summary) = (report(Recording::Full), report(Recording::Summary));
    assert_eq!(full.functions.len(), 5);
    let what_is_exact = |of: &Option<Distribution>| {
        let of = of.as_ref().expect("there are some");
        (of.count, of.mean, of.min, of.max)
    };
    for (full, summary) in full.functions.iter().zip(&summary.functions) {
        let durations = |of: &FunctionSummary| {
            [
                &of.response_cold,
                &of.response_hot,
                &of.wait,
                &of.delays.wait_hot,
                &of.delays.startup_hot,
                &of.body,
            ]
            .map(what_is_exact)
        };
        assert_eq!(durations(full), durations(summary));
    }
    assert_eq!(full.timeline, summary.timeline);
}
