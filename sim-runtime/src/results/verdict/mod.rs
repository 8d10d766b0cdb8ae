//! Whether a platform keeps up with its load: stable, backlogged or overloaded, with the evidence.
//!
//! * `state`: the verdicts that there are; `evidence`: what is measured of a service; `judge`: what that means; here: what is told.
//!
//! A verdict is computed from a report and is no part of it, so that stored results do not change, and results that were stored
//! before have one, too.

mod evidence;
mod judge;
mod state;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

pub use evidence::LoadEvidence;
use judge::judged;
pub use state::LoadState;

use super::schema::report::Report;

/// Whether a platform kept up with its load in a run, and why one thinks so.
///
/// It is about the second half of the time in which requests come: a system that begins empty has had the first half to
/// become as it stays. What is looked at is how many invocations wait to be dispatched, in equal intervals (32 if every
/// invocation was recorded, otherwise those of the [timeline](super::Timeline)).
///
/// * *Overloaded*: more than 1 % of the invocations were throttled, rejected or gave up in the queue; or the number that waits grows,
///   and what is asked for is more than all cores, or all memory, of the nodes. What is asked for is what is in use per dispatch
///   (without what idle containers reserve of memory) times the requests.
/// * *Backlogged*: the number that waits grows otherwise: what is in the way is a policy, a start-up, a limit, a transfer, not the
///   capacity. It grows if its mean step from interval to interval is more than chance makes of it once in 740 times (Student's t;
///   for a queue that is never empty the steps are independent), at least 1 % of the requests, and five of them.
/// * *Stable*: everything else.
/// * *Undecided*: fewer than 20 requests, or fewer than 8 intervals with requests, of which none is left at the end.
///
/// The worst service gives the verdict of a run.
///
/// ```
/// use sim_runtime::prelude::*;
/// use sim_runtime::results::verdict::LoadState;
///
/// let mut sim = Builder::new();
/// let user = sim.host("user", HostSpec { speed: gflop_per_sec(1), ..HostSpec::default() });
/// sim.controller("client", user, async |ctx: &mut Ctx| ctx.sleep(secs(1)).await);
/// let verdict = sim.run(Seed(42))?.verdict();
/// assert_eq!(verdict.state, LoadState::Undecided);
/// assert_eq!(verdict.to_string(), "undecided: nothing was requested");
/// # Ok::<(), RunError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LoadVerdict {
    /// What it is.
    pub state: LoadState,
    /// The service that it is of, if there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<Arc<str>>,
    /// The evidence, in words.
    pub reason: String,
    /// The evidence, in numbers; `None` if nothing was requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<LoadEvidence>,
}

impl fmt::Display for LoadVerdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.state)?;
        if let Some(service) = &self.service {
            write!(formatter, " ({service})")?;
        }
        write!(formatter, ": {}", self.reason)
    }
}

impl Report {
    /// Whether the platform kept up with the load: see [`LoadVerdict`].
    pub fn verdict(&self) -> LoadVerdict {
        let several = self.timeline.services.len() > 1;
        let services = self.timeline.services.iter();
        let asked = services.filter(|service| service.requests.iter().any(|count| *count > 0));
        let verdicts = asked.map(|service| {
            let evidence = LoadEvidence::of(self, service);
            let (state, reason) = judged(&evidence);
            LoadVerdict {
                state,
                service: several.then(|| Arc::clone(&service.service)),
                reason,
                evidence: Some(evidence),
            }
        });
        // The first of those that are as bad.
        let worst = verdicts.reduce(|one, other| if other.state > one.state { other } else { one });
        worst.unwrap_or_else(|| LoadVerdict {
            state: LoadState::Undecided,
            service: None,
            reason: "nothing was requested".to_owned(),
            evidence: None,
        })
    }
}
