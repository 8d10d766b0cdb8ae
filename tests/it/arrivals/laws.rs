//! What theory says of counts and gaps.

use coldstart::prelude::*;
use coldstart::workload::Arrival;

use super::dates;
use crate::support::replications::replicate;

/// The Kolmogorov-Smirnov test: the largest distance between the shares of a sample and a distribution. Beyond the limit it is
/// once in sixteen thousand samples, as is a normal number beyond four standard errors.
#[track_caller]
fn assert_law(mut sample: Vec<f64>, cdf: impl Fn(f64) -> f64) {
    let count = sample.len() as f64;
    assert!(count > 5000.0, "{count} values say little");
    sample.sort_by(f64::total_cmp);
    let distances = sample.iter().enumerate().map(|(place, value)| {
        let expected = cdf(*value);
        let (before, after) = (place as f64 / count, (place as f64 + 1.0) / count);
        (expected - before).max(after - expected)
    });
    let distance = distances.fold(0.0, f64::max) * count.sqrt();
    assert!(distance < 2.28, "a distance of {distance}");
}

/// Time changed by the integral of the rate makes of a Poisson process whose rate varies one of rate 1 (Papangelou, 1972): the
/// integrals between arrivals are exponential.
#[track_caller]
fn assert_rate(arrivals: impl Arrival, until: f64, integral: impl Fn(f64) -> f64) {
    let integrals = dates(arrivals, Seed(3), until).into_iter().map(integral);
    let mut last = 0.0;
    let gaps = integrals.map(|integral| {
        let gap = integral - last;
        last = integral;
        gap
    });
    assert_law(gaps.collect(), |gap| 1.0 - (-gap).exp());
}

#[test]
fn steps_have_the_rates_of_their_table() {
    let table = [(secs(10), 5.0), (secs(20), 0.0), (secs(30), 20.0)];
    // Five a second for ten seconds, nobody for ten, then twenty a second.
    let integral = |t: f64| match t {
        ..10.0 => 0.0,
        ..20.0 => 5.0 * (t - 10.0),
        ..30.0 => 50.0,
        _ => 50.0 + 20.0 * (t - 30.0),
    };
    assert_rate(Rates::steps(table), 500.0, integral);
}

#[test]
fn lines_and_ramps_have_the_areas_of_trapezoids() {
    // Up from 0 to 20 in 100 s, an area of 1000; down to 0 in 50 s, 500; nobody for 50 s; then up to 40 in 200 s.
    let table = [(0, 0), (100, 20), (150, 0), (200, 0), (400, 40)];
    let table = table.map(|(date, rate)| (secs(date), rate));
    let integral = |t: f64| match t {
        ..100.0 => 0.1 * t * t,
        ..150.0 => 1000.0 + 500.0 - 0.2 * (150.0 - t).powi(2),
        ..200.0 => 1500.0,
        ..400.0 => 1500.0 + 0.1 * (t - 200.0).powi(2),
        _ => 5500.0 + 40.0 * (t - 400.0),
    };
    assert_rate(Rates::lines(table), 600.0, integral);
    let ramp = |t: f64| match t {
        ..60.0 => 2.0 * t + (50.0 - 2.0) / 60.0 * t * t / 2.0,
        _ => 26.0 * 60.0 + 50.0 * (t - 60.0),
    };
    assert_rate(Rates::ramp(2, 50, secs(60)), 200.0, ramp);
}

#[test]
fn spikes_come_at_the_end_of_each_period() {
    // Each minute 55 s at one a second, and 5 s at fifty.
    let integral = |t: f64| {
        let (minutes, into) = ((t / 60.0).floor(), t % 60.0);
        minutes * 305.0 + into.min(55.0) + 50.0 * (into - 55.0).max(0.0)
    };
    assert_rate(Rates::spikes(1, 50, mins(1), secs(5)), 1500.0, integral);
    // Nobody between the spikes; most rounds are skipped at once.
    let rare = Rates::spikes(0, 0.001, secs(10), secs(1));
    assert_rate(rare, 1e8, |t| {
        0.001 * ((t / 10.0).floor() + (t % 10.0 - 9.0).max(0.0))
    });
}

