//! `coldstart calibrate`, and observations in pages.

use std::fmt::Write;
use std::fs;
use std::process::Output;

use coldstart::kernel::Seed;
use coldstart::scenario::load::load;
use serde_json::{Value, json};

use crate::support::command::{Folder, coldstart, text};

fn scenario() -> Value {
    let host = |name: &str| {
        json!({
            "name": name, "speed": 1e9, "cores": 100,
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
        "service": {"head_host": "head", "compute_hosts": ["worker"]},
        "images": [{"name": "image", "disk_size": 0, "ram_size": 0}],
        "functions": [{"name": "f", "image": "image", "disk_limit": 0, "ram_limit": 0, "body": [{"op": "sleep", "seconds": 1}]}],
        "timeline": [{"invoke": "f", "id": "a", "at": 1}, {"invoke": "f", "id": "b", "at": 5}]
    })
}

/// Bodies of a second whose gaps have no memory, about a minute long; containers that have been idle for a minute are gone, and a
/// new one takes half a second.
fn observations(count: u64) -> String {
    let mut stream = Seed(1).stream(0, "observations");
    let mut rows = "date,function,duration,cold\n".to_owned();
    let (mut date, mut idle_since) = (0.0, f64::NEG_INFINITY);
    for _ in 0..count {
        let cold = date - idle_since > 60.0;
        let duration = if cold { 1.5 } else { 1.0 };
        writeln!(rows, "{date:.6},f,{duration},{cold}").expect("text takes it");
        idle_since = date + duration;
        date = idle_since + stream.exponential(60.0);
    }
    rows
}

/// Calibrates in a folder of its own, where `my.json` and `observed.csv` are.
fn calibrate(observations: &str, options: &[&str]) -> (Output, Folder) {
    let folder = Folder::new();
    fs::write(folder.path("my.json"), scenario().to_string()).expect("a scenario");
    fs::write(folder.path("observed.csv"), observations).expect("observations");
    let [observed, scenario, out, json] = ["observed.csv", "my.json", "out.toml", "out.json"]
        .map(|name| folder.path(name).to_string_lossy().into_owned());
    let places = [
        "calibrate",
        &observed,
        &scenario,
        "--write",
        &out,
        "--json",
        &json,
    ];
    let output = coldstart(&[&places, options].concat());
    (output, folder)
}

#[test]
fn known_parameters_are_found_and_written() {
    let (output, folder) = calibrate(&observations(200), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let calibrated = load(&folder.path("out.toml")).expect("a scenario");
    let properties = &calibrated.service.properties;
    let startup = properties.container_startup_overhead.expect("a start-up");
    assert!((startup.as_secs_f64() - 0.5).abs() < 1e-6, "{startup}");
    let timeout = properties.container_idle_timeout.expect("a time-out");
    assert!(
        (timeout.as_secs_f64() / 60.0 - 1.0).abs() < 0.05,
        "{timeout}"
    );
    assert_eq!(calibrated.timeline.len(), 2, "what it does stays");
    let told = folder.json("out.json");
    assert_eq!(told["keep_alive"]["mismatches"], 0);
    assert_eq!(told["held_out"]["count"], 60);
    assert_eq!(told["held_out"]["agree"], 60);
    let summary = text(&output.stdout);
    assert!(summary.contains("held out: 60 invocations"), "{summary}");
    assert!(
        summary.contains("cold or hot as observed                 100.000 %"),
        "{summary}"
    );
}

#[test]
fn what_makes_no_sense_is_told_in_one_message_and_nothing_is_written() {
    let good = observations(100);
    let cases: [(&str, &[&str], &str); 8] = [
        (
            "date,function,duration\n1,f,1\n",
            &[],
            "observed.csv:1: there is no column `cold`",
        ),
        (
            "date,function,duration,cold\n1,f,x,true\n",
            &[],
            "observed.csv:2: column 3 (duration): `x` is no time",
        ),
        (
            "date,function,duration,cold\n1,f,1,true\n",
            &[],
            "1 observation is too few",
        ),
        (
            &good.replace(",f,", ",g,"),
            &[],
            "the scenario has no function `g`",
        ),
        (&good, &["--held-out", "0"], "write a share between 0 and 1"),
        (
            &good,
            &["--held-out", "-5%"],
            "write a share between 0 and 1",
        ),
        (
            &good,
            &["--held-out", "99%"],
            "100 observations are too few: 1 would be fitted",
        ),
        (&good, &["--seed", "x"], "expected a whole number"),
    ];
    for (observations, options, part) in cases {
        let (output, folder) = calibrate(observations, options);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{part}: {told}");
        assert!(told.contains(part), "{part}: {told}");
        assert_eq!(told.matches("error:").count(), 1, "{told}");
        assert_eq!(folder.names(), ["my.json", "observed.csv"], "{part}");
    }
    let folder = Folder::new();
    fs::write(folder.path("my.json"), scenario().to_string()).expect("a scenario");
    fs::write(folder.path("observed.csv"), &good).expect("observations");
    let path = |name: &str| folder.path(name).to_string_lossy().into_owned();
    let (observed, my) = (path("observed.csv"), path("my.json"));
    for (out, part) in [
        (path("out.yaml"), "not a scenario file by its name"),
        (my.clone(), "it is the file that is read"),
        (path("no/folder.json"), "--write: cannot write"),
    ] {
        let output = coldstart(&["calibrate", &observed, &my, "--write", &out]);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(part), "{told}");
    }
}

#[test]
fn a_page_has_what_was_observed_beside_what_was_simulated() {
    let folder = Folder::new();
    fs::write(folder.path("my.json"), scenario().to_string()).expect("a scenario");
    fs::write(folder.path("observed.csv"), observations(50)).expect("observations");
    let [my, observed, page, json] = ["my.json", "observed.csv", "page.html", "result.json"]
        .map(|name| folder.path(name).to_string_lossy().into_owned());
    let told = |output: &Output| text(&output.stderr);
    let run = coldstart(&[
        "run",
        &my,
        "-q",
        "--report",
        &page,
        "--observed",
        &observed,
        "--json",
        &json,
    ]);
    assert_eq!(run.status.code(), Some(0), "{}", told(&run));
    let shown = |page: &str| {
        let page = fs::read_to_string(page).expect("a page");
        let data = page
            .split("<script type=\"application/json\" id=\"data\">\n")
            .nth(1)
            .expect("data");
        let data = data.split("\n</script>").next().expect("an end");
        serde_json::from_str::<Value>(data).expect("valid JSON")
    };
    let data = shown(&page);
    assert_eq!(data["observed"]["count"], 50);
    assert_eq!(
        data["observed"]["simulated"]["hot"]["count"]
            .as_u64()
            .unwrap()
            + data["observed"]["simulated"]["cold"]["count"]
                .as_u64()
                .unwrap(),
        2
    );
    // A stored result has them, too, and a page without them knows nothing of it.
    let again = coldstart(&["report", &json, "--observed", &observed]);
    assert_eq!(again.status.code(), Some(0), "{}", told(&again));
    let stored = folder.path("result.html").to_string_lossy().into_owned();
    assert_eq!(shown(&stored)["observed"], data["observed"]);
    let plain = coldstart(&["run", &my, "-q", "--report", &page]);
    assert_eq!(plain.status.code(), Some(0));
    assert_eq!(shown(&page)["observed"], Value::Null);
    // Without a page, or with a file that is none.
    let alone = coldstart(&["run", &my, "--observed", &observed]);
    assert_eq!(alone.status.code(), Some(2), "{}", told(&alone));
    assert!(told(&alone).contains("--report"), "{}", told(&alone));
    let wrong = coldstart(&["run", &my, "--report", &page, "--observed", &my]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(told(&wrong).contains("--observed: "), "{}", told(&wrong));
}
