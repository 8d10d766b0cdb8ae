//! Files of results as the command writes, shows and compares them.

use std::fs;
use std::process::Output;

use coldstart::results::export::Table;

use crate::support::command::{Folder, coldstart, names, text};
use crate::support::files::reference;

/// Runs a scenario with options whose values are in a folder.
fn run(folder: &Folder, scenario: &str, options: &[(&str, &str)], flags: &[&str]) -> Output {
    let mut arguments = vec![
        "run".to_owned(),
        reference(scenario).to_string_lossy().into_owned(),
    ];
    for (option, name) in options {
        arguments.push((*option).to_owned());
        arguments.push(folder.path(name).to_string_lossy().into_owned());
    }
    arguments.extend(flags.iter().map(ToString::to_string));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    coldstart(&arguments)
}

const ALL: &[(&str, &str)] = &[
    ("--json", "r.json"),
    ("--csv", "csv"),
    #[cfg(feature = "parquet")]
    ("--parquet", "parquet"),
    ("--perfetto", "trace.json"),
    ("--report", "page.html"),
];

#[test]
fn one_run_writes_every_form_and_a_stored_result_gives_the_same_ones() {
    let folder = Folder::new();
    let output = run(&folder, "basic_10_3", ALL, &["--quiet"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(
        output.stdout.is_empty() && output.stderr.is_empty(),
        "--quiet is quiet"
    );
    let mut written: Vec<&str> = ALL.iter().map(|(_, name)| *name).collect();
    written.sort_unstable();
    assert_eq!(folder.names(), written);
    // A file for each table, and the one about them.
    assert_eq!(names(&folder.path("csv")).len(), Table::ALL.len() + 1);

    let other = Folder::new();
    let stored = folder.path("r.json").to_string_lossy().into_owned();
    let mut arguments = vec!["report".to_owned(), stored];
    for (option, name) in &ALL[1..] {
        arguments.push((*option).to_owned());
        arguments.push(other.path(name).to_string_lossy().into_owned());
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let output = coldstart(&arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    for name in [
        "page.html",
        "trace.json",
        "csv/invocations.csv",
        "csv/tables.json",
        #[cfg(feature = "parquet")]
        "parquet/nodes.parquet",
    ] {
        let same = fs::read(folder.path(name)).unwrap() == fs::read(other.path(name)).unwrap();
        assert!(
            same,
            "{name} differs when it is made from the stored result"
        );
    }
}

#[test]
fn without_options_the_page_of_a_result_is_written_beside_it() {
    let folder = Folder::new();
    run(&folder, "basic_10_3", &ALL[..1], &[]);
    let output = coldstart(&["report", &folder.path("r.json").to_string_lossy()]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(folder.names(), ["r.html", "r.json"]);
}

#[test]
fn each_recording_level_has_the_same_counts_and_its_own_rows() {
    let folder = Folder::new();
    let levels = [("full", 10), ("sampled=3", 4), ("summary", 0)];
    let mut summaries = Vec::new();
    for (level, rows) in levels {
        let output = run(&folder, "basic_10_3", &ALL[..1], &["--record", level]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let mut whole = folder.json("r.json");
        let report = whole["report"].take();
        // Each thing is said once: the events are the report's.
        assert!(whole.get("events").is_none() && report["events"].is_array());
        assert_eq!(
            report["invocations"].as_array().map(Vec::len),
            Some(rows),
            "{level}"
        );
        assert_eq!(report["recording"], level);
        summaries.push((
            report["summary"].clone(),
            report["timeline"]["services"].clone(),
        ));
    }
    assert_eq!(summaries[0], summaries[1]);
    assert_eq!(summaries[0], summaries[2]);
}

#[test]
fn an_unknown_recording_level_is_refused() {
    for level in ["half", "sampled=0", "sampled=x"] {
        let output = run(&Folder::new(), "basic_10_3", &[], &["--record", level]);
        assert_eq!(output.status.code(), Some(2));
        let error = text(&output.stderr);
        assert!(
            error.contains("`full`, `summary` or `sampled=N`"),
            "{error}"
        );
    }
}

#[test]
fn differences_between_results_are_told_and_equal_ones_are_not() {
    let folder = Folder::new();
    run(&folder, "basic_10_3", &[("--json", "a.json")], &[]);
    run(&folder, "basic_100_3", &[("--json", "b.json")], &[]);
    let [a, b] = ["a.json", "b.json"].map(|name| folder.path(name).to_string_lossy().into_owned());
    let same = coldstart(&["diff", &a, &a]);
    assert_eq!(
        (same.status.code(), text(&same.stdout)),
        (Some(0), "no difference\n".to_owned())
    );
    let output = coldstart(&["diff", &a, &b]);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stdout);
    assert!(told.contains("final_date: "), "{told}");
    assert!(output.stderr.is_empty());
    let missing = coldstart(&["diff", &a, "nowhere.json"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("nowhere.json"));
}

#[test]
fn what_is_not_a_result_is_refused() {
    let folder = Folder::new();
    let file = folder.path("other.json");
    for (content, cause) in [("{}", "not the result of a run"), ("{", "not valid JSON")] {
        fs::write(&file, content).unwrap();
        let output = coldstart(&["report", &file.to_string_lossy()]);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(
            error.contains(cause) && error.contains("other.json"),
            "{error}"
        );
        assert_eq!(folder.names(), ["other.json"]);
    }
}

#[test]
fn places_where_nothing_can_be_written_are_told_before_anything_is() {
    let folder = Folder::new();
    fs::create_dir(folder.path("a folder")).unwrap();
    fs::write(folder.path("a file"), "kept").unwrap();
    let cases: &[(&[(&str, &str)], &str)] = &[
        (
            &[("--json", "good.json"), ("--report", "a folder")],
            "it is a folder",
        ),
        (
            &[("--json", "good.json"), ("--csv", "a file")],
            "it is not a folder",
        ),
        (
            &[("--json", "good.json"), ("--perfetto", "none/t.json")],
            "its folder does not exist",
        ),
        #[cfg(feature = "parquet")]
        (
            &[("--csv", "new"), ("--parquet", "none/tables")],
            "its folder does not exist",
        ),
        (
            &[("--json", "same"), ("--report", "same")],
            "another option writes to the same place",
        ),
    ];
    for &(options, cause) in cases {
        let output = run(&folder, "basic_10_3", options, &[]);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(
            error.contains(cause) && error.contains("nothing was written"),
            "{error}"
        );
        assert!(error.contains(options[1].0), "{error}");
        assert_eq!(folder.names(), ["a file", "a folder"], "{cause}");
    }
    assert_eq!(fs::read_to_string(folder.path("a file")).unwrap(), "kept");
}

#[test]
fn results_are_replaced_whole() {
    let folder = Folder::new();
    fs::write(folder.path("r.json"), "old").unwrap();
    fs::create_dir(folder.path("csv")).unwrap();
    fs::write(folder.path("csv/invocations.csv"), "old").unwrap();
    fs::write(folder.path("csv/mine.txt"), "mine").unwrap();
    let output = run(&folder, "basic_10_3", &ALL[..2], &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(
        folder.json("r.json")["report"]["summary"]["invocations"],
        10
    );
    assert_eq!(
        fs::read_to_string(folder.path("csv/mine.txt")).unwrap(),
        "mine"
    );
    assert_eq!(names(&folder.path("csv")).len(), Table::ALL.len() + 2);
}

#[test]
fn tables_of_two_forms_share_a_folder_and_the_result_may_lie_in_it() {
    let folder = Folder::new();
    let options = &[
        ("--csv", "tables"),
        #[cfg(feature = "parquet")]
        ("--parquet", "tables"),
        ("--json", "tables/r.json"),
    ];
    let output = run(&folder, "basic_10_3", options, &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let forms = if cfg!(feature = "parquet") { 2 } else { 1 };
    // With the result, and with what is to be known of the CSV tables.
    let files = forms * Table::ALL.len() + 2;
    assert_eq!(names(&folder.path("tables")).len(), files);
}

#[test]
fn one_place_is_for_one_form_only_however_it_is_spelled() {
    let folder = Folder::new();
    fs::create_dir(folder.path("csv")).unwrap();
    let cases: [&[(&str, &str)]; 4] = [
        &[("--json", "same"), ("--perfetto", "./same")],
        &[("--json", "same"), ("--perfetto", "csv/../same")],
        &[("--csv", "csv"), ("--json", "csv/invocations.csv")],
        &[("--csv", "new"), ("--json", "new")],
    ];
    for options in cases {
        let output = run(&folder, "basic_10_3", options, &[]);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(
            error.contains("another option writes to the same place"),
            "{error}"
        );
        assert!(output.stdout.is_empty(), "it was run");
        assert_eq!(folder.names(), ["csv"]);
    }
}

#[test]
fn what_is_read_is_not_overwritten() {
    let folder = Folder::new();
    let scenario = fs::read_to_string(reference("basic_10_3")).unwrap();
    fs::write(folder.path("s.json"), &scenario).unwrap();
    let file = folder.path("s.json").to_string_lossy().into_owned();
    for option in ["--json", "--perfetto", "--report"] {
        let output = coldstart(&["run", &file, option, &file]);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains("it is the file that is read"), "{error}");
        assert_eq!(fs::read_to_string(folder.path("s.json")).unwrap(), scenario);
    }
}

#[test]
fn a_result_on_standard_output_stands_there_alone() {
    let folder = Folder::new();
    let scenario = reference("basic_10_3").to_string_lossy().into_owned();
    run(&folder, "basic_10_3", &ALL[..1], &["--quiet"]);
    let output = coldstart(&["run", &scenario, "--json", "-"]);
    assert!(output.status.success());
    assert_eq!(output.stdout, fs::read(folder.path("r.json")).unwrap());
    let told = text(&output.stderr);
    assert!(told.contains("invocations  10\n"), "{told}");
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_access_rights_are_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new();
    fs::write(folder.path("real"), "old").unwrap();
    fs::set_permissions(folder.path("real"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real", folder.path("r.json")).unwrap();
    let output = run(&folder, "basic_10_3", &ALL[..1], &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(folder.path("r.json").is_symlink());
    let mode = fs::metadata(folder.path("real")).unwrap().permissions();
    assert_eq!(mode.mode() & 0o777, 0o640);
    assert_eq!(folder.json("real")["report"]["summary"]["failed"], 4);
    assert_eq!(folder.names(), ["r.json", "real"]);
}

#[test]
fn a_report_of_a_stored_result_can_be_quiet() {
    let folder = Folder::new();
    run(&folder, "basic_10_3", &ALL[..1], &[]);
    let result = folder.path("r.json").to_string_lossy().into_owned();
    let output = coldstart(&["report", "-q", &result]);
    assert!(output.status.success() && output.stdout.is_empty());
    let output = coldstart(&["report", &result]);
    assert!(text(&output.stdout).ends_with("r.html\n"));
}
