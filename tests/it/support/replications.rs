//! What independent replications say about a number that theory knows.
//!
//! A run gives one value of each figure. The runs of different seeds are independent, so the mean of their values has a
//! standard error that they tell themselves, however dependent the invocations of one run are.

use coldstart::prelude::Seed;

/// How many standard errors the mean of the replications may be away from the number that is expected. A correct model
/// exceeds this about once in three hundred times with ten replications, and never again once its seeds are fixed.
const STANDARD_ERRORS: f64 = 4.0;

/// The part of the expected number that the tolerance may be, unless a test says otherwise: with a larger one it would say
/// nothing.
const RESOLUTION: f64 = 0.1;

/// A figure, from a few replications.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Estimate {
    pub(crate) mean: f64,
    pub(crate) standard_error: f64,
}

impl Estimate {
    /// From the values of independent replications.
    pub(crate) fn of(values: &[f64]) -> Self {
        let count = values.len() as f64;
        assert!(values.len() > 1, "one value does not tell its error");
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        Self {
            mean,
            standard_error: (squares / (count - 1.0) / count).sqrt(),
        }
    }

    /// It is the number that is expected, within four standard errors, which are at most a tenth of it.
    #[track_caller]
    pub(crate) fn agrees(self, expected: f64) {
        self.agrees_within(expected, 0.0, RESOLUTION);
    }

    /// The same, with standard errors of which four are at most this part of the number.
    #[track_caller]
    pub(crate) fn agrees_to(self, expected: f64, resolution: f64) {
        self.agrees_within(expected, 0.0, resolution);
    }

    /// The same, for a model that is known to differ from what the number is about by at most so much.
    #[track_caller]
    pub(crate) fn agrees_within(self, expected: f64, difference: f64, resolution: f64) {
        let tolerance = STANDARD_ERRORS * self.standard_error;
        assert!(
            tolerance <= resolution * expected.abs(),
            "{self:?} is not precise enough to be compared with {expected}"
        );
        assert!(
            (self.mean - expected).abs() <= tolerance + difference,
            "{self:?} is not {expected}"
        );
    }
}

/// The figures that so many runs give, one seed each.
pub(crate) fn replicate<const FIGURES: usize>(
    replications: u64,
    run: impl FnMut(Seed) -> [f64; FIGURES],
) -> [Estimate; FIGURES] {
    let runs: Vec<[f64; FIGURES]> = (1..=replications).map(Seed).map(run).collect();
    std::array::from_fn(|figure| {
        let values: Vec<f64> = runs.iter().map(|figures| figures[figure]).collect();
        Estimate::of(&values)
    })
}

#[test]
fn the_error_of_a_mean_is_that_of_the_sample_over_the_root_of_its_size() {
    // Variance of 1, 2, 3, 4 with 3 degrees of freedom: 5/3; over 4 values: 5/12.
    let estimate = Estimate::of(&[1.0, 2.0, 3.0, 4.0]);
    assert_eq!(estimate.mean, 2.5);
    assert!((estimate.standard_error - (5.0_f64 / 12.0).sqrt()).abs() < 1e-12);
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
