//! Is my scheduler better? One run says little; thirty in pairs say how much, and how sure that is.
//!
//! ```text
//!                              +--- lan[0] --- node[0]
//!   gateway (clients, cloud) --+--- ..                    4 cores each
//!                              +--- lan[3] --- node[3]
//! ```
//!
//! `PackTight` gives an invocation to the busiest node that can take it, in the belief that idle containers are few and warm then. It
//! is compared with `least-loaded` at two loads. Look for: in one run of the low load (seed 42) it has a cold start less; in thirty pairs
//! of runs it has more of them for certain, although the intervals of the means overlap; at the high load there is next to nothing
//! between the two.
//!
//! Without options, the study is run and its tables are printed. With some, this is the command line of the simulation:
//! `-- --sweep scheduler=least-loaded,pack-tight --replications 30 --compare scheduler`.

use coldstart::experiment::ExperimentError;
use coldstart::experiment::study::StudyResult;
use coldstart::prelude::*;
use coldstart::serverless::policy::{Policy, Round, Scheduler};
use serde::{Deserialize, Serialize};

/// Gives each invocation to the node with the fewest cores left that are enough.
#[derive(Debug)]
struct PackTight;

impl Policy for PackTight {}

impl Scheduler for PackTight {
    fn schedule(&mut self, round: &mut Round<'_>) {
        let nodes = round.view().nodes();
        for queued in round.queue() {
            let able = nodes
                .clone()
                .filter(|node| round.cores(node.id()) >= round.cores_of(queued));
            match able.min_by_key(|node| round.cores(node.id())) {
                Some(node) => round.advance(queued, node.id()),
                None => break,
            }
        }
    }
}

/// The schedulers that are compared.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// The built-in one.
    LeastLoaded,
    /// The one of this example.
    PackTight,
}

impl Choice {
    fn scheduler(self) -> Box<dyn Scheduler> {
        match self {
            Self::LeastLoaded => Box::new(LeastLoaded),
            Self::PackTight => Box::new(PackTight),
        }
    }
}

const IMAGE: Image = Image::new("worker", mb(50));

/// Works for as long as its input says.
#[serverless_function(image = IMAGE, memory = 500MB)]
async fn work(ctx: &mut Ctx, length: SimDuration) {
    ctx.sleep(length).await;
}

simulation! {
    /// Requests at random on four nodes, with one of two schedulers.
    #[derive(Clone, Debug)]
    pub struct BetterScheduler {
        /// Requests a second, on average.
        rate: f64 = 2.0,
        /// Which scheduler the service has.
        scheduler: Choice = Choice::LeastLoaded,
    }

    host gateway { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 500MB/s, write: 500MB/s } }
    host node[4] { speed: 1Gflop/s, cores: 4, ram: 8GB, disk: Disk { capacity: 1TB, read: 500MB/s, write: 500MB/s } }
    link lan[4]  { bandwidth: 10Gbit/s, latency: 50us }
    for i in 0..4 { route gateway <-> node[i] via [lan[i]]; }

    storage registry on gateway { images: [IMAGE] }
    serverless cloud on gateway over node {
        scheduler: scheduler.scheduler(), container_startup: 1s, idle_timeout: 20s
    }

    deploy work on cloud from registry;
    workload clients of work on cloud from gateway {
        arrivals: Poisson::per_second(rate).until(SimTime::ZERO + mins(10)),
        input: |_, random: &mut Stream| random.exponential_duration(secs(1)),
    }
}

/// Two loads, two schedulers, so many replications.
///
/// # Errors
///
/// If it makes no sense.
pub fn compared(replications: u64) -> Result<StudyResult, ExperimentError> {
    BetterScheduler::study()
        .vary("rate", [2.0, 12.0])
        .vary("scheduler", ["least-loaded", "pack-tight"])
        .measure("mean")
        .measure("p99")
        .measure("cold_start_rate")
        .replications(replications)
        .compare("scheduler")
        .run()
}

fn main() -> ExitCode {
    if std::env::args_os().len() > 1 {
        return BetterScheduler::cli();
    }
    match compared(30) {
        Ok(result) => {
            print!("{result}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
