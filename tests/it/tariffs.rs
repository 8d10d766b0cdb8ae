//! What a run is billed: bills that are published, tariffs in scenario files, and what is refused.

use coldstart::prelude::*;
use coldstart::scenario::load::{Format, parse};
use coldstart::scenario::run;
use coldstart::serverless::policy::{FunctionView, Policy, Scaler};
use serde_json::{Value, json};

use crate::support::{IMAGE, Plan, World, burst, host};

/// A world whose service has a tariff and keeps its containers.
fn billed(tariff: Tariff, change: impl FnOnce(&mut ServerlessSpec)) -> World {
    let mut plan = Plan::over([host(8, gb(64), gb(100))]).keeping(mins(60));
    plan.service.tariff = Some(tariff);
    change(&mut plan.service);
    plan.declare()
}

fn function(memory: Bytes) -> FunctionSpec {
    FunctionSpec {
        memory,
        ..FunctionSpec::new("f", IMAGE)
    }
}

/// Places so many invocations of this length, one after the other.
async fn one_by_one(
    ctx: &mut Ctx,
    cloud: Serverless,
    f: Function<SimDuration, ()>,
    count: u32,
    length: SimDuration,
) {
    for _ in 0..count {
        burst(vec![(f, length)], cloud)(ctx).await;
    }
}

fn bill(report: &Report) -> f64 {
    report.summary.revenue["USD"]
}

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

#[test]
fn what_is_free_is_taken_off_the_bill_and_not_off_the_list_price() {
    let tariff = Tariff {
        free_invocations: 2,
        free_gb_seconds: 0.4,
        ..Tariff::aws_lambda()
    };
    let mut world = billed(tariff, |_| {});
    let f = world.sleeper(function(mib(1536)));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        one_by_one(ctx, cloud, f, 3, millis(120)).await;
    });
    // A millionth of $2.73, but for the free requests.
    let expected = 0.14 * 0.000_016_666_7 + 0.000_000_2;
    assert!((bill(&report) - expected).abs() < 1e-12);
    let list = 0.54 * 0.000_016_666_7 + 3.0 * 0.000_000_2;
    let cost = report.functions[0].cost.expect("a tariff");
    assert!((cost - list).abs() < 1e-12);
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
    assert_eq!(
        report.containers[0].cause,
        coldstart::results::ColdCause::Provisioned
    );
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

/// A scenario with one function of 1536 MB, as Amazon writes it, that is invoked three times for 120 ms.
fn scenario(tariff: &Value) -> String {
    let disk = json!({"size": "1TB", "read_bw": 1e8, "write_bw": 1e8});
    let invoke = |id: &str| json!({"invoke": "f", "id": id});
    json!({
        "name": "billed",
        "controller_host": "user",
        "platform": {
            "hosts": [
                {"name": "user", "speed": 1e9, "disk": disk},
                {"name": "node", "speed": 1e9, "ram": "8GB", "disk": disk},
            ],
            "links": [{"name": "lan", "bandwidth": 1e8, "latency": 0}],
            "routes": [{"src": "user", "dst": "node", "links": ["lan"]}],
        },
        "storage": {"host": "user"},
        "service": {
            "head_host": "user",
            "compute_hosts": ["node"],
            "properties": {"container_idle_timeout": 100},
            "tariff": tariff,
        },
        "images": [{"name": "image", "disk_size": "1MB", "ram_size": "1MB"}],
        "functions": [{
            "name": "f", "image": "image", "disk_limit": "1MB", "ram_limit": "1536MB",
            "body": [{"op": "sleep", "seconds": 0.12}],
        }],
        "timeline": [invoke("a"), {"wait": "a"}, invoke("b"), {"wait": "b"}, invoke("c"), {"wait": "c"}],
    })
    .to_string()
}

fn run_file(tariff: &Value) -> Result<Report, String> {
    let scenario = parse(&scenario(tariff), Format::Json, "billed.json");
    let scenario = scenario.map_err(|error| error.to_string())?;
    let run = run::run(&scenario, Seed(1)).map_err(|error| error.to_string())?;
    Ok(run.report)
}

/// A scenario file with the preset of AWS Lambda, 3 million invocations of 120 ms with 1536 MB; three of them are run.
/// Known: the bill is $9.60, or $2.73 with the free tier.
#[test]
fn v12_a_scenario_file_names_its_tariff() {
    let report = run_file(&json!("aws_lambda")).expect("it runs");
    assert!(
        (bill(&report) * 1e6 - 9.60).abs() < 0.005,
        "{}",
        bill(&report)
    );
    let free_tier = json!({"preset": "aws_lambda", "free_invocations": 1, "free_gb_seconds": 0.4});
    let report = run_file(&free_tier).expect("it runs");
    // A millionth of $2.73.
    assert!(
        (bill(&report) * 1e6 - 2.73).abs() < 0.005,
        "{}",
        bill(&report)
    );
}

#[test]
fn prices_that_no_sum_could_hold_are_refused() {
    for (tariff, told) in [
        (
            json!({"per_invocation": 1e308}),
            "`per_invocation` is 1e308; a price is a number from 0 to 1e15",
        ),
        (json!({"per_gb_second": -1}), "`per_gb_second` is -1.0"),
        (
            json!({"free_gb_seconds": 1e300}),
            "`free_gb_seconds` is 1e300; an amount is",
        ),
        (
            json!("aws"),
            "there is no tariff `aws`; write one of `aws_lambda` and",
        ),
    ] {
        let mistake = run_file(&tariff).expect_err("it is a mistake");
        assert!(mistake.contains(told), "{mistake}");
        assert!(mistake.contains("service.tariff"), "{mistake}");
    }
}

#[test]
fn a_result_with_the_greatest_prices_is_read_back() {
    let tariff = json!({"per_invocation": 1e15, "per_gb_second": 1e15, "per_node_hour": 1e15});
    let report = run_file(&tariff).expect("it runs");
    let text = serde_json::to_string(&report).expect("it serialises");
    let read: Report = serde_json::from_str(&text).expect("it is read back");
    assert!(read == report);
}
