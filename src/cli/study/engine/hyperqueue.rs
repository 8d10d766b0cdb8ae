//! HyperQueue: the shards are the tasks of a job, submitted by the command `hq` to the server that it finds.

use std::time::Duration;

use serde_json::Value;
use sim_runtime::experiment::study::Shard;
use sim_runtime::units::spelling::{cut, visible};

use super::launch::{Launch, SHARD, quoted, ranges};
use super::launcher::Launcher;
use super::program::Named;
use crate::cli::failed::Failed;

const NAMED: Named = Named {
    engine: "hyperqueue",
    install: "install HyperQueue, or leave --engine out to run on this machine",
    mend: "is there a server (`hq server start`), and does HQ_SERVER_DIR name its folder if it is not the usual one? It said:",
};

/// What `hq` has before its subcommand, for answers that programs read.
const FOR_PROGRAMS: &str = "--output-mode=json";

/// A job of an `hq` server. A task whose worker is lost is started again on another one by the server itself.
pub(super) struct HyperQueue {
    launch: Launch,
    job: Option<String>,
}

impl HyperQueue {
    pub(super) fn new(launch: Launch) -> Self {
        Self { launch, job: None }
    }
}

impl Launcher for HyperQueue {
    fn ready(&self) -> Result<(), Failed> {
        NAMED.output("hq", &["server", "info"]).map(drop)
    }

    fn launch(&mut self, shards: &[Shard]) -> Result<String, Failed> {
        self.job = None;
        let line = self.launch.logged_line(self.launch.threads())?;
        let line = format!("{}{line}", assignment());
        let options = options(&self.launch, &ranges(shards));
        let mut arguments = vec!["submit", FOR_PROGRAMS];
        arguments.extend(options.iter().map(String::as_str));
        arguments.extend(["--", "sh", "-c", &line]);
        let answer = answer(&arguments)?;
        let job = answer["id"].as_u64().ok_or_else(|| unread(&answer))?;
        self.job = Some(job.to_string());
        Ok(format!("tasks of job {job} of HyperQueue"))
    }

    fn left(&mut self) -> Result<usize, Failed> {
        let Some(job) = &self.job else {
            return Ok(0);
        };
        let answer = answer(&["job", "info", FOR_PROGRAMS, job])?;
        let tasks = &answer[0]["info"]["task_stats"];
        let count = |state: &str| tasks[state].as_u64().ok_or_else(|| unread(&answer));
        let left = count("waiting")?.saturating_add(count("running")?);
        Ok(usize::try_from(left).unwrap_or(usize::MAX))
    }

    fn cancel(&mut self) {
        if let Some(job) = &self.job {
            // Without a server nothing can be done, and nothing runs for long.
            let _ = NAMED.last_output("hq", &["job", "cancel", job]);
        }
    }

    fn pause(&self) -> Duration {
        Duration::from_millis(500)
    }
}

fn options(launch: &Launch, numbers: &str) -> [String; 6] {
    [
        "--name=coldstart".to_owned(),
        format!("--array={numbers}"),
        format!("--cpus={}", launch.threads()),
        "--stdout=none".to_owned(),
        "--stderr=none".to_owned(),
        // The line is none of a file that could have some.
        "--directives=off".to_owned(),
    ]
}

fn assignment() -> String {
    format!("{SHARD}=$HQ_TASK_ID; ")
}

fn answer(arguments: &[&str]) -> Result<Value, Failed> {
    let printed = NAMED.output("hq", arguments)?;
    serde_json::from_str(&printed).map_err(|_| unread(&Value::String(printed)))
}

fn unread(answer: &Value) -> Failed {
    Failed::bad_input(format!(
        "--engine hyperqueue: `hq` answered what this version of coldstart cannot read: {}",
        visible(&cut(&answer.to_string()))
    ))
}

/// A job, and what puts its tasks together.
pub(super) fn script(launch: &Launch) -> Result<String, Failed> {
    let line = format!("{}{}", assignment(), launch.shard_line(launch.threads())?);
    let [name, array, cpus, ..] = options(launch, &format!("1-{}", launch.shards));
    Ok(format!(
        "#!/bin/sh\n\
         # The shards of a study as the tasks of a job of HyperQueue, and what puts them together.\n\
         set -e\n\
         hq submit --wait {name} {array} {cpus} -- sh -c {}\n\
         {}\n",
        quoted([line.as_str()])?,
        launch.merge_line()?,
    ))
}
