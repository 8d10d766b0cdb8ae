//! The distribution functions that have no closed form.

use std::f64::consts::FRAC_1_SQRT_2;

use super::inverse::inverse;

/// The probability of a standard normal number that is not larger.
pub(super) fn normal_cdf(number: f64) -> f64 {
    0.5 * libm::erfc(-number * FRAC_1_SQRT_2)
}

/// The standard normal number that is not exceeded with this probability.
pub(super) fn normal_quantile(probability: f64) -> f64 {
    if probability > 0.5 {
        // From the lower tail, where probabilities are fine.
        return -normal_quantile(1.0 - probability);
    }
    if probability <= 0.0 {
        return f64::NEG_INFINITY;
    }
    // Beyond 40 deviations no probability is left.
    inverse(probability, (-40.0, 0.0), normal_cdf)
}

/// The regularised incomplete gamma function: the probability that a gamma-distributed number of this shape, of scale 1, is
/// not larger. Source: Press et al., Numerical Recipes, section 6.2 (a series below the mode, a continued fraction above); for
/// large shapes Wilson and Hilferty, The Distribution of Chi-Square, PNAS 17 (1931).
pub(super) fn gamma_cdf(shape: f64, number: f64) -> f64 {
    if number <= 0.0 {
        return 0.0;
    }
    if number.is_infinite() {
        return 1.0;
    }
    if shape < SMALL_SHAPE {
        return 1.0;
    }
    if shape > LARGE_SHAPE {
        let deviation = 1.0 / (9.0 * shape);
        let root = libm::cbrt(number / shape);
        return normal_cdf((root - (1.0 - deviation)) / libm::sqrt(deviation));
    }
    let front = libm::exp(shape * libm::log(number) - number - libm::lgamma(shape));
    if number < shape + 1.0 {
        front * series(shape, number)
    } else {
        1.0 - front * fraction(shape, number)
    }
}

/// From this shape on the difference of large numbers would leave no digit of the probability, and the cube root of a gamma-distributed
/// number is normal to more digits than that.
const LARGE_SHAPE: f64 = 1e10;

/// Below this shape all numbers above zero, of which the logarithm of the smallest is -745, have a probability that is 1 to the last digit.
const SMALL_SHAPE: f64 = 1e-20;

/// What converges needs about the square root of the shape of steps.
const STEPS: u32 = 1_000_000;

fn series(shape: f64, number: f64) -> f64 {
    let (mut term, mut sum, mut divisor) = (1.0 / shape, 1.0 / shape, shape);
    for _ in 0..STEPS {
        divisor += 1.0;
        term *= number / divisor;
        sum += term;
        if term < sum * f64::EPSILON {
            break;
        }
    }
    sum
}

/// Lentz's method.
fn fraction(shape: f64, number: f64) -> f64 {
    const TINY: f64 = f64::MIN_POSITIVE / f64::EPSILON;
    let kept = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut b = number + 1.0 - shape;
    let (mut c, mut d) = (1.0 / TINY, 1.0 / kept(b));
    let mut value = d;
    for step in 1..STEPS {
        let step = f64::from(step);
        let a = -step * (step - shape);
        b += 2.0;
        d = 1.0 / kept(a * d + b);
        c = kept(b + a / c);
        let change = d * c;
        value *= change;
        if (change - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    value
}

/// The number of a gamma distribution of this shape, of scale 1, that is not exceeded with this probability.
pub(super) fn gamma_quantile(shape: f64, probability: f64) -> f64 {
    if probability <= 0.0 {
        return 0.0;
    }
    if probability >= 1.0 {
        return f64::INFINITY;
    }
    let mut end = shape + 1.0;
    while gamma_cdf(shape, end) < probability && end < f64::MAX / 2.0 {
        end *= 2.0;
    }
    inverse(probability, (0.0, end), |number| gamma_cdf(shape, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_near(value: f64, expected: f64, tolerance: f64) {
        assert!(
            (value - expected).abs() <= tolerance,
            "{value}, not {expected}"
        );
    }

    #[test]
    fn gamma_distributed_numbers_of_next_to_no_shape_are_zero() {
        for shape in [
            f64::from_bits(1),
            f64::MIN_POSITIVE,
            1e-300,
            0.99e-20,
            1e-18,
        ] {
            for number in [f64::from_bits(1), 1e-300, 0.5, 1.0, 1e300] {
                assert_near(gamma_cdf(shape, number), 1.0, 1e-14);
            }
            assert!(gamma_quantile(shape, 0.99) < 1e-300, "{shape}");
        }
    }

    #[test]
    fn gamma_distributed_numbers_of_large_shapes_are_near_the_normal_ones() {
        for shape in [1e20, 1e40] {
            assert_eq!(gamma_cdf(shape, 0.5 * shape), 0.0);
            assert_eq!(gamma_cdf(shape, 2.0 * shape), 1.0);
        }
        for shape in [9.9e9, 1.1e10, 1e16] {
            // The mean and the variance are the shape; the skewness is below what is asked for.
            for deviations in [-2.0, 0.0, 1.0] {
                let number = shape + deviations * libm::sqrt(shape);
                assert_near(gamma_cdf(shape, number), normal_cdf(deviations), 1e-5);
            }
        }
    }

    #[test]
    fn normal_quantiles_are_those_of_tables() {
        // Abramowitz and Stegun, table 26.5; the last is the six-sigma level.
        for (probability, expected) in [
            (0.5, 0.0),
            (0.8, 0.841_621_233_572_914_2),
            (0.95, 1.644_853_626_951_472_2),
            (0.975, 1.959_963_984_540_054),
            (0.99, 2.326_347_874_040_841),
            (0.999, 3.090_232_306_167_813_5),
        ] {
            assert_near(normal_quantile(probability), expected, 1e-13);
            assert_near(normal_quantile(1.0 - probability), -expected, 1e-13);
        }
        assert_near(normal_quantile(9.865_876_450_377e-10), -6.0, 1e-10);
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
    }

    #[test]
    fn the_gamma_function_has_its_closed_forms() {
        for number in [0.01, 0.5, 1.0, 2.5, 7.0, 30.0] {
            // Exponential, Erlang of two stages, and the square of a normal number.
            assert_near(gamma_cdf(1.0, number), 1.0 - libm::exp(-number), 1e-14);
            let erlang = 1.0 - libm::exp(-number) * (1.0 + number);
            assert_near(gamma_cdf(2.0, number), erlang, 1e-14);
            assert_near(gamma_cdf(0.5, number), libm::erf(libm::sqrt(number)), 1e-14);
        }
        // The median of a large shape is about the shape less a third.
        assert_near(gamma_quantile(1e6, 0.5), 1e6 - 1.0 / 3.0, 1e-3);
        assert_near(gamma_quantile(1.0, 0.9), libm::log(10.0), 1e-13);
    }
}
