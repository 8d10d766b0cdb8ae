//! What providers bill: their own examples of bills, and what follows from their list prices.

use coldstart::prelude::*;
use coldstart::results::ColdCause;
use coldstart::serverless::policy::{FunctionView, Policy, Scaler};

#[cfg(feature = "cli")]
use crate::support::programs::provisioned_bill;
use crate::tariffs::{bill, billed, function, one_by_one};

/// A run at AWS Lambda, of 3 million invocations of 120 ms with 1536 MB; three of them are run.
/// Known: the bill is $9.60.
#[test]
fn v12_the_bill_of_a_run_is_that_of_aws_lambda() {
    // Three of three million, whose bill is $9.60.
    for memory in [mib(1536), mb(1536)] {
        let mut world = billed(Tariff::aws_lambda(), |_| {});
        let f = world.sleeper(function(memory));
        let cloud = world.cloud;
        let report = world.run(async move |ctx: &mut Ctx| {
            one_by_one(ctx, cloud, f, 3, millis(120)).await;
        });
        let each = 0.12 * 1.5 * 0.000_016_666_7 + 0.000_000_2;
        assert!(
            (bill(&report) - 3.0 * each).abs() < 1e-12,
            "{}",
            bill(&report)
        );
        assert!((bill(&report) * 1e6 - 9.60).abs() < 0.005);
        let of_rows: f64 = report.invocations.iter().filter_map(|row| row.cost).sum();
        assert!((of_rows - bill(&report)).abs() < 1e-15);
        let gb_seconds = report.functions[0].billed_gb_seconds.expect("a tariff");
        assert!((gb_seconds - 0.54).abs() < 1e-12, "{gb_seconds}");
    }
}

/// The bill of a few invocations of one length and memory limit by these prices, for one of them.
fn each(tariff: Tariff, memory: Bytes, length: SimDuration) -> f64 {
    let mut world = billed(tariff, |_| {});
    let f = world.sleeper(function(memory));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        one_by_one(ctx, cloud, f, 10, length).await;
    });
    bill(&report) / 10.0
}

/// Ten invocations of 100 ms with 128 MB at AWS Lambda. Known: a million of them cost $0.4083, and $0.3667 on Arm.
#[test]
fn v12_small_functions_on_two_architectures() {
    let of_a_million = |tariff| each(tariff, mib(128), millis(100)) * 1e6;
    let (x86, arm) = (
        of_a_million(Tariff::aws_lambda()),
        of_a_million(Tariff::aws_lambda_arm()),
    );
    assert!((x86 - 0.4083).abs() < 5e-5, "{x86}");
    assert!((arm - 0.3667).abs() < 5e-5, "{arm}");
}

/// Ten invocations of a second with 1 GB at AWS Lambda. Known: a million of them cost $16.8667.
#[test]
fn v12_a_second_of_a_gigabyte() {
    let of_a_million = each(Tariff::aws_lambda(), mib(1024), secs(1)) * 1e6;
    assert!((of_a_million - 16.8667).abs() < 5e-5, "{of_a_million}");
}

/// Ten invocations of 50.2 ms with 512 MB at AWS Lambda, which bills each millisecond that has begun. Known: ten million of them
/// cost $6.25.
#[test]
fn v12_a_millisecond_that_has_begun() {
    let of_ten_million = each(Tariff::aws_lambda(), mib(512), us(50_200)) * 1e7;
    assert!((of_ten_million - 6.25).abs() < 5e-3, "{of_ten_million}");
}

/// Three invocations of 120 ms with 1536 MB at AWS Lambda, with a millionth of its free tier. Known: three million of them, of
/// which the free tier is taken off, cost $2.73.
#[test]
fn v12_the_free_tier() {
    let tariff = Tariff {
        free_invocations: 1,
        free_gb_seconds: 0.4,
        ..Tariff::aws_lambda()
    };
    let mut world = billed(tariff, |_| {});
    let f = world.sleeper(function(mib(1536)));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        one_by_one(ctx, cloud, f, 3, millis(120)).await;
    });
    assert!(
        (bill(&report) * 1e6 - 2.73).abs() < 0.005,
        "{}",
        bill(&report)
    );
}

