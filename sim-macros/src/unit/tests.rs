//! What becomes of literals, and what is left alone.

use super::*;
use std::str::FromStr;

fn rewritten(source: &str, rates: Rates) -> (String, Vec<String>) {
    let mut diagnostics = Diagnostics::default();
    let tokens = TokenStream::from_str(source).expect("the source has tokens");
    let output = rewrite(tokens, rates, &mut diagnostics).to_string();
    let errors = diagnostics
        .into_errors()
        .iter()
        .map(ToString::to_string)
        .collect();
    (
        output
            .replace(":: coldstart :: __private :: ", "")
            .replace(' ', ""),
        errors,
    )
}

fn check(source: &str, expected: &str) {
    assert_eq!(
        rewritten(source, Rates::Joined),
        (expected.replace(' ', ""), vec![]),
        "{source}"
    );
}

fn check_in_a_body(source: &str, expected: &str) {
    assert_eq!(
        rewritten(source, Rates::Apart),
        (expected.replace(' ', ""), vec![]),
        "{source}"
    );
}

fn check_error(source: &str, expected: &str) {
    assert_eq!(rewritten(source, Rates::Joined).1, [expected], "{source}");
}

#[test]
fn a_time_is_whole_nanoseconds() {
    check("60s", "SimDuration::from_nanos(60000000000)");
    check("1.5ms", "SimDuration::from_nanos(1500000)");
    check("1e3s", "SimDuration::from_nanos(1000000000000)");
    check(
        "20us 20µs 20μs",
        &"SimDuration::from_nanos(20000)".repeat(3),
    );
}

#[test]
fn a_size_is_whole_bytes() {
    check("250MB", "Bytes::new(250000000)");
    check("1_000MB", "Bytes::new(1000000000)");
    check("2GiB", "Bytes::new(2147483648)");
}

#[test]
fn a_size_can_be_read_from_its_constant() {
    let mut diagnostics = Diagnostics::default();
    let mut read = |source| {
        let tokens = TokenStream::from_str(source).expect("the source has tokens");
        bytes(&rewrite(tokens, Rates::Joined, &mut diagnostics))
    };
    assert_eq!(read("250MB"), Some(Bytes::new(250_000_000)));
    for source in ["60s", "250", "250MB * 2", "size", "Bytes::zero(2)"] {
        assert_eq!(read(source), None, "{source}");
    }
}

#[test]
fn work_is_a_real_number_of_flop() {
    check("2Gflop", "Flops::new(2000000000.0)");
}

#[test]
fn a_rate_is_a_literal_a_slash_and_an_s() {
    check("20MB/s", "Bandwidth::new(20000000.0)");
    check("10Mbit / s", "Bandwidth::new(1250000.0)");
    check("10Gflop/s", "Speed::new(10000000000.0)");
    check("20MB/s * 2", "Bandwidth::new(20000000.0) * 2");
}

#[test]
fn a_rate_without_a_slash_is_one_literal() {
    check("20MBps", "Bandwidth::new(20000000.0)");
}

#[test]
fn a_division_by_something_called_s_is_no_rate() {
    check("20MB / s.len()", "Bytes::new(20000000) / s.len()");
    check("20MB / s[0]", "Bytes::new(20000000) / s[0]");
    check("20MB / s::MAX", "Bytes::new(20000000) / s::MAX");
    check("20MB / size", "Bytes::new(20000000) / size");
}

#[test]
fn a_rate_in_a_body_is_a_division() {
    check_in_a_body("20MB/s", "Bytes::new(20000000) / s");
    check_in_a_body("10 % 3", "10 % 3");
}

#[test]
fn a_percentage_is_a_bare_number() {
    check("50%", "0.5");
    check("a: 50%, b: 1", "a: 0.5, b: 1");
}

#[test]
fn a_remainder_is_left_alone() {
    check("10 % 3", "10 % 3");
    check("10 % count", "10 % count");
    check("10 % (a + b)", "10 % (a + b)");
}

#[test]
fn literals_of_rust_are_left_alone() {
    for source in [
        "1u64 1.0f32 0usize 0xffu8 7i128 3",
        "\"5MB\" 'a' b'a' true",
        "x.0 x.0.1",
    ] {
        check(source, source);
    }
}

#[test]
fn units_are_found_at_any_depth() {
    check(
        "Disk { a: if i < 2 { 1GB } else { f([2GB]) } }",
        "Disk { a: if i < 2 { Bytes::new(1000000000) } else { f([Bytes::new(2000000000)]) } }",
    );
}

#[test]
fn an_unknown_unit_is_reported_and_the_one_that_was_meant_is_used() {
    let (output, errors) = rewritten("10GFlop", Rates::Joined);
    assert_eq!(output, "Flops::new(10000000000.0)");
    assert_eq!(errors, ["unknown unit `GFlop`; did you mean `Gflop`?"]);
}

#[test]
fn an_unknown_unit_without_a_likeness_fits_anywhere() {
    let (output, errors) = rewritten("10parsec", Rates::Joined);
    assert_eq!(output, "Option::None.unwrap()");
    assert!(
        errors[0].starts_with("unknown unit `parsec` (units: "),
        "{errors:?}"
    );
}

#[test]
fn a_rate_per_minute_is_reported() {
    check_error("20MB/min", "unknown unit `MB/min`; did you mean `MB/s`?");
}

#[test]
fn a_fraction_of_a_nanosecond_is_reported() {
    check_error("0.1ns", "`0.1ns` is not a whole number of nanoseconds");
}
