//! What is kept of workflows: the records of their executions, and sums over each stage.

use std::fmt::Write;

use index_vec::IndexVec;
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::packed::Packed;
use crate::results::analysis::duration_stats::DurationStats;
use crate::results::analysis::ratio::share;
use crate::results::recording::Recording;
use crate::results::schema::encoding::Serial;
use crate::results::schema::names::StageNames;
use crate::results::schema::text::Texts;
use crate::results::schema::workflow::{StageSummary, WorkflowRecord};
use crate::simulation::{
    StageFacts, StageId, StageKind, StageUse, Visit, VisitEnd, WorkflowEnd, WorkflowEnded,
};
use crate::units::SimDuration;

/// How many stages of a critical path are told.
const LONGEST_PATH: usize = 64;

/// What is kept of workflows.
#[derive(Debug, Default)]
pub(super) struct WorkflowStats {
    stages: IndexVec<StageId, StageStats>,
    /// How many executions of each workflow have succeeded or failed.
    over: IndexMap<std::sync::Arc<str>, u64, FxBuildHasher>,
    pub(super) records: Packed<WorkflowRecord>,
}

/// Sums over the passages through a stage.
#[derive(Debug)]
struct StageStats {
    names: StageNames,
    kind: StageKind,
    parent: Option<StageId>,
    executions: u64,
    /// The execution that was counted last.
    counted: Option<u64>,
    visits: u64,
    invocations: u64,
    failures: u64,
    retries: u64,
    stopped: u64,
    times: DurationStats,
    critical: u64,
    /// The execution that was counted last among those on whose critical path it is.
    counted_critical: Option<u64>,
    critical_nanos: u128,
    cost: Option<f64>,
}

impl WorkflowStats {
    pub(super) fn staged(&mut self, stage: &StageFacts, recording: Recording) {
        self.stages.push(StageStats {
            names: StageNames {
                workflow: (&*stage.workflow).into(),
                stage: (&*stage.stage).into(),
            },
            kind: stage.kind,
            parent: stage.parent,
            executions: 0,
            counted: None,
            visits: 0,
            invocations: 0,
            failures: 0,
            retries: 0,
            stopped: 0,
            times: match recording {
                Recording::Full => DurationStats::default(),
                _ => DurationStats::binned(),
            },
            critical: 0,
            counted_critical: None,
            critical_nanos: 0,
            cost: None,
        });
    }

    /// An invocation of a stage is over, with what it cost if its service has a tariff.
    pub(super) fn invoked(&mut self, stage: StageUse, cost: Option<f64>) {
        self.with_those_around(stage.stage, |stage| {
            stage.invocations += 1;
            if let Some(cost) = cost {
                *stage.cost.get_or_insert(0.0) += cost;
            }
        });
    }

    /// An execution is over, or the run has ended without it.
    pub(super) fn ended(
        &mut self,
        ended: &WorkflowEnded<'_>,
        recording: Recording,
        texts: &mut Texts,
    ) {
        let is_whole = matches!(ended.outcome, WorkflowEnd::Succeeded | WorkflowEnd::Failed);
        if is_whole {
            match self.over.get_mut(ended.workflow) {
                Some(over) => *over += 1,
                None => drop(self.over.insert(ended.workflow.into(), 1)),
            }
        }
        for visit in ended.visits {
            self.stages[visit.stage].visited(ended.number, visit);
        }
        for &(stage, time) in ended.critical_path {
            self.with_those_around(stage, |stage| stage.determined(ended.number, time));
        }
        if recording.keeps(ended.number) {
            let cause = ended.failure.map(ToString::to_string);
            let path = is_whole.then(|| self.written(ended.critical_path));
            self.records.push(&WorkflowRecord {
                id: Serial(ended.number),
                workflow: texts.keep(ended.workflow),
                start: ended.start,
                end: ended.end,
                outcome: ended.outcome,
                failed_stage: ended.failed_stage.map(|stage| texts.keep(stage)),
                failure_cause: cause.map(|cause| texts.keep(&cause)),
                critical_path: path.map(|path| texts.keep(&path)),
            });
        }
    }

    fn with_those_around(&mut self, stage: StageId, mut change: impl FnMut(&mut StageStats)) {
        let mut next = Some(stage);
        while let Some(stage) = next {
            let stage = &mut self.stages[stage];
            change(stage);
            next = stage.parent;
        }
    }

    /// A critical path as text.
    fn written(&self, path: &[(StageId, SimDuration)]) -> String {
        let mut text = String::new();
        let runs = path.chunk_by(|one, other| one.0 == other.0);
        for (index, run) in runs.enumerate() {
            if index == LONGEST_PATH {
                text += " > ..";
                break;
            }
            if index > 0 {
                text += " > ";
            }
            text += &self.stages[run[0].0].names.stage;
            if run.len() > 1 {
                // Text takes whatever is written to it.
                let _ = write!(text, " x{}", run.len());
            }
        }
        text
    }

    /// The names of the stages, for the rows of invocations.
    pub(super) fn names(&self) -> IndexVec<StageId, StageNames> {
        self.stages
            .iter()
            .map(|stage| stage.names.clone())
            .collect()
    }

    pub(super) fn summaries(&self) -> Vec<StageSummary> {
        self.stages
            .iter()
            .map(|stage| self.summary(stage))
            .collect()
    }

    fn summary(&self, stage: &StageStats) -> StageSummary {
        let names = &stage.names;
        let over = self.over.get(&names.workflow).copied().unwrap_or(0);
        let times = stage.times.distribution();
        let times = times.as_ref();
        StageSummary {
            workflow: names.workflow.clone(),
            stage: names.stage.clone(),
            kind: stage.kind,
            executions: stage.executions,
            visits: stage.visits,
            invocations: stage.invocations,
            failures: stage.failures,
            retries: stage.retries,
            stopped: stage.stopped,
            time_mean: times.map(|times| times.mean),
            time_p50: times.map(|times| times.p50),
            time_p99: times.map(|times| times.p99),
            time_max: times.map(|times| times.max),
            critical_share: share(stage.critical as f64, over as f64),
            critical_time: SimDuration::from_nanos(
                u64::try_from(stage.critical_nanos).unwrap_or(u64::MAX),
            ),
            cost: stage.cost,
        }
    }
}

impl StageStats {
    fn visited(&mut self, execution: u64, visit: &Visit) {
        self.executions += u64::from(self.counted.replace(execution) != Some(execution));
        self.visits += 1;
        self.failures += u64::from(visit.failures);
        self.retries += u64::from(visit.retries);
        match visit.end {
            VisitEnd::Stopped => self.stopped += 1,
            VisitEnd::Succeeded | VisitEnd::Failed => self.times.add(visit.time),
        }
    }

    /// It was on the critical path of an execution for so long.
    fn determined(&mut self, execution: u64, time: SimDuration) {
        let counted = self.counted_critical.replace(execution);
        self.critical += u64::from(counted != Some(execution));
        self.critical_nanos += u128::from(time.as_nanos());
    }
}
