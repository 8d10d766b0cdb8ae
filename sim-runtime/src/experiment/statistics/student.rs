//! Student's t distribution, which the intervals of means come from.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// How many standard errors the mean of so many values is away from the truth at most, with this confidence (Student 1908); `None`
/// with less than two values.
pub(super) fn factor(count: usize, confidence: f64) -> Option<f64> {
    let freedom = count.checked_sub(1).filter(|freedom| *freedom > 0)?;
    let student = StudentsT::new(0.0, 1.0, freedom as f64).ok()?;
    Some(student.inverse_cdf(f64::midpoint(1.0, confidence)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_are_those_of_tables() {
        // Percentage points of the t distribution, two-sided: NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.2.
        for (freedom, confidence, expected) in [
            (1, 0.95, 12.706),
            (2, 0.95, 4.303),
            (9, 0.90, 1.833),
            (9, 0.95, 2.262),
            (9, 0.99, 3.250),
            (29, 0.95, 2.045),
            (29, 0.99, 2.756),
            (100, 0.95, 1.984),
        ] {
            let factor = factor(freedom + 1, confidence).expect("two values or more");
            assert!((factor - expected).abs() < 5.1e-4, "{freedom}: {factor}");
        }
        // With one and two degrees of freedom there are closed forms: tan(pi p / 2), and p sqrt(2 / (1 - p^2)).
        let tan = libm::tan(std::f64::consts::FRAC_PI_2 * 0.95);
        assert!((factor(2, 0.95).unwrap() - tan).abs() < 1e-9 * tan);
        let root = 0.95 * libm::sqrt(2.0 / (1.0 - 0.95 * 0.95));
        assert!((factor(3, 0.95).unwrap() - root).abs() < 1e-9 * root);
    }

    #[test]
    fn one_value_tells_no_error() {
        assert_eq!((factor(0, 0.95), factor(1, 0.95)), (None, None));
    }
}
