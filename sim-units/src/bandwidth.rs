//! Bandwidth: how fast bytes move over a link, or from and to a disk.

use crate::real::real_quantity;
use crate::{Bytes, SimDuration};
use std::ops::Div;

real_quantity! {
    /// A number of bytes per second.
    ///
    /// ```
    /// use sim_units::Bandwidth;
    ///
    /// let link: Bandwidth = "100 MB/s".parse()?;
    /// assert_eq!(link.get(), 100e6);
    /// assert_eq!(link, "800Mbit/s".parse()?);
    /// assert_eq!(link.to_string(), "100MB/s");
    /// # Ok::<(), sim_units::ParseError>(())
    /// ```
    Bandwidth, Bandwidth, "bytes per second"
}

/// How long a number of bytes takes at this bandwidth, to the nearest nanosecond. At bandwidth zero they
/// never end: [`SimDuration::MAX`].
impl Div<Bandwidth> for Bytes {
    type Output = SimDuration;

    fn div(self, bandwidth: Bandwidth) -> SimDuration {
        SimDuration::of_ratio(self.as_f64(), bandwidth.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::short::{gbit_per_sec, mb, mb_per_sec, millis};
    use proptest::prelude::*;

    #[test]
    fn bytes_over_bandwidth_is_time() {
        assert_eq!(mb(250) / mb_per_sec(100), millis(2500));
        assert_eq!(mb(250) / Bandwidth::ZERO, SimDuration::MAX);
        assert_eq!(Bytes::ZERO / Bandwidth::ZERO, SimDuration::ZERO);
    }

    #[test]
    fn bandwidths_are_scaled_and_summed() {
        assert_eq!(mb_per_sec(100) * 0.97, Bandwidth::new(97e6));
        assert_eq!(
            [mb_per_sec(1), mb_per_sec(2)]
                .into_iter()
                .sum::<Bandwidth>(),
            mb_per_sec(3)
        );
        assert_eq!(mb_per_sec(3) / mb_per_sec(2), 1.5);
    }

    #[test]
    fn bandwidths_are_written_in_bytes() {
        assert_eq!(gbit_per_sec(1).to_string(), "125MB/s");
        assert_eq!(Bandwidth::new(92_380_952.4).to_string(), "92.3809524MB/s");
        assert_eq!(format!("{:.1}", Bandwidth::new(92_380_952.4)), "92.4MB/s");
        assert_eq!(Bandwidth::new(-0.0).to_string(), "0B/s");
    }

    proptest! {
        #[test]
        fn a_written_bandwidth_reads_back(value in 0.0..f64::MAX) {
            let bandwidth = Bandwidth::new(value);
            prop_assert_eq!(bandwidth.to_string().parse(), Ok(bandwidth));
        }

        #[test]
        fn a_written_usual_bandwidth_reads_back(value in 0.0..1e12) {
            let bandwidth = Bandwidth::new(value);
            prop_assert_eq!(bandwidth.to_string().parse(), Ok(bandwidth));
        }
    }
}
