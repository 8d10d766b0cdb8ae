//! Who decides in random worlds how many containers there are.

use coldstart::prelude::*;
use coldstart::serverless::policy::Scaler;

use super::one_of;

/// Makes a scaler.
type Made = fn() -> Box<dyn Scaler>;

const SCALERS: [Made; 4] = [
    || Box::new(KnativePodAutoscaler::default()),
    || Box::new(HorizontalPodAutoscaler::default()),
    || Box::new(AzureScaleController::default()),
    || Box::new(CloudRunAutoscaler::default()),
];

/// Some worlds have a scaler; those that have none are as they would be without this.
pub(super) fn impose(service: &mut ServerlessSpec, random: &mut Stream) -> bool {
    // Workload balancing looks at what is free, and has no instances of others in mind.
    let has = random.chance(0.3) && !service.scheduler.needs_whole_cores();
    if has {
        service.scaler = one_of(random, &SCALERS)();
    }
    has
}
