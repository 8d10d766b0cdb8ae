//! Arrivals without memory.

use super::{Arrival, Extent};
use crate::kernel::Stream;
use crate::units::{SimDuration, SimTime};

/// Independent arrivals at a constant mean rate: the gaps are exponentially distributed. It has no end of its own: bound it
/// with [`Arrival::take`] or [`Arrival::until`], or the simulation with a horizon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Poisson {
    /// The mean gap between two arrivals.
    pub mean_gap: SimDuration,
}

impl Poisson {
    /// A number of arrivals a second on average.
    ///
    /// # Panics
    ///
    /// If the rate is zero, negative or not a number, or if the mean gap is shorter than a nanosecond (a rate above 1e9) or
    /// longer than time (a rate below 5.5e-11). Where nobody comes there is no workload.
    #[track_caller]
    pub fn per_second(rate: f64) -> Self {
        match Self::checked(rate) {
            Ok(poisson) => poisson,
            Err(mistake) => panic!("{mistake}"),
        }
    }

    /// The same, where a rate that means nothing is no panic.
    pub(super) fn checked(rate: f64) -> Result<Self, String> {
        if !(Self::SLOWEST..=Self::FASTEST).contains(&rate) {
            let (slowest, fastest) = (Self::SLOWEST, Self::FASTEST);
            return Err(format!(
                "a rate of arrivals is {rate} per second; it is a number from {slowest:e} to {fastest:e}"
            ));
        }
        Ok(Self {
            mean_gap: SimDuration::from_secs_f64(1.0 / rate),
        })
    }

    /// Arrivals per second whose mean gap is as long as time.
    const SLOWEST: f64 = 5.5e-11;
    /// Arrivals per second whose mean gap is a nanosecond.
    const FASTEST: f64 = 1e9;
}

impl Arrival for Poisson {
    fn next(&mut self, last: SimTime, random: &mut Stream) -> Option<SimTime> {
        let next = last + random.exponential_duration(self.mean_gap);
        (next < SimTime::MAX).then_some(next)
    }

    fn extent(&self) -> Extent {
        match self.mean_gap.is_zero() {
            true => Extent::EndlessAtOneDate,
            false => Extent::Endless,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Seed;

    #[test]
    fn the_rate_is_as_asked_and_the_gaps_vary_as_they_should() {
        let mut arrivals = Poisson::per_second(10.0);
        let mut random = Seed(5).stream(0, "arrivals");
        let mut last = SimTime::ZERO;
        let mut gaps = Vec::new();
        for _ in 0..100_000 {
            let next = arrivals.next(last, &mut random).expect("it has no end");
            gaps.push((next - last).as_secs_f64());
            last = next;
        }
        let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
        let variance = gaps.iter().map(|gap| (gap - mean).powi(2)).sum::<f64>() / gaps.len() as f64;
        // An exponential distribution of mean 0.1 has variance 0.01; three standard errors of each.
        assert!((mean - 0.1).abs() < 3.0 * 0.1 / 316.0, "{mean}");
        assert!(
            (variance - 0.01).abs() < 3.0 * 0.01 * 2.83 / 316.0,
            "{variance}"
        );
    }

    #[test]
    #[should_panic(
        expected = "a rate of arrivals is 0 per second; it is a number from 5.5e-11 to 1e9"
    )]
    fn a_rate_of_zero_is_refused() {
        Poisson::per_second(0.0);
    }
}
