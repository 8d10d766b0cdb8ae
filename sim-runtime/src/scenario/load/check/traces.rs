//! Traces: each of a file that is there, in a known format, for known hosts and images.

use std::path::Path;

use super::names::{NameTable, Problems};
use crate::scenario::schema::{Scenario, Trace};
use crate::workload::trace::{Format, Spread};
use crate::workload::{Grouping, TraceSpec};

pub(super) fn check(scenario: &Scenario, hosts: &NameTable<'_>, problems: &mut Problems) {
    let names = scenario.traces.iter().map(|trace| trace.name.as_str());
    let path = |place| format!("traces[{place}].name");
    NameTable::declare("trace", names.enumerate(), path, problems);
    let images = scenario.images.iter().map(|image| image.name.as_str());
    let images = NameTable::known("image", images.enumerate());
    for (place, trace) in scenario.traces.iter().enumerate() {
        let path = format!("traces[{place}]");
        if trace.name.is_empty() {
            problems.add(format!("{path}.name"), "is missing; give it a name");
        }
        if let Some(host) = &trace.host {
            hosts.require_one(format!("{path}.host"), host, problems);
        }
        if let Some(image) = &trace.image {
            images.require(format!("{path}.image"), image, problems);
        }
        check_words(trace, &path, problems);
        check_file(trace, &path, problems);
    }
}

/// Values that are one of several words.
fn check_words(trace: &Trace, path: &str, problems: &mut Problems) {
    let format = trace.format.as_ref().map(|word| word.parse::<Format>());
    let spread = trace.spread.as_ref().map(|word| word.parse::<Spread>());
    let grouping = trace.grouping.as_ref().map(|word| word.parse::<Grouping>());
    let wrong = [
        ("format", format.and_then(Result::err)),
        ("spread", spread.and_then(Result::err)),
        ("grouping", grouping.and_then(Result::err)),
    ];
    for (key, message) in wrong {
        if let Some(message) = message {
            problems.add(format!("{path}.{key}"), message);
        }
    }
}

fn check_file(trace: &Trace, path: &str, problems: &mut Problems) {
    if trace.path.is_empty() {
        let message = "is missing; give it the file or the folder of the trace";
        return problems.add(format!("{path}.path"), message);
    }
    if !Path::new(&trace.path).exists() {
        let message = format!("there is no file or folder `{}`", trace.path);
        problems.add(format!("{path}.path"), message);
    }
    problems.expect(
        trace.concurrency != Some(0),
        format!("{path}.concurrency"),
        "must be at least 1",
    );
    if let Err((key, message)) = TraceSpec::from(trace).check() {
        problems.add(format!("{path}.{key}"), message);
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::load::sample::problems;
    use serde_json::json;

    #[test]
    fn a_trace_names_what_there_is() {
        let traces = json!([
            {"name": "day", "path": "nowhere.csv", "format": "azur-2019", "host": "usr", "image": "im", "spread": "evenly", "grouping": "app"},
            {"name": "day", "path": "", "rate": 2, "functions": 0},
        ]);
        assert_eq!(
            problems(|scenario| scenario["traces"] = traces),
            [
                "traces[1].name: trace `day` is already declared by traces[0].name; give it another name",
                "traces[0].host: unknown host `usr`; did you mean `user`? (hosts: user, gateway, worker1, worker2)",
                "traces[0].image: unknown image `im` (images: img)",
                "traces[0].format: unknown format `azur-2019`; did you mean `azure-2019`? (formats: azure-2019, azure-2021, huawei-2023, huawei-2025, \
                 ibm-code-engine, in-vitro, dslab, open-dc, cloud-watch, coldstart, parquet)",
                "traces[0].spread: unknown spread `evenly` (spreads: uniform, poisson, even, start)",
                "traces[0].grouping: unknown grouping `app`; did you mean `apps`? (groupings: functions, apps)",
                "traces[0].path: there is no file or folder `nowhere.csv`",
                "traces[1].path: is missing; give it the file or the folder of the trace",
            ]
        );
        let traces = json!([{"name": "day", "path": ".", "rate": 2, "functions": 3}, {"name": "b", "path": ".", "functions": 0}, {"name": "c", "path": ".", "from": 5, "until": 5},
            {"name": "d", "path": ".", "missing_duration": "Constant(1MB)"}]);
        let found = problems(|scenario| scenario["traces"] = traces);
        assert_eq!(found.len(), 4, "{found:?}");
        let keys = ["rate", "functions", "until", "missing_duration"];
        for (place, key) in keys.iter().enumerate() {
            assert!(
                found[place].starts_with(&format!("traces[{place}].{key}: ")),
                "{found:?}"
            );
        }
    }
}
