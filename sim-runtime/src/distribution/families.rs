//! A distribution of any family, and what can be asked of it.

use std::fmt;

use super::amount::Measure;
use super::empirical::{QuantileTable, SampleList};
use super::error::DistributionError;
use super::gamma::Gamma;
use super::law::Law;
use super::mixture::Mixture;
use super::normal::{LogNormal, Normal};
use super::powers::{BurrXII, Pareto, Weibull};
use super::simple::{Constant, Exponential, Uniform};
use crate::kernel::Stream;
use crate::units::SimDuration;

/// A distribution of numbers: seconds where a time is wanted, bytes where a size is.
///
/// It is made by the functions of [`constructors`](super::constructors), and written and read as they are called.
///
/// ```
/// use sim_runtime::distribution::Distribution;
/// use sim_runtime::distribution::constructors::{Constant, Exponential, Mixture};
/// use sim_runtime::kernel::Seed;
/// use sim_runtime::units::short::{millis, secs};
///
/// let start_up = Mixture([(0.9, Constant(millis(50))), (0.1, Exponential(secs(2)))]);
/// assert_eq!(start_up.to_string(), "Mixture([(0.9, Constant(50ms)), (0.1, Exponential(2s))])");
/// assert_eq!("Mixture([(0.9, Constant(50ms)), (0.1, Exponential(2s))])".parse(), Ok(start_up.clone()));
/// assert!((start_up.mean() - 0.245).abs() < 1e-12);
/// assert_eq!(start_up.quantile(0.5), 0.05);
///
/// let mut stream = Seed(7).stream(0, "start-ups");
/// assert!(start_up.duration(&mut stream) > millis(0));
/// # let _: Distribution = start_up;
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Distribution {
    /// One value.
    Constant(Constant),
    /// Each value of an interval, equally likely.
    Uniform(Uniform),
    /// The exponential distribution.
    Exponential(Exponential),
    /// The normal distribution.
    Normal(Normal),
    /// Numbers whose logarithm is normal.
    LogNormal(LogNormal),
    /// The gamma distribution.
    Gamma(Gamma),
    /// The Weibull distribution.
    Weibull(Weibull),
    /// The Pareto distribution.
    Pareto(Pareto),
    /// The Burr distribution of type XII.
    BurrXII(BurrXII),
    /// Quantiles, and straight lines between them.
    Quantiles(QuantileTable),
    /// Values that have been seen.
    Samples(SampleList),
    /// Now one distribution, now another.
    Mixture(Mixture<Distribution>),
}

impl Distribution {
    /// Draws a value \[seconds, bytes, or what the parameters are in\]. It may be infinite where a tail is heavy enough.
    ///
    /// # Panics
    ///
    /// If the parameters mean nothing: see [`check`](Self::check).
    #[track_caller]
    pub fn sample(&self, stream: &mut Stream) -> f64 {
        let law = self.law();
        if let Err(reason) = law.check() {
            panic!("{}", self.meaningless(reason));
        }
        law.sample(stream)
    }

    /// Draws a duration: what is below zero is none, what is longer than 584 years is for ever.
    ///
    /// # Panics
    ///
    /// If the parameters mean nothing: see [`check`](Self::check).
    #[track_caller]
    pub fn duration(&self, stream: &mut Stream) -> SimDuration {
        SimDuration::from_secs_f64(self.sample(stream).max(0.0))
    }

    /// The expectation of [`sample`](Self::sample), which may be infinite.
    pub fn mean(&self) -> f64 {
        self.law().mean()
    }

    /// The least value that is not exceeded with this probability: 0.5 is the median, 0.99 the 99th percentile. The ends may
    /// be infinite.
    ///
    /// # Panics
    ///
    /// If the probability is not from 0 to 1, or the parameters mean nothing: see [`check`](Self::check).
    #[track_caller]
    pub fn quantile(&self, probability: f64) -> f64 {
        assert!(
            (0.0..=1.0).contains(&probability),
            "a probability is from 0 to 1, not {probability}"
        );
        if let Err(reason) = self.law().check() {
            panic!("{}", self.meaningless(reason));
        }
        self.law().quantile(probability)
    }

    /// The probability of a value that is not larger: the distribution function.
    pub fn cdf(&self, value: f64) -> f64 {
        self.law().cdf(value)
    }

    /// What its values measure, if its parameters have units.
    pub fn measure(&self) -> Option<Measure> {
        self.law().check().ok().flatten()
    }

    /// Whether its parameters mean something.
    ///
    /// # Errors
    ///
    /// What is wrong with them. A text is checked when it is read, and what a policy has when the simulation is built.
    pub fn check(&self) -> Result<(), DistributionError> {
        match self.law().check() {
            Ok(_) => Ok(()),
            Err(reason) => Err(self.meaningless(reason)),
        }
    }

    /// Whether it can say how long something takes: its values are times, and not all of them negative.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn check_times(&self) -> Result<(), DistributionError> {
        self.check_as(Measure::Time)
    }

    /// Whether it can say how large something is: its values are sizes, and not all of them negative.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn check_sizes(&self) -> Result<(), DistributionError> {
        self.check_as(Measure::Size)
    }

    fn check_as(&self, wanted: Measure) -> Result<(), DistributionError> {
        self.check()?;
        match self.measure() {
            Some(found) if found != wanted => {
                Err(self.meaningless(format!("its values are {found}, and not {wanted}")))
            }
            _ if self.law().quantile(1.0) < 0.0 => Err(self.meaningless(format!(
                "all its values are below zero, and {wanted} is not"
            ))),
            _ => Ok(()),
        }
    }

    fn meaningless(&self, reason: String) -> DistributionError {
        DistributionError::Meaningless {
            distribution: self.to_string(),
            reason,
        }
    }

    fn law(&self) -> &dyn Law {
        match self {
            Self::Constant(law) => law,
            Self::Uniform(law) => law,
            Self::Exponential(law) => law,
            Self::Normal(law) => law,
            Self::LogNormal(law) => law,
            Self::Gamma(law) => law,
            Self::Weibull(law) => law,
            Self::Pareto(law) => law,
            Self::BurrXII(law) => law,
            Self::Quantiles(law) => law,
            Self::Samples(law) => law,
            Self::Mixture(law) => law,
        }
    }
}

impl Law for Distribution {
    fn check(&self) -> Result<Option<Measure>, String> {
        self.law().check()
    }

    fn sample(&self, stream: &mut Stream) -> f64 {
        self.law().sample(stream)
    }

    fn mean(&self) -> f64 {
        self.law().mean()
    }

    fn quantile(&self, probability: f64) -> f64 {
        self.law().quantile(probability)
    }

    fn cdf(&self, value: f64) -> f64 {
        self.law().cdf(value)
    }
}

impl fmt::Display for Distribution {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.law().fmt(formatter)
    }
}
