//! Drawing from a stream.

use super::families::Distribution;
use crate::kernel::Stream;
use crate::units::SimDuration;

impl Stream {
    /// A value of a distribution.
    ///
    /// ```
    /// use sim_runtime::distribution::constructors::Gamma;
    /// use sim_runtime::kernel::Seed;
    ///
    /// let mut stream = Seed(42).stream(0, "client");
    /// assert!(stream.sample(&Gamma(2, 0.5)) > 0.0);
    /// ```
    ///
    /// # Panics
    ///
    /// If the parameters of the distribution mean nothing: see [`Distribution::check`].
    #[track_caller]
    pub fn sample(&mut self, distribution: &Distribution) -> f64 {
        distribution.sample(self)
    }

    /// A duration of a distribution of seconds: what is below zero is none.
    ///
    /// # Panics
    ///
    /// If the parameters of the distribution mean nothing: see [`Distribution::check`].
    #[track_caller]
    pub fn sample_duration(&mut self, distribution: &Distribution) -> SimDuration {
        distribution.duration(self)
    }
}
