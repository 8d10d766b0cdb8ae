//! Arrivals at a rate that goes up and down: by thinning.

use super::{Arrival, Extent};
use crate::kernel::Stream;
use crate::units::{SimDuration, SimTime};

/// A Poisson process whose rate is a wave, such as that of a day.
///
/// `rate(t) = mean (1 + swing cos(2 pi (t - peak) / period))`: from `mean (1 - swing)` to `mean (1 + swing)`, where it is at the
/// date `peak` and a whole number of periods before and after. The number of arrivals in a period is Poisson distributed, with
/// `mean * period` as its mean.
///
/// How: by thinning. Arrivals at the highest rate are drawn, and each is kept with the probability `rate(t)` over the highest
/// rate; that is exact, and takes at most two candidates an arrival on average. Source: P. A. W. Lewis and G. S. Shedler,
/// "Simulation of nonhomogeneous Poisson processes by thinning", Naval Research Logistics Quarterly 26, 1979. That a day is one
/// sine is ours: for a measured day, see [`Rates`](super::Rates).
///
/// ```
/// use sim_runtime::units::short::hours;
/// use sim_runtime::workload::{Arrival, Extent, Wave};
///
/// // From 4 a second at two at night to 36 a second at two in the afternoon, each day.
/// let days = Wave::daily(20, 0.8, hours(14));
/// assert_eq!((days.mistake(), days.extent()), (None, Extent::Endless));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wave {
    /// The mean rate \[1/s\], from 5.5e-11 to 5e8.
    pub mean: f64,
    /// By which part of the mean the rate goes up and down, from 0 to 1.
    pub swing: f64,
    /// How long a wave is; more than zero.
    pub period: SimDuration,
    /// A date at which the rate is highest.
    pub peak: SimDuration,
}

impl Wave {
    /// A wave of a day.
    pub fn daily(mean: impl Into<f64>, swing: impl Into<f64>, peak: SimDuration) -> Self {
        Self::every(SimDuration::from_hours(24), mean, swing, peak)
    }

    /// A wave of another period.
    pub fn every(
        period: SimDuration,
        mean: impl Into<f64>,
        swing: impl Into<f64>,
        peak: SimDuration,
    ) -> Self {
        Self {
            mean: mean.into(),
            swing: swing.into(),
            period,
            peak,
        }
    }

    /// The rate at a date \[1/s\].
    pub fn rate(&self, date: SimTime) -> f64 {
        // What is less than a period has all its digits.
        let period = self.period.as_nanos();
        let (into, peak) = (date.as_nanos() % period, self.peak.as_nanos() % period);
        let phase = (into as f64 - peak as f64) / period as f64;
        self.mean * (1.0 + self.swing * libm::cos(std::f64::consts::TAU * phase))
    }

    /// Arrivals per second whose mean gap is as long as time.
    const SLOWEST: f64 = 5.5e-11;
    /// The highest rate is at most one arrival a nanosecond.
    const FASTEST: f64 = 5e8;
}

impl Arrival for Wave {
    fn next(&mut self, last: SimTime, random: &mut Stream) -> Option<SimTime> {
        if let Some(mistake) = self.mistake() {
            panic!("{mistake}");
        }
        let highest = self.mean * (1.0 + self.swing);
        let mut date = last;
        loop {
            date += SimDuration::from_secs_f64(random.exponential(1.0) / highest);
            if date == SimTime::MAX {
                return None;
            }
            if random.unit() * highest < self.rate(date) {
                return Some(date);
            }
        }
    }

    fn extent(&self) -> Extent {
        Extent::Endless
    }

    fn mistake(&self) -> Option<String> {
        let (mean, swing) = (self.mean, self.swing);
        if !(Self::SLOWEST..=Self::FASTEST).contains(&mean) {
            let (slowest, fastest) = (Self::SLOWEST, Self::FASTEST);
            return Some(format!(
                "the mean rate of a wave is {mean} per second; it is a number from {slowest:e} to {fastest:e}"
            ));
        }
        if !(0.0..=1.0).contains(&swing) {
            return Some(format!(
                "the swing of a wave is {swing}; it is a part of the mean from 0 to 1"
            ));
        }
        let mistake = "the period of a wave is 0s; give it a time such as `24h`";
        self.period.is_zero().then(|| mistake.to_owned())
    }
}
