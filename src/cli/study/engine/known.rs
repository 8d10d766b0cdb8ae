//! The engines by their names.

use super::launch::Launch;
use super::launcher::Launcher;
use super::{hyperqueue, local, parallel, slurm, snakemake};
use crate::cli::failed::Failed;

/// Writes a workflow.
pub(super) type WriteWorkflow = fn(&Launch) -> Result<String, Failed>;

/// Makes an engine.
pub(super) type StartEngine = fn(Launch) -> Box<dyn Launcher>;

/// An engine by its name.
pub(super) struct Known {
    /// As `--engine` has it.
    pub(super) name: &'static str,
    /// What does the same without this command, as a file.
    pub(super) workflow: WriteWorkflow,
    /// The engine, if it is one that this command uses.
    pub(super) engine: Option<StartEngine>,
    /// How the file of the workflow is used.
    pub(super) usage: &'static str,
}

/// The engines, in the order in which the help shows them.
pub(super) const KNOWN: [Known; 5] = [
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
