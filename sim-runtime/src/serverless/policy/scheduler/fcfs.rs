//! First come, first served.

use serde::{Deserialize, Serialize};

use super::Scheduler;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::round::Round;

/// First come, first served, on the first node that is nearest to being able to run it; the default.
///
/// For each attempt in the order of the queue: among the nodes with a core left, the one of the idle instance that the reuse
/// policy gives; else the first that has its image in memory; else being loaded; else on disk; else being copied; else the
/// first at all. Each attempt takes a core of that node in the round, even if it only waits there for its image, which
/// spreads a burst over the nodes. Free memory and disk space are not looked at; nodes on which the instance could never
/// fit are left out. Source: the reference's FCFS (SEMANTICS 5.1), whose nodes are all equal.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Fcfs;

impl Named for Fcfs {
    const NAME: &'static str = "fcfs";
    const TYPE: &'static str = "Fcfs";
    const DOC: &'static str =
        "First come, first served, on the first node that is nearest to being able to run it.";
    const SOURCE: &'static str = "the reference's FCFS";
}

impl Policy for Fcfs {}

impl Scheduler for Fcfs {
    fn schedule(&mut self, round: &mut Round<'_>) {
        let mut queue = round.queue();
        while let [queued, others @ ..] = queue
            && !round.is_full()
        {
            let mut alike = 0;
            if let Some((node, readiness)) = round.nearest(queued) {
                round.advance_from(queued, node, readiness);
                alike = round.let_alike_wait(queue, node, readiness);
            }
            queue = &others[alike..];
        }
    }

    fn goes_on(&self) -> bool {
        true
    }
}
