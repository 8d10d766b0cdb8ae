//! What independent replications say about a number that theory knows.
//!
//! A run gives one value of each figure. The runs of different seeds are independent, so the mean of their values has a
//! standard error that they tell themselves, however dependent the invocations of one run are.

use sim_runtime::kernel::Seed;

/// How many standard errors the mean of the replications may be away from the number that is expected. A correct model
/// exceeds this about once in three hundred times with ten replications, and never again once its seeds are fixed.
const STANDARD_ERRORS: f64 = 4.0;

/// The part of the expected number that the tolerance may be, unless it is said otherwise: with a larger one it would say
/// nothing.
pub const RESOLUTION: f64 = 0.1;

/// How an estimate stands to a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// It may well be an estimate of it.
    Agrees,
    /// It is not.
    Differs,
    /// Its error is so large that it says nothing.
    Imprecise,
}

/// A figure, from a few replications.
#[derive(Clone, Copy, Debug)]
pub struct Estimate {
    /// The mean of their values.
    pub mean: f64,
    /// The standard error of the mean.
    pub standard_error: f64,
}

impl Estimate {
    /// From the values of independent replications.
    ///
    /// # Panics
    ///
    /// If there is only one, which does not tell its error.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let count = values.len() as f64;
        assert!(values.len() > 1, "one value does not tell its error");
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        Self {
            mean,
            standard_error: (squares / (count - 1.0) / count).sqrt(),
        }
    }

    /// From the values of independent replications, and from controls: figures of the same runs that theory says are zero in the
    /// mean. What of a value goes with what the controls happen to be is taken off (Lavenberg and Welch 1981): the value where
    /// all of them are zero, by least squares, and its error.
    #[must_use]
    pub fn controlled(values: &[f64], controls: &[Vec<f64>]) -> Self {
        let freedom = values.len() - 1 - controls.len();
        let mut basis: Vec<Vec<f64>> = Vec::new();
        for control in controls {
            basis.push(rest(control, &basis));
        }
        // The fit is a constant and a multiple of each control. Of both sides what the controls explain is taken off: what is
        // left is a fit of the constant alone.
        let ones = rest(&vec![1.0; values.len()], &basis);
        let values = rest(values, &basis);
        let mean = product(&ones, &values) / product(&ones, &ones);
        let residuals = values.iter().zip(&ones);
        let squares: f64 = residuals
            .map(|(value, one)| (value - mean * one).powi(2))
            .sum();
        let variance = squares / freedom as f64 / product(&ones, &ones);
        Self {
            mean,
            standard_error: variance.sqrt(),
        }
    }

    /// By how much it may differ from the number that is expected: four standard errors.
    #[must_use]
    pub fn tolerance(self) -> f64 {
        STANDARD_ERRORS * self.standard_error
    }

    /// Whether it is a number, within four standard errors, which are at most this part of the number, and a difference that is
    /// known to be at most so much.
    #[must_use]
    pub fn compare(self, expected: f64, difference: f64, resolution: f64) -> Comparison {
        let tolerance = self.tolerance();
        if !tolerance.is_finite() || tolerance > resolution * expected.abs() {
            Comparison::Imprecise
        } else if (self.mean - expected).abs() <= tolerance + difference {
            Comparison::Agrees
        } else {
            Comparison::Differs
        }
    }

    /// Asserts that it is the number that is expected, within four standard errors, which are at most a tenth of it.
    ///
    /// # Panics
    ///
    /// If it is not.
    #[track_caller]
    pub fn agrees(self, expected: f64) {
        self.agrees_within(expected, 0.0, RESOLUTION);
    }

    /// The same, with standard errors of which four are at most this part of the number.
    ///
    /// # Panics
    ///
    /// If it is not.
    #[track_caller]
    pub fn agrees_to(self, expected: f64, resolution: f64) {
        self.agrees_within(expected, 0.0, resolution);
    }

    /// The same, for a model that is known to differ from what the number is about by at most so much.
    ///
    /// # Panics
    ///
    /// If it is not.
    #[track_caller]
    pub fn agrees_within(self, expected: f64, difference: f64, resolution: f64) {
        match self.compare(expected, difference, resolution) {
            Comparison::Agrees => {}
            Comparison::Differs => panic!("{self:?} is not {expected}"),
            Comparison::Imprecise => {
                panic!("{self:?} is not precise enough to be compared with {expected}")
            }
        }
    }
}

