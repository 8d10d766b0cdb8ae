//! `coldstart sweep`: the page of a study, the pages of its runs, the commands that make these again, and what made a result.

use std::fs;

use serde_json::{Value, json};

use crate::studies::{STUDY, folder, read, refused, sweep, told};
use crate::support::command::{Folder, coldstart, text};

/// What a page knows.
fn data(folder: &Folder, name: &str) -> Value {
    let page = read(folder, name);
    let (_, rest) = page.split_once("id=\"data\">\n").expect("data");
    let (data, _) = rest.split_once("\n</script>").expect("its end");
    serde_json::from_str(data).expect("JSON")
}

#[test]
fn each_run_of_a_page_can_be_made_again_with_the_command_that_it_says() {
    let folder = folder(STUDY);
    let mut own_seed = crate::studies::scenario();
    own_seed["seed"] = json!(9);
    for (scenario, seed) in [(crate::studies::scenario(), "42"), (own_seed, "9")] {
        fs::write(folder.path("shop.json"), scenario.to_string()).expect("a scenario");
        let arguments = [
            "@study.toml",
            "--report",
            "@study.html",
            "--json",
            "@found.json",
        ];
        told(&folder, &[&arguments[..], &["--horizon", "1h"]].concat());
        let data = data(&folder, "study.html");
        let command = data["runs"][3][2]["command"].as_str().expect("a command");
        let words: Vec<&str> = command.split(' ').collect();
        assert_eq!(words[..3], ["coldstart", "run", "shop.json"]);
        let (file, json) = (folder.path("shop.json"), folder.path("run.json"));
        let (file, json) = (file.to_string_lossy(), json.to_string_lossy());
        let again = [&["run", &*file][..], &words[3..], &["-q", "--json", &*json]].concat();
        assert!(command.contains("--horizon 3600s"), "{command}");
        let output = coldstart(&again);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let run = folder.json("run.json");
        assert_eq!(run["report"]["seed"].to_string(), seed);
        assert_eq!(run["report"]["replication"], 2);
        let row = &folder.json("found.json")["rows"][14];
        assert_eq!((&row["point"], &row["replication"]), (&json!(3), &json!(2)));
        let mean = run["report"]["overall"]["response"]["mean"].as_f64();
        assert_eq!(row["values"][0].as_f64(), mean, "{command}");
    }
}

#[test]
fn shards_write_the_pages_of_their_runs_and_are_merged_into_the_same_page() {
    let folder = folder(STUDY);
    told(
        &folder,
        &[
            "@study.toml",
            "--report",
            "@study.html",
            "--reports",
            "@runs",
        ],
    );
    let whole = read(&folder, "study.html");
    let names = fs::read_dir(folder.path("runs")).expect("a folder").count();
    assert_eq!(names, 16);
    let page = "runs/point-000003-replication-000002.html";
    let first = read(&folder, page);
    fs::remove_dir_all(folder.path("runs")).expect("it was there");
    for shard in ["1/2", "2/2"] {
        told(
            &folder,
            &[
                "run",
                "@study.toml",
                "--shard",
                shard,
                "--out",
                "@out",
                "--reports",
                "@runs",
            ],
        );
    }
    assert_eq!(read(&folder, page), first);
    refused(
        &folder,
        &[
            "merge",
            "@out",
            "--report",
            "@study.html",
            "--reports",
            "@rnus",
        ],
        "error: there is no folder rnus with the pages of runs; name one that --reports has written",
    );
    told(
        &folder,
        &[
            "merge",
            "@out",
            "--report",
            "@study.html",
            "--reports",
            "@runs",
        ],
    );
    assert_eq!(read(&folder, "study.html"), whole);
    let known = data(&folder, "study.html");
    assert_eq!(known["pages"], "runs/");
    assert_eq!(
        known["runs"][3][2]["page"],
        "point-000003-replication-000002.html"
    );
}

#[test]
fn what_is_asked_twice_or_in_vain_is_told() {
    let folder = folder(STUDY);
    let twice = ["@shop.json", "--sweep", "nodes=1,2", "--sweep", "nodes=3,4"];
    refused(
        &folder,
        &twice,
        "error: --sweep: `nodes` is varied twice; give all its values at once, such as nodes=1,2,4",
    );
    let shard = [
        "run",
        "@study.toml",
        "--shard",
        "1/2",
        "--out",
        "@out",
        "--json",
        "@found.json",
    ];
    refused(
        &folder,
        &shard,
        "error: --json: a shard has a part of the runs only; leave it out, and have `coldstart sweep merge FOLDER --json ..`",
    );
    refused(
        &folder,
        &["@study.toml", "--reports", "@shop.json"],
        "error: cannot write the pages of runs into shop.json: ",
    );
    refused(
        &folder,
        &["@study.toml", "--report", "@nowhere/study.html"],
        "--report: cannot write ",
    );
    refused(
        &folder,
        &["@study.toml", "--report", "@study.toml"],
        "it is the file that is read",
    );
    refused(
        &folder,
        &["@study.toml", "--report", "@same", "--json", "@same"],
        "--report: cannot write same: another option writes to the same place",
    );
    refused(
        &folder,
        &["@shop.json", "--sweep", "nods=1..3"],
        "error: with nods = 1: service.properties.nods: unknown key `nods`",
    );
    refused(
        &folder,
        &["@shop.json", "--sweep", "nods=1..3"],
        "; did you mean `nodes`?",
    );
    refused(
        &folder,
        &["merge", "@out", "--reports", "@runs"],
        "the following required arguments were not provided",
    );
}

