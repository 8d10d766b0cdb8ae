mod counts;

use std::sync::Arc;

use indexmap::IndexMap;
use proptest::prelude::*;

use super::page::MOST_ROWS;
use super::*;
use crate::kernel::Seed;
use crate::results::analysis::density::{Grouped, Sums};
use crate::results::analysis::ecdf::Points;
use crate::results::analysis::lanes::{Lanes, held};
use crate::results::analysis::response_times::ResponseTimes;
use crate::results::analysis::sample::Sample;
use crate::results::{
    Counts, Distribution, FunctionSummary, InvocationRow, LinkTimeline, NodeSummary, NodeTimeline,
    Overall, Phases, Recording, StartDelays, Summary, Timeline,
};
use crate::units::{Bytes, SimDuration, SimTime};

const HOSTILE: &str = "</script><script>alert(1)</script>";

fn at(nanos: u64) -> SimTime {
    SimTime::from_nanos(nanos)
}

fn node(name: &str) -> NodeSummary {
    NodeSummary {
        service: "cloud".into(),
        node: name.into(),
        cores: 4,
        memory: Some(Bytes::new(1 << 30)),
        disk: Some(Bytes::new(1 << 40)),
        invocations: 0,
        containers: 0,
        busy: SimDuration::ZERO,
        utilisation: 0.0,
        memory_mean: 0.0,
        memory_peak: Bytes::ZERO,
        disk_peak: Bytes::ZERO,
        wasted_gib_seconds: 0.0,
        energy: None,
        carbon: None,
        downtime: None,
    }
}

/// An invocation of `work` in a container on a node, from dispatch to completion.
fn row(id: u64, node: &str, container: u32, from: u64, to: u64, hot: bool) -> InvocationRow {
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
        node: Some(node.into()),
        container: Some(container),
        reused_container: Some(hot),
        phases: Phases {
            body: at(to).since(at(from)),
            ..Phases::default()
        },
        ..InvocationRow::default()
    }
}

