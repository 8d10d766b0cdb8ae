//! A day of Azure Functions on nodes of one's own: cold starts, and how full the nodes are.
//!
//! ```text
//!   the trace ---> gateway --- lan --- node[0], node[1], ...
//! ```
//!
//! The trace declares its functions, each with its memory and the law of its durations, and invokes them a day long. Their bodies
//! are data: nothing of theirs runs, so that millions of invocations take seconds and hardly any memory. What comes with the
//! repository is a sample of 20 functions; the whole of the published day, or any part of it, is read the same way:
//! `--trace FOLDER`, where the folder has the three tables of a day.
//!
//! Look for the cold starts: 5,369, most of them of containers that were there, on nodes without a core left (`not reused`).
//! `--keep 1h` leaves 2,852. `--hybrid true`, the policy of Serverless in the Wild, has 5,907: it looks at the pauses of a
//! function, which are short here, and so a burst's other instances are gone when the next burst comes. There are enough nodes for
//! the whole day; with `--nodes 12`, on average less than a quarter of the cores is asked for, and yet at one time almost ten
//! thousand requests wait, some for half an hour. One function of the sample comes in bursts, and lasts for minutes: means say little
//! of such a load. `--rate 0.1` keeps a tenth of the invocations, at random, and `--record summary` keeps figures, and no rows.

use coldstart::prelude::*;
use coldstart::serverless::policy::KeepAlive;

simulation! {
    /// A day of Azure Functions on nodes of one's own.
    #[derive(Clone, Debug)]
    pub struct AzureDay {
        /// The folder of the trace.
        trace: String = concat!(env!("CARGO_MANIFEST_DIR"), "/data/azure-functions-2019").to_owned(),
        /// The part of the invocations that is kept.
        rate: f64 = 1.0,
        /// Nodes of 64 cores and 512 GB.
        nodes: u64 = 300,
        /// How long an idle instance is kept.
        keep: SimDuration = 10min,
        /// Keep each by the histogram of its function's idle times instead.
        hybrid: bool = false,
    }

    host gateway { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 1GB/s, write: 1GB/s } }
    host node[nodes] { speed: 1Gflop/s, cores: 64, ram: 512GB, disk: Disk { capacity: 1TB, read: 1GB/s, write: 1GB/s } }
    link lan { bandwidth: 10Gbit/s, latency: 50us }
    for node in &node { route gateway <-> *node via [lan]; }

    storage registry on gateway { }
    serverless cloud on gateway over node {
        scheduler: FirstFit,
        container_startup: 500ms,
        keep_alive: kept(hybrid, keep),
    }

    trace day from Azure2019 { path: trace, rate: rate } on cloud from registry;
}

/// How long idle instances are kept.
fn kept(hybrid: bool, timeout: SimDuration) -> Box<dyn KeepAlive> {
    match hybrid {
        true => Box::new(HybridHistogram::default()),
        false => Box::new(FixedTimeout { timeout }),
    }
}

fn main() -> ExitCode {
    AzureDay::cli()
}
