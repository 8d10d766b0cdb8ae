//! Distributions by powers: of the exponential distribution (Weibull), and with tails that are powers (Pareto, Burr).

use std::fmt;

use super::amount::{Amount, Measure, Plain};
use super::law::{Law, positive};
use crate::kernel::Stream;

/// The Weibull distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weibull {
    /// The shape: 1 is exponential, less has a heavier tail.
    pub shape: f64,
    /// The scale: the 63rd percentile, whatever the shape.
    pub scale: Amount,
}

impl Law for Weibull {
    fn check(&self) -> Result<Option<Measure>, String> {
        shape_and_scale(self.shape, self.scale)
    }

    fn sample(&self, stream: &mut Stream) -> f64 {
        self.quantile(stream.unit())
    }

    fn mean(&self) -> f64 {
        self.scale.value() * libm::tgamma(1.0 + 1.0 / self.shape)
    }

    fn quantile(&self, probability: f64) -> f64 {
        let stretched = 0.0 - libm::log1p(-probability);
        self.scale.value() * libm::pow(stretched, 1.0 / self.shape)
    }

    fn cdf(&self, value: f64) -> f64 {
        if value <= 0.0 {
            return 0.0;
        }
        -libm::expm1(-libm::pow(value / self.scale.value(), self.shape))
    }
}

impl fmt::Display for Weibull {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Weibull({}, {})", Plain(self.shape), self.scale)
    }
}

/// The Pareto distribution (of type I).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pareto {
    /// The shape: how fast the tail falls. The mean is infinite up to 1, and the variance up to 2.
    pub shape: f64,
    /// The scale: the least value.
    pub scale: Amount,
}

impl Law for Pareto {
    fn check(&self) -> Result<Option<Measure>, String> {
        shape_and_scale(self.shape, self.scale)
    }

    fn sample(&self, stream: &mut Stream) -> f64 {
        self.quantile(stream.unit())
    }

    fn mean(&self) -> f64 {
        if self.shape <= 1.0 {
            return f64::INFINITY;
        }
        self.scale.value() * self.shape / (self.shape - 1.0)
    }

    fn quantile(&self, probability: f64) -> f64 {
        self.scale.value() * libm::pow(1.0 - probability, -1.0 / self.shape)
    }

    fn cdf(&self, value: f64) -> f64 {
        if value <= self.scale.value() {
            return 0.0;
        }
        1.0 - libm::pow(self.scale.value() / value, self.shape)
    }
}

impl fmt::Display for Pareto {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Pareto({}, {})", Plain(self.shape), self.scale)
    }
}

/// The Burr distribution of type XII (Singh-Maddala), which fits the memory of functions. Source: Burr, Cumulative frequency
/// functions, Annals of Mathematical Statistics 13 (1942).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BurrXII {
    /// The shape below the scale.
    pub c: f64,
    /// With `c`, the shape of the tail, which falls as a power of `c k`: the mean is infinite up to 1.
    pub k: f64,
    /// The scale.
    pub scale: Amount,
}

impl Law for BurrXII {
    fn check(&self) -> Result<Option<Measure>, String> {
        positive("c", self.c)?;
        positive("k", self.k)?;
        positive("the scale", self.scale.value())?;
        Ok(self.scale.measure())
    }

    fn sample(&self, stream: &mut Stream) -> f64 {
        self.quantile(stream.unit())
    }

    fn mean(&self) -> f64 {
        let Self { c, k, scale } = *self;
        if c * k <= 1.0 {
            return f64::INFINITY;
        }
        let logarithm = libm::lgamma(k - 1.0 / c) + libm::lgamma(1.0 + 1.0 / c) - libm::lgamma(k);
        scale.value() * libm::exp(logarithm)
    }

    fn quantile(&self, probability: f64) -> f64 {
        let odds = libm::expm1(-libm::log1p(-probability) / self.k);
        self.scale.value() * libm::pow(odds, 1.0 / self.c)
    }

    fn cdf(&self, value: f64) -> f64 {
        if value <= 0.0 {
            return 0.0;
        }
        let power = libm::pow(value / self.scale.value(), self.c);
        -libm::expm1(-self.k * libm::log1p(power))
    }
}

impl fmt::Display for BurrXII {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { c, k, scale } = self;
        write!(formatter, "BurrXII({}, {}, {scale})", Plain(*c), Plain(*k))
    }
}

fn shape_and_scale(shape: f64, scale: Amount) -> Result<Option<Measure>, String> {
    positive("the shape", shape)?;
    positive("the scale", scale.value())?;
    Ok(scale.measure())
}
