//! First come, first served.

use super::round::Round;
use super::view::View;
use super::{Decisions, Scheduler};

/// First come, first served, on the first node that is nearest to being able to run it; the default.
///
/// For each invocation in order of arrival: among the nodes with a core left, the first that has an idle container of its
/// function; else its image in memory; else being loaded; else on disk; else being copied; else the first at all. Each
/// invocation takes a core of that node in the round, even if it only waits there for its image, which spreads a burst over
/// the nodes. Free memory and disk space are not looked at; nodes on which the container could never fit are left out.
/// Source: the reference's FCFS (SEMANTICS 5.1), whose nodes are all equal.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fcfs;

impl Scheduler for Fcfs {
    fn schedule(&mut self, view: &View<'_>) -> Decisions {
        let mut round = Round::new(view);
        for pending in view.pending() {
            if !round.has_cores() {
                break;
            }
            if let Some((node, readiness)) = round.nearest(pending) {
                round.take_core(node);
                round.proceed(pending, node, readiness);
            }
        }
        round.into_decisions()
    }
}
