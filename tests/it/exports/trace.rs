//! The Trace Event format: <https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU>.

use super::*;

type Thread = (u64, u64);

/// An event; dates and durations in nanoseconds.
struct Event {
    phase: String,
    thread: Thread,
    start: i64,
    duration: Option<i64>,
    category: String,
    name: String,
    id: Option<u64>,
    json: Value,
}

impl Event {
    /// # Panics
    ///
    /// If one of the fields is missing that each event must have.
    fn new(json: &Value) -> Self {
        let number = |key: &str| {
            let number = json[key].as_u64();
            number.unwrap_or_else(|| panic!("no `{key}` in {json}"))
        };
        let text = |key: &str| {
            let text = json[key].as_str();
            text.unwrap_or_else(|| panic!("no `{key}` in {json}"))
                .to_owned()
        };
        let nanos = |key: &str| {
            json[key]
                .as_f64()
                .map(|micros| (micros * 1e3).round() as i64)
        };
        Self {
            phase: text("ph"),
            thread: (number("pid"), number("tid")),
            start: nanos("ts").unwrap_or_else(|| panic!("no `ts` in {json}")),
            duration: nanos("dur"),
            category: text("cat"),
            name: text("name"),
            id: json["id"].as_u64(),
            json: json.clone(),
        }
    }

    fn end(&self) -> i64 {
        self.start + self.duration.unwrap_or(0)
    }
}

fn events(report: &Report) -> Vec<Event> {
    let trace: Value = serde_json::from_str(&trace_text(report)).expect("a trace is JSON");
    let events = trace["traceEvents"].as_array().expect("a list of events");
    events.iter().map(Event::new).collect()
}

fn of_phase<'a>(events: &'a [Event], phase: &'a str) -> impl Iterator<Item = &'a Event> {
    events.iter().filter(move |event| event.phase == phase)
}

/// Calls for each run.
fn each(mut check: impl FnMut(&Report, &[Event], &str)) {
    for report in reports() {
        check(report, &events(report), &what(report));
    }
}

fn spans(events: &[Event]) -> BTreeMap<Thread, Vec<&Event>> {
    let mut threads: BTreeMap<Thread, Vec<&Event>> = BTreeMap::new();
    for event in of_phase(events, "X") {
        threads.entry(event.thread).or_default().push(event);
    }
    threads
}

#[test]
fn events_have_what_their_phase_needs() {
    each(|report, events, what| {
        let end = i64::try_from(report.final_date.as_nanos()).expect("a short run");
        for event in events {
            let Event { json, .. } = event;
            assert!(event.start >= 0, "{what}: {json}");
            assert!(
                event.end() <= end,
                "{what}: after the end of the run: {json}"
            );
            match event.phase.as_str() {
                "X" => assert!(event.duration.is_some_and(|it| it >= 0), "{what}: {json}"),
                "b" | "e" | "s" | "f" => assert!(event.id.is_some(), "{what}: {json}"),
                "i" => assert_eq!(json["s"], "t", "{what}"),
                "C" | "M" => assert!(json["args"].is_object(), "{what}: {json}"),
                _ => panic!("{what}: no such phase: {json}"),
            }
        }
    });
}

#[test]
fn spans_of_a_thread_lie_inside_or_beside_each_other() {
    each(|_, events, what| {
        for (thread, mut spans) in spans(events) {
            spans.sort_by_key(|span| (span.start, -span.end()));
            let mut around: Vec<&Event> = Vec::new();
            for span in spans {
                around.retain(|outer| outer.end() > span.start);
                if let Some(outer) = around.last() {
                    assert!(
                        span.end() <= outer.end(),
                        "{what}: on {thread:?}, {} ends after {}, in which it starts",
                        span.json,
                        outer.json
                    );
                }
                around.push(span);
            }
        }
    });
}

#[test]
fn asynchronous_spans_end_once_after_they_start() {
    each(|_, events, what| {
        let mut open: BTreeMap<(&str, u64, &str), Vec<&Event>> = BTreeMap::new();
        for event in events {
            let Some(id) = event.id else { continue };
            let spans = open.entry((&event.category, id, &event.name)).or_default();
            match event.phase.as_str() {
                "b" => spans.push(event),
                "e" => {
                    let start = spans.pop();
                    let start = start.unwrap_or_else(|| panic!("{what}: {}", event.json));
                    assert!(start.start <= event.start, "{what}: {}", event.json);
                    assert_eq!(start.thread, event.thread, "{what}: {}", event.json);
                }
                _ => {}
            }
        }
        for (key, spans) in open {
            assert!(spans.is_empty(), "{what}: {key:?} does not end");
        }
    });
}

