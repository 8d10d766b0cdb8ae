//! What the scaler has last wanted, and whether it may still change its mind.

use std::ops::RangeInclusive;

use index_vec::IndexVec;

use super::FunctionId;
use crate::units::SimDuration;

/// What the scaler of a service has last wanted of each function.
#[derive(Debug, Default)]
pub(super) struct Targets {
    of: IndexVec<FunctionId, Option<RangeInclusive<u32>>>,
    /// How often it has changed its mind.
    pub(super) changes: u64,
    /// How long it takes until it wants the same for ever, if it says so; unknown before its first look.
    pub(super) settles_after: Option<SimDuration>,
}

impl Targets {
    /// The scaler wants this now.
    pub(super) fn note(&mut self, function: FunctionId, target: RangeInclusive<u32>) {
        if function.index() >= self.of.len() {
            self.of.resize(function.index() + 1, None);
        }
        let known = &mut self.of[function];
        if known.as_ref() != Some(&target) {
            self.changes += 1;
            *known = Some(target);
        }
    }

    /// The least that it wants of a function.
    pub(super) fn least(&self, function: FunctionId) -> u32 {
        let known = self.of.get(function).and_then(Option::as_ref);
        known.map_or(0, |target| *target.start())
    }
}