#[test]
fn a_wave_has_the_rate_of_its_formula() {
    use std::f64::consts::TAU;
    // The integral of 10 (1 + 0.8 cos(2 pi (t - 15) / 60)).
    let at = |t: f64| 10.0 * (t + 0.8 * 60.0 / TAU * (TAU * (t - 15.0) / 60.0).sin());
    let wave = Wave::every(mins(1), 10, 0.8, secs(15));
    assert_rate(wave, 1000.0, |t| at(t) - at(0.0));
    // At the peak, in the trough and between them.
    for (date, rate) in [(15, 18.0), (75, 18.0), (45, 2.0), (30, 10.0)] {
        let error = wave.rate(SimTime::ZERO + secs(date)) - rate;
        assert!(error.abs() < 1e-9, "{date}: {error}");
    }
}

#[test]
fn gaps_of_a_renewal_process_have_their_distribution() {
    for gap in [
        Gamma(4, millis(250)),
        Weibull(0.5, secs(1)),
        LogNormal(-0.38, 2.36),
        Uniform(secs(1), secs(3)),
    ] {
        let mut last = 0.0;
        let gaps = dates(Renewal::of(gap.clone()).take(8000), Seed(5), f64::INFINITY);
        let gaps = gaps.into_iter().map(|date| {
            let gap = date - last;
            last = date;
            gap
        });
        assert_law(gaps.collect(), |value| gap.cdf(value));
    }
}

/// The mean count until a date, and its index of dispersion, the variance over the mean, of `each` independent counts in each of
/// 100 replications.
#[track_caller]
fn assert_counts<A: Arrival>(
    make: impl Fn() -> A,
    until: f64,
    (mean, dispersion): (f64, f64),
    resolution: f64,
) {
    const EACH: u64 = 30;
    let [means, dispersions] = replicate(100, |Seed(seed)| {
        let counts = (0..EACH).map(|run| {
            let seed = Seed(seed * EACH + run);
            dates(make(), seed, until).len() as f64
        });
        let counts: Vec<f64> = counts.collect();
        let sample = counts.iter().sum::<f64>() / EACH as f64;
        let squares = counts.iter().map(|count| (count - sample).powi(2));
        let variance = squares.sum::<f64>() / (EACH - 1) as f64;
        [sample, variance / mean]
    });
    means.agrees_to(mean, resolution);
    dispersions.agrees_to(dispersion, 2.0 * resolution);
}

#[test]
fn counts_of_a_poisson_process_vary_as_they_should() {
    let ramp = || Rates::ramp(0, 10, secs(10));
    assert_counts(ramp, 10.0, (50.0, 1.0), 0.06);
    let wave = || Wave::every(secs(20), 2, 1, secs(0));
    // A quarter of a wave from its peak: 2 (5 + 20 / (2 pi)).
    let mean = 2.0 * (5.0 + 20.0 / std::f64::consts::TAU);
    assert_counts(wave, 5.0, (mean, 1.0), 0.06);
}

#[test]
fn an_mmpp_of_two_states_has_the_dispersion_of_its_formula() {
    let (fast, slow): (f64, f64) = (8.0, 1.0);
    let (out, back): (f64, f64) = (0.5, 0.25);
    let both = out + back;
    let mean = (fast * back + slow * out) / both;
    let until = 10.0;
    let limit = 2.0 * out * back * (fast - slow).powi(2) / (both.powi(3) * mean);
    let dispersion = 1.0 + limit * (1.0 - (1.0 - (-both * until).exp()) / (both * until));
    let cycle = || Mmpp::cycle([(fast, secs(2)), (slow, secs(4))]);
    assert_counts(cycle, until, (mean * until, dispersion), 0.06);
    let matrix = || Mmpp::matrix([fast, slow], [[-out, out], [back, -back]]);
    assert_counts(matrix, until, (mean * until, dispersion), 0.06);
}

