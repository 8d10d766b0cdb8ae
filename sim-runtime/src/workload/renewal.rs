//! Arrivals whose gaps have any distribution.

use super::{Arrival, Extent};
use crate::distribution::Distribution;
use crate::kernel::Stream;
use crate::units::{SimDuration, SimTime};

/// A renewal process: the gaps are independent and of one distribution \[s\], the first one, before the first arrival, too.
///
/// In the long run there are `1 / mean` arrivals a second, and the index of dispersion of their number is the squared coefficient
/// of variation of a gap: 1 for [`Exponential`](crate::distribution::constructors::Exponential), which is the Poisson process, less
/// for a gamma distribution of a shape above 1, more for a Weibull distribution of a shape below 1. Source: D. R. Cox, "Renewal
/// Theory", 1962, section 4.2, from memory. A gap below zero counts as zero; one that is for ever is the end.
///
/// ```
/// use sim_runtime::distribution::constructors::{Gamma, LogNormal};
/// use sim_runtime::units::short::{millis, secs};
/// use sim_runtime::workload::{Arrival, Renewal};
///
/// // More regular than Poisson: each gap is the sum of four stages of 250 ms, with a coefficient of variation of one half.
/// assert_eq!(Renewal::of(Gamma(4, millis(250))).mistake(), None);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Renewal {
    /// How long a gap is \[s\].
    pub gap: Distribution,
}

impl Renewal {
    /// Gaps of this distribution.
    pub fn of(gap: Distribution) -> Self {
        Self { gap }
    }
}

impl Arrival for Renewal {
    fn next(&mut self, last: SimTime, random: &mut Stream) -> Option<SimTime> {
        let next = last + random.sample_duration(&self.gap);
        (next < SimTime::MAX).then_some(next)
    }

    fn extent(&self) -> Extent {
        if self.mistake().is_some() {
            return Extent::Ends;
        }
        match SimDuration::from_secs_f64(self.gap.quantile(1.0).max(0.0)) {
            SimDuration::ZERO => Extent::EndlessAtOneDate,
            _ => Extent::Endless,
        }
    }

    fn mistake(&self) -> Option<String> {
        let mistake = self.gap.check_times().err()?;
        Some(format!("its gaps: {mistake}"))
    }
}
