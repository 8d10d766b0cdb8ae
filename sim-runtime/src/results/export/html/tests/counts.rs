//! What the page says of what it leaves out, and who called whom.

use super::*;
use crate::results::schema::summaries::ServiceSummary;

fn notes(data: &serde_json::Value) -> Vec<String> {
    let notes = data["notes"].as_array().expect("a list").iter();
    notes
        .map(|note| note.as_str().expect("a text").replace('\u{202f}', " "))
        .collect()
}

#[test]
fn headlines_count_all_and_lists_say_of_how_many_they_have_the_first() {
    let mut report = report(&names(3_000), Vec::new());
    report.functions = (0..3_000)
        .map(|index| function(format!("function-{index}")))
        .collect();
    let data = page_data(&page(&report));
    assert_eq!(data["headline"]["functions"], 3_000);
    assert_eq!(data["headline"]["nodes"], 3_000);
    assert_eq!(data["functions"].as_array().map(Vec::len), Some(1_000));
    assert_eq!(data["nodes"].as_array().map(Vec::len), Some(1_000));
    let notes = notes(&data);
    for (shown, things, has) in [
        ("1 000", "functions", "a row in their table"),
        ("1 000", "nodes", "a row in their table"),
    ] {
        let note = format!("Of 3 000 {things}, the {shown} with most invocations have {has}.");
        assert!(notes.contains(&note), "`{note}` in {notes:#?}");
    }
}

#[test]
fn causes_of_failure_are_bounded_in_number_and_length_and_counted() {
    let mut failed = row(0, "node[0]", 0, 5, 9, false);
    failed.success = Some(false);
    failed.failure_cause = Some("é".repeat(100_000));
    let mut report = report(&names(1), vec![failed]);
    let causes = (0..5_000).map(|index| (format!("{index} {}", "x".repeat(10_000)), 1));
    report.summary.failures = causes.collect();
    report.summary.refused_registrations = vec!["f: no space".to_owned()];
    let text = page(&report);
    let data = page_data(&text);
    let listed = data["failures"].as_array().expect("a list");
    assert_eq!(listed.len(), 1_000);
    assert_eq!(data["failure_causes"], 5_001);
    let longest = listed[0]["cause"].as_str().expect("a text");
    assert_eq!(longest.chars().count(), 501);
    assert!(text.len() < 2_000_000, "{} bytes", text.len());
}

#[test]
fn the_caller_of_an_invocation_is_the_one_whose_body_or_process_asked_for_it() {
    let mut rows: Vec<_> = (0..5)
        .map(|id| row(id, "node[0]", id as u32, id, id + 10, false))
        .collect();
    rows[1].caller = "work#0".into();
    rows[2].caller = "work#1/child#0/grandchild#3".into();
    rows[3].caller = "work#17".into();
    rows[4].caller = "client/work#0".into();
    let data = page_data(&page(&report(&names(1), rows)));
    let callers = &data["activity"]["caller_row"];
    assert_eq!(*callers, serde_json::json!([null, 0, 1, null, null]));
}

#[test]
fn a_sample_is_told_from_a_full_recording() {
    let rows = || vec![row(0, "node[0]", 0, 5, 9, false)];
    let full = page_data(&page(&report(&names(1), rows())));
    assert_eq!(full["activity"]["is_sample"], false);
    let mut sampled = report(&names(1), rows());
    sampled.recording = Recording::sampled(100).expect("not zero");
    sampled.summary.counts.invocations = 2_000;
    let data = page_data(&page(&sampled));
    assert_eq!(data["activity"]["is_sample"], true);
    let notes = notes(&data);
    assert!(notes[0].starts_with("1 of 2 000 invocations"), "{notes:?}");
}

fn summary(name: &str) -> ServiceSummary {
    ServiceSummary {
        service: name.into(),
        head: "head".into(),
        nodes: 1,
        counts: Counts::default(),
        response: None,
        response_cold: None,
        response_hot: None,
        delays: StartDelays::default(),
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
fn many_services_are_bounded_and_counted() {
    let mut report = report(&names(1), Vec::new());
    let service = |index: usize| crate::results::ServiceTimeline {
        service: format!("service-{index}").into(),
        requests: vec![1; 128],
        failures: vec![0; 128],
        hot_starts: vec![0; 128],
        cold_starts: [(crate::results::ColdCause::Burst, vec![1; 128])]
            .into_iter()
            .collect(),
        busy_cores: vec![index as f64; 128],
        containers: vec![0.0; 128],
        memory: vec![0.0; 128],
    };
    report.timeline.intervals = 128;
    report.timeline.services = (0..2_000).map(service).collect();
    report.services = (0..2_000)
        .map(|index| summary(&format!("service-{index}")))
        .collect();
    let text = page(&report);
    let data = page_data(&text);
    assert_eq!(data["headline"]["services"], 2_000);
    assert_eq!(data["services"].as_array().map(Vec::len), Some(1_000));
    assert_eq!(data["loads"]["services"].as_array().map(Vec::len), Some(8));
    assert_eq!(data["loads"]["services"][7]["service"], "service-1999");
    assert_eq!(data["loads"]["services_left_out"], 1_992);
    // All together, and the first forty.
    assert_eq!(data["starts"]["choices"].as_array().map(Vec::len), Some(41));
    let notes = notes(&data);
    for note in [
        "Of 2 000 services, the 1 000 with most invocations have a row in their table.",
        "Of 2 000 services, the 40 declared first have cold starts over time.",
        "Of 2 000 services, the 8 busiest have their load over time here.",
    ] {
        assert!(notes.contains(&note.to_owned()), "`{note}` in {notes:#?}");
    }
    assert!(text.len() < 5_000_000, "{} bytes", text.len());
}

#[test]
fn charts_end_with_the_last_completion_or_the_first_interval() {
    let late = report(
        &names(1),
        vec![row(0, "node[0]", 0, 5, 2_000_000_000, false)],
    );
    assert_eq!(page_data(&page(&late))["end"], 2.0);
    let mut empty = report(&names(1), Vec::new());
    empty.timeline.interval = SimDuration::from_millis(1);
    assert_eq!(page_data(&page(&empty))["end"], 0.001);
}
