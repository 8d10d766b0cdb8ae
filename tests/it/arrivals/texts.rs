//! Arrivals are written the same way in Rust and in text.

use coldstart::prelude::*;
use coldstart::workload::{Arrival, MODULATORS, PROCESSES};

use super::dates;
use crate::support::chapters::assert_table;

/// A text and the same in Rust.
#[rustfmt::skip]
fn pairs() -> Vec<(&'static str, Box<dyn Arrival>)> {
    vec![
        ("Poisson::per_second(2)", Box::new(Poisson::per_second(2.0))),
        ("Regular::every(90s)", Box::new(Regular::every(secs(90)))),
        ("Burst::of(3)", Box::new(Burst::of(3))),
        ("Dates::after([1s, 2min, 2min])", Box::new(Dates::after([secs(1), mins(2), mins(2)]))),
        ("Rates::steps([(0s, 2), (1min, 0), (3min, 0.5)])", Box::new(Rates::steps([(secs(0), 2.0), (mins(1), 0.0), (mins(3), 0.5)]))),
        ("Rates::lines([(0s, 2), (1min, 0), (3min, 0.5)])", Box::new(Rates::lines([(secs(0), 2.0), (mins(1), 0.0), (mins(3), 0.5)]))),
        ("Rates::ramp(0, 4, 100s)", Box::new(Rates::ramp(0, 4, secs(100)))),
        ("Rates::spikes(0.1, 20, 1min, 5s)", Box::new(Rates::spikes(0.1, 20, mins(1), secs(5)))),
        ("Wave::daily(2, 0.8, 14h)", Box::new(Wave::daily(2, 0.8, hours(14)))),
        ("Wave::every(1min, 2, 0.8, 0s)", Box::new(Wave::every(mins(1), 2, 0.8, secs(0)))),
        ("Mmpp::cycle([(5, 10s), (0, 1min)])", Box::new(Mmpp::cycle([(5, secs(10)), (0, mins(1))]))),
        ("Mmpp::matrix([5, 0], [[0, 0.1], [0.02, 0]])", Box::new(Mmpp::matrix([5, 0], [[0.0, 0.1], [0.02, 0.0]]))),
        ("Renewal::of(Mixture([(0.9, Constant(50ms)), (10%, Exponential(5s))]))",
            Box::new(Renewal::of(Mixture([(0.9, Constant(millis(50))), (0.1, Exponential(secs(5)))])))),
        ("Poisson::per_second(2).take(5)", Box::new(Poisson::per_second(2.0).take(5))),
        ("Poisson::per_second(2).until(30s)", Box::new(Poisson::per_second(2.0).until(secs(30)))),
        ("Poisson::per_second(2).scale(0.5)", Box::new(Poisson::per_second(2.0).scale(0.5))),
        ("Rates::ramp(0, 4, 10s).repeat(10s)", Box::new(Rates::ramp(0, 4, secs(10)).repeat(secs(10)))),
        ("Poisson::per_second(2).shift(30s)", Box::new(Poisson::per_second(2.0).shift(secs(30)))),
        ("Poisson::per_second(2).thin(0.25)", Box::new(Poisson::per_second(2.0).thin(0.25))),
        (" Poisson::per_second( 2 ) . merge( Regular::every(10s).shift(1s) )",
            Box::new(Poisson::per_second(2.0).merge(Regular::every(secs(10)).shift(secs(1))))),
        ("Poisson::per_second(2).in_batches(Uniform(0, 5))", Box::new(Poisson::per_second(2.0).in_batches(Uniform(0, 5)))),
    ]
}

#[test]
fn a_text_gives_the_arrivals_of_the_same_calls_in_rust() {
    for (text, process) in pairs() {
        let read: Arrivals = text.parse().expect(text);
        assert_eq!(read.extent(), process.extent(), "{text}");
        assert_eq!(
            dates(read, Seed(4), 300.0),
            dates(process, Seed(4), 300.0),
            "{text}"
        );
    }
}

#[test]
fn every_process_and_modulator_is_among_them() {
    for process in PROCESSES.iter().chain(MODULATORS) {
        let call = format!("{}(", process.name);
        assert!(
            pairs().iter().any(|(text, _)| text.contains(&call)),
            "{call}"
        );
    }
}

