//! This machine: shards as processes, so that one that is killed or runs out of memory costs its own runs only.

use std::collections::VecDeque;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use sim_runtime::experiment::study::Shard;

use super::launch::{Launch, SHARD};
use super::launcher::Launcher;
use crate::cli::failed::Failed;

/// As many processes at once as runs are to be made at once, with a thread each; with fewer shards they have several.
pub(super) struct Local {
    launch: Launch,
    threads: u16,
    at_once: usize,
    waiting: VecDeque<Shard>,
    running: Vec<Child>,
}

impl Local {
    pub(super) fn new(launch: Launch) -> Self {
        Self {
            launch,
            threads: 1,
            at_once: 1,
            waiting: VecDeque::new(),
            running: Vec::new(),
        }
    }

    fn start(&self, shard: Shard) -> Result<Child, Failed> {
        // Ctrl-C on a terminal is sent to this process and to all of these, which are told by this one when it is time to end.
        let line = format!("trap '' INT; {}", self.launch.logged_line(self.threads)?);
        let child = Command::new("sh")
            .args(["-c", &line])
            .env(SHARD, shard.number().to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        child.map_err(|cause| {
            Failed::bad_input(format!(
                "--engine local: shard {shard} cannot be started: {cause}; ask for fewer --jobs"
            ))
        })
    }
}

impl Launcher for Local {
    fn ready(&self) -> Result<(), Failed> {
        Ok(())
    }

    fn launch(&mut self, shards: &[Shard]) -> Result<String, Failed> {
        let jobs = self.launch.jobs.map_or_else(cores, usize::from);
        self.at_once = jobs.min(shards.len()).max(1);
        self.threads = u16::try_from(jobs / self.at_once).unwrap_or(u16::MAX);
        self.waiting = shards.iter().copied().collect();
        self.left()?;
        Ok(format!("processes, {} at once", self.at_once))
    }

    fn left(&mut self) -> Result<usize, Failed> {
        // What cannot be waited for is over.
        self.running
            .retain_mut(|child| matches!(child.try_wait(), Ok(None)));
        while self.running.len() < self.at_once
            && let Some(shard) = self.waiting.pop_front()
        {
            let child = self.start(shard)?;
            self.running.push(child);
        }
        Ok(self.running.len() + self.waiting.len())
    }

    fn cancel(&mut self) {
        self.waiting.clear();
        self.running.iter_mut().for_each(end);
        for child in &mut self.running {
            // It keeps the rows of the runs that have begun.
            let _ = child.wait();
        }
        self.running.clear();
    }

    fn pause(&self) -> Duration {
        Duration::from_millis(20)
    }
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(unix)]
fn end(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process};
    // One that is over by now needs no signal.
    let _ = kill_process(Pid::from_child(child), Signal::TERM);
}

#[cfg(not(unix))]
fn end(child: &mut Child) {
    let _ = child.kill();
}

/// One shard after the other.
pub(super) fn script(launch: &Launch) -> Result<String, Failed> {
    Ok(format!(
        "#!/bin/sh\n\
         # The shards of a study one after the other, and what puts them together.\n\
         set -e\n\
         for {SHARD} in $(seq {}); do\n    ({})\ndone\n\
         {}\n",
        launch.shards,
        launch.shard_line(launch.threads())?,
        launch.merge_line()?,
    ))
}
