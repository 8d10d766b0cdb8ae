//! Sums over the invocations of one function on one service.

use super::failures::Failures;
use crate::results::analysis::duration_stats::DurationStats;
use crate::results::schema::cause::ColdCause;
use crate::results::schema::invocation::InvocationRecord;
use crate::results::schema::phases::Phases;
use crate::results::schema::retries::RetryFigures;
use crate::results::schema::summaries::{Counts, Distribution, StartDelays};
use crate::serverless::Tariff;
use crate::serverless::tariff::{BilledSize, Usage};
use crate::units::{Bytes, SimDuration};

/// Sums over the invocations of one function on one service.
#[derive(Clone, Debug, Default)]
pub(in crate::results) struct Tally {
    pub(in crate::results) counts: Sums,
    pub(in crate::results) phases: Phases,
    pub(in crate::results) input: Bytes,
    pub(in crate::results) output: Bytes,
    /// The most that any of them held at once.
    pub(in crate::results) peak_memory: Option<Bytes>,
    pub(in crate::results) durations: Durations,
    pub(in crate::results) failures: Failures,
    pub(in crate::results) retries: RetryFigures,
    billed: Billed,
    /// Those in provisioned containers.
    billed_in_provisioned: Billed,
}

/// Invocations that are billed.
#[derive(Clone, Copy, Debug, Default)]
struct Billed {
    invocations: u64,
    /// For how long, together; where a container serves several at once, for how long any ran in it \[ns\].
    nanos: u128,
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
    /// From request to completion.
    pub(in crate::results) response: ByStart,
    /// From request to the start of the body.
    pub(in crate::results) wait: ByStart,
    /// From dispatch to the start of the body.
    pub(in crate::results) startup: ByStart,
    /// From the start of the body to its end.
    pub(in crate::results) body: DurationStats,
    /// Those of the latest, which are counted together: what is kept of many functions is in no cache, and each distribution
    /// is looked for once for all of them.
    latest: Vec<WarmCall>,
}

/// How many invocations wait at most until they are counted together.
const TOGETHER: usize = 16;

/// The durations of an invocation that was completed in a container which had served before.
#[derive(Clone, Copy, Debug)]
struct WarmCall {
    response: SimDuration,
    wait: SimDuration,
    startup: SimDuration,
    body: SimDuration,
}

/// Durations of invocations with new containers, and with such as had served before.
#[derive(Clone, Debug, Default)]
pub(in crate::results) struct ByStart {
    pub(in crate::results) cold: DurationStats,
    pub(in crate::results) hot: DurationStats,
}

impl ByStart {
    fn binned() -> Self {
        Self {
            cold: DurationStats::binned(),
            hot: DurationStats::binned(),
        }
    }

    fn of(&mut self, record: &InvocationRecord) -> &mut DurationStats {
        match record.cold_cause {
            Some(_) => &mut self.cold,
            None => &mut self.hot,
        }
    }

    /// Both together.
    pub(in crate::results) fn together(&self) -> Option<Distribution> {
        let mut both = self.cold.clone();
        both.merge(&self.hot);
        both.distribution()
    }
}

impl Durations {
    fn binned() -> Self {
        Self {
            response: ByStart::binned(),
            wait: ByStart::binned(),
            startup: ByStart::binned(),
            body: DurationStats::binned(),
            latest: Vec::new(),
        }
    }

    /// Adds the durations of an invocation; they are seen once [`Self::finish`] has been called.
    pub(in crate::results) fn add_later(&mut self, record: &InvocationRecord, phases: &Phases) {
        let (Some(start), Some(dispatch), Some(completion), None) = (
            record.start,
            record.dispatch,
            record.completion,
            record.cold_cause,
        ) else {
            return self.add(record, phases);
        };
        self.latest.push(WarmCall {
            response: completion.since(record.requested),
            wait: start.since(record.requested),
            startup: start.since(dispatch),
            body: phases.body,
        });
        if self.latest.len() == TOGETHER {
            self.add_latest();
        }
    }

    fn add_latest(&mut self) {
        let latest = &self.latest;
        let response = latest.iter().map(|call| call.response);
        self.response.hot.add_all(response);
        self.wait.hot.add_all(latest.iter().map(|call| call.wait));
        self.startup
            .hot
            .add_all(latest.iter().map(|call| call.startup));
        self.body.add_all(latest.iter().map(|call| call.body));
        self.latest.clear();
    }

