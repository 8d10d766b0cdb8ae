//! The gamma distribution: of shape 2, 3, .. the time that so many exponential stages take (Erlang).

use std::fmt;

use super::amount::{Amount, Measure, Plain};
use super::law::{Law, positive};
use super::special::{gamma_cdf, gamma_quantile};
use crate::kernel::Stream;

/// The gamma distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gamma {
    /// The shape: 1 is exponential, a whole number so many exponential stages.
    pub shape: f64,
    /// The scale: the mean of a stage.
    pub scale: Amount,
}

impl Law for Gamma {
    fn check(&self) -> Result<Option<Measure>, String> {
        positive("the shape", self.shape)?;
        positive("the scale", self.scale.value())?;
        Ok(self.scale.measure())
    }

    fn sample(&self, stream: &mut Stream) -> f64 {
        let drawn = if self.shape < 1.0 {
            // A shape below 1 is one above with a factor (section 6 of the paper).
            let above = draw(self.shape + 1.0, stream);
            above * libm::pow(1.0 - stream.unit(), 1.0 / self.shape)
        } else {
            draw(self.shape, stream)
        };
        self.scale.value() * drawn
    }

    fn mean(&self) -> f64 {
        self.shape * self.scale.value()
    }

    fn quantile(&self, probability: f64) -> f64 {
        self.scale.value() * gamma_quantile(self.shape, probability)
    }

    fn cdf(&self, value: f64) -> f64 {
        gamma_cdf(self.shape, value / self.scale.value())
    }
}

impl fmt::Display for Gamma {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Gamma({}, {})", Plain(self.shape), self.scale)
    }
}

/// A number of this shape, which is at least 1, of scale 1. Source: Marsaglia and Tsang, A simple method for generating gamma
/// variables, ACM TOMS 26 (2000).
fn draw(shape: f64, stream: &mut Stream) -> f64 {
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / libm::sqrt(9.0 * d);
    loop {
        let x = stream.normal(0.0, 1.0);
        let root = 1.0 + c * x;
        if root <= 0.0 {
            continue;
        }
        let v = root * root * root;
        let u = 1.0 - stream.unit();
        let squeezed = u < 1.0 - 0.0331 * x * x * x * x;
        if squeezed || libm::log(u) < 0.5 * x * x + d * (1.0 - v + libm::log(v)) {
            return d * v;
        }
    }
}
