//! The likelihood of a log-normal start-up behind bodies whose durations are known from hot starts.

/// How many hot durations stand for all of a function, and how many cold ones are looked at.
const HOT: usize = 64;
const COLD: usize = 400;

/// How often mu and sigma are improved in turn, and how often a range is cut in the golden ratio.
const TURNS: u32 = 6;
const CUTS: u32 = 24;

/// A density that is never zero: a cold start may be faster than all hot ones, by chance.
const LEAST_DENSITY: f64 = 1e-12;

/// What is left of each cold duration if the body took as long as each of the hot ones, as logarithms.
pub(super) struct Pairs(Vec<Vec<f64>>);

impl Pairs {
    /// Of the cold and the hot durations of functions \[s\].
    pub(super) fn of<'a>(functions: impl Iterator<Item = (&'a [f64], &'a [f64])>) -> Self {
        let mut pairs = Vec::new();
        for (cold, hot) in functions {
            let mut hot = hot.to_vec();
            hot.sort_by(f64::total_cmp);
            let bodies = spread(&hot, HOT);
            for cold in spread(cold, COLD) {
                // What is at most nothing is no start-up.
                let left = bodies
                    .iter()
                    .map(|body| cold - body)
                    .filter(|left| *left > 0.0);
                pairs.push(left.map(libm::log).collect());
            }
        }
        Self(pairs)
    }

    /// The logarithm of the likelihood, up to a constant.
    fn likelihood(&self, mu: f64, sigma: f64) -> f64 {
        let of_cold = |logs: &Vec<f64>| {
            let densities = logs.iter().map(|log| {
                let deviation = (log - mu) / sigma;
                libm::exp(-deviation * deviation / 2.0 - log)
            });
            let sum: f64 = densities.sum::<f64>() / sigma / (logs.len() as f64).max(1.0);
            libm::log(sum.max(LEAST_DENSITY))
        };
        self.0.iter().map(of_cold).sum()
    }
}

/// The most likely mu and sigma, beginning with those of the mean and the variance.
pub(super) fn log_normal(pairs: &Pairs, mean: f64, variance: f64) -> (f64, f64) {
    let square = libm::log(1.0 + variance / (mean * mean));
    let mut sigma = libm::sqrt(square);
    let mut mu = libm::log(mean) - square / 2.0;
    let (mut width, mut factor) = (3.0, 4.0);
    for _ in 0..TURNS {
        mu = highest(mu - width, mu + width, |mu| pairs.likelihood(mu, sigma));
        let (low, high) = (libm::log(sigma / factor), libm::log(sigma * factor));
        // Below a hundredth it is a constant.
        let log = highest(low.max(-4.6), high.max(-4.5), |log| {
            pairs.likelihood(mu, libm::exp(log))
        });
        sigma = libm::exp(log);
        width /= 2.0;
        factor = 1.0 + (factor - 1.0) / 2.0;
    }
    (mu, sigma)
}

/// Where a function with one summit is highest, by golden section.
fn highest(mut low: f64, mut high: f64, of: impl Fn(f64) -> f64) -> f64 {
    const RATIO: f64 = 0.618_033_988_749_894_8;
    let mut left = high - RATIO * (high - low);
    let mut right = low + RATIO * (high - low);
    let (mut at_left, mut at_right) = (of(left), of(right));
    for _ in 0..CUTS {
        if at_left < at_right {
            (low, left, at_left) = (left, right, at_right);
            right = low + RATIO * (high - low);
            at_right = of(right);
        } else {
            (high, right, at_right) = (right, left, at_left);
            left = high - RATIO * (high - low);
            at_left = of(left);
        }
    }
    (low + high) / 2.0
}

/// At most so many of some values, evenly apart, each from the middle of its part.
fn spread(values: &[f64], most: usize) -> Vec<f64> {
    if values.len() <= most {
        return values.to_vec();
    }
    let place = |index: usize| (2 * index + 1) * values.len() / (2 * most);
    (0..most).map(|index| values[place(index)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summit_of_a_parabola_is_found() {
        let found = highest(-1.0, 5.0, |x| -(x - 1.25) * (x - 1.25));
        assert!((found - 1.25).abs() < 1e-4, "{found}");
    }

    #[test]
    fn values_are_spread_evenly() {
        let values: Vec<f64> = (0..100).map(f64::from).collect();
        assert_eq!(spread(&values, 4), [12.0, 37.0, 62.0, 87.0]);
        assert_eq!(spread(&values[..3], 4), [0.0, 1.0, 2.0]);
    }
}
