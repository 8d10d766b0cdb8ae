//! A figure of which each of some independent replications has a value.

use super::student;

/// What the replications of one point say of a figure.
///
/// The figure may be a mean, a quantile or a rate of a run: each replication has one value of it, and these values are independent
/// and equally distributed, whatever depends on what inside of a run. The interval is Student's.
///
/// ```
/// use sim_runtime::experiment::statistics::estimate::Estimate;
///
/// let estimate = Estimate::of(&[1.0, 2.0, 3.0, 4.0], 0.95).expect("there are values");
/// assert_eq!(estimate.mean, 2.5);
/// // 3.182, of three degrees of freedom, times the root of 5/12.
/// assert!((estimate.half_width.unwrap() - 2.054).abs() < 1e-3);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// How many replications have a value.
    pub count: usize,
    /// Their mean.
    pub mean: f64,
    /// Half of the length of the interval, which is symmetric about the mean; `None` with less than two values.
    pub half_width: Option<f64>,
    /// The standard deviation of the values; `None` with less than two.
    pub deviation: Option<f64>,
    /// The least value.
    pub least: f64,
    /// The greatest value.
    pub greatest: f64,
}

impl Estimate {
    /// From the values of independent replications, with an interval of this confidence, from 0 to 1; `None` if there are no values.
    pub fn of(values: &[f64], confidence: f64) -> Option<Self> {
        let (first, count) = (values.first()?, values.len());
        let mean = mean(values);
        let deviation = (count > 1).then(|| libm::sqrt(variance(values)));
        let half_width = deviation.and_then(|deviation| {
            let factor = student::factor(count, confidence)?;
            Some(factor * deviation / libm::sqrt(count as f64))
        });
        Some(Self {
            count,
            mean,
            half_width,
            deviation,
            least: values.iter().copied().fold(*first, f64::min),
            greatest: values.iter().copied().fold(*first, f64::max),
        })
    }

    /// The half-width as a share of the mean: zero if all values are the same; `None` where that says nothing.
    pub fn relative(&self) -> Option<f64> {
        let half_width = self.half_width?;
        match self.mean == 0.0 {
            true => (half_width == 0.0).then_some(0.0),
            false => Some(half_width / self.mean.abs()),
        }
    }
}

/// Of one value or more. What all have in common is taken off first, so that equal values have exactly that mean.
pub(super) fn mean(values: &[f64]) -> f64 {
    let first = values.first().copied().unwrap_or_default();
    let sum: f64 = values.iter().map(|value| value - first).sum();
    first + sum / values.len() as f64
}

/// Of a sample of two values or more.
pub(super) fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    let distances = values.iter().map(|value| value - mean);
    let squares: f64 = distances.map(|distance| distance * distance).sum();
    squares / (values.len() as f64 - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_do_not_vary_have_no_error() {
        let estimate = Estimate::of(&[2.0; 5], 0.95).unwrap();
        assert_eq!(
            (estimate.half_width, estimate.relative()),
            (Some(0.0), Some(0.0))
        );
        assert_eq!(Estimate::of(&[0.0; 5], 0.95).unwrap().relative(), Some(0.0));
        // A fortieth is no binary fraction.
        let estimate = Estimate::of(&[0.025; 7], 0.95).unwrap();
        assert_eq!((estimate.mean, estimate.half_width), (0.025, Some(0.0)));
        assert_eq!(Estimate::of(&[], 0.95), None);
    }

    #[test]
    fn one_value_has_no_interval() {
        let estimate = Estimate::of(&[2.0], 0.95).unwrap();
        assert_eq!(
            (estimate.mean, estimate.half_width, estimate.relative()),
            (2.0, None, None)
        );
    }
}
