//! How much two points differ.

use super::estimate::{Estimate, mean, variance};
use super::student;

/// How much a figure of one point differs from that of another, whose replications have the same random numbers.
///
/// What both have in common, such as a replication with much load, is not in the differences, so that their interval is shorter than
/// one of two independent means (common random numbers; Law, Simulation Modeling and Analysis, sections 10.2 and 11.2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The differences of the pairs: the other point less the one that it is compared with.
    pub paired: Estimate,
    /// The mean of the point that it is compared with.
    pub base: f64,
    /// The half-width that the interval would have if the pairs were not known (Welch 1947); `None` with less than two pairs.
    pub unpaired_half_width: Option<f64>,
}

/// Which way it differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// The figure is less.
    Less,
    /// The figure is more.
    More,
    /// The interval has zero in it, so that there may be no difference.
    NotShown,
}

impl Difference {
    /// From the values of the point that is compared with and those of the other, in order of replication; `None` without values.
    pub fn of(base: &[f64], other: &[f64], confidence: f64) -> Option<Self> {
        let differences: Vec<f64> = base
            .iter()
            .zip(other)
            .map(|(base, other)| other - base)
            .collect();
        Some(Self {
            paired: Estimate::of(&differences, confidence)?,
            base: mean(base),
            unpaired_half_width: welch(base, other, confidence),
        })
    }

    /// The difference as a share of what it is compared with; `None` if that is zero.
    pub fn relative(&self) -> Option<f64> {
        (self.base != 0.0).then(|| self.paired.mean / self.base.abs())
    }

    /// Which way it differs, as far as the interval tells.
    pub fn sign(&self) -> Sign {
        match self.paired.half_width {
            Some(half_width) if self.paired.mean + half_width < 0.0 => Sign::Less,
            Some(half_width) if self.paired.mean - half_width > 0.0 => Sign::More,
            _ => Sign::NotShown,
        }
    }
}

/// The half-width of an interval for the difference of the means of two independent samples.
fn welch(one: &[f64], other: &[f64], confidence: f64) -> Option<f64> {
    if one.len() < 2 || other.len() < 2 {
        return None;
    }
    let parts = [one, other].map(|values| variance(values) / values.len() as f64);
    let sum = parts[0] + parts[1];
    if sum == 0.0 {
        return Some(0.0);
    }
    let freedom = sum * sum
        / (parts[0] * parts[0] / (one.len() as f64 - 1.0)
            + parts[1] * parts[1] / (other.len() as f64 - 1.0));
    // Rounded down, which makes the interval a little longer.
    let factor = student::factor(libm::floor(freedom) as usize + 1, confidence)?;
    Some(factor * libm::sqrt(sum))
}

impl Sign {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Less => "less",
            Self::More => "more",
            Self::NotShown => "no difference shown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Seed;

    #[test]
    fn what_both_have_in_common_is_not_in_the_difference() {
        let base = [10.0, 20.0, 30.0, 40.0];
        let other = [9.0, 19.1, 28.9, 39.0];
        let difference = Difference::of(&base, &other, 0.95).unwrap();
        assert!((difference.paired.mean - -1.0).abs() < 1e-12);
        assert_eq!(difference.sign(), Sign::Less);
        assert!(difference.paired.half_width.unwrap() < 0.2);
        assert!(difference.unpaired_half_width.unwrap() > 20.0);
        assert!((difference.relative().unwrap() - -0.04).abs() < 1e-12);
    }

    /// Loads whose mean is 100 with a deviation of 10, and a system that takes 2 % less and has an error of its own of 1.
    #[test]
    fn pairs_find_two_percent_with_fewer_replications() {
        let mut random = Seed(3).stream(0, "loads");
        let loads: Vec<f64> = (0..2000).map(|_| random.normal(100.0, 10.0)).collect();
        let other: Vec<f64> = loads
            .iter()
            .map(|load| 0.98 * load + random.normal(0.0, 1.0))
            .collect();
        let first = |finds: &dyn Fn(&Difference) -> bool| {
            let mut counts = 2..=loads.len();
            counts.find(|count| {
                let difference = Difference::of(&loads[..*count], &other[..*count], 0.95);
                finds(&difference.unwrap())
            })
        };
        let paired = first(&|one| one.sign() == Sign::Less).expect("it is found");
        let unpaired = first(&|one| one.paired.mean + one.unpaired_half_width.unwrap() < 0.0);
        // By theory: (2 x 1 / 2)^2 against (2 x 14 / 2)^2 replications, or so.
        assert!(paired < 20, "{paired}");
        assert!(
            unpaired.is_none_or(|unpaired| unpaired > 5 * paired),
            "{unpaired:?}"
        );
    }
}