/// The figures that so many runs give, one seed each.
pub fn replicate<const FIGURES: usize>(
    replications: u64,
    run: impl FnMut(Seed) -> [f64; FIGURES],
) -> [Estimate; FIGURES] {
    let runs: Vec<[f64; FIGURES]> = (1..=replications).map(Seed).map(run).collect();
    std::array::from_fn(|figure| {
        let values: Vec<f64> = runs.iter().map(|figures| figures[figure]).collect();
        Estimate::of(&values)
    })
}

/// The same, with controls: see [`Estimate::controlled`].
pub fn replicate_controlled<const FIGURES: usize, const CONTROLS: usize>(
    replications: u64,
    run: impl FnMut(Seed) -> ([f64; FIGURES], [f64; CONTROLS]),
) -> [Estimate; FIGURES] {
    let runs: Vec<_> = (1..=replications).map(Seed).map(run).collect();
    let controls: [Vec<f64>; CONTROLS] =
        std::array::from_fn(|control| runs.iter().map(|(_, all)| all[control]).collect());
    std::array::from_fn(|figure| {
        let values: Vec<f64> = runs.iter().map(|(figures, _)| figures[figure]).collect();
        Estimate::controlled(&values, &controls)
    })
}

fn product(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// What is left of values when what goes with some others is taken off, which do not go with each other.
fn rest(values: &[f64], basis: &[Vec<f64>]) -> Vec<f64> {
    let mut left = values.to_vec();
    for other in basis {
        let multiple = product(&left, other) / product(other, other);
        for (value, other) in left.iter_mut().zip(other) {
            *value -= multiple * other;
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_a_mean_is_that_of_the_sample_over_the_root_of_its_size() {
        // Variance of 1, 2, 3, 4 with 3 degrees of freedom: 5/3; over 4 values: 5/12.
        let estimate = Estimate::of(&[1.0, 2.0, 3.0, 4.0]);
        assert_eq!(estimate.mean, 2.5);
        assert!((estimate.standard_error - (5.0_f64 / 12.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn without_controls_the_mean_and_its_error_are_those_of_the_sample() {
        let values = [1.0, 2.0, 4.0, 7.0];
        let (plain, controlled) = (Estimate::of(&values), Estimate::controlled(&values, &[]));
        assert!((plain.mean - controlled.mean).abs() < 1e-12);
        assert!((plain.standard_error - controlled.standard_error).abs() < 1e-12);
    }

    #[test]
    fn a_control_takes_off_what_goes_with_it() {
        // By hand: the means are 1 and 25/4, the slope is 27/14, and so the line is 25/4 - 27/14 = 121/28 where the control is zero.
        // The squares of what is left sum up to 19/28, with two degrees of freedom; the variance is 1/4 + 1^2 / 14 = 9/28 of that.
        let estimate = Estimate::controlled(&[2.0, 5.0, 6.0, 12.0], &[vec![-1.0, 0.0, 1.0, 4.0]]);
        assert!((estimate.mean - 121.0 / 28.0).abs() < 1e-12, "{estimate:?}");
        let variance = 19.0 / 28.0 / 2.0 * 9.0 / 28.0;
        let error = (estimate.standard_error - f64::sqrt(variance)).abs();
        assert!(error < 1e-12, "{estimate:?}");
        // Two controls: what is a constant and a multiple of each has no error.
        let controls = [vec![-1.0, 0.0, 1.0, 4.0], vec![1.0, -1.0, 0.0, 1.0]];
        let exact = Estimate::controlled(
            &[3.0 - 2.0 + 5.0, 3.0 - 5.0, 5.0, 3.0 + 8.0 + 5.0],
            &controls,
        );
        assert!(
            (exact.mean - 3.0).abs() < 1e-12 && exact.standard_error < 1e-12,
            "{exact:?}"
        );
    }

    #[test]
    #[should_panic(expected = "is not 2")]
    fn a_number_outside_of_four_standard_errors_is_told() {
        Estimate::of(&[1.0, 1.01, 0.99]).agrees(2.0);
    }

    #[test]
    #[should_panic(expected = "is not precise enough")]
    fn a_test_that_could_not_fail_is_told() {
        Estimate::of(&[1.0, 3.0]).agrees(2.0);
    }
}
