//! Limits of random worlds: how much their services accept, and how long attempts wait.

use coldstart::prelude::*;
use coldstart::serverless::policy::{Admission, Scope};

use super::one_of;

/// Makes an admission policy.
type Made = fn() -> Box<dyn Admission>;

fn queue(waiting: u32, in_system: u32, scope: Scope) -> QueueLimit {
    QueueLimit {
        waiting,
        in_system,
        scope,
        ..QueueLimit::default()
    }
}

fn rate(scope: Scope) -> ScalingRate {
    ScalingRate {
        tokens: 1,
        per: secs(2),
        burst: 2,
        scope,
        ..ScalingRate::default()
    }
}

fn concurrency() -> ConcurrencyLimit {
    ConcurrencyLimit {
        account: 6,
        requests: 2,
        ..ConcurrencyLimit::default()
    }
}

const ADMISSIONS: [Made; 6] = [
    || Box::new(concurrency()),
    || Box::new(rate(Scope::Function)),
    || Box::new(queue(2, 0, Scope::Function)),
    || Box::new(queue(0, 4, Scope::Service)),
    || {
        Box::new(PendingLimit {
            least: secs(1),
            per_instance: 3,
            ..PendingLimit::default()
        })
    },
    || {
        let all = AllOf::new().and(rate(Scope::Service)).and(concurrency());
        Box::new(all.and(queue(3, 9, Scope::Service)))
    },
];

/// Some worlds have limits; those that have none are as they would be without this.
pub(super) fn impose(
    specs: &mut [FunctionSpec],
    service: &mut ServerlessSpec,
    random: &mut Stream,
) {
    if random.chance(0.5) {
        return;
    }
    if random.chance(0.6) {
        service.admission = one_of(random, &ADMISSIONS)();
    }
    for spec in specs {
        if service.admission.enforces_concurrency() {
            spec.reserved_concurrency = one_of(random, &[0, 0, 1, 2]);
            spec.max_concurrency = one_of(random, &[0, 2, 4]);
        }
        spec.queue_timeout = millis(one_of(random, &[0, 0, 900, 4_000]));
        if random.chance(0.4) {
            spec.patience = Some(Exponential(secs(2)));
        }
    }
}
