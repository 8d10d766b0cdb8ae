//! What the evidence means, and how it is told.

use super::evidence::LoadEvidence;
use super::state::LoadState;

/// The part of the invocations that may be turned away.
const MAY_BE_TURNED_AWAY: f64 = 0.01;

/// How many requests it takes to say anything.
const LEAST_REQUESTS: u64 = 20;

/// The verdict, and why.
pub(super) fn judged(evidence: &LoadEvidence) -> (LoadState, String) {
    let refuses = evidence.turned_away_share() > MAY_BE_TURNED_AWAY;
    let asked = [evidence.cores, evidence.memory].into_iter().flatten();
    let exceeds = asked.fold(0.0, f64::max) > 1.0;
    let state = match evidence.growth {
        _ if refuses => LoadState::Overloaded,
        Some(_) if evidence.grows && exceeds => LoadState::Overloaded,
        Some(_) if evidence.grows => LoadState::Backlogged,
        Some(_) => LoadState::Stable,
        None if evidence.left > 0.0 && evidence.all_requests >= LEAST_REQUESTS => {
            LoadState::Backlogged
        }
        None if evidence.all_requests >= LEAST_REQUESTS => LoadState::Stable,
        None => LoadState::Undecided,
    };
    let mut parts = Vec::new();
    if state == LoadState::Undecided {
        let requests = evidence.all_requests;
        parts.push(format!("{requests} invocations are too few to tell"));
    } else if refuses {
        parts.push(format!(
            "{} of {} invocations were turned away (throttled, rejected, or given up in the queue)",
            percent(evidence.turned_away_share()),
            evidence.all_requests
        ));
    }
    if state != LoadState::Undecided {
        parts.extend(queue(evidence));
        parts.extend(capacity(evidence));
    }
    if !evidence.is_exact {
        parts.push("queues are estimates, since not all invocations were recorded".to_owned());
    }
    (state, parts.join("; "))
}

/// How the queue grows, and what becomes of it.
fn queue(evidence: &LoadEvidence) -> Vec<String> {
    let mut parts = Vec::new();
    if let (Some(growth), Some(error)) = (evidence.growth, evidence.growth_error) {
        let length = evidence.to - evidence.from;
        let verb = if evidence.grows {
            "grows"
        } else {
            "does not grow"
        };
        parts.push(format!(
            "the queue {verb} ({} +- {} of {} requests a second, over the last {} s in which they came)",
            short(growth),
            short(error),
            short(evidence.requests as f64 / length),
            short(length)
        ));
    } else {
        parts.push("requests come in too short a time to tell whether the queue grows".to_owned());
    }
    let waiting = format!("{} wait at most", short(evidence.peak));
    parts.push(match (evidence.worked_off, evidence.work_left) {
        _ if evidence.peak < 1.0 => "none waits".to_owned(),
        (Some(0.0), _) => waiting,
        (Some(after), _) => format!(
            "{waiting}, and none {} s after the last request",
            short(after)
        ),
        (None, Some(left)) => format!(
            "{waiting}, {} when the run ends, who would take about {} s",
            short(evidence.left),
            short(left)
        ),
        (None, None) => format!("{waiting}, {} when the run ends", short(evidence.left)),
    });
    parts
}

/// What is asked for of what there is.
fn capacity(evidence: &LoadEvidence) -> Option<String> {
    match (evidence.cores, evidence.memory) {
        (Some(cores), Some(memory)) => Some(format!(
            "asked for are {} of the cores and {} of the memory",
            percent(cores),
            percent(memory)
        )),
        (Some(cores), None) => Some(format!("asked for are {} of the cores", percent(cores))),
        (None, Some(memory)) => Some(format!("asked for are {} of the memory", percent(memory))),
        (None, None) => None,
    }
}

fn percent(share: f64) -> String {
    format!("{} %", short(share * 100.0))
}

/// Three significant digits, without an exponent.
fn short(value: f64) -> String {
    let rounded: f64 = format!("{value:.2e}").parse().unwrap_or(value);
    // What is smaller is not told from nothing.
    let rounded = if rounded.abs() < 1e-9 { 0.0 } else { rounded };
    rounded.to_string()
}
