//! A small simulation: a queue before some cores.

use crate::experiment::study::{Execution, Studied, Study, StudyResult};
use crate::prelude::*;
use crate::simulation::{Parameter, ParameterError, ParameterInfo, ParameterValue};

/// Requests at random, each of which takes so many seconds of one core on average.
#[derive(Clone, Debug)]
pub(in crate::experiment::study) struct Shop {
    nodes: u64,
    rate: f64,
    length: f64,
    invocations: u64,
}

impl Default for Shop {
    fn default() -> Self {
        Self {
            nodes: 1,
            rate: 0.5,
            length: 1.0,
            invocations: 40,
        }
    }
}

const fn info(name: &'static str) -> ParameterInfo {
    ParameterInfo { name, doc: "" }
}

impl Declaration for Shop {
    const NAME: &'static str = "Shop";
    const DOC: &'static str = "A queue.";
    const PARAMETERS: &'static [ParameterInfo] = &[
        info("nodes"),
        info("rate"),
        info("length"),
        info("invocations"),
    ];

    fn values(&self) -> Vec<ParameterValue> {
        vec![
            self.nodes.value(),
            self.rate.value(),
            self.length.value(),
            self.invocations.value(),
        ]
    }

    fn set(&mut self, name: &str, text: &str) -> Result<(), ParameterError> {
        match name {
            "nodes" => self.nodes = u64::parse(text)?,
            "rate" => self.rate = f64::parse(text)?,
            "length" => self.length = f64::parse(text)?,
            "invocations" => self.invocations = u64::parse(text)?,
            _ => return Err(ParameterError::unknown(name)),
        }
        Ok(())
    }

    fn build(&self, sim: &mut Builder) {
        let spec = HostSpec {
            speed: gflop_per_sec(1),
            disk: Disk {
                capacity: tb(1),
                read: mb_per_sec(500),
                write: mb_per_sec(500),
            },
            ..HostSpec::default()
        };
        let head = sim.host("head", spec.clone());
        let link = LinkSpec {
            bandwidth: gb_per_sec(1),
            ..LinkSpec::default()
        };
        let mut nodes = Vec::new();
        for number in 0..self.nodes {
            let node = sim.host(&format!("node{number}"), spec.clone());
            let lan = sim.link(&format!("lan{number}"), link);
            sim.route(head, node, [lan]);
            nodes.push(node);
        }
        let image = Image::new("image", Bytes::ZERO);
        let registry = StorageSpec {
            images: vec![image.clone()],
            ..StorageSpec::default()
        };
        let registry = sim.storage("registry", head, registry);
        let service = ServerlessSpec {
            idle_timeout: hours(10),
            scheduler: Box::new(FirstFit),
            ..ServerlessSpec::default()
        };
        let cloud = sim.serverless("cloud", head, &nodes, service);
        let body = async |ctx: &mut Ctx, length: SimDuration| ctx.sleep(length).await;
        let function = sim.function(FunctionSpec::new("serve", image), body);
        sim.deploy(function, cloud, registry);
        let arrivals = Poisson::per_second(self.rate).take(self.invocations);
        let mean = SimDuration::from_secs_f64(self.length);
        let length = move |_, random: &mut Stream| random.exponential_duration(mean);
        sim.workload("clients", head, cloud, function, arrivals, length);
    }
}

pub(in crate::experiment::study) fn small() -> Study {
    Shop::study()
        .vary("nodes", [1_u64, 2])
        .vary("rate", [0.3, 0.6])
        .replications(4)
        .compare("nodes")
}

pub(in crate::experiment::study) fn csv(result: &StudyResult) -> String {
    let mut text = Vec::new();
    result.write_csv(&mut text).unwrap();
    String::from_utf8(text).unwrap()
}

pub(in crate::experiment::study) fn with_threads(threads: usize) -> Execution<'static> {
    Execution {
        threads: Some(threads),
        ..Execution::default()
    }
}

pub(in crate::experiment::study) fn json(result: &StudyResult) -> String {
    serde_json::to_string(&result.whole()).unwrap()
}
