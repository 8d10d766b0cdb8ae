//! Executions of workflows: which are under way, and which stages there are in this run.

use std::collections::BTreeMap;
use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::simulation::recorder::Recorder;
use crate::simulation::request::{WorkflowBegin, WorkflowBegun, WorkflowReport};
use crate::simulation::stage::{StageFacts, StageId, WorkflowEnd, WorkflowEnded};
use crate::units::SimTime;

/// A workflow that has been run.
#[derive(Default)]
struct Known {
    /// How often it has begun.
    begun: u64,
    stages: IndexMap<Rc<str>, StageId, FxBuildHasher>,
}

/// An execution that is under way.
struct Execution {
    workflow: Rc<str>,
    start: SimTime,
}

/// The workflows of a run, by name: two of one name are one in its report.
#[derive(Default)]
pub(crate) struct Workflows {
    known: IndexMap<Rc<str>, Known, FxBuildHasher>,
    /// How many stages there are.
    stages: usize,
    /// How many executions have begun.
    begun: u64,
    executions: BTreeMap<u64, Execution>,
}

impl Workflows {
    /// An execution begins.
    pub(crate) fn begin(
        &mut self,
        now: SimTime,
        recorder: &mut impl Recorder,
        begin: WorkflowBegin,
    ) -> WorkflowBegun {
        let WorkflowBegin { workflow, stages } = begin;
        let known = self.known.entry(Rc::clone(&workflow)).or_default();
        let mut ids: Vec<StageId> = Vec::with_capacity(stages.len());
        for stage in &*stages {
            let id = *known
                .stages
                .entry(Rc::clone(&stage.path))
                .or_insert_with(|| {
                    let id = StageId::from_index(self.stages);
                    self.stages += 1;
                    recorder.staged(&StageFacts {
                        id,
                        workflow: Rc::clone(&workflow),
                        stage: Rc::clone(&stage.path),
                        kind: stage.kind,
                        parent: stage.parent.map(|place| ids[place]),
                    });
                    id
                });
            ids.push(id);
        }
        let begun = WorkflowBegun {
            number: self.begun,
            ordinal: known.begun,
            stages: ids.into(),
        };
        known.begun += 1;
        self.begun += 1;
        let execution = Execution {
            workflow,
            start: now,
        };
        self.executions.insert(begun.number, execution);
        begun
    }

    /// An execution is over.
    pub(crate) fn end(
        &mut self,
        now: SimTime,
        recorder: &mut impl Recorder,
        report: &WorkflowReport,
    ) {
        if let Some(execution) = self.executions.remove(&report.number) {
            recorder.workflow_ended(WorkflowEnded {
                end: Some(now),
                outcome: report.outcome,
                failed_stage: report.failure.as_ref().map(|failure| &*failure.stage),
                failure: report.failure.as_ref().map(|failure| &failure.cause),
                critical_path: &report.critical_path,
                visits: &report.visits,
                ..execution.told(report.number)
            });
        }
    }

    /// An execution has been left before its end.
    pub(crate) fn leave(&mut self, now: SimTime, recorder: &mut impl Recorder, number: u64) {
        if let Some(execution) = self.executions.remove(&number) {
            recorder.workflow_ended(WorkflowEnded {
                end: Some(now),
                outcome: WorkflowEnd::Stopped,
                ..execution.told(number)
            });
        }
    }

    /// Tells of the executions that the run ends without.
    pub(crate) fn record_unfinished(&mut self, recorder: &mut impl Recorder) {
        for (number, execution) in std::mem::take(&mut self.executions) {
            recorder.workflow_ended(execution.told(number));
        }
    }
}

impl Execution {
    fn told(&self, number: u64) -> WorkflowEnded<'_> {
        WorkflowEnded {
            number,
            workflow: &self.workflow,
            start: self.start,
            end: None,
            outcome: WorkflowEnd::Unfinished,
            failed_stage: None,
            failure: None,
            critical_path: &[],
            visits: &[],
        }
    }
}
