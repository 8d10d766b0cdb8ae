//! Studies on the command line of a declared simulation.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sim_runtime::prelude::*;
use sim_runtime::simulation::{Parameter, ParameterError, ParameterInfo, ParameterValue};

use super::engine::OfShards;
use crate::cli::failed::Failed;
use crate::cli::{INVOKED, command, run_declared};

/// A client that sleeps for a random time.
#[derive(Clone, Debug)]
struct Sleeper {
    mean: f64,
    how: String,
}

impl Default for Sleeper {
    fn default() -> Self {
        Self {
            mean: 1.0,
            how: "fast".to_owned(),
        }
    }
}

impl Declaration for Sleeper {
    const NAME: &'static str = "Sleeper";
    const DOC: &'static str = "Sleeps.";
    const PARAMETERS: &'static [ParameterInfo] = &[
        ParameterInfo {
            name: "mean",
            doc: "",
        },
        ParameterInfo {
            name: "how",
            doc: "",
        },
    ];

    fn values(&self) -> Vec<ParameterValue> {
        vec![self.mean.value(), self.how.value()]
    }

    fn set(&mut self, name: &str, text: &str) -> Result<(), ParameterError> {
        match name {
            "mean" => self.mean = f64::parse(text)?,
            "how" => self.how = String::parse(text)?,
            _ => return Err(ParameterError::unknown(name)),
        }
        Ok(())
    }

    fn build(&self, sim: &mut Builder) {
        assert!(self.mean > 0.0, "no mean is negative");
        let spec = HostSpec {
            speed: gflop_per_sec(1),
            ..HostSpec::default()
        };
        let user = sim.host("user", spec);
        let mean = if self.how == "slow" {
            2.0 * self.mean
        } else {
            self.mean
        };
        sim.controller("client", user, async move |ctx: &mut Ctx| {
            let length = ctx.random().exponential_duration(secs(1)).as_secs_f64();
            ctx.sleep(SimDuration::from_secs_f64(mean * length)).await;
        });
    }
}

/// Runs a command line in a folder; the table with a row a run.
fn run(arguments: &[&str]) -> Result<String, Failed> {
    let folder = tempfile::tempdir().expect("a folder");
    let csv = folder.path().join("csv");
    let csv_text = csv.to_string_lossy().into_owned();
    let all = [&["sleeper", "-q", "--csv", &*csv_text], arguments].concat();
    let matches = command::<Sleeper>().try_get_matches_from(all);
    let matches = matches.unwrap_or_else(|error| panic!("{error}"));
    run_declared::<Sleeper>(&matches)?;
    Ok(fs::read_to_string(csv.join("runs.csv")).expect("a table"))
}

const FINAL: [&str; 2] = ["--figure", "final_date"];

#[test]
fn parameters_are_swept_with_common_random_numbers() {
    let sweep = [
        "--sweep",
        "how=fast,slow",
        "--replications",
        "3",
        "--mean",
        "2",
        "--compare",
        "how",
    ];
    let runs = run(&[&FINAL[..], &sweep].concat()).unwrap();
    let mut lines = runs.lines();
    assert_eq!(
        lines.next(),
        Some("simulation,how,mean,seed,replication,final_date_s,error")
    );
    let dates: Vec<f64> = lines
        .map(|line| {
            line.split(',')
                .nth(5)
                .expect("a date")
                .parse()
                .expect("a number")
        })
        .collect();
    for replication in 0..3 {
        let ratio = dates[replication + 3] / dates[replication];
        assert!((ratio - 2.0).abs() < 1e-6, "{runs}");
    }
    assert_ne!(dates[0], dates[1]);
}

#[test]
fn what_makes_no_sense_has_an_exit_code_of_two() {
    for (arguments, message) in [
        (
            &["--sweep", "maen=1..3"][..],
            "`Sleeper` has no parameter `maen`; did you mean `mean`? (there are: mean, how)",
        ),
        (&["--sweep", "mean=1,x"], "`mean`: `x` is not a number: "),
        (&["--sweep", "mean=1,0"], "with mean = 0: "),
        (
            &["--replications", "2", "--log"],
            "--log: this is of one run, and a study has many",
        ),
        (
            &["--replications", "2", "--check", "p99 < 1s"],
            "--check: this is of one run",
        ),
    ] {
        let failed = run(&[&FINAL[..], arguments].concat()).unwrap_err();
        assert_eq!(failed.code, 2);
        assert!(failed.message.starts_with(message), "{}", failed.message);
    }
}

#[test]
fn one_run_is_no_study() {
    let matches = command::<Sleeper>().try_get_matches_from(["sleeper", "--seed", "3"]);
    assert!(!super::are_asked(&matches.expect("options")));
    let matches = command::<Sleeper>().try_get_matches_from(["sleeper", "--sweep", "mean=1,2"]);
    assert!(super::are_asked(&matches.expect("options")));
}

#[test]
fn a_shard_is_the_same_command_line_with_its_number() {
    let asked = [
        "sleeper",
        "--mean",
        "2",
        "--sweep",
        "how=fast,slow",
        "--replications=3",
        "--figure",
        "p99 of f",
        "--seed",
        "7",
        "--csv",
        "tables",
        "--jobs=2",
        "--engine",
        "slurm",
        "--shards",
        "8",
        "--out",
        "rows",
        "--retries=1",
        "-q",
    ];
    let matches = command::<Sleeper>().try_get_matches_from(asked).unwrap();
    let launch = OfShards::new(&matches, INVOKED, Path::new("rows")).unwrap();
    let line = launch.shard_line(2).unwrap();
    let (program, number) = line.split_once(" --shard=").expect("a shard");
    assert_eq!(number, "\"$SHARD/8\"");
    let words = shlex::split(program).expect("words");
    let options = words.iter().filter(|word| word.starts_with("--"));
    let options: BTreeSet<&str> = options.map(String::as_str).collect();
    let expected = [
        "--mean=2",
        "--sweep=how=fast,slow",
        "--replications=3",
        "--figure=p99 of f",
        "--seed=7",
        "--jobs=2",
        "--out=rows",
        "--quiet",
    ];
    assert_eq!(options, BTreeSet::from(expected));
}
