//! Slurm: the shards are a job array.
//!
//! The command waits and puts them together itself, as with the other engines: a dependent job could not launch again what failed, and
//! what is told would end in a file. The script of `--dry-run` has a dependent job.

use std::time::Duration;

use sim_runtime::experiment::study::Shard;
use sim_runtime::units::spelling::{cut, visible};

use super::launch::{Launch, SHARD, quoted, ranges};
use super::launcher::Launcher;
use super::program::Named;
use crate::cli::failed::Failed;

const NAMED: Named = Named {
    engine: "slurm",
    install: "run this where jobs are submitted, or leave --engine out to run on this machine",
    mend: "options such as a partition or a time are those of sbatch by its variables (SBATCH_PARTITION, SBATCH_TIMELIMIT, ..). It said:",
};

/// States of jobs that are over.
const OVER: [&str; 10] = [
    "BOOT_FAIL",
    "CANCELLED",
    "COMPLETED",
    "DEADLINE",
    "FAILED",
    "NODE_FAIL",
    "OUT_OF_MEMORY",
    "PREEMPTED",
    "REVOKED",
    "TIMEOUT",
];

/// What is said of a job that was over a while ago.
const FORGOTTEN: &str = "Invalid job id";

/// A job array. A job whose node is lost is queued again by Slurm itself.
pub(super) struct Slurm {
    launch: Launch,
    job: Option<String>,
}

impl Slurm {
    pub(super) fn new(launch: Launch) -> Self {
        Self { launch, job: None }
    }
}

impl Launcher for Slurm {
    fn ready(&self) -> Result<(), Failed> {
        NAMED.output("sbatch", &["--version"])?;
        NAMED.output("sinfo", &["--noheader"]).map(drop)
    }

    fn launch(&mut self, shards: &[Shard]) -> Result<String, Failed> {
        self.job = None;
        let line = self.launch.logged_line(self.launch.threads())?;
        let mut arguments = vec!["--parsable".to_owned()];
        arguments.extend(options(&self.launch, &ranges(shards)));
        arguments.extend(["--output=/dev/null", "--error=/dev/null"].map(str::to_owned));
        arguments.push(format!("--wrap={}{line}", assignment()));
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let printed = NAMED.output("sbatch", &arguments)?;
        // The number of the job, and perhaps the name of a cluster.
        let job = printed.trim().split(';').next().unwrap_or_default();
        if job.is_empty() || !job.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(unread("sbatch", &printed));
        }
        self.job = Some(job.to_owned());
        Ok(format!("job array {job} of Slurm"))
    }

    fn left(&mut self) -> Result<usize, Failed> {
        let Some(job) = &self.job else {
            return Ok(0);
        };
        let job = format!("--jobs={job}");
        let asked = ["--noheader", "--array", "--states=all", "--format=%T", &job];
        let states = match NAMED.output("squeue", &asked) {
            Ok(states) => states,
            Err(failed) if failed.message.contains(FORGOTTEN) => return Ok(0),
            Err(failed) => return Err(failed),
        };
        not_over(&states)
    }

    fn cancel(&mut self) {
        if let Some(job) = &self.job {
            // Jobs that are over need no end; nobody else can be told.
            let _ = NAMED.last_output("scancel", &[job]);
        }
    }

    fn pause(&self) -> Duration {
        Duration::from_secs(2)
    }
}

/// How many of the states of jobs are of such as go on.
fn not_over(states: &str) -> Result<usize, Failed> {
    let states = states.lines().map(str::trim);
    let mut left = 0;
    for state in states.filter(|state| !state.is_empty() && !OVER.contains(state)) {
        // Nobody would see the end of what is no state.
        if !state
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
        {
            return Err(unread("squeue", state));
        }
        left += 1;
    }
    Ok(left)
}

fn unread(program: &str, answer: &str) -> Failed {
    Failed::bad_input(format!(
        "--engine slurm: `{program}` answered what this version of coldstart cannot read: {}",
        visible(&cut(answer.trim()))
    ))
}

fn options(launch: &Launch, numbers: &str) -> [String; 4] {
    [
        "--job-name=coldstart".to_owned(),
        format!("--array={numbers}"),
        format!("--cpus-per-task={}", launch.threads()),
        "--requeue".to_owned(),
    ]
}

fn assignment() -> String {
    format!("{SHARD}=$SLURM_ARRAY_TASK_ID; ")
}

/// A job array, and a job that puts it together when all of it has succeeded.
pub(super) fn script(launch: &Launch) -> Result<String, Failed> {
    let line = format!("{}{}", assignment(), launch.shard_line(launch.threads())?);
    let merge = launch.merge_line()?;
    Ok(format!(
        "#!/bin/sh\n\
         # The shards of a study as a job array of Slurm, and a job that puts them together when all have succeeded.\n\
         set -e\n\
         shards=$(sbatch --parsable {} --wrap={})\n\
         sbatch --job-name=coldstart-merge --dependency=\"afterok:${{shards%%;*}}\" --kill-on-invalid-dep=yes --wrap={}\n",
        options(launch, &format!("1-{}", launch.shards)).join(" "),
        quoted([line.as_str()])?,
        quoted([merge.as_str()])?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_told_from_other_lines() {
        let states = "PENDING\nRUNNING\n\nCOMPLETED\n SPECIAL_EXIT \nNODE_FAIL\n";
        assert_eq!(not_over(states).ok(), Some(3));
        assert_eq!(not_over("").ok(), Some(0));
        let told = not_over("COMPLETED\nsqueue: no\x1b[2J answer\n").unwrap_err();
        assert!(told.message.ends_with("`squeue` answered what this version of coldstart cannot read: squeue: no\\u{1b}[2J answer"), "{}", told.message);
    }
}
