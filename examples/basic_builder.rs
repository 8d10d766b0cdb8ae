//! The basic example without macros, on the builder that they call.
//!
//! Look for: the same report as `basic`, byte for byte, for the same parameters and seed.

use coldstart::cli;
use coldstart::prelude::*;
use coldstart::simulation::{Parameter, ParameterError, ParameterInfo, ParameterValue};

/// The parameters.
#[derive(Clone, Debug)]
pub struct Basic {
    /// Invocations that the client places.
    pub invocations: u64,
    /// Compute nodes of the service.
    pub nodes: usize,
}

impl Default for Basic {
    fn default() -> Self {
        Self {
            invocations: 100,
            nodes: 3,
        }
    }
}

impl Declaration for Basic {
    const NAME: &'static str = "Basic";
    const DOC: &'static str =
        "One function, invoked once a second from outside the provider's network.";
    const PARAMETERS: &'static [ParameterInfo] = &[
        ParameterInfo {
            name: "invocations",
            doc: "Invocations that the client places.",
        },
        ParameterInfo {
            name: "nodes",
            doc: "Compute nodes of the service.",
        },
    ];

    fn values(&self) -> Vec<ParameterValue> {
        vec![self.invocations.value(), self.nodes.value()]
    }

    fn set(&mut self, name: &str, text: &str) -> Result<(), ParameterError> {
        match name {
            "invocations" => self.invocations = Parameter::parse(text)?,
            "nodes" => self.nodes = Parameter::parse(text)?,
            _ => return Err(ParameterError::unknown(name)),
        }
        Ok(())
    }

    fn build(&self, sim: &mut Builder) {
        let Self { invocations, nodes } = self.clone();
        let image = Image::new("worker", mb(250));
        let [read, write] = [mb_per_sec(100); 2];
        let far = HostSpec {
            speed: gflop_per_sec(10),
            disk: Disk {
                capacity: tb(5),
                read,
                write,
            },
            ..HostSpec::default()
        };
        let near = HostSpec {
            cores: 10,
            speed: gflop_per_sec(1),
            ram: gb(64),
            disk: Disk {
                capacity: tib(5),
                read,
                write,
            },
            ..HostSpec::default()
        };
        let user = sim.host("user", far.clone());
        let gateway = sim.host("gateway", far);
        let wan = sim.link(
            "wan",
            LinkSpec {
                bandwidth: mb_per_sec(10),
                latency: us(20),
                ..LinkSpec::default()
            },
        );
        sim.route(user, gateway, [wan]);
        let worker: Vec<HostId> = (0..nodes)
            .map(|i| sim.host(&format!("worker[{i}]"), near.clone()))
            .collect();
        for (i, &worker) in worker.iter().enumerate() {
            let lan = sim.link(
                &format!("lan[{i}]"),
                LinkSpec {
                    bandwidth: mb_per_sec(100),
                    latency: us(2),
                    ..LinkSpec::default()
                },
            );
            sim.route(gateway, worker, [lan]);
            sim.route(user, worker, [wan, lan]);
        }
        let images = vec![image.clone()];
        let repository = sim.storage(
            "repository",
            user,
            StorageSpec {
                images,
                ..StorageSpec::default()
            },
        );
        let cloud = sim.serverless("cloud", gateway, &worker, ServerlessSpec::default());

        let spec = FunctionSpec {
            time_limit: secs(60),
            disk: mb(500),
            memory: mb(200),
            ingress: mb(30),
            egress: mb(40),
            ..FunctionSpec::new("work", image)
        };
        let work = sim.function(
            spec,
            async |ctx: &mut Ctx, (id, length): (u64, SimDuration)| {
                ctx.sleep(length).await;
                format!("Function {id} completed")
            },
        );
        sim.deploy(work, cloud, repository);
        sim.controller("client", user, async move |ctx: &mut Ctx| {
            let mut pending = Vec::new();
            for id in 0..invocations {
                let length = secs(ctx.random().uniform(10..=90));
                pending.push(ctx.invoke(cloud, work, (id, length)).await);
                ctx.sleep(secs(1)).await;
            }
            for outcome in ctx.wait_all(pending).await {
                match outcome {
                    Ok(done) => ctx.log(format!("{} (started {})", done.output, done.dates.start)),
                    Err(failure) => ctx.log(failure),
                }
            }
        });
    }
}

fn main() -> ExitCode {
    cli::declared::<Basic>()
}