/// A run at AWS Lambda, of a million invocations of 100 ms with 512 MB, one in a hundred cold for 500 ms; a hundred are run.
/// Known: the bill is $1.0333, or $1.0750 if the start-up is billed.
#[test]
fn v35_the_start_up_phase_is_billed() {
    let bill_of = |bills_startup| {
        let tariff = Tariff {
            bills_startup,
            ..Tariff::aws_lambda()
        };
        let mut world = billed(tariff, |service| service.container_startup = millis(500));
        let f = world.sleeper(function(mib(512)));
        let cloud = world.cloud;
        let report = world.run(async move |ctx: &mut Ctx| {
            one_by_one(ctx, cloud, f, 100, millis(100)).await;
        });
        assert_eq!(report.summary.cold_starts, 1);
        // Of a million, 1 % of them cold.
        bill(&report) * 10_000.0
    };
    assert!((bill_of(false) - 1.0333).abs() < 5e-5, "{}", bill_of(false));
    assert!((bill_of(true) - 1.0750).abs() < 5e-5, "{}", bill_of(true));
}

/// One container of each function, from the start.
#[derive(Debug)]
struct One;

impl Policy for One {}

impl Scaler for One {
    fn period(&self) -> Option<SimDuration> {
        Some(secs(10))
    }

    fn target(&mut self, _: &FunctionView<'_>) -> std::ops::RangeInclusive<u32> {
        1..=1
    }
}

/// A thousand provisioned instances of 1 GB for two hours, 1.2 million invocations of a second; one in a thousand is run.
/// Known: the bill is $41.91.
#[test]
fn v35_a_provisioned_container_is_billed_as_long_as_it_is_kept() {
    let mut world = billed(Tariff::aws_lambda(), |service| {
        service.scaler = Box::new(One);
        service.idle_timeout = mins(600);
    });
    let f = world.sleeper(function(mib(1024)));
    let cloud = world.cloud;
    // A thousandth of 1000 containers for two hours, after three seconds for its image, and of 1.2 million invocations.
    let report = world.run(async move |ctx: &mut Ctx| {
        ctx.sleep(secs(10)).await;
        one_by_one(ctx, cloud, f, 1200, secs(1)).await;
        ctx.sleep_until(SimTime::ZERO + secs(7203)).await;
    });
    assert_eq!(report.containers.len(), 1);
    assert_eq!(report.containers[0].cause, ColdCause::Provisioned);
    assert_eq!(report.summary.cold_starts, 0);
    assert!(
        (bill(&report) * 1000.0 - 41.91).abs() < 0.005,
        "{}",
        bill(&report)
    );
    let cost = report.functions[0].cost.expect("a tariff");
    assert!((cost - bill(&report)).abs() < 1e-12);
    let row = report.invocations[0].cost.expect("a tariff");
    assert!(
        (row - (0.000_009_722_2 + 0.000_000_2)).abs() < 1e-15,
        "{row}"
    );
}

/// A provisioned instance of 1 GB that is kept for a thousand seconds, and the same invocations of a second on demand. Known: at
/// a utilisation of .6 provisioned concurrency costs what is paid on demand; it costs less above and more below.
#[test]
fn v35_provisioned_concurrency_breaks_even_at_six_tenths() {
    let bill_of = |is_provisioned, invocations| {
        let mut world = billed(Tariff::aws_lambda(), |service| {
            if is_provisioned {
                service.scaler = Box::new(One);
            }
            service.idle_timeout = mins(600);
        });
        let f = world.sleeper(function(mib(1024)));
        let cloud = world.cloud;
        // The instance is there after three seconds for its image.
        let report = world.run(async move |ctx: &mut Ctx| {
            ctx.sleep(secs(10)).await;
            one_by_one(ctx, cloud, f, invocations, secs(1)).await;
            ctx.sleep_until(SimTime::ZERO + secs(1003)).await;
        });
        assert_eq!(report.summary.cold_starts, u64::from(!is_provisioned));
        bill(&report)
    };
    let ratio = |invocations| bill_of(true, invocations) / bill_of(false, invocations);
    let (below, at, above) = (ratio(500), ratio(600), ratio(700));
    assert!((at - 1.0).abs() < 1e-5, "{at}");
    assert!(below > 1.05 && above < 0.95, "{below} {above}");
}

/// The example `provisioned_bill`, ten instances that are kept for ten minutes. Known: as above; what is kept costs 25 % of what
/// runs on demand, and running there 58.33 %.
#[cfg(feature = "cli")]
#[test]
fn v35_the_example_finds_the_same() {
    for utilisation in [0.5, 0.6, 0.8] {
        let [on_demand, provisioned] = [false, true]
            .map(|kept| provisioned_bill::bill(&provisioned_bill::run(kept, utilisation)));
        // Requests cost a hundredth of what a second does; the first ones on demand are cold.
        let expected = (4.1667 + (9.7222 + 0.2) * utilisation) / ((16.6667 + 0.2) * utilisation);
        let ratio = provisioned / on_demand;
        assert!(
            (ratio - expected).abs() < 0.01 * expected,
            "{utilisation}: {ratio}, {expected}"
        );
    }
}
