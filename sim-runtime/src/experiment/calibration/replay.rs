//! The scenario with the observed invocations in the place of its timeline.

use indexmap::IndexMap;

use crate::experiment::ExperimentError;
use crate::kernel::Seed;
use crate::results::observed::Observation;
use crate::results::{Options, Recording};
use crate::scenario::run::run_with;
use crate::scenario::schema::{Action, Delay, Entry, InvocationKind, Registration, Scenario, Step};
use crate::serverless::MessageSizes;
use crate::units::{Bytes, SimDuration, SimTime};

/// Runs of a scenario with observed invocations.
#[derive(Clone, Copy)]
pub(super) struct Replay<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) seed: Seed,
}

/// What became of an invocation.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Replayed {
    /// Whether its container was new; `None` if it was not dispatched.
    pub(super) cold: Option<bool>,
    /// From the request to the completion \[s\]; `None` if it did not succeed.
    pub(super) response: Option<f64>,
    /// The part of that in which images were moved \[s\].
    pub(super) moving: f64,
    /// The part of that in which its body ran \[s\].
    pub(super) body: f64,
}

/// How long the bodies run, in order of the observations.
pub(super) struct Bodies(Vec<SimDuration>);

impl Bodies {
    /// As long as was observed, with the start of the container.
    pub(super) fn observed(rows: &[Observation]) -> Self {
        Self(rows.iter().map(|row| row.duration).collect())
    }

    /// Those of the hot starts that are known as long as they were, all others as long as one of those, less what the scenario takes
    /// beside the body.
    pub(super) fn drawn(known: &[Observation], seed: Seed, overhead: f64) -> Drawn {
        let mut hot: IndexMap<&str, Vec<SimDuration>> = IndexMap::new();
        for row in known.iter().filter(|row| !row.cold) {
            hot.entry(&row.function).or_default().push(row.duration);
        }
        let hot = hot
            .into_iter()
            .map(|(function, lengths)| (function.to_owned(), lengths));
        Drawn {
            hot: hot.collect(),
            known: known.len(),
            seed,
            overhead: SimDuration::from_secs_f64(overhead.max(0.0)),
        }
    }
}

/// Bodies that are drawn.
pub(super) struct Drawn {
    hot: IndexMap<String, Vec<SimDuration>>,
    known: usize,
    seed: Seed,
    overhead: SimDuration,
}

/// How long the body of each observation runs.
pub(super) trait Lengths {
    fn lengths(&self, rows: &[Observation]) -> Vec<SimDuration>;
}

impl Lengths for Bodies {
    fn lengths(&self, _: &[Observation]) -> Vec<SimDuration> {
        self.0.clone()
    }
}

impl Lengths for Drawn {
    fn lengths(&self, rows: &[Observation]) -> Vec<SimDuration> {
        let mut stream = self.seed.stream(0, "calibration: bodies");
        let rows = rows.iter().enumerate();
        let lengths = rows.map(|(index, row)| {
            let hot = self.hot.get(&*row.function).map_or(&[][..], Vec::as_slice);
            // Drawn also if it is not needed, so that the others stay the same.
            let drawn = stream.choose(hot).copied().unwrap_or_default();
            let is_known = index < self.known && !row.cold;
            let length = if is_known { row.duration } else { drawn };
            length.saturating_sub(self.overhead)
        });
        lengths.collect()
    }
}

impl Replay<'_> {
    /// Runs the observed invocations, in order.
    pub(super) fn run(
        &self,
        rows: &[Observation],
        bodies: &impl Lengths,
    ) -> Result<Vec<Replayed>, ExperimentError> {
        let scenario = Scenario {
            timeline: timeline(rows, &bodies.lengths(rows)),
            workflows: IndexMap::new(),
            faults: Vec::new(),
            workloads: Vec::new(),
            traces: Vec::new(),
            horizon: None,
            allow_refusal: false,
            allow_past_dates: Some(true),
            ..self.scenario.clone()
        };
        let scenario = with_plain_functions(scenario);
        let options = Options::new(self.seed).recording(Recording::Full);
        let run = run_with(&scenario, self.seed, options).map_err(|error| {
            ExperimentError::Asked(format!("the scenario cannot be run: {error}"))
        })?;
        if let Some(reason) = run.failure() {
            return Err(ExperimentError::Asked(format!(
                "the scenario cannot be run with the observed invocations: {reason}"
            )));
        }
        let replayed = run.report.invocations.iter().map(|row| {
            let response = row.response().filter(|_| row.success == Some(true));
            let phases = &row.phases;
            let moving = phases
                .download
                .saturating_add(phases.copy)
                .saturating_add(phases.load);
            Replayed {
                cold: row.reused_container.map(|reused| !reused),
                response: response.map(SimDuration::as_secs_f64),
                moving: moving.as_secs_f64(),
                body: phases.body.as_secs_f64(),
            }
        });
        Ok(replayed.collect())
    }
}

/// The same scenario where starts and images take no time: what was observed is in the durations already.
pub(super) fn without_delays(scenario: &Scenario) -> Scenario {
    let mut scenario = scenario.clone();
    let service = &mut scenario.service;
    service.start_up = None;
    service.properties.container_startup_overhead = Some(SimDuration::ZERO);
    service.properties.invocation_processing_overhead = SimDuration::ZERO;
    scenario.engine.control_message_size = MessageSizes::default();
    for image in &mut scenario.images {
        image.disk_size = Bytes::ZERO;
        image.ram_size = Bytes::ZERO;
        image.layers.clear();
    }
    for function in &mut scenario.functions {
        function.time_limit = SimDuration::ZERO;
    }
    scenario
}

/// The invocations are the attempts that were observed: nobody repeats them.
fn with_plain_functions(mut scenario: Scenario) -> Scenario {
    for function in &mut scenario.functions {
        function.register = Registration::Start;
        function.retry = None;
        function.events = None;
    }
    scenario
}

fn timeline(rows: &[Observation], lengths: &[SimDuration]) -> Vec<Entry> {
    // Functions are registered before the first one comes.
    let start = SimDuration::from_secs(1);
    let entries = rows.iter().zip(lengths).enumerate();
    let entries = entries.map(|(number, (row, length))| Entry {
        delay: Delay::At(row.date.max(SimTime::ZERO) + start),
        action: Action::Invoke {
            function: row.function.to_string(),
            id: number.to_string(),
            sleep: None,
            body: Some(vec![Step::Sleep { duration: *length }]),
            unknown_service: false,
            retry: None,
            kind: InvocationKind::Sync,
        },
    });
    entries.collect()
}
