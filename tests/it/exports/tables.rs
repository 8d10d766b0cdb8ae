//! What is in the tables: names, types, sums, and what is said about them.

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
            let own: Vec<String> = table.columns.iter().map(Column::name).collect();
            let parameters = report
                .parameters
                .keys()
                .map(|name| match own.contains(name) {
                    true => format!("parameter_{name}"),
                    false => name.clone(),
                });
            let mut expected = own.clone();
            expected.extend(["simulation", "seed", "replication"].map(str::to_owned));
            expected.extend(parameters);
            assert_eq!(names, expected, "{}", table.name);
            for row in rows {
                for (column, field) in table.columns.iter().zip(&row) {
                    let place = format!("{}, {}.{}", what(report), table.name, column.name());
                    let fits = match column.kind {
                        Kind::Text => true,
                        _ if field.is_empty() => column.is_optional,
                        Kind::Flag => field.parse::<bool>().is_ok(),
                        Kind::Natural => field.parse::<u64>().is_ok(),
                        Kind::Real => {
                            field.contains('.') && field.parse().is_ok_and(f64::is_finite)
                        }
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
        let timeline = &report.timeline;
        let intervals = timeline.intervals as usize;
        let causes = timeline.services.iter().map(|it| it.cold_starts.len());
        let expected = [
            ("invocations", report.invocations.len()),
            ("containers", report.containers.len()),
            ("transfers", report.transfers.len()),
            ("events", report.events.len()),
            ("registrations", report.registrations.len()),
            ("processes", report.processes.len()),
            ("log", report.log.len()),
            ("services", report.services.len()),
            ("nodes", report.nodes.len()),
            ("functions", report.functions.len()),
            ("workflows", report.workflows.len()),
            ("stages", report.stages.len()),
            ("timeline_services", timeline.services.len() * intervals),
            ("timeline_causes", causes.sum::<usize>() * intervals),
            ("timeline_nodes", timeline.nodes.len() * intervals),
            ("timeline_links", timeline.links.len() * intervals),
            ("faults", report.faults.len()),
        ];
        assert_eq!(Table::ALL.len(), expected.len());
        for (table, (name, rows)) in Table::ALL.iter().zip(expected) {
            assert_eq!(table.name, name);
            let found = read(&csv_text(table, report)).1.len();
            assert_eq!(found, rows, "{}, {name}", what(report));
            assert_eq!(table.count(report), rows, "{}, {name}", what(report));
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
        assert_eq!(dates("requested_s"), expected(|row| Some(row.requested)));
        assert_eq!(dates("accepted_s"), expected(|row| row.accepted));
        assert_eq!(dates("submitted_s"), expected(|row| row.submit));
        assert_eq!(dates("dispatched_s"), expected(|row| row.dispatch));
        assert_eq!(dates("started_s"), expected(|row| row.start));
        assert_eq!(dates("ended_s"), expected(|row| row.end));
        assert_eq!(dates("completed_s"), expected(|row| row.completion));
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
        let completions = column(table, report, "completed_s");
        let bodies = column(table, report, "body_s");
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

/// Words that SQL does not take as the name of a column without quotes: those that PostgreSQL 17 reserves (its appendix
/// C), DuckDB's own (`duckdb_keywords()`), and what SQLite refuses in `create table t (WORD)`.
const RESERVED: &str = "
    all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation
    column concurrently constraint create cross current_catalog current_date current_role current_schema current_time
    current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze
    from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit
    localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary
    references returning right select session_user similar some symmetric system_user table tablesample then to
    trailing true union unique user using variadic verbose when where window with
    anti asof describe glob lambda map pivot pivot_longer pivot_wider positional qualify semi show struct summarize
    try_cast unpivot
    add alter between commit delete drop escape exists if index insert nothing set transaction update values";

#[test]
fn sql_takes_the_names_of_tables_and_columns() {
    let reserved: BTreeSet<&str> = RESERVED.split_whitespace().collect();
    for table in Table::ALL {
        let columns = table.columns.iter().map(Column::name);
        for name in columns.chain([table.name.to_owned()]) {
            assert!(!reserved.contains(&*name), "{}.{name}", table.name);
            let is_plain =
                |letter: char| letter.is_ascii_lowercase() || "_0123456789".contains(letter);
            assert!(name.chars().all(is_plain), "{}.{name}", table.name);
        }
    }
}

#[test]
fn names_of_quantities_end_with_their_unit() {
    for table in Table::ALL {
        for column in table.columns {
            let name = column.name();
            let end = match column.unit {
                "s" => "_s",
                "B" => "bytes",
                "B/s" => "_bytes_per_s",
                "GiB s" => "_gib_seconds",
                "the tariff's GB s" => "_gb_seconds",
                "cores" => "_cores",
                "J" => "_joules",
                "g" => "_grams",
                "" | "the tariff's currency" => "",
                unit => panic!("{}.{name}: {unit}", table.name),
            };
            assert!(name.ends_with(end), "{}.{name}", table.name);
            assert!(column.unit.is_empty() || column.kind != Kind::Text);
            assert_eq!(
                column.kind == Kind::Seconds,
                column.unit == "s",
                "{}.{name}",
                table.name
            );
        }
    }
}

/// The mean, rounded to the nearest nanosecond.
fn mean(values: &[Option<u64>]) -> Option<u64> {
    let known: Vec<u64> = values.iter().copied().flatten().collect();
    let count = known.len() as u64;
    (count > 0).then(|| (2 * known.iter().sum::<u64>() + count) / (2 * count))
}

#[test]
fn delays_of_invocations_are_those_that_functions_have_the_mean_of() {
    for report in reports().iter().filter(|report| report.recording.is_full()) {
        let (what, table) = (what(report), "invocations");
        let of = |name: &str| column(table, report, name);
        let (services, functions, hot) = (of("service"), of("function"), of("reused_container"));
        for row in &report.functions {
            let mean_of = |name: &str, reused: &str| {
                let values = of(name);
                let keys = services.iter().zip(&functions).zip(&hot).zip(&values);
                let own = keys.filter(|(((service, function), hot), _)| {
                    **service == *row.service && **function == *row.function && *hot == reused
                });
                mean(&own.map(|(_, value)| nanos(value)).collect::<Vec<_>>())
            };
            let delays = &row.delays;
            for (name, reused, expected) in [
                ("response_s", "false", &row.response_cold),
                ("response_s", "true", &row.response_hot),
                ("wait_s", "false", &delays.wait_cold),
                ("wait_s", "true", &delays.wait_hot),
                ("cold_wait_s", "false", &delays.wait_cold),
                ("cold_wait_s", "true", &None),
                ("cold_delay_s", "false", &delays.startup_cold),
                ("cold_delay_s", "true", &None),
            ] {
                let expected = expected.as_ref().map(|it| it.mean.as_nanos());
                assert_eq!(mean_of(name, reused), expected, "{what}: {name}, {reused}");
            }
        }
    }
}

#[test]
fn outcomes_are_counted_by_the_report() {
    for report in reports().iter().filter(|report| report.recording.is_full()) {
        let outcomes = column("invocations", report, "outcome");
        let count = |words: &[&str]| {
            let found = outcomes
                .iter()
                .filter(|outcome| words.contains(&outcome.as_str()));
            found.count() as u64
        };
        let counts = &report.summary.counts;
        assert_eq!(count(&["succeeded"]), counts.succeeded, "{}", what(report));
        assert_eq!(
            count(&["failed", "refused"]),
            counts.failed,
            "{}",
            what(report)
        );
        assert_eq!(
            count(&["unfinished"]),
            counts.unfinished,
            "{}",
            what(report)
        );
    }
}

/// Each invocation holds a core from its dispatch to its completion (SEMANTICS 4.10).
#[test]
fn utilisation_of_cores_follows_from_the_tables() {
    for report in reports() {
        let end = report.final_date.as_nanos();
        let held = |table: &str, from: &str, to: &str, key: &str| -> Vec<(String, f64)> {
            let (from, to) = (column(table, report, from), column(table, report, to));
            let keys = column(table, report, key).into_iter();
            let spans = from.iter().zip(&to).map(|(from, to)| {
                let from = nanos(from).unwrap_or(end);
                (nanos(to).unwrap_or(end) - from) as f64
            });
            keys.zip(spans).collect()
        };
        for node in &report.nodes {
            let whole = f64::from(node.cores) * end as f64;
            let share = |nanos: f64| if whole > 0.0 { nanos / whole } else { 0.0 };
            let is_close = |share: f64| (share - node.utilisation).abs() <= 1e-9;
            let place = format!("{}, {}", what(report), node.node);
            let spans = held("timeline_nodes", "started_s", "ended_s", "node");
            let busy = column("timeline_nodes", report, "busy_cores");
            let own = spans
                .iter()
                .zip(busy)
                .filter(|((name, _), _)| **name == *node.node);
            let sum = own.map(|((_, span), busy)| span * busy.parse::<f64>().expect("a number"));
            assert!(is_close(share(sum.sum())), "{place}: timeline");
            if report.recording.is_full() {
                let spans = held("invocations", "dispatched_s", "completed_s", "node");
                let own = spans.iter().filter(|(name, _)| **name == *node.node);
                assert!(
                    is_close(share(own.map(|(_, span)| span).sum())),
                    "{place}: invocations"
                );
            }
        }
    }
}

#[test]
fn each_row_says_of_which_run_it_is() {
    let declaration = two_tariffs::TwoTariffs::default();
    let mut report = report(&declaration, Recording::Full);
    report.replication = 3;
    // Names that tables have, and a number that has no place in a column of numbers.
    report.parameters = [
        ("nodes", ParameterValue::Natural(4)),
        ("function", ParameterValue::Text("a,b".to_owned())),
        ("parameter_function", ParameterValue::Real(2.0)),
        ("seed", ParameterValue::Flag(true)),
        ("none", ParameterValue::Nothing),
        ("below", ParameterValue::Integer(-1)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into_iter()
    .collect();
    let values = [
        &report.simulation,
        "42",
        "3",
        "4",
        "a,b",
        "2.0",
        "true",
        "",
        "-1",
    ];
    for table in Table::ALL {
        let (names, rows) = read(&csv_text(table, &report));
        let own = table.columns.len();
        if table.name == "invocations" {
            let expected = [
                "simulation",
                "seed",
                "replication",
                "nodes",
                "parameter_function",
                "parameter_parameter_function",
                "parameter_seed",
                "none",
                "below",
            ];
            assert_eq!(names[own..], expected);
        }
        assert!(
            rows.iter().all(|row| row[own..] == values),
            "{}: {rows:?}",
            table.name
        );
    }
    report.seed = Seed(u64::MAX);
    let seeds = column("nodes", &report, "seed");
    assert!(seeds.iter().all(|seed| *seed == u64::MAX.to_string()));
}

fn facts(report: &Report) -> Value {
    let mut bytes = Vec::new();
    export::table_facts::write(report, &mut bytes).expect("a vector takes everything");
    serde_json::from_slice(&bytes).expect("it is JSON")
}

#[test]
fn a_file_beside_the_tables_says_what_they_have() {
    for report in reports() {
        let facts = facts(report);
        assert_eq!(facts["recording"], report.recording.to_string());
        assert_eq!(facts["seed"], 42);
        for table in Table::ALL {
            let (names, rows) = read(&csv_text(table, report));
            let said = &facts["tables"][table.name];
            assert_eq!(said["rows"], rows.len(), "{}: {}", what(report), table.name);
            let columns = said["columns"].as_object().expect("columns");
            assert!(columns.keys().eq(&names), "{}", table.name);
        }
    }
}

#[test]
fn sampled_tables_say_so_and_have_some_rows_of_the_whole_ones() {
    let every = 3;
    let recordings = [
        Recording::Full,
        Recording::sampled(every).expect("not zero"),
    ];
    let [whole, sampled] = recordings.map(|it| report(&hot_starts::HotStarts::default(), it));
    let facts = facts(&sampled);
    for (table, number) in [("invocations", "id"), ("containers", "container")] {
        let said = &facts["tables"][table];
        assert_eq!(
            (&said["complete"], &said["weight"]),
            (&false.into(), &every.into())
        );
        let table = Table::ALL
            .iter()
            .find(|other| other.name == table)
            .expect("the table");
        let (names, rows) = read(&csv_text(table, &whole));
        let at = names
            .iter()
            .position(|name| name == number)
            .expect("numbers");
        let kept = rows
            .into_iter()
            .filter(|row| row[at].parse::<u64>().expect("a number") % every == 0);
        assert_eq!(read(&csv_text(table, &sampled)).1, kept.collect::<Vec<_>>());
    }
    for table in ["nodes", "services", "functions", "timeline_nodes"] {
        let said = &facts["tables"][table];
        assert_eq!(
            (&said["complete"], &said["weight"]),
            (&true.into(), &1.into())
        );
    }
    assert_eq!(facts["tables"]["events"]["weight"], Value::Null);
}

#[test]
fn the_run_with_a_tariff_costs_something() {
    let report = report(&two_tariffs::TwoTariffs::default(), Recording::Full);
    let cost = reals("invocations", &report, "cost");
    assert!(cost.is_some_and(|cost| cost >= 12.0 * 0.25), "{cost:?}");
    let free = column("invocations", &report, "cost");
    assert_eq!(free.iter().filter(|cost| cost.is_empty()).count(), 12);
}
