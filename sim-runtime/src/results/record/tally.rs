//! Sums over the invocations of one function on one service.

use crate::results::analysis::duration_stats::DurationStats;
use crate::results::schema::cause::ColdCause;
use crate::results::schema::invocation::InvocationRecord;
use crate::results::schema::phases::Phases;
use crate::results::schema::summaries::Counts;
use crate::serverless::Tariff;
use crate::serverless::tariff::gib_seconds;
use crate::units::Bytes;

/// Sums over the invocations of one function on one service.
#[derive(Clone, Debug, Default)]
pub(in crate::results) struct Tally {
    pub(in crate::results) counts: Sums,
    pub(in crate::results) phases: Phases,
    pub(in crate::results) input: Bytes,
    pub(in crate::results) output: Bytes,
    pub(in crate::results) durations: Durations,
    /// How many invocations are billed.
    billed: u64,
    /// For how long, together \[ns\].
    billed_nanos: u128,
}

/// Counts of invocations.
#[derive(Clone, Debug, Default)]
pub(in crate::results) struct Sums {
    invocations: u64,
    succeeded: u64,
    failed: u64,
    cold: [u64; ColdCause::ALL.len()],
    hot: u64,
}

/// How the durations of invocations are distributed.
#[derive(Clone, Debug, Default)]
pub(in crate::results) struct Durations {
    pub(in crate::results) cold: DurationStats,
    pub(in crate::results) hot: DurationStats,
    pub(in crate::results) wait: DurationStats,
    pub(in crate::results) body: DurationStats,
}

impl Durations {
    pub(super) fn binned() -> Self {
        Self {
            cold: DurationStats::binned(),
            hot: DurationStats::binned(),
            wait: DurationStats::binned(),
            body: DurationStats::binned(),
        }
    }

    pub(in crate::results) fn add(&mut self, record: &InvocationRecord, phases: &Phases) {
        if let Some(start) = record.start {
            self.wait.add(start.since(record.requested));
            if record.completion.is_some() {
                self.body.add(phases.body);
            }
        }
        if let (Some(completion), true) = (record.completion, record.container.is_some()) {
            let stats = if record.cold_cause.is_some() {
                &mut self.cold
            } else {
                &mut self.hot
            };
            stats.add(completion.since(record.requested));
        }
    }
}

impl Tally {
    pub(super) fn new(is_binned: bool) -> Self {
        let durations = if is_binned {
            Durations::binned()
        } else {
            Durations::default()
        };
        Self {
            durations,
            ..Self::default()
        }
    }

    pub(super) fn add(
        &mut self,
        record: &InvocationRecord,
        phases: &Phases,
        tariff: Option<&Tariff>,
    ) {
        self.counts.add(record);
        self.input = self.input.saturating_add(record.input_bytes);
        self.output = self.output.saturating_add(record.output_bytes);
        if record.completion.is_some() {
            self.phases += *phases;
        }
        if let Some(time) = tariff.and_then(|tariff| record.billed(tariff)) {
            self.billed += 1;
            self.billed_nanos += u128::from(time.as_nanos());
        }
    }

    /// What is billed together \[GiB s\], and what it costs.
    pub(in crate::results) fn bill(&self, tariff: &Tariff, memory: Bytes) -> (f64, f64) {
        let gib_seconds = gib_seconds(memory, self.billed_nanos);
        (gib_seconds, tariff.cost(self.billed, gib_seconds))
    }
}

impl Sums {
    fn add(&mut self, record: &InvocationRecord) {
        self.invocations += 1;
        match (record.completion, record.refused, record.failed) {
            (None, false, _) => {}
            (Some(_), false, false) => self.succeeded += 1,
            _ => self.failed += 1,
        }
        match record.cold_cause {
            Some(cause) => self.cold[cause as usize] += 1,
            None if record.container.is_some() => self.hot += 1,
            None => {}
        }
    }

    pub(in crate::results) fn merge(&mut self, other: &Self) {
        self.invocations += other.invocations;
        self.succeeded += other.succeeded;
        self.failed += other.failed;
        self.hot += other.hot;
        for (mine, other) in self.cold.iter_mut().zip(other.cold) {
            *mine += other;
        }
    }

    pub(in crate::results) fn invocations(&self) -> u64 {
        self.invocations
    }

    pub(in crate::results) fn counts(&self) -> Counts {
        let causes = ColdCause::ALL.into_iter().zip(self.cold);
        Counts {
            invocations: self.invocations,
            succeeded: self.succeeded,
            failed: self.failed,
            unfinished: self.invocations - self.succeeded - self.failed,
            cold_starts: self.cold.iter().sum(),
            hot_starts: self.hot,
            cold_causes: causes.filter(|(_, count)| *count > 0).collect(),
        }
    }
}