#[test]
fn arrivals_are_values_as_texts() {
    for (text, _) in pairs() {
        let read = Arrivals::new(text);
        assert_eq!(read.to_string(), text.trim());
        let json = serde_json::to_string(&read).expect("it serialises");
        assert_eq!(
            serde_json::from_str::<Arrivals>(&json).expect("it is read"),
            read
        );
    }
}

#[test]
fn what_is_no_arrival_process_is_told_with_its_place_and_a_remedy() {
    let error = |text: &str| text.parse::<Arrivals>().expect_err(text).reason();
    let starts = |text, start: &str| {
        let told = error(text);
        assert!(told.starts_with(start), "{text}: {told}");
    };
    starts(
        "",
        "at character 1, arrivals are missing (arrivals: Poisson::per_second, ",
    );
    starts("2", "at character 1, unknown arrivals `2` (arrivals: ");
    starts(
        "(",
        "at character 1, `` is no arrival process; write one such as `Poisson::per_second(2)`",
    );
    starts("poisson(2)", "at character 1, unknown arrivals `poisson`");
    starts(
        "Rates::step([])",
        "at character 1, unknown arrivals `Rates::step`; did you mean `Rates::steps`?",
    );
    starts(
        "Poisson::per_second(2).until",
        "at character 24, `until` lacks its parameters; write `until(date)`",
    );
    starts(
        "Poisson::per_second(2).scal(2)",
        "at character 24, unknown `.scal`; did you mean `scale`?",
    );
    starts(
        "Poisson::per_second",
        "at character 1, `Poisson::per_second` lacks its parameters",
    );
    starts(
        "Poisson::per_second()",
        "at character 21, `Poisson::per_second` needs rate: write",
    );
    starts(
        "Poisson::per_second(1, 2)",
        "at character 24, there is more than it takes",
    );
    starts(
        "Poisson::per_second(1) x",
        "at character 24, expected `.` or the end, not `x`",
    );
    starts(
        "Regular::every(10)",
        "at character 16, `10` is to be a time such as `10s`",
    );
    starts("Regular::every(-10s)", "at character 16, ");
    starts(
        "Regular::every(10MB)",
        "at character 16, `10MB` is to be a time such as `10s`",
    );
    starts(
        "Burst::of(1.5)",
        "at character 11, `1.5` is to be a whole number",
    );
    starts(
        "Dates::after([2s, 1s])",
        "at character 22, dates go backwards: 1s after 2s",
    );
    starts(
        "Poisson::per_second(2).merge(Poison::per_second(1))",
        "at character 30, unknown arrivals `Poison::per_second`; did you mean",
    );
    starts(
        "Renewal::of(Exponental(1s))",
        "at character 13, unknown distribution `Exponental`; did you mean `Exponential`?",
    );
    let deep = format!(
        "{}Burst::of(1){}",
        "Burst::of(1).merge(".repeat(40),
        ")".repeat(40)
    );
    assert!(error(&deep).contains("merged more than 16 deep"));
    let long = format!("Burst::of(1){}", ".take(1)".repeat(100));
    assert!(error(&long).contains("more than 64 calls follow each other"));
}

