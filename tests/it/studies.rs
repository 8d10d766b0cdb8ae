//! `coldstart sweep`: studies of scenarios as files, in one piece, in shards, and such as make no sense.

use std::fs;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

#[cfg(unix)]
use crate::support::command::send;
use crate::support::command::{Folder, coldstart, names, text};
use crate::support::programs::better_scheduler;

/// Fifty requests at random, each of which takes half a second of one core on average.
pub(super) fn scenario() -> Value {
    let host = |name: &str| {
        json!({
            "name": name, "speed": 1e9, "cores": 1, "ram": "4GB",
            "disk": {"size": 1e12, "read_bw": 1e9, "write_bw": 1e9}
        })
    };
    json!({
        "controller_host": "head",
        "network_model": "ideal",
        "platform": {
            "hosts": [host("head"), host("worker")],
            "links": [{"name": "lan", "bandwidth": 1e9}],
            "routes": [{"src": "head", "dst": "worker", "links": ["lan"]}]
        },
        "storage": {"host": "head"},
        "service": {
            "head_host": "head", "compute_hosts": ["worker"], "scheduler": "fcfs",
            "properties": {"container_idle_timeout": "1h"}
        },
        "images": [{"name": "image", "disk_size": 0, "ram_size": 0}],
        "functions": [{"name": "f", "image": "image", "disk_limit": 0, "ram_limit": "1GB"}],
        "workloads": [{
            "name": "load", "function": "f", "arrivals": "Poisson::per_second(1)", "take": 50, "sleep": "Exponential(0.5s)"
        }]
    })
}

pub(crate) const STUDY: &str = r#"
scenario = "shop.json"
replications = 4
figures = ["mean", "p99 of f", "cold_start_rate"]
compare = "scheduler"

[sweep]
nodes = "1..2"
scheduler = ["fcfs", "least_loaded"]
"#;

/// A folder with the scenario and a study.
pub(crate) fn folder(study: &str) -> Folder {
    let folder = Folder::new();
    fs::write(folder.path("shop.json"), scenario().to_string()).expect("a scenario");
    fs::write(folder.path("study.toml"), study).expect("a study");
    folder
}

/// The command with the paths of files of the folder where `@NAME` stands.
pub(super) fn sweep(folder: &Folder, arguments: &[&str]) -> Output {
    let arguments: Vec<String> = arguments
        .iter()
        .map(|argument| match argument.strip_prefix('@') {
            Some(name) => folder.path(name).to_string_lossy().into_owned(),
            None => (*argument).to_owned(),
        })
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    coldstart(&[&["sweep"], &*arguments].concat())
}

