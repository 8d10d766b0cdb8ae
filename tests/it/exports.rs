//! What tools read of a run is what its report says: traces, CSV files and Parquet files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use coldstart::prelude::*;
use coldstart::results::export::{self, Kind, Table};
use coldstart::results::{self, Options, Recording};
use serde_json::Value;

use crate::support::programs::{basic, function_chain, hot_starts, map_reduce, two_providers};

/// Two services, one of them with a tariff, whose bodies spawn processes and log what must be quoted.
mod two_tariffs {
    use coldstart::prelude::*;

    const IMAGE: Image = Image::new("python", mb(10));

    #[serverless_function(image = IMAGE, memory = 100MB)]
    async fn work(ctx: &mut Ctx) {
        ctx.log("a line with \"quotes\", a comma and\na line break");
        let nap = ctx
            .spawn("nap", async |ctx: &mut Ctx| ctx.sleep(1s).await)
            .await;
        ctx.join(nap).await;
    }

    #[controller]
    async fn client(ctx: &mut Ctx, cloud: Serverless) {
        for _ in 0..3 {
            let mut calls = Vec::new();
            for _ in 0..4 {
                calls.push(ctx.invoke_async(cloud, work, ()).await);
            }
            ctx.wait_all(calls).await;
        }
    }

    simulation! {
        /// A service with a tariff, and one without.
        #[derive(Clone, Debug)]
        pub struct TwoTariffs {}

        host head { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
        host worker { speed: 1Gflop/s, cores: 4, ram: 8GB, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
        host other { speed: 1Gflop/s, cores: 2, ram: 8GB, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
        link lan { bandwidth: 100MB/s, latency: 20us }
        route head <-> worker via [lan];
        route head <-> other via [lan];

        storage registry on head { images: [IMAGE] }
        serverless billed on head over worker {
            idle_timeout: 10s,
            tariff: Tariff { per_invocation: 0.25, per_gb_second: 0.5, ..Tariff::default() },
        }
        serverless free on head over other { idle_timeout: 10s }
        deploy work on billed from registry;
        deploy work on free from registry;
        controller client(billed) on head;
        controller client(free) on head;
    }
}

const RECORDINGS: [fn() -> Recording; 3] = [
    || Recording::Full,
    || Recording::sampled(3).expect("not zero"),
    || Recording::Summary,
];

fn report<D: Declaration>(declaration: &D, recording: Recording) -> Report {
    let options = Options::new(Seed(42)).recording(recording);
    match results::run_with(declaration, options) {
        Ok(report) => report,
        Err(RunError::Halted { report, .. }) => *report,
        Err(error) => panic!("{}: {error}", D::NAME),
    }
}

/// The reports of all runs that are looked at, each run once.
fn reports() -> &'static [Report] {
    static REPORTS: LazyLock<Vec<Report>> = LazyLock::new(run_all);
    &REPORTS
}

/// Runs what is looked at. One of the runs halts, with invocations that are not over.
fn run_all() -> Vec<Report> {
    let mut reports = Vec::new();
    for recording in RECORDINGS {
        let recording = recording();
        reports.extend([
            report(&basic::Basic::default(), recording),
            report(&function_chain::FunctionChain::default(), recording),
            report(&function_chain::FunctionChain { cores: 1 }, recording),
            report(&hot_starts::HotStarts::default(), recording),
            report(&map_reduce::MapReduce::default(), recording),
            report(&two_providers::TwoProviders::default(), recording),
            report(&two_tariffs::TwoTariffs::default(), recording),
        ]);
    }
    reports
}

fn small() -> Report {
    let basic = basic::Basic {
        invocations: 3,
        nodes: 2,
    };
    report(&basic, Recording::Full)
}

fn what(report: &Report) -> String {
    format!("{}, {}", report.simulation, report.recording)
}

fn trace_text(report: &Report) -> String {
    let mut bytes = Vec::new();
    export::perfetto::write(report, &mut bytes).expect("a vector takes everything");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

fn csv_text(table: &Table, report: &Report) -> String {
    let mut bytes = Vec::new();
    export::csv::write(table, report, &mut bytes).expect("a vector takes everything");
    String::from_utf8(bytes).expect("a CSV file is UTF-8")
}

#[test]
fn equal_runs_give_equal_bytes() {
    let forms = |report: &Report| -> Vec<String> {
        let tables = Table::ALL.iter().map(|table| csv_text(table, report));
        tables.chain([trace_text(report)]).collect()
    };
    for (one, other) in reports().iter().zip(&run_all()) {
        assert!(forms(one) == forms(other), "{}", what(one));
    }
}

#[test]
fn the_files_of_a_small_run_are_as_they_were() {
    let report = small();
    let table = Table::ALL
        .iter()
        .find(|table| table.name == "invocations")
        .expect("a table of invocations");
    insta::assert_snapshot!("invocations_csv", csv_text(table, &report));
    let trace = trace_text(&report);
    let beginning: Vec<&str> = trace.lines().take(20).collect();
    insta::assert_snapshot!("trace", beginning.join("\n"));
}

mod trace {
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
}

mod tables {
    use super::*;

    /// The names of the columns, and the rows.
    pub(super) fn read(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let owned = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
        let names = owned(reader.headers().expect("a line of names"));
        let rows = reader
            .records()
            .map(|record| owned(&record.expect("as many fields as names")));
        (names, rows.collect())
    }

    /// The fields of a column, by name.
    fn column(table: &str, report: &Report, name: &str) -> Vec<String> {
        let table = Table::ALL.iter().find(|other| other.name == table);
        let (names, rows) = read(&csv_text(table.expect("the table"), report));
        let at = names.iter().position(|other| other == name);
        let at = at.unwrap_or_else(|| panic!("no column {name}"));
        rows.into_iter().map(|row| row[at].clone()).collect()
    }

    /// Nanoseconds, from seconds with nine decimals.
    fn nanos(text: &str) -> Option<u64> {
        if text.is_empty() {
            return None;
        }
        let (seconds, decimals) = text.split_once('.').expect("decimals");
        assert_eq!(decimals.len(), 9, "{text}");
        Some(format!("{seconds}{decimals}").parse().expect("digits"))
    }

    fn naturals(table: &str, report: &Report, name: &str) -> u64 {
        let fields = column(table, report, name);
        let numbers = fields.iter().map(|field| field.parse::<u64>());
        numbers.map(|number| number.expect("a number")).sum()
    }

    fn reals(table: &str, report: &Report, name: &str) -> Option<f64> {
        let fields = column(table, report, name);
        let known = fields.iter().filter(|field| !field.is_empty());
        let numbers = known.map(|field| field.parse::<f64>().expect("a number"));
        numbers.fold(None, |sum, number| Some(sum.unwrap_or(0.0) + number))
    }

    fn is_close(one: Option<f64>, other: Option<f64>) -> bool {
        match (one, other) {
            (Some(one), Some(other)) => (one - other).abs() <= 1e-9 * other.abs(),
            _ => one == other,
        }
    }

    #[test]
    fn columns_have_names_of_their_own_and_fields_of_their_kind() {
        for report in reports() {
            for table in Table::ALL {
                let (names, rows) = read(&csv_text(table, report));
                let unique: BTreeSet<&String> = names.iter().collect();
                assert_eq!(unique.len(), names.len(), "{}", table.name);
                assert!(
                    names
                        .iter()
                        .eq(table.columns.iter().map(|column| column.name))
                );
                for row in rows {
                    for (column, field) in table.columns.iter().zip(&row) {
                        let place = format!("{}, {}.{}", what(report), table.name, column.name);
                        let fits = match column.kind {
                            _ if field.is_empty() => true,
                            Kind::Text => true,
                            Kind::Flag => field.parse::<bool>().is_ok(),
                            Kind::Natural => field.parse::<u64>().is_ok(),
                            Kind::Real => field.parse::<f64>().is_ok_and(f64::is_finite),
                            Kind::Seconds => nanos(field).is_some(),
                        };
                        assert!(fits, "{place}: {field}");
                    }
                }
            }
        }
    }

    #[test]
    fn tables_have_the_rows_of_the_report() {
        for report in reports() {
            let intervals = report.timeline.intervals as usize;
            let expected = [
                ("invocations", report.invocations.len()),
                ("containers", report.containers.len()),
                ("transfers", report.transfers.len()),
                ("functions", report.functions.len()),
                ("nodes", report.timeline.nodes.len() * intervals),
                ("links", report.timeline.links.len() * intervals),
            ];
            assert_eq!(Table::ALL.len(), expected.len());
            for (table, (name, rows)) in Table::ALL.iter().zip(expected) {
                assert_eq!(table.name, name);
                let found = read(&csv_text(table, report)).1.len();
                assert_eq!(found, rows, "{}, {name}", what(report));
            }
        }
    }

    #[test]
    fn dates_are_exact() {
        for report in reports() {
            let dates = |name: &str| -> Vec<Option<u64>> {
                let fields = column("invocations", report, name);
                fields.iter().map(|field| nanos(field)).collect()
            };
            let rows = &report.invocations;
            let date = |date: Option<SimTime>| date.map(SimTime::as_nanos);
            let expected = |of: fn(&results::InvocationRow) -> Option<SimTime>| {
                rows.iter().map(|row| date(of(row))).collect::<Vec<_>>()
            };
            assert_eq!(dates("requested"), expected(|row| Some(row.requested)));
            assert_eq!(dates("accepted"), expected(|row| row.accepted));
            assert_eq!(dates("submit"), expected(|row| row.submit));
            assert_eq!(dates("dispatch"), expected(|row| row.dispatch));
            assert_eq!(dates("start"), expected(|row| row.start));
            assert_eq!(dates("end"), expected(|row| row.end));
            assert_eq!(dates("completion"), expected(|row| row.completion));
        }
    }

    #[test]
    fn sums_of_functions_are_the_reports() {
        for report in reports() {
            let (what, functions) = (what(report), "functions");
            let Report { summary, .. } = &report;
            for (name, sum) in [
                ("invocations", summary.invocations),
                ("succeeded", summary.succeeded),
                ("failed", summary.failed),
                ("unfinished", summary.unfinished),
                ("cold_starts", summary.cold_starts),
                ("hot_starts", summary.hot_starts),
            ] {
                assert_eq!(naturals(functions, report, name), sum, "{what}: {name}");
            }
            let revenue = summary
                .revenue
                .values()
                .copied()
                .reduce(|one, other| one + other);
            let cost = reals(functions, report, "cost");
            assert!(is_close(cost, revenue), "{what}: {cost:?}, {revenue:?}");
        }
    }

    #[test]
    fn sums_of_invocations_are_the_reports_if_all_are_recorded() {
        for report in reports().iter().filter(|report| report.recording.is_full()) {
            let (what, table) = (what(report), "invocations");
            assert_eq!(
                column(table, report, "id").len() as u64,
                report.summary.invocations
            );
            let sum = |of: fn(&results::FunctionSummary) -> u64| -> u64 {
                report.functions.iter().map(of).sum()
            };
            let input = sum(|row| row.input_bytes.get());
            assert_eq!(naturals(table, report, "input_bytes"), input, "{what}");
            let output = sum(|row| row.output_bytes.get());
            assert_eq!(naturals(table, report, "output_bytes"), output, "{what}");
            let completions = column(table, report, "completion");
            let bodies = column(table, report, "body");
            let complete = bodies
                .iter()
                .zip(&completions)
                .filter(|(_, end)| !end.is_empty());
            let body: u64 = complete.filter_map(|(body, _)| nanos(body)).sum();
            assert_eq!(body, sum(|row| row.phases.body.as_nanos()), "{what}");
            let revenue = report.summary.revenue.values().copied();
            let revenue = revenue.reduce(|one, other| one + other);
            let cost = reals(table, report, "cost");
            assert!(is_close(cost, revenue), "{what}: {cost:?}, {revenue:?}");
        }
    }

    #[test]
    fn the_run_with_a_tariff_costs_something() {
        let report = report(&two_tariffs::TwoTariffs::default(), Recording::Full);
        let cost = reals("invocations", &report, "cost");
        assert!(cost.is_some_and(|cost| cost >= 12.0 * 0.25), "{cost:?}");
        let free = column("invocations", &report, "cost");
        assert_eq!(free.iter().filter(|cost| cost.is_empty()).count(), 12);
    }
}

#[cfg(feature = "parquet")]
mod parquet_files {
    use std::fs::File;
    use std::io::Write;

    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::*;

    /// Rows of a row group.
    const GROUP: usize = 131_072;

    fn write(table: &Table, report: &Report) -> Vec<u8> {
        let mut bytes = Vec::new();
        export::parquet::write(table, report, &mut bytes).expect("a vector takes everything");
        bytes
    }

    fn open(bytes: &[u8]) -> SerializedFileReader<File> {
        let mut file = tempfile::tempfile().expect("a temporary file");
        file.write_all(bytes).expect("space in the file");
        SerializedFileReader::new(file).expect("a Parquet file")
    }

    /// Whether a value is what a CSV file has in its place.
    fn is_same(kind: Kind, value: &Field, text: &str) -> bool {
        match (kind, value) {
            (_, Field::Null) => text.is_empty(),
            (Kind::Text, Field::Str(value)) => value == text,
            (Kind::Flag, Field::Bool(value)) => value.to_string() == text,
            (Kind::Natural, Field::Long(value)) => value.to_string() == text,
            (Kind::Real | Kind::Seconds, Field::Double(value)) => text.parse() == Ok(*value),
            _ => false,
        }
    }

    fn assert_same(table: &Table, report: &Report) {
        let place = format!("{}, {}", what(report), table.name);
        let (names, lines) = tables::read(&csv_text(table, report));
        let file = open(&write(table, report));
        let mut rows = file.get_row_iter(None).expect("rows");
        for line in &lines {
            let row = rows.next().expect("as many rows as lines");
            let row = row.unwrap_or_else(|error| panic!("{place}: {error}"));
            let columns: Vec<(&String, &Field)> = row.get_column_iter().collect();
            assert!(columns.iter().map(|(name, _)| *name).eq(&names), "{place}");
            for (((name, value), text), column) in columns.iter().zip(line).zip(table.columns) {
                assert!(
                    is_same(column.kind, value, text),
                    "{place}.{name}: {value}, {text}"
                );
            }
        }
        assert!(rows.next().is_none(), "{place}: more rows than lines");
    }

    #[test]
    fn every_value_is_that_of_the_csv_file() {
        for report in reports() {
            for table in Table::ALL {
                assert_same(table, report);
            }
        }
    }

    #[test]
    fn equal_runs_give_equal_bytes() {
        for (one, other) in reports().iter().zip(&run_all()) {
            for table in Table::ALL {
                let same = write(table, one) == write(table, other);
                assert!(same, "{}, {}", what(one), table.name);
            }
        }
    }

    #[test]
    fn rows_beyond_a_group_go_into_the_next() {
        let mut report = small();
        let table = &Table::ALL[0];
        let row = report.invocations[0].clone();
        for (count, groups) in [(GROUP, 1), (GROUP + 1, 2)] {
            report.invocations = (0..count as u64)
                .map(|id| results::InvocationRow { id, ..row.clone() })
                .collect();
            let file = open(&write(table, &report));
            assert_eq!(file.metadata().num_row_groups(), groups);
            let of_groups = file.metadata().row_groups().iter();
            let sum: i64 = of_groups.map(|group| group.num_rows()).sum();
            assert_eq!(sum, count as i64);
        }
        assert_same(table, &report);
    }
}
