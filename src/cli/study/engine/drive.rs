//! Launching, waiting, launching again, and putting together.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use clap::ArgMatches;
use indicatif::ProgressBar;
use sim_runtime::experiment::study::remaining::Remaining;
use sim_runtime::experiment::study::{Shard, Study, StudyResult, merge};
use sim_runtime::units::spelling::visible;

use super::known::{Known, StartEngine, WriteWorkflow};
use super::launch::{Invoked, LOG, Launch, ranges};
use super::launcher::Launcher;
use super::options::Asked;
use super::program::last_lines;
use crate::cli::failed::{Failed, HALTED, INTERRUPTED};
use crate::cli::{building, console, progress, unfinished};

/// How often in a row an engine may fail to answer, as when its server is started again.
const UNANSWERED: usize = 20;

/// The longest wait between two looks at the flag of signals.
const LOOK: Duration = Duration::from_millis(20);

/// What a command line asks of an engine.
pub(in crate::cli::study) struct Launching {
    launch: Launch,
    what: What,
}

/// What is to be done with the shards.
enum What {
    /// A workflow that launches them is printed.
    Print(WriteWorkflow),
    /// They are launched.
    Make(StartEngine),
}

impl Launching {
    /// What is asked, if something is.
    ///
    /// # Errors
    ///
    /// If it cannot be handed on to other processes, or the engine takes no more than a workflow.
    pub(in crate::cli::study) fn asked(
        matches: &ArgMatches,
        invoked: Invoked<'_>,
    ) -> Result<Option<Self>, Failed> {
        let (Some(asked), Some(out)) = (Asked::of(matches), matches.get_one::<PathBuf>("out"))
        else {
            return Ok(None);
        };
        let Known {
            name,
            workflow,
            engine,
            usage,
        } = asked.known;
        let what = match (asked.is_dry, engine) {
            (true, _) => What::Print(*workflow),
            (false, Some(engine)) => What::Make(*engine),
            (false, None) => {
                return Err(Failed::bad_input(format!(
                    "--engine {name}: this command only writes a workflow for it; add `--dry-run > FILE`, and then use `{usage}`"
                )));
            }
        };
        let launch = Launch::new(matches, invoked, out)?;
        Ok(Some(Self { launch, what }))
    }

    /// Makes all runs of a study and finds what they say, or prints what does the same without this command. Nothing is done before
    /// what is written is `ready` to be.
    ///
    /// # Errors
    ///
    /// If it is not, or the engine cannot be used, or shards failed again and again, or a signal ended it.
    pub(in crate::cli::study) fn run<T>(
        self,
        study: &Study,
        is_quiet: bool,
        ready: impl FnOnce() -> Result<T, Failed>,
    ) -> Result<Option<(StudyResult, T)>, Failed> {
        let Self { launch, what } = self;
        let engine = match what {
            What::Print(workflow) => {
                return console::print(&workflow(&launch)?).map(|()| None);
            }
            What::Make(engine) => engine,
        };
        let outputs = ready()?;
        let mut shards = Shards {
            study,
            engine: engine(launch.clone()),
            launch,
            stop: unfinished::stop_at_a_signal(),
            is_quiet,
        };
        let ready = shards.engine.ready();
        ready.map_err(|failed| shards.interrupted().unwrap_or(failed))?;
        shards.make()?;
        let result = merge(&shards.launch.out).map_err(Failed::bad_input)?;
        shards.forget_logs();
        Ok(Some((result, outputs)))
    }
}

/// The shards of a study, and the engine that launches them.
struct Shards<'a> {
    study: &'a Study,
    launch: Launch,
    engine: Box<dyn Launcher>,
    stop: &'static AtomicBool,
    is_quiet: bool,
}

