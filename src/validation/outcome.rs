//! What came of running anchors.

use std::any::Any;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::anchor::{Anchor, Trial};
use super::judge::{Finding, Judge, Verdict};

/// What came of an anchor.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The anchor.
    pub anchor: Anchor,
    /// What it found, or why it found nothing.
    pub end: End,
}

/// How the trial of an anchor ended.
#[derive(Clone, Debug)]
pub enum End {
    /// It was judged.
    Judged(Vec<Finding>),
    /// It broke off with this message, which counts as a failure.
    Broken(String),
    /// It was not run.
    NotRun {
        /// What is needed.
        needs: &'static str,
        /// How to run it then.
        command: String,
    },
}

impl Outcome {
    /// Tries an anchor, with the folder of published traces if there is one.
    #[must_use]
    pub fn of(anchor: Anchor, traces: Option<&Path>) -> Self {
        let end = match (anchor.trial, traces) {
            (Trial::Here(check), _) => judged(check),
            (Trial::WithTraces { check, .. }, Some(folder)) => judged(|judge| check(folder, judge)),
            (Trial::WithTraces { needs, .. }, None) => End::NotRun {
                needs,
                command: format!("coldstart validate --only {} --traces FOLDER", anchor.id()),
            },
            (Trial::InRepository { needs }, _) => End::NotRun {
                needs,
                command: format!("cargo test --test it {}", anchor.name),
            },
        };
        Self { anchor, end }
    }

    /// Whether what is known came out; nothing if it was not run.
    #[must_use]
    pub fn holds(&self) -> Option<bool> {
        match &self.end {
            End::Judged(findings) => {
                let hold = |finding: &Finding| finding.verdict == Verdict::Holds;
                Some(!findings.is_empty() && findings.iter().all(hold))
            }
            End::Broken(_) => Some(false),
            End::NotRun { .. } => None,
        }
    }
}

/// What a trial finds. Whatever breaks off is told beside what others find.
fn judged(check: impl FnOnce(&mut Judge)) -> End {
    let mut judge = Judge::default();
    match catch_unwind(AssertUnwindSafe(|| check(&mut judge))) {
        Ok(()) => End::Judged(judge.findings()),
        Err(panic) => End::Broken(message(&*panic)),
    }
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it broke off without a message".to_owned())
}

/// Tries these anchors, as many at once as there are cores; what came of them is in their order. `done` is called after each.
#[must_use]
pub fn all(anchors: &[Anchor], traces: Option<&Path>, done: &(dyn Fn() + Sync)) -> Vec<Outcome> {
    let (next, found) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    let work = || {
        while let Some((number, anchor)) = take(anchors, &next) {
            let outcome = Outcome::of(*anchor, traces);
            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
            found.insert(number, outcome);
            done();
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    thread::scope(|scope| {
        for _ in 0..threads.min(anchors.len()) {
            scope.spawn(work);
        }
    });
    let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.into_values().collect()
}

fn take<'a>(anchors: &'a [Anchor], next: &AtomicUsize) -> Option<(usize, &'a Anchor)> {
    let number = next.fetch_add(1, Ordering::Relaxed);
    Some((number, anchors.get(number)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchor(name: &'static str, check: fn(&mut Judge)) -> Anchor {
        Anchor::new(name, "nothing", "nobody", check)
    }

    fn outcome(check: fn(&mut Judge)) -> Outcome {
        Outcome::of(anchor("v1_nothing", check), None)
    }

    #[test]
    fn an_anchor_that_finds_nothing_or_breaks_off_does_not_hold() {
        assert_eq!(outcome(|_| ()).holds(), Some(false));
        let broken = outcome(|judge| {
            judge.states("true", true);
            panic!("it broke");
        });
        assert_eq!(broken.holds(), Some(false));
        assert!(matches!(broken.end, End::Broken(text) if text == "it broke"));
    }

    #[test]
    fn one_wrong_number_of_several_fails() {
        let outcome = outcome(|judge| {
            judge.equal("right", 1, 1);
            judge.equal("wrong", 1, 2);
        });
        assert_eq!(outcome.holds(), Some(false));
    }

    #[test]
    fn outcomes_have_the_order_of_the_anchors() {
        let anchors: Vec<Anchor> = ["v3_c", "v1_a", "v2_b", "v9_d", "v5_e"]
            .map(|name| anchor(name, |judge| judge.states("true", true)))
            .into();
        let count = AtomicUsize::new(0);
        let found = all(&anchors, None, &|| {
            _ = count.fetch_add(1, Ordering::Relaxed)
        });
        let names: Vec<&str> = found.iter().map(|one| one.anchor.name).collect();
        assert_eq!(names, ["v3_c", "v1_a", "v2_b", "v9_d", "v5_e"]);
        assert_eq!(count.into_inner(), 5);
    }

    #[test]
    fn what_needs_a_folder_says_how_it_is_run() {
        let trial = Trial::WithTraces {
            needs: "a trace",
            place: "trace",
            check: |folder, judge| judge.equal("folder", folder, Path::new("there")),
        };
        let anchor = Anchor {
            trial,
            ..anchor("v10_traces", |_| ())
        };
        let outcome = Outcome::of(anchor, None);
        assert_eq!(outcome.holds(), None);
        let told = "coldstart validate --only V10 --traces FOLDER";
        assert!(matches!(outcome.end, End::NotRun { command, .. } if command == told));
        assert_eq!(
            Outcome::of(anchor, Some(Path::new("there"))).holds(),
            Some(true)
        );
    }
}
