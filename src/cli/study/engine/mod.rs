//! Who launches the shards of a study. An engine starts command lines and waits for them; what a shard is, which are left and what all of
//! them say is known by the study alone, so that a worker that dies costs its shard only.
//!
//! * `launch`: the command lines of shards, and of what puts them together; `options`: what is asked;
//! * `local`, `hyperqueue`, `slurm`: the engines, and `program`: the programs that they ask;
//! * `snakemake`, `parallel`: workflows for what launches by itself;
//! * `drive`: launching, waiting, launching again, merging.

mod drive;
mod hyperqueue;
pub(super) mod launch;
mod local;
mod options;
mod parallel;
mod program;
mod slurm;
mod snakemake;

use std::time::Duration;

use sim_runtime::experiment::study::Shard;

use super::super::failed::Failed;
use launch::Launch;

pub(super) use drive::Launching;
pub(super) use options::options;
#[cfg(test)]
pub(super) use {launch::Launch as OfShards, options::Asked};

/// What starts the shards of a study, on this machine or on others that see the same folders.
trait Engine {
    /// Checks that there is something to launch with.
    ///
    /// # Errors
    ///
    /// If not: what is missing.
    fn ready(&self) -> Result<(), Failed>;

    /// Launches these shards, and says as what.
    ///
    /// # Errors
    ///
    /// If they cannot be launched.
    fn launch(&mut self, shards: &[Shard]) -> Result<String, Failed>;

    /// How many of those that were launched last are not over, whatever became of the others.
    ///
    /// # Errors
    ///
    /// If that cannot be found out.
    fn left(&mut self) -> Result<usize, Failed>;

    /// Ends those that are not over.
    fn cancel(&mut self);

    /// How long it takes until it is worth to ask again.
    fn pause(&self) -> Duration;
}

/// Writes a workflow.
type WriteWorkflow = fn(&Launch) -> Result<String, Failed>;

/// Makes an engine.
type StartEngine = fn(Launch) -> Box<dyn Engine>;

/// An engine by its name.
struct Known {
    name: &'static str,
    /// What does the same without this command, as a file.
    workflow: WriteWorkflow,
    /// The engine, if it is one that this command uses.
    engine: Option<StartEngine>,
    /// How the file of the workflow is used.
    usage: &'static str,
}

const KNOWN: [Known; 5] = [
    Known {
        name: "local",
        workflow: local::script,
        engine: Some(|launch| Box::new(local::Local::new(launch))),
        usage: "sh FILE",
    },
    Known {
        name: "hyperqueue",
        workflow: hyperqueue::script,
        engine: Some(|launch| Box::new(hyperqueue::HyperQueue::new(launch))),
        usage: "sh FILE",
    },
    Known {
        name: "slurm",
        workflow: slurm::script,
        engine: Some(|launch| Box::new(slurm::Slurm::new(launch))),
        usage: "sh FILE",
    },
    Known {
        name: "snakemake",
        workflow: snakemake::snakefile,
        engine: None,
        usage: "snakemake --snakefile FILE --cores all",
    },
    Known {
        name: "parallel",
        workflow: parallel::script,
        engine: None,
        usage: "sh FILE",
    },
];
