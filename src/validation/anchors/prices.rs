//! What providers bill: their own examples of bills, and what follows from their list prices.

use sim_runtime::prelude::*;
use sim_runtime::results::{ColdCause, Report};
use sim_runtime::serverless::policy::{FunctionView, Policy, Scaler};

use crate::validation::anchor::{Anchor, Trial};
use crate::validation::billing::{bill, billed, function, one_by_one, run_file};
use crate::validation::judge::Judge;

const LIST: &str = "AWS Lambda's list prices";
const PROVISIONED: &str = "AWS Lambda's list prices of provisioned concurrency, from memory";

/// The anchors of bills.
pub(crate) const ANCHORS: &[Anchor] = &[
    Anchor::new(
        "v12_the_bill_of_a_run_is_that_of_aws_lambda",
        "A run at AWS Lambda, of 3 million invocations of 120 ms with 1536 MB; three of them are run",
        "AWS Lambda's own example of a bill",
        bill_of_a_run,
    ),
    Anchor::new(
        "v12_a_scenario_file_names_its_tariff",
        "The same from a scenario file with the preset of AWS Lambda",
        "AWS Lambda's own example of a bill",
        scenario_file,
    ),
    Anchor::new(
        "v12_small_functions_on_two_architectures",
        "A million invocations of 100 ms with 128 MB at AWS Lambda; ten are run",
        LIST,
        architectures,
    ),
    Anchor::new(
        "v12_a_second_of_a_gigabyte",
        "A million invocations of a second with 1 GB at AWS Lambda; ten are run",
        LIST,
        gigabyte,
    ),
    Anchor::new(
        "v12_a_millisecond_that_has_begun",
        "Ten million invocations of 50.2 ms with 512 MB at AWS Lambda, which bills each millisecond that has begun; ten are run",
        LIST,
        begun,
    ),
    Anchor::new(
        "v12_the_free_tier",
        "Three million invocations of 120 ms with 1536 MB at AWS Lambda, with its free tier; a millionth of both is run",
        "AWS Lambda's own example of a bill",
        free_tier,
    ),
    Anchor::new(
        "v35_the_start_up_phase_is_billed",
        "A run at AWS Lambda, of a million invocations of 100 ms with 512 MB, one in a hundred cold for 500 ms; a hundred are run",
        LIST,
        start_up,
    ),
    Anchor::new(
        "v35_a_provisioned_container_is_billed_as_long_as_it_is_kept",
        "A thousand provisioned instances of 1 GB for two hours, 1.2 million invocations of a second; one in a thousand is run",
        PROVISIONED,
        kept,
    ),
    Anchor::new(
        "v35_provisioned_concurrency_breaks_even_at_six_tenths",
        "A provisioned instance of 1 GB that is kept for a thousand seconds, and the same invocations of a second on demand",
        PROVISIONED,
        break_even,
    ),
    Anchor {
        name: "v35_the_example_finds_the_same",
        model: "The example `provisioned_bill`: ten instances that are kept for ten minutes cost 25 % of what runs on demand, and running there 58.33 %",
        source: PROVISIONED,
        trial: Trial::InRepository {
            needs: "the examples, which are in the repository",
        },
    },
];

fn bill_of_a_run(judge: &mut Judge) {
    for (memory, unit) in [(mib(1536), "MiB"), (mb(1536), "MB")] {
        let mut world = billed(Tariff::aws_lambda(), |_| {});
        let f = world.sleeper(function(memory));
        let cloud = world.cloud;
        let report = world.run(async move |ctx: &mut Ctx| {
            one_by_one(ctx, cloud, f, 3, millis(120)).await;
        });
        let told = |what: &str| format!("{what}, 1536 {unit}");
        judge.near(told("bill [$]"), bill(&report) * 1e6, 9.60, 0.005);
        let exact = 3.0 * (0.12 * 1.5 * 0.000_016_666_7 + 0.000_000_2);
        let what = told("bill of three, by the prices [$]");
        judge.near(what, bill(&report), exact, 1e-12);
        let of_rows: f64 = report.invocations.iter().filter_map(|row| row.cost).sum();
        let what = told("sum of their rows [$]");
        judge.near(what, of_rows, exact, 1e-12);
        let gb_seconds = report.functions[0].billed_gb_seconds;
        let gb_seconds = gb_seconds.unwrap_or(f64::NAN);
        judge.near(told("billed GB s"), gb_seconds, 0.54, 1e-12);
    }
}

