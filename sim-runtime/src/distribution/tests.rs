//! What is drawn, read and refused.

use super::constructors::*;
use super::{Distribution, FAMILIES, Measure};
use crate::kernel::{Seed, Stream};
use crate::units::SimDuration;
use crate::units::short::{gib, mib, millis, mins, secs};

fn stream() -> Stream {
    Seed(7).stream(0, "distribution")
}

/// One or more of each family, with finite variance.
fn sound() -> Vec<Distribution> {
    vec![
        Constant(2.5),
        Uniform(secs(1), mins(2)),
        Uniform(-3, 3),
        Exponential(millis(40)),
        Normal(5, 2),
        LogNormal(-0.5, 0.8),
        Gamma(0.4, 3),
        Gamma(2.5, mib(10)),
        Weibull(0.7, 2),
        Weibull(3, 2),
        Pareto(4.5, 2),
        BurrXII(3, 1.5, 10),
        Quantiles([(0.0, 1), (0.5, 2), (0.9, 2), (1.0, 9)]),
        Samples([3, 1, 2, 2, 10]),
        Mixture([
            (3.0, Constant(1)),
            (6.0, Exponential(2)),
            (1.0, Uniform(8, 9)),
        ]),
    ]
}

fn draw(distribution: &Distribution, draws: usize) -> Vec<f64> {
    let mut stream = stream();
    let mut values: Vec<f64> = (0..draws)
        .map(|_| distribution.sample(&mut stream))
        .collect();
    values.sort_by(f64::total_cmp);
    values
}

#[test]
fn means_are_within_four_standard_errors() {
    for distribution in sound() {
        let values = draw(&distribution, 20_000);
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares = values.iter().map(|value| (value - mean) * (value - mean));
        let error = libm::sqrt(squares.sum::<f64>() / count / count);
        let expected = distribution.mean();
        let off = (mean - expected).abs();
        assert!(
            off <= 4.0 * error + 1e-12 * expected.abs(),
            "{distribution}: {mean}, not {expected}"
        );
    }
}

#[test]
fn as_many_values_are_below_a_quantile_as_it_says() {
    for distribution in sound() {
        let values = draw(&distribution, 20_000);
        let count = values.len() as f64;
        for probability in [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99] {
            let quantile = distribution.quantile(probability);
            // Where several probabilities have one value, between the two ends of the step.
            let at_most = values.partition_point(|value| *value <= quantile) as f64 / count;
            let less = values.partition_point(|value| *value < quantile) as f64 / count;
            let error = 4.0 * libm::sqrt(probability * (1.0 - probability) / count);
            let fits = less - error <= probability && probability <= at_most + error;
            assert!(fits, "{distribution}: {less} to {at_most} at {probability}");
        }
    }
}

#[test]
fn the_distribution_function_and_the_quantiles_are_inverse() {
    for distribution in sound() {
        for step in 0..=100 {
            let probability = f64::from(step) / 100.0;
            let quantile = distribution.quantile(probability);
            assert!(
                distribution.cdf(quantile) >= probability - 1e-9,
                "{distribution} at {probability}"
            );
            if quantile.is_infinite() {
                continue;
            }
            let below = quantile - 1e-6 * quantile.abs().max(1e-3);
            let reaches = distribution.cdf(below) <= probability + 1e-9;
            assert!(reaches || step == 0, "{distribution} at {probability}");
        }
    }
}

#[test]
fn every_text_reads_back() {
    let further = [
        Pareto(0.5, gib(1)),
        LogNormal(-1e-12, 1e300),
        Constant(-7.25e-9),
        Uniform(millis(1) / 3, secs(1.0 / 3.0)),
        Mixture([
            (0.5, Mixture([(1.0, Constant(mib(128)))])),
            (0.5, Samples([mib(1)])),
        ]),
    ];
    for distribution in sound().into_iter().chain(further) {
        let text = distribution.to_string();
        assert_eq!(text.parse().as_ref(), Ok(&distribution), "{text}");
        let json = serde_json::to_string(&distribution).expect("it is a text");
        let read: Distribution = serde_json::from_str(&json).expect("it reads back");
        assert_eq!(read, distribution);
    }
}

#[test]
fn a_text_may_be_spaced_and_measured_freely() {
    let read = |text: &str| text.parse::<Distribution>().expect(text);
    assert_eq!(read(" Uniform ( 1 s ,2min, ) "), Uniform(secs(1), mins(2)));
    assert_eq!(read("LogNormal(-.38,2.36)"), LogNormal(-0.38, 2.36));
    assert_eq!(read("Constant(1e-3)"), Constant(0.001));
    assert_eq!(read("Constant(1_500ms)"), Constant(millis(1500)));
    assert_eq!(
        read("Quantiles([(0, 1), (50%, 2), (1, 9),])"),
        Quantiles([(0.0, 1), (0.5, 2), (1.0, 9)])
    );
    assert_eq!(
        read("Mixture([(0.3, Constant(1)), (0.7, Exponential(2))])"),
        Mixture([(0.3, Constant(1)), (0.7, Exponential(2))])
    );
}