fn report(nodes: &[Arc<str>], invocations: Vec<InvocationRow>) -> Report {
    let end = invocations.iter().filter_map(|row| row.end).max();
    let mut summary = Summary {
        last_end: end,
        ..Summary::default()
    };
    summary.counts.invocations = invocations.len() as u64;
    Report {
        format_version: Report::FORMAT_VERSION,
        simulation: "Test".to_owned(),
        parameters: IndexMap::new(),
        seed: Seed(u64::MAX),
        replication: 0,
        recording: Recording::Full,
        final_date: end.unwrap_or_default(),
        error: None,
        summary,
        overall: Overall::default(),
        services: Vec::new(),
        functions: Vec::new(),
        nodes: nodes.iter().map(|name| node(name)).collect(),
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

fn names(count: usize) -> Vec<Arc<str>> {
    (0..count)
        .map(|index| format!("node[{index}]").into())
        .collect()
}

fn page(report: &Report) -> String {
    let mut page = Vec::new();
    write(report, &mut page).expect("memory takes all");
    String::from_utf8(page).expect("a page is text")
}

/// What is between two marks of a text.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).expect("the first mark");
    rest.split_once(to).expect("the second mark").0
}

fn page_data(page: &str) -> serde_json::Value {
    let data = between(
        page,
        "<script type=\"application/json\" id=\"data\">",
        "</script>",
    );
    serde_json::from_str(data).expect("the data is JSON")
}

#[test]
fn equal_reports_give_equal_pages() {
    let one = report(&names(2), vec![row(0, "node[0]", 0, 5, 9, false)]);
    assert_eq!(page(&one), page(&one.clone()));
}

#[test]
fn no_name_can_end_the_data() {
    let mut hostile = row(0, "node[0]", 0, 5, 9, false);
    hostile.function = HOSTILE.into();
    let text = page(&report(&names(1), vec![hostile]));
    assert!(!text.contains("<script>alert"));
    let data = page_data(&text);
    assert_eq!(data["activity"]["names"][0], HOSTILE);
    assert_eq!(data["slowest"]["rows"][0]["function"], HOSTILE);
}

#[test]
fn the_page_loads_nothing() {
    let text = page(&report(&names(1), Vec::new()));
    for attribute in ["src=", "href=\"http", "@import", "url("] {
        assert!(!text.contains(attribute), "the page has `{attribute}`");
    }
    assert!(text.contains("default-src 'none'"));
}

#[test]
fn large_seeds_are_not_rounded() {
    let data = page_data(&page(&report(&names(1), Vec::new())));
    assert_eq!(data["seed"], "18446744073709551615");
}

#[test]
fn beyond_the_limit_activity_is_summed_up_and_the_page_says_so() {
    let rows = |count: u64| {
        let rows = 0..count;
        rows.map(|id| row(id, "node[0]", 0, id * 10, id * 10 + 5, id > 0))
            .collect()
    };
    let few = page_data(&page(&report(&names(1), rows(MOST_ROWS as u64))));
    assert_eq!(few["activity"]["kind"], "lanes");
    assert_eq!(few["notes"].as_array().map(Vec::len), Some(0));
    let many = page_data(&page(&report(&names(1), rows(MOST_ROWS as u64 + 1))));
    assert_eq!(many["activity"]["kind"], "density");
    let note = many["notes"][0].as_str().expect("a sentence");
    assert!(note.contains("summed up per node"), "{note}");
}

#[test]
fn a_container_keeps_its_lane_and_overlapping_invocations_have_lanes_of_their_own() {
    let rows = vec![
        row(0, "node[0]", 0, 0, 10, false),
        row(1, "node[0]", 1, 5, 15, false),
        row(2, "node[0]", 0, 20, 30, true),
        row(3, "node[0]", 0, 22, 25, true),
        row(4, "node[1]", 2, 0, 10, false),
    ];
    let lanes = Lanes::new(&report(&names(3), rows));
    let lane = |index: usize| lanes.of_invocations[index].expect("a lane");
    assert_eq!(lane(0), lane(2), "the same container");
    assert_ne!(lane(0), lane(1), "two containers at a time");
    assert_ne!(lane(2), lane(3), "two invocations at a time");
    assert_eq!(
        lanes.nodes.len(),
        2,
        "a node without invocations has no lanes"
    );
}

#[test]
fn quantiles_from_curves_are_those_of_all_functions_together() {
    let curve = |from: u64| {
        let step = |step: u64| SimDuration::from_secs(from + step);
        Distribution {
            count: 50,
            mean: step(25),
            min: step(0),
            p50: step(25),
            p90: step(45),
            p95: step(48),
            p99: step(50),
            p999: step(50),
            max: step(50),
            curve: (0..=50).map(step).collect(),
        }
    };
    let both = Sample::Curves(vec![curve(0), curve(1000)]);
    assert_eq!(both.count(), 100);
    assert_eq!(both.share(500.0), 0.5);
    assert_eq!(both.quantile(500), Some(50.0));
    assert_eq!(both.quantile(250), Some(25.0));
}

fn function(name: String) -> FunctionSummary {
    let time = SimDuration::from_nanos(123_456_789_123);
    let distribution = Distribution {
        count: 123_456,
        mean: time,
        min: time,
        p50: time,
        p90: time,
        p95: time,
        p99: time,
        p999: time,
        max: time,
        curve: vec![time; 51],
    };
    FunctionSummary {
        service: "cloud".into(),
        function: name.into(),
        memory: Bytes::new(1 << 30),
        counts: Counts::default(),
        failures: IndexMap::new(),
        response: Some(distribution.clone()),
        response_cold: Some(distribution.clone()),
        response_hot: Some(distribution.clone()),
        wait: Some(distribution.clone()),
        delays: StartDelays {
            wait_cold: Some(distribution.clone()),
            wait_hot: Some(distribution.clone()),
            startup_cold: Some(distribution.clone()),
            startup_hot: Some(distribution.clone()),
        },
        body: Some(distribution),
        phases: Phases::default(),
        input_bytes: Bytes::ZERO,
        output_bytes: Bytes::ZERO,
        peak_memory: None,
        billed_gb_seconds: Some(123_456.789_012_345),
        cost: Some(0.123_456_789_012_345),
        retries: None,
    }
}

#[test]
fn a_page_stays_below_five_megabytes() {
    for count in [MOST_ROWS as u64, 100_000] {
        let names = names(3_000);
        let rows = (0..count).map(|id| {
            let (from, node) = (id * 123_456_789, id as usize % names.len());
            row(
                id,
                &names[node],
                id as u32,
                from,
                from + 9_876_543_210,
                false,
            )
        });
        let mut report = report(&names, rows.collect());
        let functions = 0..3_000;
        report.functions = functions
            .map(|index| function(format!("function-{index}")))
            .collect();
        let load = |name: &Arc<str>| NodeTimeline {
            service: "cloud".into(),
            node: name.clone(),
            busy_cores: vec![1.234_567_890_123; 128],
            memory: vec![1_234_567_890.123; 128],
            disk: vec![1_234_567_890.123; 128],
        };
        report.timeline.nodes = names.iter().take(256).map(load).collect();
        let link = |index: usize| LinkTimeline {
            link: format!("link-{index}").into(),
            bandwidth: 1e9,
            used: vec![123_456_789.123; 128],
        };
        report.timeline.links = (0..3_000).map(link).collect();
        let length = page(&report).len();
        assert!(length < 5_000_000, "{count} invocations: {length} bytes");
    }
}

/// Beginning, length, container and whether it was reused.
fn spans() -> impl Strategy<Value = Vec<(u64, u64, u32, bool)>> {
    let span = (
        0u64..1_000_000_000,
        0u64..500_000_000,
        0u32..40,
        any::<bool>(),
    );
    prop::collection::vec(span, 1..60)
}

fn spanned(nodes: usize, spans: &[(u64, u64, u32, bool)]) -> Report {
    let names = names(nodes);
    let rows = spans.iter().enumerate();
    let rows = rows.map(|(id, (from, length, container, hot))| {
        let node = &names[*container as usize % nodes];
        row(
            id as u64,
            node,
            *container,
            from + 1,
            from + 1 + length,
            *hot,
        )
    });
    report(&names, rows.collect())
}

proptest! {
    #[test]
    fn summing_up_by_node_and_time_loses_nothing(nodes in 1usize..600, spans in spans()) {
        let report = spanned(nodes, &spans);
        let grouped = Grouped::new(&report).expect("there are nodes and time");
        let sums = grouped.sums(&report);
        prop_assert!(sums.len() <= 256);
        let total = |of: fn(&Sums) -> u64| sums.iter().map(of).sum::<u64>();
        let busy: u64 = spans.iter().map(|(_, length, _, _)| length).sum();
        prop_assert_eq!(total(|sums| sums.busy.iter().sum()), busy);
        let hot = spans.iter().filter(|(_, _, _, hot)| *hot).count() as u64;
        let counted = |counts: &[u32]| counts.iter().map(|count| u64::from(*count)).sum::<u64>();
        let starts: (u64, u64) = sums.iter().fold((0, 0), |(cold, hot), sums| {
            (cold + counted(&sums.cold), hot + counted(&sums.hot))
        });
        prop_assert_eq!(starts, (spans.len() as u64 - hot, hot));
    }

    #[test]
    fn no_two_invocations_of_a_lane_overlap(nodes in 1usize..5, spans in spans()) {
        let report = spanned(nodes, &spans);
        let lanes = Lanes::new(&report);
        let mut bars: Vec<_> = report.invocations.iter().zip(&lanes.of_invocations)
            .map(|(row, lane)| (lane.expect("dispatched"), held(row, report.final_date).expect("dispatched")))
            .collect();
        bars.sort();
        for pair in bars.windows(2) {
            let ((lane, (_, end)), (next_lane, (start, _))) = (pair[0], pair[1]);
            prop_assert!(lane != next_lane || end <= start, "{:?}", pair);
        }
        for span in &lanes.spans {
            prop_assert!(lanes.nodes.iter().any(|node| (node.first..node.first + node.lanes).contains(&span.lane)));
        }
    }

    #[test]
    fn curves_rise_to_one_and_count_every_response(spans in spans()) {
        let times = ResponseTimes::new(&spanned(2, &spans));
        for sample in [&times.all.cold, &times.all.hot] {
            let points = Points::new(sample);
            prop_assert!(points.share.is_sorted() && points.seconds.is_sorted());
            prop_assert_eq!(points.share.last().copied(), (points.count > 0).then_some(1.0));
        }
        prop_assert_eq!(times.all.count(), spans.len() as u64);
    }
}
