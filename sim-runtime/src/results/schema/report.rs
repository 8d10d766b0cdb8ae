//! The report as a value.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::check::Verdict;
use super::container::ContainerRow;
use super::event::EventRow;
use super::fault::FaultRow;
use super::invocation::InvocationRow;
use super::process::{LogRow, ProcessRow};
use super::registration::RegistrationRow;
use super::summaries::{FunctionSummary, NodeSummary, Overall, ServiceSummary};
use super::summary::Summary;
use super::timeline::Timeline;
use super::transfer::TransferRow;
use super::workflow::{StageSummary, WorkflowRow};
use crate::kernel::Seed;
use crate::results::recording::Recording;
use crate::simulation::ParameterValue;
use crate::units::SimTime;

/// What happened in a run.
///
/// Two runs of one program with one seed give equal reports, which serialise to the same bytes. Dates and durations are in
/// seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The version of the format in which a report is stored.
    #[serde(default = "Report::first_format", alias = "format")]
    pub format_version: u32,
    /// The name of the simulation.
    pub simulation: String,
    /// The values of its parameters.
    pub parameters: IndexMap<String, ParameterValue>,
    /// The seed of its random numbers.
    pub seed: Seed,
    /// Which of the independent runs with this seed it is, from 0 on.
    #[serde(skip_serializing_if = "is_first", default)]
    pub replication: u64,
    /// How much was recorded: the rows that are here.
    pub recording: Recording,
    /// When the last controller ended.
    pub final_date: SimTime,
    /// Why the run ended before all its controllers had, if it did.
    pub error: Option<String>,
    /// The figures that people ask for first.
    pub summary: Summary,
    /// Response times and delays over all services.
    #[serde(default)]
    pub overall: Overall,
    /// Figures per service, in order of declaration.
    pub services: Vec<ServiceSummary>,
    /// Figures per function, in order of service and declaration.
    pub functions: Vec<FunctionSummary>,
    /// Figures per node, in order of service and declaration.
    pub nodes: Vec<NodeSummary>,
    /// Loads and starts over time.
    pub timeline: Timeline,
    /// Registrations, in the order in which they were answered.
    pub registrations: Vec<RegistrationRow>,
    /// Invocations, in the order in which they were requested.
    pub invocations: Vec<InvocationRow>,
    /// Containers, in order of service and creation.
    pub containers: Vec<ContainerRow>,
    /// Images and files that were moved, in the order in which they were asked for.
    pub transfers: Vec<TransferRow>,
    /// What happened to images and containers, in order.
    pub events: Vec<EventRow>,
    /// Controllers and spawned processes, in the order in which they ended; then those that the run ended before.
    pub processes: Vec<ProcessRow>,
    /// What the processes wrote.
    pub log: Vec<LogRow>,
    /// Executions of workflows, in the order in which they began.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub workflows: Vec<WorkflowRow>,
    /// Figures per stage of a workflow, in the order in which the stages were first gone through.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub stages: Vec<StageSummary>,
    /// Faults, in the order in which they began.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub faults: Vec<FaultRow>,
    /// What was checked of it, if anything was.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub checks: Vec<Verdict>,
}

/// Whether a replication is the run that one gets without asking for a replication.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
fn is_first(replication: &u64) -> bool {
    *replication == 0
}

impl Report {
    /// The version of the format in which reports are stored now: a program that reads an older one cannot read a newer one.
    pub const FORMAT_VERSION: u32 = 1;

    /// That of reports which do not say it.
    fn first_format() -> u32 {
        1
    }
}