#[test]
fn what_cannot_be_read_is_told_with_its_place_and_a_remedy() {
    let families = "Constant, Uniform, Exponential, Normal, LogNormal, Gamma, Weibull, Pareto, BurrXII, Quantiles, Samples, \
                    Mixture";
    for (text, reason) in [
        ("", format!("at character 1, a distribution is missing (distributions: {families})")),
        (
            "Lognorml(0, 1)",
            format!("at character 1, unknown distribution `Lognorml`; did you mean `LogNormal`? (distributions: {families})"),
        ),
        (
            "500ms",
            format!(
                "at character 1, `500ms` is no distribution; write `Constant(500ms)` for a value that does not vary \
                 (distributions: {families})"
            ),
        ),
        ("LogNormal", "at character 1, `LogNormal` lacks its parameters; write `LogNormal(mu, sigma)`".into()),
        ("LogNormal(1)", "at character 12, `LogNormal` needs mu and sigma: write `LogNormal(mu, sigma)`".into()),
        ("BurrXII(1, 2)", "at character 13, `BurrXII` needs c, k and scale: write `BurrXII(c, k, scale)`".into()),
        (
            "Constant(1, 2)",
            "at character 13, there is more than it takes: `Constant` needs value: write `Constant(value)`".into(),
        ),
        ("Constant(1 2)", "at character 12, expected `)` at the end of `Constant(value)`, not `2`".into()),
        ("Uniform(1 2)", "at character 11, expected `,` or `)`, not `2`".into()),
        ("Constant(1", "at character 11, expected `)` at the end of `Constant(value)`, not the end".into()),
        ("Constant(x)", "at character 10, expected a number, not `x`".into()),
        ("Constant(1) and more", "at character 13, nothing comes after a distribution, not even `and more`".into()),
        ("Constant(1sec)", "at character 10, unknown unit `sec`; did you mean `s`?".into()),
        (
            "Constant(1MB/s)",
            "at character 10, `MB/s` is a unit of bandwidth; an amount has a unit of time or of size, or none".into(),
        ),
        ("LogNormal(1s, 2)", "at character 11, `mu` is a number without a unit, not `1s`".into()),
        (
            "Uniform(1s, 2kB)",
            "at character 1, a time and a size are no values of one distribution".into(),
        ),
        ("LogNormal(0, -1)", "at character 1, sigma is -1, and cannot be below zero".into()),
        ("Uniform(2, 1)", "at character 1, low is 2, above high, which is 1; write `Uniform(1, 2)`".into()),
        ("Gamma(0, 1)", "at character 1, the shape is 0, and must be above zero".into()),
        ("Samples([])", "at character 1, there is no sample in it".into()),
        ("Samples(1)", "at character 9, expected `[` as in `Samples([value, ..])`, not `1`".into()),
        (
            "Quantiles([(0.1, 1), (1, 2)])",
            "at character 1, its probabilities go from 0.1 to 1; they must go from 0, the least value, to 1, the largest".into(),
        ),
        (
            "Quantiles([(0, 1), (0, 2), (1, 2)])",
            "at character 1, the probability 0 comes after 0; they must increase".into(),
        ),
        (
            "Quantiles([(0, 5s), (1, 2s)])",
            "at character 1, the value 2s at 1 is below 5s at 0; values must not decrease".into(),
        ),
        (
            "Mixture([(0, Constant(1))])",
            "at character 1, its weights add up to 0; one must be above zero, and the sum finite".into(),
        ),
        ("Mixture([(-1, Constant(1))])", "at character 1, a weight is -1, and cannot be below zero".into()),
        (
            "Mixture([(1, Gama(1, 2))])",
            format!("at character 14, unknown distribution `Gama`; did you mean `Gamma`? (distributions: {families})"),
        ),
        ("Mixture([(1s, Constant(1))])", "at character 11, `1s` is to be a number without a unit".into()),
    ] {
        let error = text.parse::<Distribution>().expect_err(text);
        assert_eq!(error.reason(), reason, "{text}");
        assert_eq!(error.to_string(), format!("invalid distribution `{text}`: {reason}"));
    }
    let deep = "Mixture([(1, ".repeat(100_000);
    let error = deep.parse::<Distribution>().expect_err("it is too deep");
    assert!(
        error
            .reason()
            .ends_with("distributions are mixed more than 16 deep"),
        "{error}"
    );
}