#[test]
fn an_mmpp_of_three_states_is_in_each_as_long_as_its_matrix_says() {
    // Detailed balance does not hold here. By hand: p = (10, 7, 5) / 22 solves p Q = 0.
    // Out of and into the first: 10 * 1 = 5 * 2; the second: 7 * 1 = 10 * 0.5 + 5 * 0.4; the third: 5 * 2.4 = 10 * 0.5 + 7 * 1.
    let transitions = [[0.0, 0.5, 0.5], [0.0, 0.0, 1.0], [2.0, 0.4, 0.0]];
    let mean = (10.0 * 1.0 + 7.0 * 0.0 + 5.0 * 10.0) / 22.0;
    let made = || Mmpp::matrix([1, 0, 10], transitions);
    let [rate] = replicate(
        100,
        |seed| [dates(made(), seed, 200.0).len() as f64 / 200.0],
    );
    rate.agrees_to(mean, 0.1);
}

#[test]
fn a_renewal_process_has_the_dispersion_of_its_gaps_in_the_long_run() {
    // Erlang of four stages: the squared coefficient of variation is 1/4. The mean is t + (1/4 - 1) / 2, and the variance
    // t / 4 + 1/12 + 5/4 (1/4)^2 - 2/3 (1/8) = t / 4 + 0.08, which is next to nothing here (Cox, 1962, section 4.5).
    let gaps = || Renewal::of(Gamma(4, millis(250)));
    assert_counts(gaps, 200.0, (199.6, 0.25), 0.06);
}

#[test]
fn batches_have_the_dispersion_of_a_compound_poisson_process() {
    // One to nine, each equally likely: E(N) = 5, E(N^2) = 285 / 9.
    let batches = || Poisson::per_second(2.0).in_batches(Uniform(0.5, 9.5));
    assert_counts(batches, 20.0, (200.0, 285.0 / 9.0 / 5.0), 0.06);
}

#[test]
fn thinning_brings_dispersion_closer_to_one() {
    // Of a hundred arrivals at known dates each with 0.3: binomial.
    let regular = || Regular::every(secs(1)).shift(millis(500)).thin(0.3);
    assert_counts(regular, 100.0, (30.0, 0.7), 0.06);
    let mean = 2.5 * 0.2;
    let pairs = || Poisson::per_second(2.5).in_batches(Constant(2)).thin(0.2);
    // Pairs have a dispersion of 2; of a fifth of them 1 + 0.2.
    assert_counts(pairs, 60.0, (2.0 * mean * 60.0, 1.2), 0.06);
}

#[test]
fn rates_and_variances_of_merged_processes_add_up() {
    let both = || Poisson::per_second(2.0).merge(Regular::every(secs(1)).shift(millis(500)));
    // 40 and 20 in twenty seconds, of which only the forty vary.
    assert_counts(both, 20.0, (60.0, 40.0 / 60.0), 0.06);
}

#[test]
fn what_is_repeated_has_other_random_numbers_in_each_round() {
    let day = Rates::steps([(secs(5), 4.0), (secs(10), 0.0)]);
    let rounds = |t: f64| 20.0 * (t / 10.0).floor() + 4.0 * (t % 10.0 - 5.0).max(0.0);
    assert_rate(day.repeat(secs(10)), 4000.0, rounds);
}

#[test]
fn scaling_divides_dates() {
    let load = || Wave::every(mins(1), 10, 0.8, secs(15));
    let (slow, fast) = (
        dates(load(), Seed(1), 600.0),
        dates(load().scale(4), Seed(1), 150.0),
    );
    assert_eq!(slow.len(), fast.len());
    let off = slow
        .iter()
        .zip(&fast)
        .map(|(slow, fast)| (slow / 4.0 - fast).abs());
    assert!(off.fold(0.0, f64::max) < 1e-9);
}
