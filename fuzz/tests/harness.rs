//! The harness finds what is not well, and finds nothing where all is; every target accepts its seeds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The targets, how many inputs each reads here, and whether it accepts all seeds.
const TARGETS: [(&str, &str, &str, bool); 8] = [
    (
        "scenarios",
        env!("CARGO_BIN_EXE_fuzz-scenarios"),
        "100",
        true,
    ),
    ("studies", env!("CARGO_BIN_EXE_fuzz-studies"), "100", true),
    (
        "platforms",
        env!("CARGO_BIN_EXE_fuzz-platforms"),
        "100",
        true,
    ),
    ("traces", env!("CARGO_BIN_EXE_fuzz-traces"), "100", true),
    ("words", env!("CARGO_BIN_EXE_fuzz-words"), "1000", true),
    // Programs with mistakes are among them.
    ("macros", env!("CARGO_BIN_EXE_fuzz-macros"), "100", false),
    ("results", env!("CARGO_BIN_EXE_fuzz-results"), "100", true),
    (
        "observations",
        env!("CARGO_BIN_EXE_fuzz-observations"),
        "100",
        true,
    ),
];

/// Runs a program in a folder.
fn run(program: &str, folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    let command = command.args(arguments).current_dir(folder);
    command.output().expect("the program runs")
}

/// Has the target that is not well read an input.
fn sick(input: &str) -> Output {
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("input"), input).expect("the input");
    let arguments = ["--input", "input", "--limit", "1"];
    run(env!("CARGO_BIN_EXE_sick"), folder.path(), &arguments)
}

fn kept(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder.join("found")).expect("something was kept");
    entries.flatten().map(|entry| entry.path()).collect()
}

#[test]
fn what_crashes_hangs_eats_memory_or_says_nothing_is_found() {
    for well in ["well", "anything"] {
        assert!(sick(well).status.success(), "{well}");
    }
    for input in ["panic", "abort", "hang", "eat", "deep", "mute", "ring"] {
        assert_eq!(sick(input).status.code(), Some(1), "{input}");
    }
}

#[test]
fn a_panic_is_kept_and_told_once() {
    let folder = TempDir::new().expect("a temporary folder");
    let arguments = ["--count", "3000", "--found", "found"];
    let output = run(env!("CARGO_BIN_EXE_sick"), folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stdout);
    assert_eq!(told.matches("as it was told").count(), 1, "{told}");
    let [input] = &kept(folder.path())[..] else {
        panic!("not one input: {told}");
    };
    assert_eq!(
        fs::read_to_string(input).expect("the input").trim(),
        "panic"
    );
    let again = run(
        env!("CARGO_BIN_EXE_sick"),
        folder.path(),
        &["--input", &input.to_string_lossy()],
    );
    assert_eq!(again.status.code(), Some(1));
}

#[test]
fn every_target_accepts_its_seeds_and_is_well() {
    for (name, program, count, all) in TARGETS {
        let folder = TempDir::new().expect("a temporary folder");
        let output = run(
            program,
            folder.path(),
            &["--count", count, "--seconds", "1000000"],
        );
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{name}: {told}");
        let words: Vec<&str> = told.split_whitespace().collect();
        let [_, seeds, "seeds", accepted, "accepted),", ..] = words[..] else {
            panic!("{told}");
        };
        let accepted = accepted.trim_start_matches('(');
        assert_eq!(accepted == seeds, all, "{told}");
    }
}
