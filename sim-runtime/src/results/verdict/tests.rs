//! Tests of verdicts on reports that are made by hand.

use super::evidence::tells_of_load;
use super::*;
use crate::results::analysis::by_hand::{invocation, report};
use crate::results::recording::Recording;
use crate::results::schema::summaries::{Counts, NodeSummary};
use crate::results::schema::timeline::ServiceTimeline;
use crate::serverless::Failure;
use crate::units::{Bytes, SimDuration, SimTime};

const SECOND: u64 = 1_000_000_000;

/// Two requests a second for 100 s, of which a node with one core dispatches so many a second.
fn asked(dispatches: f64) -> Report {
    let rows = (0..200).map(|id| {
        let requested = id * SECOND / 2;
        let dispatch = requested.max((id as f64 / dispatches * 1e9) as u64);
        let mut row = invocation(id, (requested, dispatch + SECOND / 4), true);
        row.dispatch = Some(SimTime::from_nanos(dispatch));
        row
    });
    let mut report = report(rows.collect());
    let end = report.final_date.as_secs_f64() as usize + 1;
    report.timeline.interval = SimDuration::from_secs(1);
    report.timeline.intervals = end as u64;
    let in_second = |date: Option<SimTime>, second: usize| {
        date.is_some_and(|date| (date.as_nanos() / SECOND) as usize == second)
    };
    let count = |of: fn(&crate::results::InvocationRow) -> Option<SimTime>| -> Vec<u64> {
        let seconds = 0..end;
        let rows = &report.invocations;
        let in_this = |second| rows.iter().filter(|row| in_second(of(row), second)).count() as u64;
        seconds.map(in_this).collect()
    };
    let (requests, hot_starts) = (count(|row| Some(row.requested)), count(|row| row.dispatch));
    let used = (dispatches / 4.0).min(0.5);
    report.timeline.services.push(ServiceTimeline {
        service: "cloud".into(),
        requests,
        failures: vec![0; end],
        hot_starts,
        cold_starts: Default::default(),
        busy_cores: vec![used; end],
        containers: vec![1.0; end],
        memory: vec![0.0; end],
    });
    report.nodes.push(NodeSummary {
        service: "cloud".into(),
        node: "node".into(),
        cores: 1,
        memory: None,
        disk: None,
        invocations: 200,
        containers: 1,
        busy: SimDuration::ZERO,
        utilisation: used,
        memory_mean: 0.0,
        memory_peak: Bytes::ZERO,
        disk_peak: Bytes::ZERO,
        wasted_gib_seconds: 0.0,
        energy: None,
        carbon: None,
        downtime: None,
    });
    report
}

#[test]
fn a_queue_that_grows_by_a_request_a_second_is_a_backlog_worked_off_as_late() {
    // One of two requests a second is dispatched: 100 wait when the last comes, at 99.5 s, who are dispatched until 199 s.
    let verdict = asked(1.0).verdict();
    assert_eq!(verdict.state, LoadState::Backlogged);
    let evidence = verdict.evidence.unwrap();
    let growth = evidence.growth.unwrap();
    assert!((growth - 1.0).abs() < 0.05, "{growth}");
    assert_eq!(evidence.worked_off, Some(99.5));
    assert_eq!(evidence.left, 0.0);
    // A quarter of a core is in use for half of what is asked for.
    let cores = evidence.cores.unwrap();
    assert!((cores - 0.5).abs() < 0.02, "{cores}");
}

#[test]
fn a_queue_that_grows_beyond_all_cores_is_an_overload() {
    let mut report = asked(1.0);
    for used in &mut report.timeline.services[0].busy_cores {
        *used = 1.0;
    }
    let verdict = report.verdict();
    assert_eq!(verdict.state, LoadState::Overloaded);
    let cores = verdict.evidence.unwrap().cores.unwrap();
    assert!((cores - 2.0).abs() < 0.1, "{cores}");
    assert!(
        verdict.reason.starts_with("the queue grows ("),
        "{}",
        verdict.reason
    );
}

#[test]
fn who_is_dispatched_at_once_makes_a_stable_run() {
    let verdict = asked(4.0).verdict();
    assert_eq!(verdict.state, LoadState::Stable);
    assert!(
        verdict.reason.contains("the queue does not grow"),
        "{}",
        verdict.reason
    );
}

#[test]
fn without_rows_the_timeline_tells_the_same() {
    for (dispatches, state) in [(1.0, LoadState::Backlogged), (4.0, LoadState::Stable)] {
        let mut report = asked(dispatches);
        report.recording = Recording::Summary;
        report.invocations.clear();
        let verdict = report.verdict();
        assert_eq!(verdict.state, state, "{}", verdict.reason);
        assert!(verdict.evidence.unwrap().is_exact);
    }
}

#[test]
fn a_few_invocations_tell_nothing() {
    let mut report = asked(4.0);
    report.invocations.truncate(5);
    let requests = &mut report.timeline.services[0].requests;
    requests.iter_mut().skip(2).for_each(|count| *count = 0);
    report.services.push(service(5));
    assert_eq!(report.verdict().state, LoadState::Undecided);
}

fn service(invocations: u64) -> crate::results::ServiceSummary {
    crate::results::ServiceSummary {
        service: "cloud".into(),
        head: "head".into(),
        nodes: 1,
        counts: Counts {
            invocations,
            ..Counts::default()
        },
        response: None,
        response_cold: None,
        response_hot: None,
        delays: Default::default(),
        containers: 0,
        expired: 0,
        evicted: 0,
        downloads: 0,
        copies: 0,
        loads: 0,
        utilisation: 0.0,
        wasted_gib_seconds: 0.0,
        currency: None,
        revenue: None,
        node_cost: None,
        energy: None,
        carbon: None,
    }
}

#[test]
fn failures_that_come_of_load_are_known_by_their_texts() {
    let function = || "f".to_owned();
    let of_load = [
        Failure::Throttled {
            function: function(),
        },
        Failure::Rejected {
            function: function(),
            reason: "full".to_owned(),
        },
        Failure::Abandoned {
            function: function(),
        },
    ];
    assert!(
        of_load
            .iter()
            .all(|failure| tells_of_load(&failure.to_string()))
    );
    let others = [
        Failure::FunctionNotFound {
            function: function(),
        },
        Failure::TimeLimit,
        Failure::ContainerCrashed {
            function: function(),
        },
        Failure::Body {
            message: "the job is throttled".to_owned(),
        },
    ];
    assert!(
        !others
            .iter()
            .any(|failure| tells_of_load(&failure.to_string()))
    );
}
