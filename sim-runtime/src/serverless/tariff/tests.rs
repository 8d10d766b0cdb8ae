//! What is billed of one invocation, and which tariffs are mistakes.

use super::*;

fn at(millis: u64) -> SimTime {
    SimTime::from_nanos(millis * 1_000_000)
}

#[test]
fn billed_time_is_rounded_up_and_has_a_minimum() {
    let tariff = Tariff {
        granularity: SimDuration::from_millis(100),
        minimum: SimDuration::from_millis(150),
        ..Tariff::default()
    };
    assert_eq!(
        tariff.billed(at(0), at(0), at(1)),
        SimDuration::from_millis(200)
    );
    assert_eq!(
        tariff.billed(at(0), at(0), at(300)),
        SimDuration::from_millis(300)
    );
    assert_eq!(
        tariff.billed(at(0), at(0), at(301)),
        SimDuration::from_millis(400)
    );
}

#[test]
fn a_negative_price_is_a_mistake() {
    let tariff = Tariff {
        per_node_hour: -1.0,
        ..Tariff::default()
    };
    let mistake = tariff.mistake().expect("a mistake");
    assert!(mistake.contains("`per_node_hour` is -1"), "{mistake}");
}

#[test]
fn a_price_that_no_sum_could_hold_is_a_mistake() {
    let wrong = |number: f64| {
        let tariff = Tariff {
            per_invocation: number,
            ..Tariff::default()
        };
        tariff.mistake()
    };
    for number in [1e308, 1.1e15, f64::INFINITY, f64::NAN, -1e-300] {
        let mistake = wrong(number).expect("a mistake");
        let told = format!("`per_invocation` is {number:?}; a price is a number from 0 to 1e15");
        assert!(mistake.contains(&told), "{mistake}");
    }
    assert_eq!(wrong(1e15), None);
    // All that a run could ever hold, at the greatest prices.
    let greatest = Tariff {
        per_invocation: GREATEST,
        per_gb_second: GREATEST,
        ..Tariff::default()
    };
    let most = greatest.gb_nanos(Bytes::MAX, u128::from(u64::MAX)) * u64::MAX as f64;
    let usage = Usage {
        invocations: u64::MAX,
        gb_seconds: most,
        ..Usage::default()
    };
    assert!(greatest.bill(&usage).is_finite());
}

#[test]
fn tiers_are_in_ascending_order() {
    let tier = |above| VolumeTier {
        above,
        per_gb_second: 1.0,
    };
    let tariff = |tiers: &[VolumeTier]| Tariff {
        volume_tiers: tiers.to_vec().into(),
        ..Tariff::default()
    };
    assert_eq!(tariff(&[tier(1.0), tier(2.0)]).mistake(), None);
    for tiers in [[tier(2.0), tier(1.0)], [tier(1.0), tier(1.0)]] {
        let mistake = tariff(&tiers).mistake().expect("a mistake");
        assert!(mistake.contains("in ascending order"), "{mistake}");
    }
    let mistake = tariff(&[tier(f64::NAN)]).mistake().expect("a mistake");
    assert!(
        mistake.contains("`volume_tiers[].above` is NaN"),
        "{mistake}"
    );
}

#[test]
fn a_gb_is_what_the_tariff_says() {
    let second = SimDuration::from_secs(1);
    let tariff = |gb, mb_are_mib| Tariff {
        gb,
        mb_are_mib,
        ..Tariff::default()
    };
    let gb = |gb, mb_are_mib, bytes| tariff(gb, mb_are_mib).gb_seconds(Bytes::new(bytes), second);
    const MIB: u64 = 1 << 20;
    assert_eq!(gb(Gigabyte::GiB, false, 1536 * MIB), 1.5);
    assert_eq!(gb(Gigabyte::GB, false, 1_536_000_000), 1.536);
    assert!((gb(Gigabyte::GiB, false, 1_536_000_000) - 1.430_511).abs() < 1e-6);
    // A provider that writes MB for MiB has 1536 MB, however they are written here.
    assert_eq!(gb(Gigabyte::GiB, true, 1536 * MIB), 1.5);
    assert_eq!(gb(Gigabyte::GiB, true, 1_536_000_000), 1.5);
}

#[test]
fn start_up_is_billed_by_those_who_say_so() {
    let without = Tariff::default();
    let with = Tariff {
        bills_startup: true,
        ..Tariff::default()
    };
    assert_eq!(
        without.billed(at(0), at(500), at(700)),
        SimDuration::from_millis(200)
    );
    assert_eq!(
        with.billed(at(0), at(500), at(700)),
        SimDuration::from_millis(700)
    );
}
