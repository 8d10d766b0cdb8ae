//! The functions that make distributions. Their names are those of the families, so that a distribution is written the same
//! way everywhere.
//!
//! An [`Amount`] is a number, a duration or a size: `Constant(2)`, `Constant(millis(500))`, `Constant(mib(128))`; inside
//! `simulation!`, `Constant(500ms)` and `Constant(128MiB)`. A shape and the parameters of a logarithm are plain numbers.
//! Nothing is checked here: [`Distribution::check`] tells what means nothing, when the simulation is built at the latest.

#![allow(
    non_snake_case,
    reason = "a distribution is written the same way in Rust and in text"
)]

use super::amount::Amount;
use super::empirical::{QuantileTable, SampleList};
use super::families::Distribution;
use super::{gamma, mixture, normal, powers, simple};

/// One value.
pub fn Constant(value: impl Into<Amount>) -> Distribution {
    let value = value.into();
    Distribution::Constant(simple::Constant { value })
}

/// Each value from `low` to `high`, equally likely. Mean: `(low + high) / 2`.
pub fn Uniform(low: impl Into<Amount>, high: impl Into<Amount>) -> Distribution {
    let (low, high) = (low.into(), high.into());
    Distribution::Uniform(simple::Uniform { low, high })
}

/// The exponential distribution. Mean: `mean`.
pub fn Exponential(mean: impl Into<Amount>) -> Distribution {
    let mean = mean.into();
    Distribution::Exponential(simple::Exponential { mean })
}

/// The normal distribution. Where a time or a size is wanted, what is below zero counts as zero.
pub fn Normal(mean: impl Into<Amount>, deviation: impl Into<Amount>) -> Distribution {
    let (mean, deviation) = (mean.into(), deviation.into());
    Distribution::Normal(normal::Normal { mean, deviation })
}

/// Numbers whose natural logarithm has the mean `mu` and the standard deviation `sigma`. Median: `exp(mu)`; mean:
/// `exp(mu + sigma^2 / 2)`.
///
/// ```
/// use sim_runtime::distribution::constructors::LogNormal;
///
/// // The cold starts of a provider, in seconds (Huawei, 2025).
/// let cold_start = LogNormal(0.296468, 1.325976);
/// assert!((cold_start.mean() - 3.24).abs() < 0.01);
/// ```
pub fn LogNormal(mu: impl Into<f64>, sigma: impl Into<f64>) -> Distribution {
    let (mu, sigma) = (mu.into(), sigma.into());
    Distribution::LogNormal(normal::LogNormal { mu, sigma })
}

/// The gamma distribution; a whole shape is that of so many exponential stages, with a mean of `scale` each. Mean:
/// `shape * scale`.
pub fn Gamma(shape: impl Into<f64>, scale: impl Into<Amount>) -> Distribution {
    let (shape, scale) = (shape.into(), scale.into());
    Distribution::Gamma(gamma::Gamma { shape, scale })
}

/// The Weibull distribution: `P(X > x) = exp(-(x / scale)^shape)`.
pub fn Weibull(shape: impl Into<f64>, scale: impl Into<Amount>) -> Distribution {
    let (shape, scale) = (shape.into(), scale.into());
    Distribution::Weibull(powers::Weibull { shape, scale })
}

/// The Pareto distribution: `P(X > x) = (scale / x)^shape`, from `scale` on.
pub fn Pareto(shape: impl Into<f64>, scale: impl Into<Amount>) -> Distribution {
    let (shape, scale) = (shape.into(), scale.into());
    Distribution::Pareto(powers::Pareto { shape, scale })
}

/// The Burr distribution of type XII: `P(X > x) = (1 + (x / scale)^c)^-k`.
pub fn BurrXII(c: impl Into<f64>, k: impl Into<f64>, scale: impl Into<Amount>) -> Distribution {
    let (c, k, scale) = (c.into(), k.into(), scale.into());
    Distribution::BurrXII(powers::BurrXII { c, k, scale })
}

/// Quantiles that have been measured, from the probability 0 (the least value) to 1 (the largest), with straight lines
/// between them. In Rust, probabilities are written with a point: `Quantiles([(0.0, 1), (0.5, 2), (1.0, 9)])`.
pub fn Quantiles<A: Into<Amount>>(points: impl IntoIterator<Item = (f64, A)>) -> Distribution {
    let points = points.into_iter();
    let points = points.map(|(probability, value)| (probability, value.into()));
    Distribution::Quantiles(QuantileTable::new(points.collect()))
}

/// Values that have been seen, each equally likely.
pub fn Samples<A: Into<Amount>>(values: impl IntoIterator<Item = A>) -> Distribution {
    let values = values.into_iter().map(Into::into);
    Distribution::Samples(SampleList::new(values.collect()))
}

/// Each value comes from one of several distributions, chosen with a probability in proportion to its weight. In Rust, weights
/// are written with a point: `Mixture([(0.9, Constant(1)), (0.1, Exponential(5))])`.
pub fn Mixture(parts: impl IntoIterator<Item = (f64, Distribution)>) -> Distribution {
    Distribution::Mixture(mixture::mix(parts.into_iter().collect()))
}