impl Shards<'_> {
    /// Launches what is left until nothing is.
    fn make(&mut self) -> Result<(), Failed> {
        let mut remaining = self.remaining()?;
        for attempt in 0..=self.launch.retries {
            if remaining.shards.is_empty() {
                return Ok(());
            }
            self.make_logs(&remaining.shards)?;
            if let Err(failed) = self.attempt(&remaining, attempt) {
                self.engine.cancel();
                return Err(self.interrupted().unwrap_or(failed));
            }
            if let Some(interrupted) = self.interrupted() {
                self.engine.cancel();
                return Err(interrupted);
            }
            remaining = self.remaining()?;
        }
        match remaining.shards.is_empty() {
            true => Ok(()),
            false => Err(self.failed(&remaining.shards)),
        }
    }

    fn remaining(&self) -> Result<Remaining, Failed> {
        let Launch { out, shards, .. } = &self.launch;
        building::silently(|| self.study.remaining(out, *shards)).map_err(Failed::bad_input)
    }

    /// The folder for what shards say, without what those that are to be launched have said before.
    fn make_logs(&self, shards: &[Shard]) -> Result<(), Failed> {
        let logs = self.launch.logs();
        fs::create_dir_all(&logs).map_err(|cause| {
            let logs = logs.display().to_string();
            Failed::bad_input(format!(
                "--out: cannot make the folder {}: {cause}; choose another place",
                visible(&logs)
            ))
        })?;
        for shard in shards {
            // Most have said nothing.
            let _ = fs::remove_file(self.launch.log(*shard));
        }
        Ok(())
    }

    /// Removes what shards have said: nobody has to be told any more.
    fn forget_logs(&self) {
        let logs = self.launch.logs();
        let entries = fs::read_dir(&logs).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            if path.extension().is_some_and(|extension| extension == LOG) {
                let _ = fs::remove_file(path);
            }
        }
        // Unless somebody has put something else there.
        let _ = fs::remove_dir(logs);
    }

    /// Launches shards, and waits until they are over, or a signal comes.
    fn attempt(&mut self, remaining: &Remaining, attempt: u32) -> Result<(), Failed> {
        let shards = &remaining.shards;
        let launched = self.engine.launch(shards)?;
        self.tell(&match attempt {
            0 => format!(
                "{} runs are to be made, and {} are there; {} of {} shards: {launched}",
                remaining.runs,
                remaining.there,
                shards.len(),
                self.launch.shards
            ),
            _ => format!(
                "not complete, and launched again (retry {attempt} of {}): {} of {} shards: {}: {launched}",
                self.launch.retries,
                shards.len(),
                self.launch.shards,
                ranges(shards)
            ),
        });
        let bar = match self.is_quiet {
            true => ProgressBar::hidden(),
            false => progress::shards(),
        };
        bar.set_length(shards.len() as u64);
        let waited = self.wait(&bar, shards.len());
        bar.finish_and_clear();
        waited
    }

    fn wait(&mut self, bar: &ProgressBar, launched: usize) -> Result<(), Failed> {
        let mut unanswered = 0;
        loop {
            match self.engine.left() {
                Ok(0) => return Ok(()),
                Ok(left) => {
                    unanswered = 0;
                    bar.set_position(launched.saturating_sub(left) as u64);
                }
                Err(failed) => {
                    unanswered += 1;
                    if unanswered > UNANSWERED {
                        return Err(failed);
                    }
                }
            }
            let asked = Instant::now();
            while asked.elapsed() < self.engine.pause() {
                if self.stop.load(Ordering::Relaxed) {
                    return Ok(());
                }
                thread::sleep(LOOK);
            }
        }
    }

    /// What is told if a signal has ended it.
    fn interrupted(&self) -> Option<Failed> {
        self.stop.load(Ordering::Relaxed).then(|| Failed {
            message: format!(
                "a signal ended the study, and its shards with it; the same command goes on from what is in {}",
                self.out()
            ),
            code: INTERRUPTED,
        })
    }

    fn failed(&self, shards: &[Shard]) -> Failed {
        let said = shards.iter().find_map(|shard| {
            let log = fs::read(self.launch.log(*shard)).ok()?;
            let lines = last_lines(&String::from_utf8_lossy(&log));
            (!lines.is_empty()).then(|| format!("; shard {shard} said:{lines}"))
        });
        let said = said.unwrap_or_else(|| {
            "; none of them said anything: were they killed, or is there no such folder where they ran?".to_owned()
        });
        Failed {
            message: format!(
                "{} of {} shards did not complete in {} attempts: {}{said}\nwhat all of them said is in {}; the same command goes on from what is there",
                shards.len(),
                self.launch.shards,
                u64::from(self.launch.retries) + 1,
                ranges(shards),
                visible(&self.launch.logs().display().to_string()),
            ),
            code: HALTED,
        }
    }

    fn out(&self) -> String {
        visible(&self.launch.out.display().to_string()).into_owned()
    }

    fn tell(&self, message: &str) {
        if !self.is_quiet {
            console::note(message);
        }
    }
}