/// What the command prints, if it succeeds.
#[track_caller]
pub(crate) fn told(folder: &Folder, arguments: &[&str]) -> String {
    let output = sweep(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

pub(crate) fn read(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.path(name)).expect("it was written")
}

#[test]
fn a_study_is_a_file() {
    let folder = folder(STUDY);
    let table = told(
        &folder,
        &["@study.toml", "--json", "@found.json", "--csv", "@tables"],
    );
    insta::assert_snapshot!(table);
    let found = folder.json("found.json");
    assert_eq!(found["format_version"], 1);
    assert_eq!(
        found["points"][3]["at"],
        json!({"nodes": 2, "scheduler": "least_loaded"})
    );
    assert_eq!(
        found["points"][0]["figures"]["p99_of_f_s"]["mean"]
            .as_f64()
            .map(|mean| mean > 0.5),
        Some(true)
    );
    assert_eq!(found["rows"].as_array().map(Vec::len), Some(16));
    assert_eq!(found["comparisons"].as_array().map(Vec::len), Some(2));
    let runs = read(&folder, "tables/runs.csv");
    let header =
        "simulation,nodes,scheduler,seed,replication,mean_s,p99_of_f_s,cold_start_rate,error";
    assert_eq!(runs.lines().next(), Some(header));
    assert!(
        runs.lines()
            .nth(1)
            .is_some_and(|row| row.starts_with("shop,1,fcfs,42,0,")),
        "{runs}"
    );
    let points = read(&folder, "tables/points.csv");
    assert!(
        points.starts_with("simulation,nodes,scheduler,seed,confidence,replications,"),
        "{points}"
    );
    assert_eq!(points.lines().count(), 1 + 4);
}

#[test]
fn what_is_varied_keeps_the_order_of_the_file() {
    let sweep = "scheduler = [\"fcfs\", \"least_loaded\"]\nnodes = \"1..2\"\n\"memory of f\" = \"512MB,1GB\"\n";
    let (before, _) = STUDY.split_once("[sweep]").expect("what is varied");
    let folder = folder(&format!("{before}[sweep]\n{sweep}"));
    told(&folder, &["@study.toml", "--csv", "@tables"]);
    let points = read(&folder, "tables/points.csv");
    assert!(
        points.starts_with("simulation,scheduler,nodes,memory of f,seed,"),
        "{points}"
    );
}

#[test]
fn a_scenario_is_studied_with_options_and_each_run_can_be_made_again() {
    let folder = folder(STUDY);
    let arguments = [
        "@shop.json",
        "--sweep",
        "memory of f=512MB,1GB",
        "--replications",
        "3",
        "--figure",
        "mean",
        "--csv",
        "@tables",
    ];
    let table = told(&folder, &arguments);
    assert!(
        table.starts_with("shop: 2 points, 6 runs, seed 42, intervals of 95 %"),
        "{table}"
    );
    let runs = read(&folder, "tables/runs.csv");
    let row = runs.lines().nth(6).expect("the last row");
    let (file, json) = (folder.path("shop.json"), folder.path("run.json"));
    let again = coldstart(&[
        "run",
        &file.to_string_lossy(),
        "--replication",
        "2",
        "--json",
        &json.to_string_lossy(),
        "-q",
    ]);
    assert!(again.status.success(), "{}", text(&again.stderr));
    let run = folder.json("run.json");
    assert_eq!(run["report"]["replication"], 2);
    let mean = run["report"]["overall"]["response"]["mean"]
        .as_f64()
        .expect("a mean");
    assert_eq!(row, format!("shop,1GB,42,2,{mean},"));
}

#[test]
fn shards_are_merged_into_the_same_bytes() {
    let folder = folder(STUDY);
    told(
        &folder,
        &[
            "@study.toml",
            "--json",
            "@whole.json",
            "--csv",
            "@whole",
            "--jobs",
            "1",
            "-q",
        ],
    );
    for count in [1, 2, 7] {
        let out = format!("@shards{count}");
        for number in 1..=count {
            let shard = format!("{number}/{count}");
            let said = told(
                &folder,
                &["run", "@study.toml", "--shard", &shard, "--out", &out],
            );
            assert!(said.starts_with(&format!("shard {shard}: ")), "{said}");
        }
        let json = format!("@merged{count}.json");
        let tables = format!("@merged{count}");
        told(&folder, &["merge", &out, "--json", &json, "--csv", &tables]);
        assert_eq!(
            read(&folder, &json[1..]),
            read(&folder, "whole.json"),
            "{count}"
        );
        for table in ["runs.csv", "points.csv"] {
            let merged = read(&folder, &format!("merged{count}/{table}"));
            assert_eq!(merged, read(&folder, &format!("whole/{table}")), "{count}");
        }
    }
    // What is there is not run again.
    let said = told(
        &folder,
        &["run", "@study.toml", "--shard", "1/2", "--out", "@shards7"],
    );
    assert!(said.starts_with("shard 1/2: 0 runs were made"), "{said}");
}

/// Exit code 2, and one message on standard error that begins with this.
#[track_caller]
pub(crate) fn refused(folder: &Folder, arguments: &[&str], message: &str) {
    let output = sweep(folder, arguments);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert_eq!(error.matches("error:").count(), 1, "{error}");
    let root = format!(
        "{}/",
        folder.path("").to_string_lossy().trim_end_matches('/')
    );
    let error = error.replace(&root, "");
    assert!(error.contains(message), "no `{message}` in: {error}");
}

#[test]
fn studies_that_make_no_sense_are_told_in_one_message() {
    let folder = folder(STUDY);
    let swept = |values: &'static str| ["@shop.json", "--sweep", values];
    refused(&folder, &swept("nodez=1..2"), "nodez");
    refused(&folder, &swept("nodez=1..2"), "error: with nodez = 1: ");
    refused(
        &folder,
        &swept("memory of g=1GB,2GB"),
        "error: `memory of g`: no function, host, link, image or workload is called `g`",
    );
    refused(
        &folder,
        &swept("nodes=2..1"),
        "1 is less than 2; write the smaller value first",
    );
    refused(&folder, &swept("nodes="), "say values after `=`");
    refused(
        &folder,
        &swept("nodes=1,many"),
        "error: `nodes`: `many` is no number of nodes; write a whole one such as 4",
    );
    refused(
        &folder,
        &swept("scheduler=fcfs,lest_loaded"),
        "did you mean `least_loaded`?",
    );
    refused(
        &folder,
        &["@study.toml", "--compare", "scheduller"],
        "did you mean `scheduler`?",
    );
    refused(
        &folder,
        &["@study.toml", "--figure", "p98"],
        "there is no metric `p98`",
    );
    refused(
        &folder,
        &["@study.toml", "--figure", "mean of g"],
        "error: `mean of g`: there is no function `g`",
    );
    refused(
        &folder,
        &["@study.toml", "--warm-up", "60"],
        "`60` is no warm-up",
    );
    refused(
        &folder,
        &[
            "@study.toml",
            "--precision",
            "0.01%",
            "--most-replications",
            "5",
        ],
        "error: the precision of 0.01 % was not reached at 4 of 4 points: with nodes = 1, scheduler = fcfs it is ",
    );
    refused(
        &folder,
        &["@study.toml", "--out", "@shop.json"],
        "error: cannot write shop.json: ",
    );
    refused(
        &folder,
        &["@study.toml", "--csv", "@shop.json"],
        "--csv: cannot write ",
    );
    refused(
        &folder,
        &["@study.toml", "--json", "@study.toml"],
        "it is the file that is read",
    );
    refused(
        &folder,
        &["@study.toml", "--shard", "3/2", "--out", "@out"],
        "`3/2` is no shard",
    );
    refused(
        &folder,
        &["@study.toml", "--shard", "auto/2", "--out", "@out"],
        "this is no job of an array",
    );
    refused(
        &folder,
        &["merge", "@nothing"],
        "error: nothing has no study.json; name a folder that --out has written",
    );
}

/// A folder of rows that was changed by hand, or that something went wrong with.
#[test]
fn rows_that_are_damaged_are_told_and_nothing_is_written() {
    let folder = folder(STUDY);
    told(&folder, &["@study.toml", "--out", "@out", "-q"]);
    let plan = read(&folder, "out/study.json");
    let [rows] = &*names(&folder.path("out/rows")) else {
        panic!("one file");
    };
    let rows = format!("out/rows/{rows}");
    let bundle = read(&folder, &rows);
    let merge = ["merge", "@out", "--json", "@found.json"];
    let write = |name: &str, text: &str| fs::write(folder.path(name), text).expect("a file");
    let changed = |key: &str, value: Value| {
        let mut changed: Value = serde_json::from_str(&plan).expect("a plan");
        changed[key] = value;
        changed.to_string()
    };
    for (changed, message) in [
        (changed("confidence", json!(7)), "a confidence of 7 is none"),
        (
            changed("replications", json!(u64::MAX)),
            "is no number of replications",
        ),
        (
            changed("replications", json!(0)),
            "0 is no number of replications",
        ),
        (changed("compare", json!("nodez")), "did you mean `nodes`?"),
        (
            changed("format_version", json!("1")),
            "it has no `format_version`",
        ),
        (changed("seed", json!([1])), "invalid type"),
        (plan[..plan.len() / 2].to_owned(), "EOF while parsing"),
    ] {
        write("out/study.json", &changed);
        refused(&folder, &merge, "error: out/study.json: cannot be read: ");
        refused(&folder, &merge, message);
        refused(
            &folder,
            &merge,
            "; remove it, and run the study again with this --out, which keeps its rows",
        );
    }
    write("out/study.json", &changed("format_version", json!(2)));
    refused(
        &folder,
        &merge,
        "its format_version is 2, and this program reads 1",
    );
    // As it says.
    fs::remove_file(folder.path("out/study.json")).expect("a file");
    refused(
        &folder,
        &merge,
        "error: out has no study.json; name a folder",
    );
    let again = ["run", "@study.toml", "--shard", "1/1", "--out", "@out"];
    assert!(told(&folder, &again).starts_with("shard 1/1: 0 runs were made"));
    let version = "\"format_version\":1";
    for (changed, message) in [
        (
            bundle[..bundle.len() / 2].to_owned(),
            "cannot be read: EOF while parsing",
        ),
        (
            bundle.replace(version, "\"format_version\":0"),
            "its format_version is 0",
        ),
        (
            bundle.replace("\"point\":1", "\"point\":4"),
            "it has a row that is none of this study",
        ),
        ("[]".to_owned(), "cannot be read: "),
    ] {
        write(&rows, &changed);
        refused(&folder, &merge, &format!("error: {rows}: "));
        refused(&folder, &merge, message);
    }
    write(&rows, &bundle);
    // Which of two outcomes of a run is the right one nobody can tell.
    let mut other: Value = serde_json::from_str(&bundle).expect("rows");
    other["rows"][5]["values"][0] = json!(1e300);
    write("out/rows/zz.json", &other.to_string());
    refused(
        &folder,
        &merge,
        "error: out/rows/zz.json: cannot be read: replication 1 of point 1 came out differently in a file before it; remove it, and its runs are made again",
    );
    fs::remove_dir_all(folder.path("out/rows")).expect("a folder");
    refused(&folder, &merge, "error: the study is not complete");
    refused(
        &folder,
        &["merge", "@shop.json"],
        "error: shop.json has no study.json",
    );
    assert!(!folder.path("found.json").exists());
}

#[test]
fn what_is_found_takes_no_place_among_the_rows() {
    let folder = folder(STUDY);
    told(&folder, &["@study.toml", "--out", "@out", "-q"]);
    let plan = read(&folder, "out/study.json");
    for (option, path) in [
        ("--json", "out/study.json"),
        ("--report", "out/study.json"),
        ("--json", "out/rows/../study.json"),
        ("--json", "out/rows/found.json"),
        ("--csv", "out/rows"),
    ] {
        let file = format!("@{path}");
        let message = format!(
            "error: {option}: cannot write {path}: out keeps the rows of the study there; choose another place, nothing was written"
        );
        refused(
            &folder,
            &["@study.toml", "--out", "@out", option, &file],
            &message,
        );
        refused(&folder, &["merge", "@out", option, &file], &message);
    }
    let pages = ["--report", "@study.html", "--reports", "@out/rows"];
    refused(
        &folder,
        &[&["@study.toml", "--out", "@out"][..], &pages].concat(),
        "error: --reports: cannot write out/rows: out keeps the rows of the study there; choose another place, nothing was written",
    );
    assert_eq!(read(&folder, "out/study.json"), plan);
    // Beside them it may be.
    told(
        &folder,
        &["merge", "@out", "--json", "@out/found.json", "-q"],
    );
}

#[test]
fn files_that_are_no_studies_are_told_with_the_place() {
    for (study, message) in [
        (
            "scenario = \"shop.json\"\nreplication = 3",
            "error: study.toml: line 2, column 1: a study has no key `replication`; did you mean `replications`?",
        ),
        (
            "replications = 3",
            "error: study.toml: line 1, column 1: missing key `scenario`; add it",
        ),
        ("scenario = \"no.json\"", "error: no.json: cannot be read: "),
        (
            "scenario = \"shop.json\"\nsweep = { nodes = \"2..1\" }",
            "error: study.toml: sweep.nodes: 1 is less than 2",
        ),
        (
            "scenario = \"shop.json\"\nsweep = { nodes = [] }",
            "error: `nodes` takes no value",
        ),
        (
            "scenario = \"shop.json\"\nwarm_up = \"long\"",
            "error: study.toml: warm_up: `long` is no warm-up",
        ),
        (
            "scenario = \"shop.json\"\nprecision = \"200%\"",
            "`200%` is no precision",
        ),
        (
            "scenario = \"shop.json\"\nreplications = \"many\"",
            "error: study.toml: line 2, column 16: replications: invalid type: string \"many\"; expected a whole number from 0 to ",
        ),
        (
            "scenario = \"shop.json\"\nseed = 1\nseed = 2",
            "error: study.toml: line 3, column 1: it is not valid TOML: duplicate key",
        ),
        (
            "scenario = \"shop.json\"\n seed == 1",
            "error: study.toml: line 2, column 8: it is not valid TOML: ",
        ),
    ] {
        refused(&folder(study), &["@study.toml"], message);
    }
    // What is long is not told in full.
    let long = "x".repeat(5000);
    for key in ["record", "seed", "warm_up", "precision", "compare"] {
        let study = format!("scenario = \"shop.json\"\n{key} = \"{long}\"\n");
        let output = sweep(&folder(&study), &["@study.toml"]);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains("xx") && error.len() < 1000, "{error}");
    }
    let study =
        format!("scenario = \"shop.json\"\nsweep = {{ \"speed of worker\" = \"{long}\" }}\n");
    refused(&folder(&study), &["@study.toml"], "(5000 characters)");
}