fn scenario_file(judge: &mut Judge) {
    let cases = [
        ("bill", r#""aws_lambda""#, 9.60),
        (
            "with a millionth of the free tier",
            r#"{"preset": "aws_lambda", "free_invocations": 1, "free_gb_seconds": 0.4}"#,
            2.73,
        ),
    ];
    for (what, tariff, expected) in cases {
        let report = run_file(tariff).expect("it runs");
        let what = format!("{what} [$]");
        judge.near(what, bill(&report) * 1e6, expected, 0.005);
    }
}

/// The bill of ten invocations of one length and memory limit by these prices, for one of them.
fn each(tariff: Tariff, memory: Bytes, length: SimDuration) -> f64 {
    each_of(10, tariff, memory, length)
}

/// The same of so many.
fn each_of(count: u32, tariff: Tariff, memory: Bytes, length: SimDuration) -> f64 {
    let mut world = billed(tariff, |_| {});
    let f = world.sleeper(function(memory));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        one_by_one(ctx, cloud, f, count, length).await;
    });
    bill(&report) / f64::from(count)
}

fn architectures(judge: &mut Judge) {
    let of_a_million = |tariff| each(tariff, mib(128), millis(100)) * 1e6;
    let x86 = of_a_million(Tariff::aws_lambda());
    judge.near("bill on x86 [$]", x86, 0.4083, 5e-5);
    let arm = of_a_million(Tariff::aws_lambda_arm());
    judge.near("bill on Arm [$]", arm, 0.3667, 5e-5);
}

fn gigabyte(judge: &mut Judge) {
    let of_a_million = each(Tariff::aws_lambda(), mib(1024), secs(1)) * 1e6;
    judge.near("bill [$]", of_a_million, 16.8667, 5e-5);
}

fn begun(judge: &mut Judge) {
    let of_ten_million = each(Tariff::aws_lambda(), mib(512), us(50_200)) * 1e7;
    judge.near("bill [$]", of_ten_million, 6.25, 5e-3);
}

fn free_tier(judge: &mut Judge) {
    let tariff = Tariff {
        free_invocations: 1,
        free_gb_seconds: 0.4,
        ..Tariff::aws_lambda()
    };
    let of_three = each_of(3, tariff, mib(1536), millis(120)) * 3.0;
    judge.near("bill [$]", of_three * 1e6, 2.73, 0.005);
}

fn start_up(judge: &mut Judge) {
    for (bills_startup, what, expected) in [
        (false, "bill [$]", 1.0333),
        (true, "bill with the start-up [$]", 1.0750),
    ] {
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
        judge.equal("cold starts of a hundred", report.summary.cold_starts, 1);
        judge.near(what, bill(&report) * 10_000.0, expected, 5e-5);
    }
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

/// So many seconds of one function, one after the other, and nothing more for so long; its instance is there after three seconds
/// for its image if it is provisioned, or with the first of them.
fn of_one(is_provisioned: bool, invocations: u32, length: SimDuration) -> Report {
    let mut world = billed(Tariff::aws_lambda(), |service| {
        if is_provisioned {
            service.scaler = Box::new(One);
        }
        service.idle_timeout = mins(600);
    });
    let f = world.sleeper(function(mib(1024)));
    let cloud = world.cloud;
    world.run(async move |ctx: &mut Ctx| {
        ctx.sleep(secs(10)).await;
        one_by_one(ctx, cloud, f, invocations, secs(1)).await;
        ctx.sleep_until(SimTime::ZERO + secs(3) + length).await;
    })
}

fn kept(judge: &mut Judge) {
    // A thousandth of 1000 containers for two hours, and of 1.2 million invocations.
    let report = of_one(true, 1200, secs(7200));
    let causes: Vec<ColdCause> = report.containers.iter().map(|row| row.cause).collect();
    judge.equal("containers", causes, vec![ColdCause::Provisioned]);
    judge.equal("cold starts", report.summary.cold_starts, 0);
    judge.near("bill [$]", bill(&report) * 1000.0, 41.91, 0.005);
    let by_prices = 7200.0 * 0.000_004_166_7 + 1200.0 * (0.000_009_722_2 + 0.000_000_2);
    let what = "bill of the thousandth, by the prices [$]";
    judge.near(what, bill(&report), by_prices, 1e-12);
    let cost = report.functions[0].cost.unwrap_or(f64::NAN);
    judge.near("cost of its function [$]", cost, by_prices, 1e-12);
    let row = report.invocations[0].cost.unwrap_or(f64::NAN);
    let known = 0.000_009_722_2 + 0.000_000_2;
    judge.near("cost of an invocation [$]", row, known, 1e-15);
}

fn break_even(judge: &mut Judge) {
    let mut cold_starts = Vec::new();
    let mut bill_of = |is_provisioned, invocations| {
        let report = of_one(is_provisioned, invocations, secs(1000));
        cold_starts.push(report.summary.cold_starts);
        bill(&report)
    };
    let mut ratio = |invocations| bill_of(true, invocations) / bill_of(false, invocations);
    let (below, at, above) = (ratio(500), ratio(600), ratio(700));
    let what = "provisioned over on demand, utilisation";
    judge.above(format!("{what} .5"), below, 1.05);
    judge.near(format!("{what} .6"), at, 1.0, 1e-5);
    judge.below(format!("{what} .7"), above, 0.95);
    let what = "cold starts, provisioned and on demand in turn";
    judge.equal(what, cold_starts, vec![0, 1, 0, 1, 0, 1]);
}