#[test]
fn rows_of_another_format_or_study_are_refused() {
    let folder = folder(STUDY);
    told(&folder, &["@study.toml", "--out", "@out"]);
    let rows = fs::read_dir(folder.path("out/rows")).expect("rows").next();
    let rows = rows.expect("a file").expect("a file").path();
    let bundle: Value = serde_json::from_slice(&fs::read(&rows).expect("a file")).expect("JSON");
    assert_eq!(bundle["format_version"], 1);
    let write = |bundle: &Value| fs::write(&rows, bundle.to_string()).expect("it is written");
    let merge = ["merge", "@out"];
    let mut other = bundle.clone();
    other["format_version"] = json!(2);
    write(&other);
    refused(
        &folder,
        &merge,
        "its format_version is 2, and this program reads 1; use the version of coldstart that wrote it",
    );
    other["format_version"] = json!(1);
    other["study"] = json!("0");
    write(&other);
    refused(
        &folder,
        &merge,
        "it has rows of another study or version; remove it, and its runs are made again",
    );
    // Rows that were written before they said their version.
    let mut old = bundle;
    old.as_object_mut()
        .expect("an object")
        .shift_remove("format_version");
    write(&old);
    told(&folder, &merge);
    let mut plan = folder.json("out/study.json");
    plan["format_version"] = json!(7);
    fs::write(folder.path("out/study.json"), plan.to_string()).expect("it is written");
    refused(
        &folder,
        &merge,
        "error: out/study.json: its format_version is 7, and this program reads 1",
    );
}

#[test]
fn a_scenario_is_run_with_other_values() {
    let folder = folder(STUDY);
    let (file, json) = (folder.path("shop.json"), folder.path("run.json"));
    let (file, json) = (file.to_string_lossy(), json.to_string_lossy());
    let run = |set: &str| coldstart(&["run", &file, "--set", set, "-q", "--json", &json]);
    assert!(run("cores of worker=7").status.success());
    assert_eq!(folder.json("run.json")["report"]["nodes"][0]["cores"], 7);
    for (set, message) in [
        (
            "nodes",
            "say what is set, `=` and its value, such as `nodes=4`",
        ),
        (
            "nodes=many",
            "error: --set: `nodes`: `many` is no number of nodes",
        ),
        ("scheduler=lest_loaded", "did you mean `least_loaded`?"),
        ("memroy of f=1GB", "error: --set: "),
    ] {
        let output = run(set);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(message), "{set}: {error}");
    }
}

#[test]
fn what_made_a_result_is_said_where_that_is_asked_for() {
    let folder = folder(STUDY);
    let (file, json) = (folder.path("shop.json"), folder.path("run.json"));
    let (file, json) = (file.to_string_lossy(), json.to_string_lossy());
    let run = |more: &[&str]| {
        let output = coldstart(&[&["run", &file, "-q", "--json", &json], more].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        folder.json("run.json")
    };
    let plain = run(&[]);
    assert_eq!(plain["format_version"], 1);
    assert_eq!(plain.get("made_by"), None);
    let told = run(&["--seed", "3", "--provenance"]);
    assert_eq!(told["made_by"]["program"], "coldstart");
    assert_eq!(
        told["made_by"]["arguments"],
        json!(["run", file, "--seed", "3"])
    );
    // It can be read, and is compared no more than the names of files.
    fs::write(folder.path("plain.json"), run(&[]).to_string()).expect("it is written");
    run(&["--provenance"]);
    let plain = folder.path("plain.json");
    let diff = coldstart(&["diff", &plain.to_string_lossy(), &json]);
    assert_eq!(diff.status.code(), Some(0), "{}", text(&diff.stdout));
    let study = [
        "@study.toml",
        "--json",
        "@found.json",
        "--provenance",
        "--jobs",
        "2",
    ];
    let output = sweep(&folder, &study);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let made = &folder.json("found.json")["made_by"];
    assert_eq!(
        made["arguments"].as_array().map(Vec::len),
        Some(2),
        "{made}"
    );
}