#[test]
fn a_shard_of_another_study_is_refused_and_what_is_missing_is_told() {
    let folder = folder(STUDY);
    told(
        &folder,
        &["run", "@study.toml", "--shard", "1/2", "--out", "@out"],
    );
    refused(
        &folder,
        &["merge", "@out"],
        "error: the study is not complete; the shards that have these runs are to be run (again):\nnodes = 1, scheduler = least_loaded: replications 0 to 3",
    );
    refused(
        &folder,
        &[
            "run",
            "@study.toml",
            "--seed",
            "7",
            "--shard",
            "2/2",
            "--out",
            "@out",
        ],
        "error: out has the rows of another study: its seed is 42, and not 7; choose another folder",
    );
    let mut other = scenario();
    other["functions"][0]["ram_limit"] = json!("2GB");
    fs::write(folder.path("shop.json"), other.to_string()).expect("a scenario");
    refused(
        &folder,
        &["@study.toml", "--out", "@out"],
        "error: out has the rows of another study: its scenario is ",
    );
}

#[test]
fn a_run_that_fails_is_a_row_and_an_exit_code() {
    let folder = folder(STUDY);
    // The function reserves a gigabyte, and is registered by the timeline.
    let mut timeline = scenario();
    timeline["workloads"] = json!([]);
    timeline["functions"][0]["body"] = json!([{"op": "sleep", "seconds": 1}]);
    timeline["timeline"] = json!([{"invoke": "f", "id": "a", "at": 1}]);
    fs::write(folder.path("shop.json"), timeline.to_string()).expect("a scenario");
    let arguments = [
        "@shop.json",
        "--sweep",
        "memory of worker=512MB,2GB",
        "--json",
        "@found.json",
    ];
    let output = sweep(&folder, &arguments);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains("1 of 2 runs did not end as they should: with memory of worker = 512MB, replication 0: the registration of `f` was refused"), "{error}");
    assert_eq!(folder.json("found.json")["points"][0]["failed"], 1);
}

