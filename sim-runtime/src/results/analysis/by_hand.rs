//! Reports that are made by hand, for the tests of analyses.

use indexmap::IndexMap;

use crate::kernel::Seed;
use crate::results::recording::Recording;
use crate::results::schema::invocation::InvocationRow;
use crate::results::schema::phases::Phases;
use crate::results::schema::report::Report;
use crate::results::schema::summaries::{
    Counts, Distribution, FunctionSummary, Overall, StartDelays,
};
use crate::results::schema::summary::Summary;
use crate::results::schema::timeline::Timeline;
use crate::units::{Bytes, SimDuration, SimTime};

/// An invocation of `work` on `cloud` that completed, from request to completion \[ns\].
pub(in crate::results) fn invocation(id: u64, (from, to): (u64, u64), hot: bool) -> InvocationRow {
    let at = SimTime::from_nanos;
    InvocationRow {
        id,
        function: "work".into(),
        service: "cloud".into(),
        caller: "client".into(),
        requested: at(from),
        accepted: Some(at(from)),
        submit: Some(at(from)),
        dispatch: Some(at(from)),
        start: Some(at(from)),
        end: Some(at(to)),
        completion: Some(at(to)),
        success: Some(true),
        node: Some("node".into()),
        container: Some(0),
        reused_container: Some(hot),
        phases: Phases {
            body: at(to).since(at(from)),
            ..Phases::default()
        },
        ..InvocationRow::default()
    }
}

/// A report of some rows, and of nothing else, which ends with the last of them.
pub(in crate::results) fn report(invocations: Vec<InvocationRow>) -> Report {
    let end = invocations.iter().filter_map(|row| row.completion).max();
    Report {
        format_version: Report::FORMAT_VERSION,
        simulation: "Test".to_owned(),
        parameters: IndexMap::new(),
        seed: Seed(1),
        replication: 0,
        recording: Recording::Full,
        final_date: end.unwrap_or_default(),
        error: None,
        summary: Summary::default(),
        overall: Overall::default(),
        services: Vec::new(),
        functions: Vec::new(),
        nodes: Vec::new(),
        timeline: Timeline::default(),
        registrations: Vec::new(),
        workflows: Vec::new(),
        stages: Vec::new(),
        faults: Vec::new(),
        invocations,
        containers: Vec::new(),
        transfers: Vec::new(),
        events: Vec::new(),
        processes: Vec::new(),
        log: Vec::new(),
        checks: Vec::new(),
    }
}

/// A function that was invoked so often; half of its responses took no longer than 100 ms, 99 % of them no longer than 900 ms.
pub(in crate::results) fn function(service: &str, name: &str, invocations: u64) -> FunctionSummary {
    FunctionSummary {
        service: service.into(),
        function: name.into(),
        memory: Bytes::ZERO,
        counts: Counts {
            invocations,
            succeeded: invocations,
            ..Counts::default()
        },
        failures: IndexMap::new(),
        response: (invocations > 0).then(|| distribution(900)),
        response_cold: None,
        response_hot: None,
        wait: None,
        delays: StartDelays::default(),
        body: None,
        phases: Phases::default(),
        input_bytes: Bytes::ZERO,
        output_bytes: Bytes::ZERO,
        peak_memory: None,
        billed_gb_seconds: None,
        cost: None,
        retries: None,
    }
}

/// A distribution with so many milliseconds as its highest quantiles.
pub(in crate::results) fn distribution(p99: u64) -> Distribution {
    let millis = SimDuration::from_millis;
    Distribution {
        count: 4,
        mean: millis(100),
        min: millis(10),
        p50: millis(100),
        p90: millis(200),
        p95: millis(300),
        p99: millis(p99),
        p999: millis(p99),
        max: millis(p99),
        curve: Vec::new(),
    }
}
