//! The normal distribution, and that of numbers whose logarithm is normal.

use std::fmt;

use super::amount::{Amount, Measure, Plain};
use super::law::{Law, finite, measure, not_negative, step};
use super::special::{normal_cdf, normal_quantile};
use crate::kernel::Stream;

/// The normal distribution, whose values may be negative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal {
    /// The mean.
    pub mean: Amount,
    /// The standard deviation.
    pub deviation: Amount,
}

impl Law for Normal {
    fn check(&self) -> Result<Option<Measure>, String> {
        finite("the mean", self.mean.value())?;
        not_negative("the deviation", self.deviation.value())?;
        measure([self.mean, self.deviation])
    }

    fn sample(&self, stream: &mut Stream) -> f64 {
        stream.normal(self.mean.value(), self.deviation.value())
    }

    fn mean(&self) -> f64 {
        self.mean.value()
    }

    fn quantile(&self, probability: f64) -> f64 {
        scaled_quantile(self.mean.value(), self.deviation.value(), probability)
    }

    fn cdf(&self, value: f64) -> f64 {
        scaled_cdf(self.mean.value(), self.deviation.value(), value)
    }
}

impl fmt::Display for Normal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Normal({}, {})", self.mean, self.deviation)
    }
}

/// Numbers whose natural logarithm is normal: of seconds, of bytes, or of whatever the values are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogNormal {
    /// The mean of the logarithm.
    pub mu: f64,
    /// The standard deviation of the logarithm.
    pub sigma: f64,
}

impl Law for LogNormal {
    fn check(&self) -> Result<Option<Measure>, String> {
        finite("mu", self.mu)?;
        not_negative("sigma", self.sigma)?;
        Ok(None)
    }

    fn sample(&self, stream: &mut Stream) -> f64 {
        libm::exp(stream.normal(self.mu, self.sigma))
    }

    fn mean(&self) -> f64 {
        libm::exp(self.mu + 0.5 * self.sigma * self.sigma)
    }

    fn quantile(&self, probability: f64) -> f64 {
        libm::exp(scaled_quantile(self.mu, self.sigma, probability))
    }

    fn cdf(&self, value: f64) -> f64 {
        if value <= 0.0 {
            return 0.0;
        }
        scaled_cdf(self.mu, self.sigma, libm::log(value))
    }
}

impl fmt::Display for LogNormal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "LogNormal({}, {})",
            Plain(self.mu),
            Plain(self.sigma)
        )
    }
}

fn scaled_quantile(mean: f64, deviation: f64, probability: f64) -> f64 {
    if deviation == 0.0 {
        return mean;
    }
    mean + deviation * normal_quantile(probability)
}

fn scaled_cdf(mean: f64, deviation: f64, value: f64) -> f64 {
    if deviation == 0.0 {
        return step(value, mean);
    }
    normal_cdf((value - mean) / deviation)
}