#[test]
fn the_study_of_the_example_is_as_it_was() {
    let result = better_scheduler::compared(5).expect("a study");
    insta::assert_yaml_snapshot!(result.summary());
}

/// A signal of Ctrl-C ends a study when the runs that have begun are over; what is there is kept, and the same command goes on.
#[cfg(unix)]
#[test]
fn what_ctrl_c_has_ended_goes_on() {
    let folder = folder(STUDY);
    let [study, out] =
        ["study.toml", "out"].map(|name| folder.path(name).to_string_lossy().into_owned());
    let arguments = ["sweep", &*study, "--replications", "2000", "--out", &*out];
    let mut child = Command::new(env!("CARGO_BIN_EXE_coldstart"))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let rows = folder.path("out/rows");
    let some_are_there = || fs::read_dir(&rows).is_ok_and(|mut files| files.next().is_some());
    while !some_are_there() {
        std::thread::sleep(Duration::from_millis(20));
        assert!(
            child.try_wait().expect("its state").is_none(),
            "it ended before a row was there"
        );
    }
    send("INT", &child);
    let ended = child.wait_with_output().expect("its output");
    assert_eq!(ended.status.code(), Some(130), "{}", text(&ended.stderr));
    let told = text(&ended.stderr);
    assert!(
        told.contains("the same command goes on from what is in "),
        "{told}"
    );
    assert!(folder.names().iter().all(|name| !name.starts_with('.')));
    // With as many replications as are there for certain, nothing is left to do but to tell.
    let again = sweep(
        &folder,
        &["run", "@study.toml", "--replications", "1", "--out", "@out"],
    );
    assert!(again.status.success(), "{}", text(&again.stderr));
    let whole = sweep(&folder, &["@study.toml", "--replications", "1"]);
    assert_eq!(text(&again.stdout), text(&whole.stdout));
}
