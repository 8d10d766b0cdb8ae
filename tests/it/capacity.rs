//! `coldstart capacity`: how much it takes to keep what is promised, and its bill.

use std::fs;
use std::process::Output;

use serde_json::{Value, json};

use crate::support::command::{Folder, coldstart, text};
use crate::support::files::repository;

/// Forty invocations of a second, four each second, on nodes of one core that start containers in no time.
fn scenario() -> Value {
    let host = |name: &str, cores: u32| {
        json!({
            "name": name, "speed": 1e9, "cores": cores, "ram": "4GB",
            "disk": {"size": 1e12, "read_bw": 1e9, "write_bw": 1e9}
        })
    };
    let timeline = (0..40)
        .map(|number| json!({"invoke": "f", "id": format!("i{number}"), "at": 1 + number / 4}));
    json!({
        "controller_host": "head",
        "network_model": "ideal",
        "platform": {
            "hosts": [host("head", 1), host("worker1", 1)],
            "links": [{"name": "lan", "bandwidth": 1e9}],
            "routes": [{"src": "head", "dst": "worker1", "links": ["lan"]}]
        },
        "storage": {"host": "head"},
        "service": {
            "head_host": "head", "compute_hosts": ["worker1"],
            "properties": {"container_idle_timeout": "1h"},
            "tariff": {"currency": "EUR", "per_node_hour": 3.6}
        },
        "images": [{"name": "image", "disk_size": 0, "ram_size": 0}],
        "functions": [{
            "name": "f", "image": "image", "disk_limit": 0, "ram_limit": "1GB",
            "body": [{"op": "sleep", "seconds": 0.9}]
        }],
        "timeline": timeline.collect::<Vec<Value>>()
    })
}

/// Searches in a folder of its own, where `my.json` is the scenario; returns what came of it, and the folder.
fn search(scenario: &Value, options: &[&str]) -> (Output, Folder) {
    let folder = Folder::new();
    let file = folder.path("my.json");
    fs::write(&file, scenario.to_string()).expect("a scenario");
    let (file, json) = (
        file.to_string_lossy().into_owned(),
        folder.path("answer.json"),
    );
    let json = json.to_string_lossy().into_owned();
    let output = coldstart(&[&["capacity", &*file, "--json", &*json], options].concat());
    (output, folder)
}

