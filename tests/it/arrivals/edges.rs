//! Rates of zero, dates beyond time, and how long arrivals go on.

use coldstart::prelude::*;
use coldstart::workload::{Arrival, Extent};

use super::dates;

#[test]
fn nobody_comes_where_the_rate_is_zero() {
    let night = Rates::steps([(secs(10), 50.0), (secs(20), 0.0), (secs(1000), 50.0)]);
    for date in dates(night, Seed(2), 1100.0) {
        let comes = (10.0..=20.0).contains(&date) || date >= 1000.0;
        assert!(comes, "{date}");
    }
    let over = Rates::lines([(secs(0), 100.0), (secs(10), 0.0)]);
    let all = dates(over.clone(), Seed(2), f64::INFINITY);
    assert!(all.len() > 300 && all.iter().all(|date| *date <= 10.0));
    assert_eq!(over.extent(), Extent::Ends);
}

#[test]
fn what_would_be_later_than_time_ends_arrivals() {
    let far = SimDuration::MAX.as_secs_f64();
    let ends: Vec<Box<dyn Arrival>> = vec![
        Box::new(Rates::steps([(secs(0), 1e-300)])),
        Box::new(Rates::spikes(0, 1e-300, secs(2), secs(1))),
        Box::new(Wave::daily(5.5e-11, 0, secs(0))),
        Box::new(Mmpp::cycle([
            (1e-10, hours(4_000_000)),
            (0.0, hours(4_000_000)),
        ])),
        Box::new(Renewal::of(Constant(0.6 * far))),
        Box::new(Dates::after([secs(1)]).shift(SimDuration::MAX)),
        Box::new(Regular::every(hours(1)).scale(1e-9)),
        Box::new(Dates::after([secs(1)]).repeat(SimDuration::MAX)),
        Box::new(Dates::after([secs(1)]).repeat(SimDuration::from_secs_f64(0.6 * far))),
    ];
    for arrivals in ends {
        let told = format!("{arrivals:?}");
        assert_eq!(arrivals.mistake(), None, "{told}");
        assert!(dates(arrivals, Seed(1), f64::INFINITY).len() < 6, "{told}");
    }
}

#[test]
fn rounds_in_which_nobody_ever_comes_end() {
    let nobody: [SimDuration; 0] = [];
    assert_eq!(
        dates(Dates::after(nobody).repeat(secs(1)), Seed(1), 1e9),
        [0.0; 0]
    );
    let later = Dates::after([secs(5)]).repeat(secs(1));
    assert_eq!(dates(later, Seed(1), 1e9), [0.0; 0]);
    // Here somebody may come in another round.
    let seldom = Rates::steps([(secs(0), 0.001)]).repeat(secs(1));
    assert!(dates(seldom, Seed(1), 100_000.0).len() > 50);
}

#[test]
fn extents_are_right_through_modulators() {
    use Extent::{Endless, EndlessAtOneDate, Ends};
    let finite = || Dates::after([secs(1), secs(2)]);
    let endless = || Poisson::per_second(1.0);
    let at_once = || Regular::every(SimDuration::ZERO);
    let cases: Vec<(Box<dyn Arrival>, Extent)> = vec![
        (Box::new(finite().repeat(secs(5))), Endless),
        (Box::new(finite().repeat(secs(5)).take(3)), Ends),
        (Box::new(finite().repeat(secs(5)).until(hours(1))), Ends),
        (Box::new(finite().merge(endless())), Endless),
        (Box::new(endless().merge(finite())), Endless),
        (Box::new(finite().merge(finite())), Ends),
        (Box::new(endless().merge(at_once())), EndlessAtOneDate),
        (Box::new(at_once().merge(finite())), EndlessAtOneDate),
        (Box::new(endless().scale(2)), Endless),
        (Box::new(finite().scale(2)), Ends),
        (Box::new(at_once().scale(2)), EndlessAtOneDate),
        (Box::new(endless().shift(secs(1))), Endless),
        (Box::new(endless().thin(0.5)), Endless),
        (Box::new(at_once().thin(0.5)), EndlessAtOneDate),
        (Box::new(at_once().repeat(secs(1))), EndlessAtOneDate),
        (Box::new(endless().in_batches(Constant(3))), Endless),
        (Box::new(finite().in_batches(Constant(3))), Ends),
        (Box::new(Rates::steps([(secs(0), 1)])), Endless),
        (Box::new(Rates::steps([(secs(0), 1), (secs(9), 0)])), Ends),
        (Box::new(Rates::ramp(5, 0, secs(9))), Ends),
        (Box::new(Rates::ramp(0, 5, secs(9))), Endless),
        (Box::new(Rates::spikes(0, 5, secs(9), secs(1))), Endless),
        (Box::new(Wave::daily(1, 1, secs(0))), Endless),
        (Box::new(Mmpp::cycle([(1, secs(1)), (0, secs(1))])), Endless),
        (Box::new(Renewal::of(Exponential(secs(1)))), Endless),
        (Box::new(Renewal::of(Constant(secs(0)))), EndlessAtOneDate),
        (Box::new(Renewal::of(Uniform(-1, 0))), EndlessAtOneDate),
        (Box::new(Arrivals::new("Burst::of(3).repeat(1s)")), Endless),
    ];
    for (arrivals, extent) in cases {
        assert_eq!(arrivals.extent(), extent, "{arrivals:?}");
    }
}

#[test]
fn order_matters_and_is_that_of_the_calls() {
    let burst = || Burst::of(1).shift(secs(10));
    assert_eq!(dates(burst().scale(2), Seed(1), 1e9), [5.0]);
    assert_eq!(
        dates(Burst::of(1).scale(2).shift(secs(10)), Seed(1), 1e9),
        [10.0]
    );
    let rounds = Burst::of(2).shift(secs(1)).repeat(secs(3)).shift(secs(100));
    assert_eq!(
        dates(rounds.take(5), Seed(1), 1e9),
        [101.0, 101.0, 104.0, 104.0, 107.0]
    );
    let nested = Burst::of(1).repeat(secs(1)).until(secs(2)).repeat(secs(10));
    assert_eq!(
        dates(nested.take(7), Seed(1), 1e9),
        [0.0, 1.0, 2.0, 10.0, 11.0, 12.0, 20.0]
    );
}

#[test]
fn what_a_process_draws_is_its_own() {
    // The same stream gives the same arrivals, however they are asked for.
    let load = || {
        Wave::daily(5, 0.5, hours(1))
            .merge(Poisson::per_second(1.0))
            .thin(0.5)
    };
    assert_eq!(dates(load(), Seed(9), 500.0), dates(load(), Seed(9), 500.0));
    assert_ne!(dates(load(), Seed(9), 500.0), dates(load(), Seed(8), 500.0));
    let used = &mut load();
    let first = used.next(SimTime::ZERO, &mut Seed(9).stream(0, "arrivals"));
    assert_eq!(
        first.map(SimTime::as_secs_f64),
        dates(load(), Seed(9), 500.0).first().copied()
    );
}
