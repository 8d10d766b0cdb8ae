//! Distributions by the simplest inversions: a constant, an interval, the exponential distribution.

use std::fmt;

use super::amount::{Amount, Measure};
use super::law::{Law, finite, measure, not_negative, step};
use crate::kernel::Stream;

/// One value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Constant {
    /// The value.
    pub value: Amount,
}

impl Law for Constant {
    fn check(&self) -> Result<Option<Measure>, String> {
        finite("the value", self.value.value())?;
        Ok(self.value.measure())
    }

    fn sample(&self, _: &mut Stream) -> f64 {
        self.value.value()
    }

    fn mean(&self) -> f64 {
        self.value.value()
    }

    fn quantile(&self, _: f64) -> f64 {
        self.value.value()
    }

    fn cdf(&self, value: f64) -> f64 {
        step(value, self.value.value())
    }
}

impl fmt::Display for Constant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Constant({})", self.value)
    }
}

/// Each value of an interval, equally likely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uniform {
    /// The least value.
    pub low: Amount,
    /// The largest value, which is not reached.
    pub high: Amount,
}

impl Uniform {
    fn at(&self, part: f64) -> f64 {
        let (low, high) = (self.low.value(), self.high.value());
        low + (high - low) * part
    }
}

impl Law for Uniform {
    fn check(&self) -> Result<Option<Measure>, String> {
        let (low, high) = (self.low.value(), self.high.value());
        finite("low", low)?;
        finite("high", high)?;
        finite("the distance from low to high", high - low)?;
        if low > high {
            return Err(format!(
                "low is {}, above high, which is {}; write `Uniform({}, {})`",
                self.low, self.high, self.high, self.low
            ));
        }
        measure([self.low, self.high])
    }

    fn sample(&self, stream: &mut Stream) -> f64 {
        self.at(stream.unit())
    }

    fn mean(&self) -> f64 {
        self.at(0.5)
    }

    fn quantile(&self, probability: f64) -> f64 {
        self.at(probability)
    }

    fn cdf(&self, value: f64) -> f64 {
        let (low, high) = (self.low.value(), self.high.value());
        if low == high {
            return step(value, low);
        }
        ((value - low) / (high - low)).clamp(0.0, 1.0)
    }
}

impl fmt::Display for Uniform {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Uniform({}, {})", self.low, self.high)
    }
}

/// The gaps of a Poisson process: without memory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exponential {
    /// The mean.
    pub mean: Amount,
}

impl Law for Exponential {
    fn check(&self) -> Result<Option<Measure>, String> {
        not_negative("the mean", self.mean.value())?;
        Ok(self.mean.measure())
    }

    fn sample(&self, stream: &mut Stream) -> f64 {
        stream.exponential(self.mean.value())
    }

    fn mean(&self) -> f64 {
        self.mean.value()
    }

    fn quantile(&self, probability: f64) -> f64 {
        let mean = self.mean.value();
        if mean == 0.0 {
            return 0.0;
        }
        0.0 - mean * libm::log1p(-probability)
    }

    fn cdf(&self, value: f64) -> f64 {
        let mean = self.mean.value();
        if mean == 0.0 || value <= 0.0 {
            return step(value, 0.0).min(if mean == 0.0 { 1.0 } else { 0.0 });
        }
        -libm::expm1(-value / mean)
    }
}

impl fmt::Display for Exponential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Exponential({})", self.mean)
    }
}
