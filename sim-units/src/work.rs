//! Computation: how much there is to do, and how fast a core does it.

use crate::SimDuration;
use crate::real::real_quantity;
use std::ops::{Div, Mul};

real_quantity! {
    /// An amount of computation, in flop.
    ///
    /// ```
    /// use sim_units::{Flops, Speed};
    ///
    /// let work: Flops = "30 Gflop".parse()?;
    /// assert_eq!(work / Speed::new(10e9), sim_units::short::secs(3));
    /// assert_eq!(work.to_string(), "30Gflop");
    /// # Ok::<(), sim_units::ParseError>(())
    /// ```
    Flops, Work, "flop"
}

real_quantity! {
    /// The speed of one core, in flop/s.
    ///
    /// ```
    /// use sim_units::Speed;
    ///
    /// let core: Speed = "10Gflop/s".parse()?;
    /// assert_eq!(core.get(), 10e9);
    /// assert_eq!((core * 0.5).to_string(), "5Gflop/s");
    /// # Ok::<(), sim_units::ParseError>(())
    /// ```
    Speed, Speed, "flop/s"
}

/// How long the work takes at this speed, to the nearest nanosecond. At speed zero it takes for
/// ever: [`SimDuration::MAX`].
impl Div<Speed> for Flops {
    type Output = SimDuration;

    fn div(self, speed: Speed) -> SimDuration {
        SimDuration::of_ratio(self.get(), speed.get())
    }
}

/// How much is done at this speed in this time.
impl Mul<SimDuration> for Speed {
    type Output = Flops;

    fn mul(self, duration: SimDuration) -> Flops {
        Flops::new(self.get() * duration.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::short::{gflop, gflop_per_sec, mflop_per_sec, secs};

    #[test]
    fn work_over_speed_is_time() {
        assert_eq!(gflop(3) / mflop_per_sec(500), secs(6));
        assert_eq!(gflop(3) / Speed::ZERO, SimDuration::MAX);
        assert_eq!(Flops::ZERO / Speed::ZERO, SimDuration::ZERO);
    }

    #[test]
    fn speed_times_time_is_work() {
        assert_eq!(gflop_per_sec(2) * secs(3), gflop(6));
    }

    #[test]
    fn speeds_are_written_in_the_largest_unit() {
        assert_eq!(gflop_per_sec(10).to_string(), "10Gflop/s");
        assert_eq!(Speed::new(0.5).to_string(), "0.5flop/s");
        assert_eq!(Speed::ZERO.to_string(), "0flop/s");
        assert_eq!(Flops::new(-0.0).to_string(), "0flop");
    }

    #[test]
    fn speeds_go_through_serde_as_numbers() {
        assert_eq!(
            serde_json::to_string(&gflop_per_sec(10)).unwrap(),
            "10000000000.0"
        );
    }
}
