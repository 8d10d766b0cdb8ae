//! What is taken of a trace: functions, a part of the invocations, some time.

use std::fs;

use coldstart::units::SimTime;
use coldstart::units::short::{hours, mins};
use coldstart::workload::trace::{Defect, Format, Selection, Spread, Trace, TraceOptions};

use super::fixtures::{rows, stream};
use crate::support::files::repository;

/// The sample of this repository: 20 functions, 123,967 invocations, as its columns sum up to.
fn sample(options: TraceOptions) -> Trace {
    let path = repository("examples/data/azure-functions-2019");
    let format = Format::detect(&path).expect("a format");
    assert_eq!(format, Format::Azure2019);
    Trace::open(format, &path, &options, &mut stream()).expect("the sample")
}

fn all() -> TraceOptions {
    TraceOptions::default()
}

#[test]
fn the_sample_has_what_its_columns_sum_up_to() {
    let trace = sample(all());
    assert_eq!(
        (trace.functions().len(), trace.invocations()),
        (20, 123_967)
    );
    let found = rows(&trace);
    assert_eq!(found.len(), 123_967);
    assert!(found.is_sorted_by_key(|row| row.date));
    assert!(found[found.len() - 1].date < SimTime::ZERO + hours(24));
    assert_eq!(trace.mended().of(Defect::MissingMemory), 0);
    // The same stream gives the same rows, and another one others at other dates.
    assert_eq!(rows(&trace), found);
    let mut other = stream();
    other.unit();
    let others: Vec<_> = trace.rows(&mut other).map(Result::unwrap).collect();
    assert!(others.len() == found.len() && others != found);
}

#[test]
fn functions_are_chosen_by_load_or_by_place() {
    let invocations = |functions| -> Vec<u64> {
        let trace = sample(TraceOptions { functions, ..all() });
        trace
            .functions()
            .iter()
            .map(|one| one.invocations)
            .collect()
    };
    assert_eq!(invocations(Selection::First(3)), [14, 22, 3]);
    assert_eq!(invocations(Selection::Top(2)), [20_154, 86_107]);
    assert_eq!(invocations(Selection::Top(99)).len(), 20);
    // Four of the busiest, .., the idlest five each.
    let mut strata = invocations(Selection::Stratified(4));
    strata.sort_unstable();
    assert!(
        strata[0] <= 11 && (14..=59).contains(&strata[1]),
        "{strata:?}"
    );
    assert!(
        (107..=1378).contains(&strata[2]) && strata[3] >= 2396,
        "{strata:?}"
    );
}

#[test]
fn rows_are_thinned_at_random() {
    let trace = sample(TraceOptions { rate: 0.1, ..all() });
    let kept = rows(&trace).len() as f64;
    // Binomial: the deviation is sqrt(123967 * 0.1 * 0.9) = 105.6.
    assert!((kept - 12_396.7).abs() < 4.0 * 105.6, "{kept}");
}

#[test]
fn a_window_begins_at_zero() {
    let window = TraceOptions {
        from: SimTime::ZERO + hours(1),
        until: SimTime::ZERO + hours(2),
        ..all()
    };
    let trace = sample(window);
    let found = rows(&trace);
    assert_eq!(found.len() as u64, trace.invocations());
    // By hand, of the 60 columns 61 to 120.
    let text = fs::read_to_string(repository(
        "examples/data/azure-functions-2019/invocations_per_function_md.anon.d01.csv",
    ));
    let text = text.expect("the table");
    let sum = |line: &str| -> u64 {
        let columns = line.split(',').skip(4 + 60).take(60);
        columns
            .map(|count| count.parse::<u64>().expect("a count"))
            .sum()
    };
    assert_eq!(
        trace.invocations(),
        text.lines().skip(1).map(sum).sum::<u64>()
    );
    assert!(found[0].date < SimTime::ZERO + mins(1));
    assert!(found[found.len() - 1].date < SimTime::ZERO + hours(1));
}

#[test]
fn minutes_are_spread_as_asked() {
    let dates = |spread| -> Vec<u64> {
        let trace = sample(TraceOptions { spread, ..all() });
        rows(&trace).iter().map(|row| row.date.as_nanos()).collect()
    };
    const MINUTE: u64 = 60_000_000_000;
    assert!(dates(Spread::Start).iter().all(|date| date % MINUTE == 0));
    let even = dates(Spread::Even);
    assert_eq!(even.len(), 123_967);
    assert!(even.iter().all(|date| date % MINUTE != 0));
    // Poisson, so that the deviation is sqrt(123967) = 352.
    let poisson = dates(Spread::Poisson).len() as f64;
    assert!((poisson - 123_967.0).abs() < 4.0 * 352.1, "{poisson}");
}
