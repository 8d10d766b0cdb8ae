//! Sums over the invocations of one function on one service.

use super::rows::InvocationRecord;
use super::spread::Spread;
use crate::results::report::{ColdCause, Counts, Phases};
use crate::serverless::Tariff;
use crate::serverless::tariff::gib_seconds;
use crate::units::{Bytes, SimDuration};

/// Sums over the invocations of one function on one service.
#[derive(Clone, Debug, Default)]
pub(in crate::results) struct Tally {
    pub(in crate::results) counts: Sums,
    pub(in crate::results) phases: Phases,
    pub(in crate::results) input: Bytes,
    pub(in crate::results) output: Bytes,
    pub(in crate::results) spreads: Spreads,
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
pub(in crate::results) struct Spreads {
    pub(in crate::results) cold: Spread,
    pub(in crate::results) hot: Spread,
    pub(in crate::results) wait: Spread,
    pub(in crate::results) body: Spread,
}

impl Spreads {
    pub(super) fn binned() -> Self {
        Self {
            cold: Spread::binned(),
            hot: Spread::binned(),
            wait: Spread::binned(),
            body: Spread::binned(),
        }
    }

    pub(in crate::results) fn add(&mut self, record: &InvocationRecord, phases: &Phases) {
        let dates = &record.dates;
        if let Some(start) = dates.start {
            self.wait.add(start.since(record.requested));
            if dates.completion.is_some() {
                self.body.add(phases.body);
            }
        }
        if let (Some(completion), true) = (dates.completion, record.place.is_some()) {
            let spread = if record.cold.is_some() {
                &mut self.cold
            } else {
                &mut self.hot
            };
            spread.add(completion.since(record.requested));
        }
    }
}

impl Tally {
    pub(super) fn new(is_binned: bool) -> Self {
        let spreads = if is_binned {
            Spreads::binned()
        } else {
            Spreads::default()
        };
        Self {
            spreads,
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, record: &InvocationRecord, tariff: Option<&Tariff>) {
        let phases = phases(record);
        self.counts.add(record);
        self.input = self.input.saturating_add(record.input);
        self.output = self.output.saturating_add(record.output);
        if record.dates.completion.is_some() {
            self.phases += phases;
        }
        if let Some(time) = tariff.and_then(|tariff| billed(record, tariff)) {
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
        match (record.dates.completion, record.refused, record.failed) {
            (None, false, _) => {}
            (Some(_), false, false) => self.succeeded += 1,
            _ => self.failed += 1,
        }
        match record.cold {
            Some(cold) => self.cold[cold.cause as usize] += 1,
            None if record.place.is_some() => self.hot += 1,
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

/// The time that is billed for an invocation; `None` if its body did not start, or has not ended.
pub(in crate::results) fn billed(
    record: &InvocationRecord,
    tariff: &Tariff,
) -> Option<SimDuration> {
    let dates = &record.dates;
    let end = dates.end.or(dates.completion)?;
    Some(tariff.billed(dates.dispatch?, dates.start?, end))
}

/// Where the time of an invocation went, as far as it has come.
pub(in crate::results) fn phases(record: &InvocationRecord) -> Phases {
    let dates = &record.dates;
    let over = dates.completion;
    let span =
        |from: Option<crate::units::SimTime>, to: Option<crate::units::SimTime>| match (from, to) {
            (Some(from), Some(to)) => to.since(from),
            _ => SimDuration::ZERO,
        };
    let waited = span(dates.submit, dates.dispatch.or(over));
    let moving = record
        .download
        .saturating_add(record.copy)
        .saturating_add(record.load);
    // A body that was killed has no end of its own.
    let end = dates.end.or(over);
    Phases {
        request: span(Some(record.requested), dates.submit.or(over)),
        queue: waited.saturating_sub(moving),
        download: record.download,
        copy: record.copy,
        load: record.load,
        startup: span(dates.dispatch, dates.start.or(over)),
        body: span(dates.start, end),
        answer: span(dates.end, over),
    }
}