#[test]
fn parameters_that_mean_nothing_are_told_in_text_and_when_a_simulation_is_built() {
    for (text, part) in [
        (
            "Poisson::per_second(0)",
            "a rate of arrivals is 0 per second",
        ),
        ("Rates::steps([])", "a table of rates is empty"),
        (
            "Rates::steps([(0s, -1)])",
            "a rate of arrivals is -1 per second; it is a number from 0 to 1e9",
        ),
        (
            "Rates::steps([(0s, 1e300)])",
            "it is a number from 0 to 1e9",
        ),
        (
            "Rates::steps([(0s, 0), (1s, 0)])",
            "a table of rates is all zero",
        ),
        (
            "Rates::lines([(2s, 1), (1s, 0)])",
            "a table of rates has 1s after 2s",
        ),
        ("Rates::ramp(1, 2, 0s)", "a table of rates has 0s after 0s"),
        (
            "Rates::spikes(1, 2, 10s, 10s)",
            "spikes last 10s, of each 10s",
        ),
        (
            "Rates::spikes(1, 2, 10s, 0s)",
            "spikes last 0s, of each 10s",
        ),
        (
            "Wave::daily(0, 0.5, 0s)",
            "the mean rate of a wave is 0 per second",
        ),
        ("Wave::daily(1, 1.5, 0s)", "the swing of a wave is 1.5"),
        ("Wave::every(0s, 1, 1, 0s)", "the period of a wave is 0s"),
        ("Mmpp::cycle([(1, 1s)])", "an MMPP has at least two states"),
        (
            "Mmpp::cycle([(1, 1s), (1, 0s)])",
            "states[1] of an MMPP lasts 0s",
        ),
        (
            "Mmpp::cycle([(0, 1s), (0, 1s)])",
            "the rates of an MMPP are all zero",
        ),
        (
            "Mmpp::cycle([(1e-9, 1ns), (0, 1ns)])",
            "let its states last longer",
        ),
        (
            "Mmpp::matrix([1, 2], [[0, 1]])",
            "the transitions of an MMPP of 2 states are 2 rows of 2 rates",
        ),
        (
            "Mmpp::matrix([1, 2], [[0, 1], [0, 0]])",
            "states[0] of an MMPP is never reached from states[1]",
        ),
        (
            "Mmpp::matrix([1, 2], [[0, 1], [-1, 0]])",
            "a rate of transition of an MMPP is -1 per second",
        ),
        (
            "Renewal::of(Constant(5MB))",
            "its values are a size, and not a time",
        ),
        ("Burst::of(1).scale(0)", "the factor of `scale` is 0"),
        ("Burst::of(1).thin(0)", "the share of `thin` is 0"),
        ("Burst::of(1).thin(2)", "the share of `thin` is 2"),
        ("Burst::of(1).repeat(0s)", "`repeat` begins anew each 0s"),
        (
            "Burst::of(1).in_batches(Constant(1s))",
            "a size of a batch is a number without a unit",
        ),
        (
            "Burst::of(1).in_batches(Constant(0.4))",
            "let somebody come",
        ),
        (
            "Burst::of(1).in_batches(Pareto(1, 1))",
            "the mean of `Pareto(1, 1)` is inf",
        ),
    ] {
        let told = text.parse::<Arrivals>().expect_err(text).reason();
        assert!(told.contains(part), "{text}: {told}");
    }
    let rates: [(SimDuration, f64); 0] = [];
    let nothing: Vec<Box<dyn Arrival>> = vec![
        Box::new(Rates::steps([(secs(0), f64::NAN)]).take(3)),
        Box::new(Rates::steps(rates).until(secs(5)).shift(secs(5))),
        Box::new(Wave::daily(f64::NAN, 0, secs(0)).take(1).scale(2)),
        Box::new(Wave::daily(1, f64::NAN, secs(0)).take(1).thin(0.5)),
        Box::new(Mmpp::cycle([(f64::INFINITY, secs(1)), (0.0, secs(1))]).take(1)),
        Box::new(Burst::of(1).scale(f64::NAN).merge(Burst::of(1))),
        Box::new(Burst::of(1).merge(Burst::of(1).thin(f64::NAN))),
        Box::new(Burst::of(1).scale(f64::INFINITY).repeat(secs(1)).take(1)),
        Box::new(Renewal::of(Exponential(-1)).in_batches(Constant(1)).take(1)),
    ];
    for process in nothing {
        let mistake = process.mistake().expect("it means nothing");
        let mut world = crate::support::Plan::default().declare();
        let f = world.sleeper(FunctionSpec::new("f", crate::support::IMAGE));
        let (user, cloud) = (world.user, world.cloud);
        world
            .sim
            .workload("load", user, cloud, f, process, |_, _| secs(1));
        let error = world.sim.build().err().expect("it is refused");
        let told = error.problems[0].to_string();
        assert_eq!(told, format!("workload `load`: {mistake}"));
    }
}

#[test]
fn the_book_has_every_process() {
    let mut table = "| arrivals | when | drawn by |\n|---|---|---|\n".to_owned();
    for process in PROCESSES {
        table += &format!(
            "| `{}` | {} | {} |\n",
            process.call(),
            process.doc,
            process.method
        );
    }
    for modulator in MODULATORS {
        table += &format!(
            "| `.{}` | {} | {} |\n",
            modulator.call(),
            modulator.doc,
            modulator.method
        );
    }
    assert_table("reference/load.md", ("arrivals", "end of arrivals"), &table);
}
