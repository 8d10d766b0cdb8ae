//! Some of many values, as evenly as can be: bounded memory for what becomes a distribution.

use crate::distribution::Distribution;
use crate::distribution::constructors::{Constant, Samples};
use crate::units::SimDuration;

/// How many values are kept at most.
const MOST: usize = 256;

/// Every first, second, fourth, .. value \[s\], so that there are never more than 256.
#[derive(Clone, Debug, Default)]
pub(super) struct Thinned {
    values: Vec<f64>,
    seen: u64,
    /// The binary logarithm of how many values one stands for.
    step: u32,
}

impl Thinned {
    pub(super) fn push(&mut self, value: f64) {
        if self.seen.is_multiple_of(1 << self.step) {
            if self.values.len() == MOST {
                let mut index = 0;
                self.values.retain(|_| {
                    index += 1;
                    index % 2 == 1
                });
                self.step += 1;
            }
            if self.seen.is_multiple_of(1 << self.step) {
                self.values.push(value);
            }
        }
        self.seen += 1;
    }

    /// How these durations are distributed, if there are any.
    pub(super) fn law(self) -> Option<Distribution> {
        let durations = self.values.into_iter();
        let durations: Vec<SimDuration> = durations
            .map(|seconds| SimDuration::from_secs_f64(seconds.clamp(0.0, 3.2e7)))
            .collect();
        match durations[..] {
            [] => None,
            [one] => Some(Constant(one)),
            _ => Some(Samples(durations)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_taken_evenly() {
        let mut thinned = Thinned::default();
        (0..1000).for_each(|value| thinned.push(f64::from(value)));
        let expected: Vec<f64> = (0..250).map(|index| f64::from(index * 4)).collect();
        assert_eq!(thinned.values, expected);
    }
}
