//! Histograms and exact values have the same figures, within what a bin is wide.

use super::*;
use proptest::prelude::*;

fn filled(mut stats: DurationStats, values: &[u64]) -> DurationStats {
    for value in values {
        stats.add(SimDuration::from_nanos(*value));
    }
    stats
}

/// Not less, and at most 1 % more.
fn is_within(binned: u64, exact: u64) -> bool {
    let most = u128::from(exact) + u128::from(exact) / 100;
    binned >= exact && u128::from(binned) <= most
}

/// Values of several distributions: uniform, exponential, with a heavy tail, few different ones, and near a power of two;
/// of sizes around those where a quantile goes to the next value.
fn values() -> impl Strategy<Value = Vec<u64>> {
    let sizes = [
        1usize, 2, 3, 9, 10, 11, 50, 99, 100, 101, 500, 999, 1000, 1001, 2000,
    ];
    let sizes = prop::sample::select(sizes.to_vec());
    let unit = || 0.0f64..1.0;
    let value = prop::sample::select(vec![0u8, 1, 2, 3, 4]);
    (value, sizes, 1.0f64..1e12).prop_flat_map(move |(law, size, scale)| {
        let value = unit().prop_map(move |unit| match law {
            0 => (unit * scale) as u64,
            1 => (-(1.0 - unit).ln() * scale) as u64,
            2 => (scale / (1.0 - unit).powi(4)).min(9e18) as u64,
            3 => (unit * 3.0) as u64 * scale as u64,
            _ => (1 << 40) - 2 + (unit * 4.0) as u64,
        });
        prop::collection::vec(value, size)
    })
}

#[test]
fn a_histogram_finds_the_place_of_each_quantile() {
    // In floating-point numbers, 0.14 x 50 is more than 7.
    for size in 1..=1200u64 {
        let values: Vec<u64> = (1..=size).map(|value| value << 20).collect();
        let binned = filled(DurationStats::binned(), &values)
            .distribution()
            .unwrap();
        for (step, value) in (0u64..).zip(&binned.curve) {
            let exact = nearest_rank(&values, step * STEP).unwrap();
            assert!(
                is_within(value.as_nanos(), exact),
                "{size}, {step}: {value}"
            );
        }
    }
}

#[test]
fn values_that_are_all_the_same_need_no_bins() {
    let same = filled(DurationStats::binned(), &[1_000_003; 9]);
    assert!(matches!(same.values, Values::Binned(Bins::Same)));
    let figures = same.distribution().unwrap();
    assert_eq!((figures.p50, figures.count), (figures.max, 9));
    assert_eq!(figures.curve, [figures.max; 51]);
    let mut more = filled(DurationStats::binned(), &[1_000_003]);
    more.merge(&same);
    assert!(matches!(more.values, Values::Binned(Bins::Same)));
    more.add(SimDuration::from_nanos(5));
    assert_eq!(more.distribution().unwrap().count, 11);
    assert_eq!(more.distribution().unwrap().p50.as_nanos(), 1_000_003);
}

proptest! {
    #[test]
    fn few_values_have_the_figures_of_a_histogram(
        values in values(),
        same in prop::option::of(0u64..3),
        split in 0usize..300,
    ) {
        let values: Vec<u64> = values.iter().take(400).map(|value| same.unwrap_or(*value)).collect();
        let few = filled(DurationStats::binned(), &values);
        let mut many = few.clone();
        many.many();
        prop_assert_eq!(few.distribution(), many.distribution());
        let (one, two) = values.split_at(split.min(values.len()));
        let (one, two) = (filled(DurationStats::binned(), one), filled(DurationStats::binned(), two));
        let mut merged = one.clone();
        merged.merge(&two);
        prop_assert_eq!(merged.distribution(), many.distribution());
        let mut other = two.clone();
        other.merge(&one);
        prop_assert_eq!(other.distribution(), many.distribution());
    }
}

proptest! {
    #[test]
    fn bins_are_those_of_the_histogram(power in 0u32..63, part in 0.0f64..1.0) {
        let value = (1_u64 << power) + ((1_u64 << power) as f64 * part) as u64 - 1;
        prop_assert_eq!(greatest_in(bin(value)), empty().highest_equivalent(value));
    }
}

#[test]
fn each_value_has_a_bin() {
    for value in 0..256 {
        assert_eq!(
            (u64::from(bin(value)), greatest_in(bin(value))),
            (value, value)
        );
    }
    assert_eq!(greatest_in(bin(u64::MAX)), u64::MAX);
}

#[test]
fn means_are_rounded_to_the_nearest() {
    let mean = |values: &[u64]| {
        let stats = filled(DurationStats::default(), values);
        stats.distribution().unwrap().mean.as_nanos()
    };
    assert_eq!(mean(&[1, 1, 2]), 1);
    assert_eq!(mean(&[1, 2, 2]), 2);
    assert_eq!(mean(&[u64::MAX, u64::MAX]), u64::MAX);
}

#[test]
fn exact_quantiles_are_the_nearest_rank() {
    let values: Vec<u64> = (1..=100).rev().collect();
    let figures = filled(DurationStats::default(), &values)
        .distribution()
        .unwrap();
    let nanos = SimDuration::from_nanos;
    assert_eq!((figures.min, figures.max), (nanos(1), nanos(100)));
    assert_eq!((figures.p50, figures.p99), (nanos(50), nanos(99)));
    assert_eq!(figures.p999, nanos(100));
    // 50.5.
    assert_eq!(figures.mean, nanos(51));
}

#[test]
fn no_values_have_no_figures() {
    assert_eq!(DurationStats::binned().distribution(), None);
    assert_eq!(DurationStats::default().distribution(), None);
}

proptest! {
    #[test]
    fn a_histogram_is_off_by_at_most_a_percent(values in values()) {
        let exact = filled(DurationStats::default(), &values).distribution().unwrap();
        let binned = filled(DurationStats::binned(), &values).distribution().unwrap();
        let figures = |of: &Distribution| {
            [of.p50, of.p90, of.p95, of.p99, of.p999].map(SimDuration::as_nanos)
        };
        for (exact, binned) in figures(&exact).into_iter().zip(figures(&binned)) {
            prop_assert!(is_within(binned, exact), "{exact} {binned}");
        }
        let mut values = values;
        values.sort_unstable();
        for (step, binned) in (0u64..).zip(&binned.curve) {
            let exact = nearest_rank(&values, step * STEP).unwrap();
            prop_assert!(is_within(binned.as_nanos(), exact), "{step}: {exact} {binned}");
        }
        prop_assert_eq!(binned.curve.len() as u64, CURVE);
        prop_assert_eq!((exact.count, exact.mean), (binned.count, binned.mean));
        prop_assert_eq!((exact.min, exact.max), (binned.min, binned.max));
    }

    #[test]
    fn merging_is_adding_one_after_the_other(
        one in prop::collection::vec(0u64..1_000_000_000, 0..50),
        two in prop::collection::vec(0u64..1_000_000_000, 0..50),
    ) {
        let both: Vec<u64> = one.iter().chain(&two).copied().collect();
        for empty in [DurationStats::default(), DurationStats::binned()] {
            let mut merged = filled(empty.clone(), &one);
            merged.merge(&filled(empty.clone(), &two));
            prop_assert_eq!(merged.distribution(), filled(empty, &both).distribution());
        }
    }
}