#[test]
fn the_smallest_number_of_nodes_is_found_with_its_bill() {
    let (output, folder) = search(&scenario(), &["--slo", "max<1s", "--vary", "nodes=1..64"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let answer = folder.json("answer.json");
    assert_eq!(answer["answer"], 4);
    assert_eq!(answer["below"], 3);
    assert_eq!(answer["is_monotone"], true);
    let tried = answer["tried"].as_array().expect("a list");
    let of = |nodes: u64| {
        tried
            .iter()
            .find(|one| one["value"] == nodes)
            .expect("it was tried")
    };
    assert_eq!(of(4)["holds"], true);
    assert_eq!(of(3)["holds"], false);
    // 4 nodes for 10.9 s at a thousandth of a euro a second.
    let cost = of(4)["node_cost"]["EUR"].as_f64().expect("a bill");
    assert!((cost - 4.0 * 0.0109).abs() < 1e-6, "{cost}");
    // 3 nodes serve three of four: more is asked for than they have.
    let asked = of(3)["verdict"]["evidence"]["cores"]
        .as_f64()
        .expect("a share");
    assert!(asked > 1.05, "{asked}");
    // Containers start in no time, and four nodes have room for all that come at once.
    assert_eq!(of(4)["cold_start_p99"], 0.0);
    let told = text(&output.stdout);
    let answer = "answer: nodes = 4 keeps max < 1s in one run; 3 does not do; cold-start p99: 0s; bill: nodes 0.0436 EUR\n";
    assert!(told.ends_with(answer), "{told}");
}

#[test]
fn the_cold_start_p99_may_be_promised_and_is_told() {
    let mut slow = scenario();
    slow["service"]["properties"]["container_startup_overhead"] = json!("400ms");
    let slo = ["--slo", "cold_start_p99<500ms", "--vary", "nodes=1..8"];
    let (output, folder) = search(&slow, &slo);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let answer = folder.json("answer.json");
    // The first of each node starts cold at once; who waits for a core waits for a container that has served before.
    let mut tried = answer["tried"].as_array().expect("a list").iter();
    let best = tried.find(|one| one["value"] == answer["answer"]);
    let best = best.expect("it was tried");
    assert_eq!(best["cold_start_p99"], 0.4);
    assert_eq!(best["objectives"][0]["figure"], 0.4);
    assert!(text(&output.stdout).contains("; cold-start p99: 400ms; bill: "));
}

/// Of the whole day, `cargo test -p coldstart-book --test texts -- --ignored` asks what the chapter says.
#[test]
fn the_scenario_with_the_sample_tells_nodes_cold_starts_and_bill() {
    let counts =
        repository("examples/data/azure-functions-2019/invocations_per_function_md.anon.d01.csv");
    let counts = fs::read_to_string(counts).expect("the sample");
    let first_hour = |row: &str| -> u64 {
        let minutes = row.split(',').skip(4).take(60);
        minutes
            .map(|count| count.parse::<u64>().expect("a count"))
            .sum()
    };
    let requested: u64 = counts.lines().skip(1).map(first_hour).sum();

    let mut scenario =
        fs::read_to_string(repository("examples/my_load.toml")).expect("it is there");
    let data = repository("examples/data").to_string_lossy().into_owned();
    scenario = scenario.replace("path = \"data", &format!("until = \"1h\", path = \"{data}"));
    let folder = Folder::new();
    fs::write(folder.path("hour.toml"), scenario).expect("a scenario");
    let file = folder.path("hour.toml").to_string_lossy().into_owned();
    let promises = [
        "--slo",
        "cold_start_p99<3s",
        "--slo",
        "cold<10%",
        "--slo",
        &format!("invocations>={requested}"),
    ];
    let vary = ["--vary", "nodes=1..4"];
    let output = coldstart(&[&["capacity", &*file], &promises[..], &vary].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    let answer = told
        .lines()
        .find(|line| line.starts_with("answer: nodes = "));
    let answer = answer.expect("there is one");
    assert!(
        answer.contains("; cold-start p99: ")
            && answer.contains("; bill: nodes ")
            && answer.ends_with(" USD"),
        "{answer}"
    );
}

#[test]
fn no_value_that_does_is_an_answer_too() {
    let (output, folder) = search(&scenario(), &["--slo", "max<0.5s", "--vary", "nodes=1..8"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(folder.json("answer.json")["answer"], Value::Null);
    let told = text(&output.stdout);
    assert!(
        told.contains(
            "answer: no value that was tried of nodes from 1 to 8 keeps max < 0.5s in one run"
        ),
        "{told}"
    );
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn a_value_with_which_nothing_runs_does_not_do_and_the_reason_is_told() {
    // The function reserves a gigabyte.
    let vary = "memory of worker1=250MB..2000MB by 250MB";
    let (output, folder) = search(&scenario(), &["--slo", "max<60s", "--vary", vary]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(folder.json("answer.json")["answer"], "1000MB");
    let told = text(&output.stdout);
    assert!(
        told.contains("with memory of worker1 = 750MB: the registration of `f` was refused"),
        "{told}"
    );
}

#[test]
fn any_number_of_the_scenario_can_be_varied() {
    let (output, folder) = search(
        &scenario(),
        &["--slo", "max<1s", "--vary", "hosts[1].cores=1..16"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(folder.json("answer.json")["answer"], 4);
    // A container of each invocation at once needs a gigabyte.
    let mut wide = scenario();
    wide["platform"]["hosts"][1]["cores"] = 8.into();
    let vary = "memory of worker1=1GB..8GB";
    let (output, folder) = search(
        &wide,
        &["--slo", "max<1s", "--slo", "cold<20%", "--vary", vary],
    );
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(folder.json("answer.json")["answer"], "4GB");
}

#[test]
fn replications_count_as_the_worst_or_as_their_mean() {
    let options = [
        "--slo",
        "p99<1s",
        "--vary",
        "nodes=1,2,4,8",
        "--replications",
        "3",
        "--every",
    ];
    for (across, words) in [
        ("worst", "in each of 3 runs"),
        ("mean", "in the mean of 3 runs"),
    ] {
        let (output, folder) = search(&scenario(), &[&options[..], &["--across", across]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let answer = folder.json("answer.json");
        assert_eq!(answer["seeds"], json!([42, 43, 44]));
        assert_eq!(answer["tried"].as_array().expect("a list").len(), 4);
        assert!(
            text(&output.stdout).contains(words),
            "{}",
            text(&output.stdout)
        );
    }
}

#[test]
fn what_makes_no_sense_is_told_in_one_message_and_nothing_is_written() {
    let slo = ["--slo", "max<1s"];
    let nodes = ["--vary", "nodes=1..4"];
    for (options, part) in [
        (&["--slo", "p98<1s"][..], "there is no metric `p98`"),
        (&["--slo", "p99<5"], "has no unit"),
        (&["--slo", "cold<500ms"], "is no share"),
        (&["--slo", "p99 of g<1s"], "there is no function `g`"),
        (&["--vary", "nodes"], "say a quantity, `=` and its values"),
        (&["--vary", "nodes=4..1"], "1 is less than 4"),
        (&["--vary", "nodes=0..4"], "a service has at least one node"),
        (&["--vary", "hosts[9].cores=1..4"], "there is no [9]"),
        (&["--vary", "cores of nobody=1..4"], "is called `nobody`"),
        (
            &["--vary", "hosts[1].cores=1..4 by 0.5"],
            "with hosts[1].cores = ",
        ),
        (&["--vary", "hosts[1].cors=1..4"], "unknown key `cors`"),
        (
            &["--replications", "0"],
            "expected a whole number from 1 to 10000",
        ),
        (&["--across", "best"], "write `worst` or `mean`"),
        (&["--seed", "-1"], "expected a whole number"),
    ] {
        let has = |option: &str| options.contains(&option);
        let mut all = options.to_vec();
        all.extend(slo.iter().filter(|_| !has("--slo")));
        all.extend(nodes.iter().filter(|_| !has("--vary")));
        let (output, folder) = search(&scenario(), &all);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{options:?}: {told}");
        assert!(told.contains(part), "{options:?}: {told}");
        assert_eq!(told.matches("error:").count(), 1, "{told}");
        assert_eq!(text(&output.stdout), "");
        assert_eq!(folder.names(), ["my.json"], "{options:?}");
    }
    let mut apart = scenario();
    apart["platform"]["routes"] = json!([]);
    let (output, _) = search(&apart, &[slo, nodes].concat());
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("no route from `head` to `worker1`"), "{told}");
    let (output, _) = search(&scenario(), &["--vary", "nodes=1..4"]);
    assert_eq!(output.status.code(), Some(2), "without a promise");
}
