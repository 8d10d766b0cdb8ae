//! Study files: read, planned, and run if they are small; and the folders that studies write, merged.

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use coldstart::experiment::study::file::study;
use coldstart::experiment::study::{Execution, Study, StudyResult, merge};
use coldstart_fuzz::{Outcome, Target, corpus};

/// How many runs a study may have to be run.
const RUNS: usize = 6;

/// The scenario of the studies, beside them.
const SCENARIO: &str = "shop.json";

fn main() -> ExitCode {
    coldstart_fuzz::fuzz(Target {
        name: "studies",
        seeds,
        words: &[
            "nodes",
            "memory of f",
            "idle_timeout",
            "1..2",
            "1..=20 step 2",
            "seed",
            "precision",
            "5% of mean",
            "most",
            "confidence",
            "warm_up",
            "mser-5",
            "record",
            "summary",
            "sampled=2",
            "horizon",
            "p99 of f",
            "cold_start_rate",
            "throughput",
        ],
        read,
    })
}

fn scenario() -> Vec<u8> {
    fs::read(corpus::place("tests/engines/shop.json")).expect("a scenario of the tests")
}

fn seeds() -> Vec<Vec<u8>> {
    let toml = fs::read(corpus::place("tests/engines/study.toml")).expect("a study of the tests");
    let json = br#"{"scenario": "shop.json", "sweep": {"nodes": "1..2", "memory of f": "512MB,1GB"}, "figures": ["mean", "p99 of f"], "seed": 7, "replications": 1, "confidence": "95%", "warm_up": "1s", "compare": "nodes", "record": "full", "horizon": "100s"}"#;
    vec![toml, json.to_vec(), written()]
}

/// What a study writes into its folder.
fn written() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("study.toml");
    fs::write(folder.path().join(SCENARIO), scenario()).expect("the scenario");
    fs::write(
        &path,
        "scenario = \"shop.json\"\nreplications = 2\nfigures = [\"mean\"]\n",
    )
    .expect("the study");
    let out = folder.path().join("out");
    let loaded = study(&path).unwrap_or_else(|error| panic!("{error}"));
    let stop = AtomicBool::new(false);
    let execution = Execution {
        threads: Some(1),
        out: Some(&out),
        stop: &stop,
        ..Execution::default()
    };
    let run = loaded.study.run_with(execution);
    run.unwrap_or_else(|error| panic!("{error}"));
    let mut files = Vec::new();
    gather(&out, &out, &mut files);
    files.sort();
    corpus::joined(files.iter().map(|(name, text)| (name.as_str(), &text[..])))
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder)
        .expect("the folder of a study")
        .flatten()
    {
        let path = entry.path();
        if path.is_dir() {
            gather(root, &path, files);
        } else if path.extension().is_some_and(|end| end == "json") {
            let name = path.strip_prefix(root).expect("a file below");
            let text = fs::read(&path).expect("a file of a study");
            files.push((name.to_string_lossy().into_owned(), text));
        }
    }
}

fn read(input: &[u8]) -> Outcome {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    // Messages that name files say the same in every folder.
    let told = |text: String| Outcome::Refused(text.replace(&*folder.to_string_lossy(), "."));
    if !corpus::unpack(input, folder).is_empty() {
        return match merge(folder) {
            Ok(merged) => Outcome::Accepted(format!("merged, {}", told_of(&merged))),
            Err(error) => told(error.to_string()),
        };
    }
    fs::write(folder.join(SCENARIO), scenario()).expect("the temporary folder has room");
    let is_json = input.trim_ascii_start().first() == Some(&b'{');
    let path = folder.join(if is_json { "study.json" } else { "study.toml" });
    fs::write(&path, input).expect("the temporary folder has room");
    match study(&path) {
        Ok(loaded) => match planned(&loaded.study) {
            Ok(said) => Outcome::Accepted(said),
            Err(error) => told(error),
        },
        Err(error) => told(error.to_string()),
    }
}

fn planned(study: &Study) -> Result<String, String> {
    let plan = study.plan().map_err(|error| error.to_string())?;
    for point in [0, plan.points() / 2, plan.points() - 1] {
        plan.described(point);
    }
    if plan.points().saturating_mul(plan.replications as usize) > RUNS {
        return Ok("planned".to_owned());
    }
    let few = match plan.precision {
        Some(_) => study.clone().most(plan.replications),
        None => study.clone(),
    };
    let run = few.run_with(Execution {
        threads: Some(1),
        ..Execution::default()
    });
    run.map(|result| told_of(&result))
        .map_err(|error| error.to_string())
}

/// Writes what can be written of a result.
fn told_of(result: &StudyResult) -> String {
    result.write_csv(Vec::new()).expect("written to memory");
    result
        .write_points_csv(Vec::new())
        .expect("written to memory");
    serde_json::to_string(&result.summary()).expect("a summary can be written");
    result.failure().unwrap_or_else(|| "run".to_owned())
}