#[test]
fn what_means_nothing_is_told_before_it_is_drawn() {
    let error =
        |distribution: Distribution| distribution.check().expect_err("it is refused").to_string();
    assert_eq!(
        error(Exponential(f64::NAN)),
        "invalid distribution `Exponential(NaN)`: the mean is NaN, which is no finite number"
    );
    assert_eq!(
        error(Mixture([(1.0, Gamma(-1, 2))])),
        "invalid distribution `Mixture([(1, Gamma(-1, 2))])`: in `Gamma(-1, 2)`, the shape is -1, and must be above zero"
    );
    let nothing: [(f64, f64); 0] = [];
    assert!(Quantiles(nothing).check().is_err());
    let drawn = std::panic::catch_unwind(|| Gamma(-1, 2).sample(&mut stream()));
    assert!(drawn.is_err());
}

#[test]
fn what_is_measured_must_be_what_is_wanted() {
    assert_eq!(Uniform(0, mib(1)).measure(), Some(Measure::Size));
    assert_eq!(LogNormal(0, 1).measure(), None);
    assert_eq!(LogNormal(0, 1).check_times(), Ok(()));
    let error =
        |distribution: Distribution| distribution.check_times().expect_err("no times").reason();
    assert_eq!(
        error(Constant(mib(1))),
        "its values are a size, and not a time"
    );
    assert_eq!(
        error(Uniform(-2, -1)),
        "all its values are below zero, and a time is not"
    );
    assert_eq!(Normal(-5, 1).check_times(), Ok(()));
}

#[test]
fn a_duration_is_never_negative() {
    let mut stream = stream();
    assert_eq!(Constant(-1).duration(&mut stream), SimDuration::ZERO);
    assert_eq!(Constant(1e300).duration(&mut stream), SimDuration::MAX);
    assert_eq!(stream.sample_duration(&Constant(millis(1))), millis(1));
}

#[test]
fn closed_forms_hold() {
    let near = |value: f64, expected: f64| {
        assert!(
            (value / expected - 1.0).abs() < 1e-12,
            "{value}, not {expected}"
        )
    };
    near(Exponential(2).quantile(0.5), 2.0 * std::f64::consts::LN_2);
    near(
        Weibull(2, 3).mean(),
        3.0 * libm::sqrt(std::f64::consts::PI) / 2.0,
    );
    near(Pareto(3, 2).mean(), 3.0);
    near(Pareto(2, 1).quantile(0.75), 2.0);
    // P(X > x) = 1 / (1 + x): of log-logistic form.
    near(BurrXII(1, 1, 1).quantile(0.9), 9.0);
    near(BurrXII(2, 1, 1).mean(), std::f64::consts::FRAC_PI_2);
    near(
        Quantiles([(0.0, 1), (0.5, 2), (1.0, 9)]).mean(),
        0.5 * 1.5 + 0.5 * 5.5,
    );
    near(
        Quantiles([(0.0, 1), (0.5, 2), (1.0, 9)]).quantile(0.75),
        5.5,
    );
    near(Samples([3, 1, 2, 10]).quantile(0.5), 2.0);
    near(Samples([3, 1, 2, 10]).quantile(0.51), 3.0);
    // Half of it is 1, the rest uniform from 2 to 4.
    let mixed = Mixture([(1.0, Constant(1)), (1.0, Uniform(2, 4))]);
    near(mixed.quantile(0.75), 3.0);
    near(mixed.quantile(0.5), 1.0);
    near(mixed.quantile(1.0), 4.0);
    assert_eq!(Pareto(1, 1).mean(), f64::INFINITY);
    assert_eq!(BurrXII(2, 0.5, 1).mean(), f64::INFINITY);
    assert_eq!(
        Mixture([(1.0, Constant(1)), (1.0, Pareto(1, 1))]).mean(),
        f64::INFINITY
    );
}

#[test]
fn every_family_is_listed_as_it_is_written() {
    for family in FAMILIES {
        assert!(
            sound()
                .iter()
                .any(|one| one.to_string().starts_with(family.name)),
            "{}",
            family.name
        );
    }
}

/// What the formulas make of the first numbers of the stream, computed elsewhere too: the same on every platform.
#[test]
fn the_first_draws_are_these() {
    let expected = [
        [2.5, 2.5],
        [71.96427448051477, 79.02326796784472],
        [0.5780306460763747, 0.9339462840930111],
        [0.036287139095517264, 0.042644763956544846],
        [3.494989807367082, 1.7408227943189174],
        [0.33220465241045316, 0.16469320783400726],
        [0.12191075840146448, 4.495104025453783],
        [12971325.272350904, 32338491.42459068],
        [1.7401674870965103, 2.191555421672037],
        [1.9360990641741345, 2.0431420879199558],
        [2.4467054314685184, 2.5346676803206503],
        [9.401040042443752, 10.116990376023114],
        [2.0, 2.0],
        [2.0, 2.0],
        [2.132238197827242, 8.622121433341315],
    ];
    for (distribution, expected) in sound().iter().zip(expected) {
        let mut stream = stream();
        let drawn = [stream.sample(distribution), stream.sample(distribution)];
        assert_eq!(drawn, expected, "{distribution}");
    }
}
