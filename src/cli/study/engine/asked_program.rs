//! A program that is asked something, and may never answer.

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// The wait between two looks at whether it has ended.
const LOOK: Duration = Duration::from_millis(10);

/// How long what it has printed may take to arrive once it has ended.
const REST: Duration = Duration::from_secs(1);

/// A program that has been started.
pub(super) struct Asked {
    child: Child,
    printed: Receiver<String>,
    said: Receiver<String>,
}

/// How a program has ended, and what it printed on its two channels.
pub(super) struct Answer {
    pub(super) status: ExitStatus,
    pub(super) printed: String,
    pub(super) said: String,
}

impl Asked {
    /// Starts it in a group of processes of its own: Ctrl-C on a terminal is for this process, and a job that was not told of would go
    /// on.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub(super) fn start(program: &str, arguments: &[&str]) -> io::Result<Self> {
        let mut command = Command::new(program);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command
            .args(arguments)
            // What it says would end in where it was said.
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let printed = gathered(child.stdout.take());
        let said = gathered(child.stderr.take());
        Ok(Self {
            child,
            printed,
            said,
        })
    }

    /// Waits for its answer.
    ///
    /// # Errors
    ///
    /// If it does not come in time, or a signal comes before it. Then the program is ended.
    pub(super) fn answer(
        mut self,
        patience: Duration,
        stop: Option<&AtomicBool>,
    ) -> Result<Answer, String> {
        let asked = Instant::now();
        let status = loop {
            match self.child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) => {}
                Err(cause) => return Err(format!("cannot be waited for: {cause}")),
            }
            if stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
                self.end();
                return Err("was ended by a signal before it answered".to_owned());
            }
            if asked.elapsed() > patience {
                self.end();
                return Err(format!(
                    "did not answer within {} s; find out why by running it by hand, and try again",
                    patience.as_secs_f64()
                ));
            }
            thread::sleep(LOOK);
        };
        // Something that it has started may hold the channels for as long as it likes.
        let rest = |channel: &Receiver<String>| channel.recv_timeout(REST).unwrap_or_default();
        Ok(Answer {
            status,
            printed: rest(&self.printed),
            said: rest(&self.said),
        })
    }

    /// Ends it and what it has started.
    fn end(&mut self) {
        #[cfg(unix)]
        {
            use rustix::process::{Pid, Signal, kill_process_group};
            // One that is over by now needs no signal.
            let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What comes through a channel until its end, read beside: a program that nobody reads from waits.
fn gathered(channel: Option<impl Read + Send + 'static>) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut channel) = channel {
            // What was read before it broke is told.
            let _ = channel.read_to_end(&mut bytes);
        }
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    receiver
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn one_that_does_not_answer_is_ended_with_what_it_started() {
        let asked = Asked::start("sh", &["-c", "sleep 1000 & sleep 1000"]).unwrap();
        let printed = asked.answer(Duration::from_millis(50), None);
        let told = printed.map(|answer| answer.printed).unwrap_err();
        assert!(told.starts_with("did not answer within 0.05 s; "), "{told}");
        let stop = AtomicBool::new(true);
        let asked = Asked::start("sleep", &["1000"]).unwrap();
        let told = asked.answer(Duration::MAX, Some(&stop));
        assert!(told.is_err_and(|told| told.starts_with("was ended by a signal")));
    }

    #[test]
    fn more_is_printed_than_a_channel_holds() {
        let script = "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2; exit 3";
        let asked = Asked::start("sh", &["-c", script]).unwrap();
        let answer = asked.answer(Duration::MAX, None).unwrap();
        assert_eq!(answer.status.code(), Some(3));
        assert_eq!([answer.printed.len(), answer.said.len()], [300_000; 2]);
    }
}
