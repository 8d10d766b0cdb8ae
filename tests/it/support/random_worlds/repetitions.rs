//! Who tries again in random worlds: clients, and the provider for the events of its functions.

use coldstart::prelude::*;

use super::{Call, one_of};

/// How clients try again.
fn retry(random: &mut Stream) -> Retry {
    let jitters = [
        Jitter::None,
        Jitter::Full,
        Jitter::Equal,
        Jitter::Decorrelated,
    ];
    Retry {
        attempts: random.uniform(1..=4u32),
        backoff: Backoff::exponential(millis(random.uniform(0..=2_000u64)), secs(5)),
        jitter: one_of(random, &jitters),
        timeout: millis(one_of(random, &[0, 0, 1_500])),
        ..Retry::default()
    }
}

/// How the provider tries again.
fn events(random: &mut Stream) -> AsyncInvoke {
    AsyncInvoke {
        attempts: random.uniform(1..=3u32),
        delays: vec![millis(500), secs(2)],
        max_age: secs(random.uniform(5..=60u64)),
        on_throttle: Backoff::exponential(millis(500), secs(4)),
        on_failure: random.chance(0.5).then(|| Destination::mailbox("dead")),
    }
}

/// In some worlds somebody tries again; those in which nobody does are as they would be without this.
pub(super) fn impose(specs: &mut [FunctionSpec], calls: &mut [Call], random: &mut Stream) {
    if random.chance(0.4) {
        return;
    }
    for spec in specs {
        spec.retry = random.chance(0.5).then(|| retry(random));
        spec.events = random.chance(0.7).then(|| events(random));
    }
    for call in calls {
        call.is_event = random.chance(0.3);
    }
}
