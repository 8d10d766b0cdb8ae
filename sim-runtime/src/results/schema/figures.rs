//! The row of a function in tables: its counts, and quantiles of its response times and delays.

use std::sync::Arc;

use super::declare::row;
use super::summaries::{Distribution, FunctionSummary};
use crate::units::{Bytes, SimDuration};

row! {
    /// A function on a service: counts, and quantiles of its response times (from request to completion) and of the times
    /// until its bodies started.
    pub struct FunctionFigures {
        /// The service.
        service: Arc<str> [category],
        /// The function.
        function: Arc<str> [category],
        /// The memory that each of its containers reserves \[B\].
        memory: Bytes,
        /// All invocations that were requested.
        invocations: u64,
        /// Those that succeeded.
        succeeded: u64,
        /// Those that failed, refused ones among them.
        failed: u64,
        /// Those that the run ended without.
        unfinished: u64,
        /// Dispatches to a new container.
        cold_starts: u64,
        /// Dispatches to a container that had served before.
        hot_starts: u64,
        /// The mean response with new containers.
        response_cold_mean: Option<SimDuration>,
        /// Half of the responses with new containers do not exceed this.
        response_cold_p50: Option<SimDuration>,
        /// 99 % of the responses with new containers do not exceed this.
        response_cold_p99: Option<SimDuration>,
        /// The longest response with a new container.
        response_cold_max: Option<SimDuration>,
        /// The mean response with containers that had served before.
        response_hot_mean: Option<SimDuration>,
        /// Half of the responses with containers that had served before do not exceed this.
        response_hot_p50: Option<SimDuration>,
        /// 99 % of the responses with containers that had served before do not exceed this.
        response_hot_p99: Option<SimDuration>,
        /// The longest response with a container that had served before.
        response_hot_max: Option<SimDuration>,
        /// The mean time from request to the start of the body, with new containers.
        wait_cold_mean: Option<SimDuration>,
        /// Half of the times from request to the start of the body, with new containers, do not exceed this.
        wait_cold_p50: Option<SimDuration>,
        /// 99 % of the times from request to the start of the body, with new containers, do not exceed this.
        wait_cold_p99: Option<SimDuration>,
        /// The longest time from request to the start of the body, with new containers.
        wait_cold_max: Option<SimDuration>,
        /// The mean time from request to the start of the body, with containers that had served before.
        wait_hot_mean: Option<SimDuration>,
        /// Half of the times from request to the start of the body, with containers that had served before, do not exceed this.
        wait_hot_p50: Option<SimDuration>,
        /// 99 % of the times from request to the start of the body, with containers that had served before, do not exceed this.
        wait_hot_p99: Option<SimDuration>,
        /// The longest time from request to the start of the body, with containers that had served before.
        wait_hot_max: Option<SimDuration>,
        /// The mean time from dispatch to the start of the body, with new containers.
        startup_cold_mean: Option<SimDuration>,
        /// Half of the times from dispatch to the start of the body, with new containers, do not exceed this.
        startup_cold_p50: Option<SimDuration>,
        /// 99 % of the times from dispatch to the start of the body, with new containers, do not exceed this.
        startup_cold_p99: Option<SimDuration>,
        /// The longest time from dispatch to the start of the body, with new containers.
        startup_cold_max: Option<SimDuration>,
        /// The mean time from dispatch to the start of the body, with containers that had served before.
        startup_hot_mean: Option<SimDuration>,
        /// Half of the times from dispatch to the start of the body, with containers that had served before, do not exceed this.
        startup_hot_p50: Option<SimDuration>,
        /// 99 % of the times from dispatch to the start of the body, with containers that had served before, do not exceed this.
        startup_hot_p99: Option<SimDuration>,
        /// The longest time from dispatch to the start of the body, with containers that had served before.
        startup_hot_max: Option<SimDuration>,
        /// Bytes of all inputs.
        input_bytes: Bytes,
        /// Bytes of all outputs.
        output_bytes: Bytes,
        /// The most memory that a body held at once; missing if none allocated any.
        peak_memory: Option<Bytes>,
        /// Billed memory and time; missing without a tariff.
        billed_gb_seconds: Option<f64> [unit("the tariff's GB s")],
        /// What the callers pay at the list price; missing without a tariff.
        cost: Option<f64> [unit("the tariff's currency")],
        /// Its requests that may be attempted more than once; missing if there was none, as the other figures of such.
        requests: Option<u64>,
        /// Those that were attempted more than once.
        retried: Option<u64>,
        /// All attempts of them all.
        attempts: Option<u64>,
        /// Those that failed for good.
        exhausted: Option<u64>,
        /// Those that left a dead letter.
        dead_letters: Option<u64>,
    }
}

impl From<&FunctionSummary> for FunctionFigures {
    fn from(summary: &FunctionSummary) -> Self {
        let counts = &summary.counts;
        let [mean, p50, p99, max]: [fn(&Distribution) -> SimDuration; 4] =
            [|one| one.mean, |one| one.p50, |one| one.p99, |one| one.max];
        let of = |one: &Option<Distribution>, figure: fn(&Distribution) -> SimDuration| {
            one.as_ref().map(figure)
        };
        let (cold, hot) = (&summary.response_cold, &summary.response_hot);
        let delays = &summary.delays;
        Self {
            service: summary.service.clone(),
            function: summary.function.clone(),
            memory: summary.memory,
            invocations: counts.invocations,
            succeeded: counts.succeeded,
            failed: counts.failed,
            unfinished: counts.unfinished,
            cold_starts: counts.cold_starts,
            hot_starts: counts.hot_starts,
            response_cold_mean: of(cold, mean),
            response_cold_p50: of(cold, p50),
            response_cold_p99: of(cold, p99),
            response_cold_max: of(cold, max),
            response_hot_mean: of(hot, mean),
            response_hot_p50: of(hot, p50),
            response_hot_p99: of(hot, p99),
            response_hot_max: of(hot, max),
            wait_cold_mean: of(&delays.wait_cold, mean),
            wait_cold_p50: of(&delays.wait_cold, p50),
            wait_cold_p99: of(&delays.wait_cold, p99),
            wait_cold_max: of(&delays.wait_cold, max),
            wait_hot_mean: of(&delays.wait_hot, mean),
            wait_hot_p50: of(&delays.wait_hot, p50),
            wait_hot_p99: of(&delays.wait_hot, p99),
            wait_hot_max: of(&delays.wait_hot, max),
            startup_cold_mean: of(&delays.startup_cold, mean),
            startup_cold_p50: of(&delays.startup_cold, p50),
            startup_cold_p99: of(&delays.startup_cold, p99),
            startup_cold_max: of(&delays.startup_cold, max),
            startup_hot_mean: of(&delays.startup_hot, mean),
            startup_hot_p50: of(&delays.startup_hot, p50),
            startup_hot_p99: of(&delays.startup_hot, p99),
            startup_hot_max: of(&delays.startup_hot, max),
            input_bytes: summary.input_bytes,
            output_bytes: summary.output_bytes,
            peak_memory: summary.peak_memory,
            billed_gb_seconds: summary.billed_gb_seconds,
            cost: summary.cost,
            requests: summary.retries.map(|retries| retries.requests),
            retried: summary.retries.map(|retries| retries.retried),
            attempts: summary.retries.map(|retries| retries.attempts),
            exhausted: summary.retries.map(|retries| retries.exhausted),
            dead_letters: summary.retries.map(|retries| retries.dead_letters),
        }
    }
}