#[test]
fn an_arrow_leads_from_a_span_of_its_caller_to_each_body() {
    each(|report, events, what| {
        let starts: BTreeMap<u64, &Event> = of_phase(events, "s")
            .filter_map(|event| Some((event.id?, event)))
            .collect();
        let ends: BTreeMap<u64, &Event> = of_phase(events, "f")
            .filter_map(|event| Some((event.id?, event)))
            .collect();
        assert_eq!(starts.len(), of_phase(events, "s").count(), "{what}");
        assert_eq!(ends.len(), of_phase(events, "f").count(), "{what}");
        assert!(starts.keys().eq(ends.keys()), "{what}");
        let threads = spans(events);
        for event in starts.values().chain(ends.values()) {
            let is_around = |span: &&&Event| (span.start..=span.end()).contains(&event.start);
            assert!(
                threads
                    .get(&event.thread)
                    .is_some_and(|spans| spans.iter().any(|span| is_around(&span))),
                "{what}: no span around {}",
                event.json
            );
        }
        if report.recording.is_full() {
            let bodies = report.invocations.iter().filter(|row| row.start.is_some());
            let ids: BTreeSet<u64> = bodies.map(|row| row.id).collect();
            assert!(ids.iter().eq(starts.keys()), "{what}: {ids:?}");
        }
    });
}

#[test]
fn every_invocation_that_started_has_a_body() {
    each(|report, events, what| {
        let started = report.invocations.iter().filter(|row| row.start.is_some());
        let bodies = of_phase(events, "X").filter(|event| event.name == "body");
        assert_eq!(bodies.count(), started.count(), "{what}");
        let dispatched = report
            .invocations
            .iter()
            .filter(|row| row.dispatch.is_some());
        let whole = of_phase(events, "X").filter(|event| event.category == "invocation");
        assert_eq!(whole.count(), dispatched.count(), "{what}");
    });
}

#[test]
fn every_line_of_log_of_a_complete_trace_is_there() {
    each(|report, events, what| {
        if report.recording.is_full() {
            let spawned = |process: &str| process.contains('/');
            let lines = report.log.iter().filter(|line| !spawned(&line.process));
            assert_eq!(of_phase(events, "i").count(), lines.count(), "{what}");
        }
    });
}

#[test]
fn processes_and_threads_have_one_name_each() {
    each(|_, events, what| {
        let mut named = BTreeSet::new();
        for event in of_phase(events, "M").filter(|event| event.name.ends_with("_name")) {
            let is_new = named.insert((event.name.as_str(), event.thread));
            assert!(is_new, "{what}: another name: {}", event.json);
            assert!(
                event.json["args"]["name"].is_string(),
                "{what}: {}",
                event.json
            );
        }
        for event in events {
            let process = ("process_name", (event.thread.0, 0));
            assert!(
                named.contains(&process),
                "{what}: no process: {}",
                event.json
            );
            if event.phase == "X" {
                let thread = ("thread_name", event.thread);
                assert!(named.contains(&thread), "{what}: no thread: {}", event.json);
            }
        }
    });
}

#[test]
fn counters_have_one_value_at_a_time_which_is_never_negative() {
    each(|report, events, what| {
        let mut latest: BTreeMap<(u64, &str), i64> = BTreeMap::new();
        for event in of_phase(events, "C") {
            let value = event.json["args"]["value"].as_f64();
            assert!(value.is_some_and(|it| it >= 0.0), "{what}: {}", event.json);
            let before = latest.insert((event.thread.0, &event.name), event.start);
            assert!(
                before.is_none_or(|before| before < event.start),
                "{what}: a second value at one date: {}",
                event.json
            );
        }
        let nodes: BTreeSet<&str> = report.nodes.iter().map(|node| &*node.node).collect();
        let memories = latest.keys().filter(|(_, name)| *name == "memory [B]");
        assert_eq!(memories.count(), nodes.len(), "{what}");
    });
}

#[test]
fn cores_of_a_finished_run_are_free_in_the_end() {
    let report = report(&two_tariffs::TwoTariffs::default(), Recording::Full);
    let events = events(&report);
    let busy = of_phase(&events, "C").filter(|event| event.name == "busy cores");
    let values: Vec<f64> = busy
        .filter_map(|event| event.json["args"]["value"].as_f64())
        .collect();
    assert_eq!(values.last(), Some(&0.0));
    assert!(values.iter().any(|value| *value > 0.0));
}
