//! Statistics over replications of a run.

/// A mean over replications that are independent of each other, and its standard error.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Estimate {
    pub(crate) mean: f64,
    pub(crate) standard_error: f64,
}

/// What a number of each replication, made from its seed, is on average.
pub(crate) fn estimate(seeds: std::ops::Range<u64>, number: impl FnMut(u64) -> f64) -> Estimate {
    let numbers: Vec<f64> = seeds.map(number).collect();
    let count = numbers.len() as f64;
    let mean = numbers.iter().sum::<f64>() / count;
    let squares = numbers.iter().map(|one| (one - mean) * (one - mean));
    let variance = squares.sum::<f64>() / (count - 1.0);
    Estimate {
        mean,
        standard_error: (variance / count).sqrt(),
    }
}

impl Estimate {
    /// Panics unless it is within four standard errors of what theory says, and these are at most so large a part of that.
    #[track_caller]
    pub(crate) fn assert_is(self, expected: f64, precision: f64) {
        let Self {
            mean,
            standard_error,
        } = self;
        let off = (mean - expected).abs();
        assert!(
            off <= 4.0 * standard_error,
            "{mean} and not {expected}: {off} is beyond four times {standard_error}"
        );
        assert!(
            standard_error <= precision * expected,
            "a standard error of {standard_error} says nothing about {expected}"
        );
    }
}
