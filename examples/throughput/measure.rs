//! How a declaration is measured, and the recorder that counts.

use coldstart::kernel::Seed;
use coldstart::prelude::*;
use coldstart::results::{Options, Recording};
use coldstart::serverless::{FunctionId, Observer, ServiceEvent, ServiceId};
use coldstart::simulation::{CallRecord, Recorder};

pub(crate) use crate::measurement::Measurement;
use crate::measurement::{Stopwatch, peak_rss_bytes};

/// A recorder that counts, in constant memory.
#[derive(Debug, Default)]
struct Counts {
    invocations: u64,
    cold_starts: u64,
    failures: u64,
}

impl Observer for Counts {
    fn observe(&mut self, _: SimTime, _: ServiceId, _: ServiceEvent) {}
}

impl Recorder for Counts {
    fn registered(
        &mut self,
        _: SimTime,
        _: ServiceId,
        _: FunctionId,
        outcome: &Result<(), Failure>,
    ) {
        self.failures += u64::from(outcome.is_err());
    }

    fn called(&mut self, call: CallRecord<'_>) {
        self.invocations += 1;
        self.cold_starts += u64::from(call.dates.start.is_some() && !call.reused);
        self.failures += u64::from(call.failure.is_some());
    }
}

impl Measurement {
    /// Runs a declaration; what it is built from is not part of the time.
    ///
    /// A workload that invokes nothing counts `operations` instead, called `unit`.
    pub(crate) fn of(
        workload: String,
        sim: Builder,
        operations: Option<(u64, &'static str)>,
        recording: Option<Recording>,
    ) -> Self {
        if let Some(recording) = recording {
            return Self::of_report(workload, sim, recording);
        }
        let prepared = sim.build().unwrap_or_else(|error| panic!("{error}"));
        let start = Stopwatch::start();
        let conclusion = prepared.execute(Seed(42), Counts::default());
        let elapsed = start.elapsed();
        if let Some(halt) = conclusion.halt {
            panic!("{halt}");
        }
        let Counts {
            invocations,
            cold_starts,
            failures,
        } = conclusion.recorder;
        assert_eq!(
            failures, 0,
            "every registration and every invocation succeeds"
        );
        let (invocations, unit) = operations.unwrap_or((invocations, "invocations"));
        Self {
            workload,
            unit,
            invocations,
            cold_starts,
            simulated_seconds: conclusion.date.as_secs_f64(),
            elapsed,
            peak_rss_bytes: peak_rss_bytes(),
        }
    }

    /// Runs a declaration and makes its report, all of which is part of the time.
    fn of_report(workload: String, sim: Builder, recording: Recording) -> Self {
        let start = Stopwatch::start();
        let options = Options::new(Seed(42)).recording(recording);
        let report = sim
            .run_with(options)
            .unwrap_or_else(|error| panic!("{error}"));
        let elapsed = start.elapsed();
        assert_eq!(report.summary.failed, 0, "every invocation succeeds");
        Self {
            workload: format!("{workload}, recorded: {recording}"),
            unit: "invocations",
            invocations: report.summary.invocations,
            cold_starts: report.summary.cold_starts,
            simulated_seconds: report.final_date.as_secs_f64(),
            elapsed,
            peak_rss_bytes: peak_rss_bytes(),
        }
    }
}