    pub(in crate::results) fn add(&mut self, record: &InvocationRecord, phases: &Phases) {
        if let Some(start) = record.start {
            self.wait.of(record).add(start.since(record.requested));
            if let Some(dispatch) = record.dispatch {
                self.startup.of(record).add(start.since(dispatch));
            }
            if record.completion.is_some() {
                self.body.add(phases.body);
            }
        }
        if let (Some(completion), true) = (record.completion, record.container.is_some()) {
            let response = completion.since(record.requested);
            self.response.of(record).add(response);
        }
    }

    /// The run is over: counts what has waited for it, and puts exact durations in order.
    pub(super) fn finish(&mut self) {
        self.add_latest();
        self.latest = Vec::new();
        for stats in [&mut self.response, &mut self.wait, &mut self.startup] {
            stats.cold.sort();
            stats.hot.sort();
        }
        self.body.sort();
    }

    /// Where the start of bodies is told apart.
    pub(in crate::results) fn starts(&self) -> StartDelays {
        StartDelays {
            wait_cold: self.wait.cold.distribution(),
            wait_hot: self.wait.hot.distribution(),
            startup_cold: self.startup.cold.distribution(),
            startup_hot: self.startup.hot.distribution(),
        }
    }
}

/// The distributions of the response times and delays of several functions together.
#[derive(Clone, Debug, Default)]
pub(in crate::results) struct Together {
    pub(in crate::results) response: Option<Distribution>,
    pub(in crate::results) response_cold: Option<Distribution>,
    pub(in crate::results) response_hot: Option<Distribution>,
    pub(in crate::results) starts: StartDelays,
}

impl Together {
    pub(super) fn of<'a>(tallies: impl Iterator<Item = &'a Tally> + Clone) -> Self {
        let merged = |of: fn(&Durations) -> &DurationStats| {
            let mut parts = tallies.clone().map(|tally| of(&tally.durations));
            let mut sum = parts.next().cloned().unwrap_or_default();
            parts.for_each(|part| sum.merge(part));
            sum
        };
        let distribution = |of| merged(of).distribution();
        let starts = StartDelays {
            wait_cold: distribution(|of| &of.wait.cold),
            wait_hot: distribution(|of| &of.wait.hot),
            startup_cold: distribution(|of| &of.startup.cold),
            startup_hot: distribution(|of| &of.startup.hot),
        };
        let response = ByStart {
            cold: merged(|of| &of.response.cold),
            hot: merged(|of| &of.response.hot),
        };
        Self {
            response: response.together(),
            response_cold: response.cold.distribution(),
            response_hot: response.hot.distribution(),
            starts,
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
            failures: Failures::of_function(),
            ..Self::default()
        }
    }

    pub(super) fn add(
        &mut self,
        record: &InvocationRecord,
        phases: &Phases,
        tariff: Option<&Tariff>,
        is_shared: bool,
    ) {
        self.counts.add(record);
        self.input = self.input.saturating_add(record.input_bytes);
        self.output = self.output.saturating_add(record.output_bytes);
        self.peak_memory = self.peak_memory.max(record.peak_memory);
        if record.completion.is_some() {
            self.phases += *phases;
        }
        if let Some(time) = tariff.and_then(|tariff| record.billed(tariff)) {
            let billed = self.billed_in(record.provisioned);
            billed.invocations += 1;
            if !is_shared {
                billed.nanos += u128::from(time.as_nanos());
            }
        }
    }

    /// Adds the time that is billed for a container which served several invocations at once.
    pub(super) fn add_shared(&mut self, is_provisioned: bool, time: SimDuration) {
        self.billed_in(is_provisioned).nanos += u128::from(time.as_nanos());
    }

    fn billed_in(&mut self, is_provisioned: bool) -> &mut Billed {
        if is_provisioned {
            &mut self.billed_in_provisioned
        } else {
            &mut self.billed
        }
    }

    /// What is billed together, with the provisioned containers of the function, which were kept for so long together \[ns\].
    pub(in crate::results) fn usage(
        &self,
        tariff: &Tariff,
        size: BilledSize,
        kept_nanos: u128,
    ) -> Usage {
        let gb_seconds = |nanos| tariff.gb_nanos(size.memory, nanos);
        let nanos = self.billed.nanos + self.billed_in_provisioned.nanos;
        Usage {
            egress_gb: tariff.egress_gb(self.output),
            invocations: self.billed.invocations,
            gb_seconds: gb_seconds(self.billed.nanos),
            provisioned_invocations: self.billed_in_provisioned.invocations,
            running_gb_seconds: gb_seconds(self.billed_in_provisioned.nanos),
            provisioned_gb_seconds: gb_seconds(kept_nanos),
            ..tariff.beside_memory(size, nanos)
        }
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
