//! Every parameter of every distribution, with numbers that it cannot be.

use coldstart::distribution::FAMILIES;
use coldstart::prelude::*;

/// Not a number, infinity, a negative number, zero, and a number beyond all measure.
const NUMBERS: [f64; 5] = [f64::NAN, f64::INFINITY, -1.0, 0.0, 1e300];

const ANY: [bool; 5] = [false, false, true, true, true];
const NOT_NEGATIVE: [bool; 5] = [false, false, false, true, true];
const POSITIVE: [bool; 5] = [false, false, false, false, true];

/// A parameter, the distribution with a value of it, and which of [`NUMBERS`] it may be.
type Row = (&'static str, fn(f64) -> Distribution, [bool; 5]);

const TABLE: &[Row] = &[
    ("Constant value", Constant, ANY),
    // Above or below the other one.
    (
        "Uniform low",
        |x| Uniform(x, 1),
        [false, false, true, true, false],
    ),
    (
        "Uniform high",
        |x| Uniform(0, x),
        [false, false, false, true, true],
    ),
    ("Exponential mean", Exponential, NOT_NEGATIVE),
    ("Normal mean", |x| Normal(x, 1), ANY),
    ("Normal deviation", |x| Normal(1, x), NOT_NEGATIVE),
    ("LogNormal mu", |x| LogNormal(x, 1), ANY),
    ("LogNormal sigma", |x| LogNormal(1, x), NOT_NEGATIVE),
    ("Gamma shape", |x| Gamma(x, 1), POSITIVE),
    ("Gamma scale", |x| Gamma(1, x), POSITIVE),
    ("Weibull shape", |x| Weibull(x, 1), POSITIVE),
    ("Weibull scale", |x| Weibull(1, x), POSITIVE),
    ("Pareto shape", |x| Pareto(x, 1), POSITIVE),
    ("Pareto scale", |x| Pareto(1, x), POSITIVE),
    ("BurrXII c", |x| BurrXII(x, 1, 1), POSITIVE),
    ("BurrXII k", |x| BurrXII(1, x, 1), POSITIVE),
    ("BurrXII scale", |x| BurrXII(1, 1, x), POSITIVE),
    (
        "Quantiles probability",
        |x| Quantiles([(0.0, 1), (x, 2), (1.0, 3)]),
        [false; 5],
    ),
    (
        "Quantiles value",
        |x| Quantiles([(0.0, -2.0), (1.0, x)]),
        ANY,
    ),
    ("Samples value", |x| Samples([1.0, x]), ANY),
    (
        "Mixture weight",
        |x| Mixture([(x, Constant(1)), (1.0, Constant(2))]),
        NOT_NEGATIVE,
    ),
];

#[test]
fn a_parameter_is_refused_or_has_a_value() {
    for (name, make, expected) in TABLE {
        for (number, fits) in NUMBERS.into_iter().zip(expected) {
            let distribution = make(number);
            assert_eq!(distribution.check().is_ok(), *fits, "{name}: {number}");
            if !fits {
                continue;
            }
            // What is sound draws numbers, and its text reads back.
            let drawn = Seed(1).stream(0, name).sample(&distribution);
            assert!(!drawn.is_nan(), "{name}: {number}");
            let text = distribution.to_string();
            assert_eq!(text.parse().as_ref(), Ok(&distribution), "{text}");
        }
    }
}

#[test]
fn the_table_has_every_parameter() {
    for family in FAMILIES {
        let rows = TABLE.iter().map(|(name, ..)| name.split_once(' '));
        let rows: Vec<&str> = rows
            .filter_map(|row| {
                row.filter(|(name, _)| *name == family.name)
                    .map(|(_, one)| one)
            })
            .collect();
        let written = family.parameters.join(" ");
        let named = |one: &&&str| written.contains(**one);
        assert_eq!(
            rows.iter().filter(named).count(),
            rows.len(),
            "{}",
            family.name
        );
        let parameters = written.split([' ', ',', '(', '[', ']', ')', '.']);
        let parameters = parameters.filter(|one| !one.is_empty() && *one != "distribution");
        assert_eq!(rows.len(), parameters.count(), "{}", family.name);
    }
}

#[test]
fn a_probability_is_from_zero_to_one() {
    for (number, fits) in NUMBERS.into_iter().zip([false, false, false, true, false]) {
        let quantile = std::panic::catch_unwind(|| Uniform(3, 4).quantile(number));
        assert_eq!(quantile.ok(), fits.then_some(3.0), "{number}");
    }
}
