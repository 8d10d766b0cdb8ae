//! What a run is billed: bills that are published, tariffs in scenario files, and what is refused.

use coldstart::prelude::*;
use coldstart::serverless::tariff::{EphemeralPrices, Gigabyte};
use serde_json::{Value, json};

use coldstart::validation::billing::{self, bill, billed, function, one_by_one};

use crate::support::IMAGE;

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

/// Returns a megabyte after a second.
struct Answer;

impl ServerlessFunction for Answer {
    type Input = ();
    type Output = ();
    type Kind = Succeeds;

    fn spec(&self) -> FunctionSpec {
        FunctionSpec::new("answer", IMAGE)
    }

    async fn call(ctx: &mut Ctx, (): ()) {
        ctx.sleep(secs(1)).await;
    }

    fn output_size((): &()) -> Bytes {
        mb(1)
    }
}

/// What a function of so much memory that returns a megabyte costs by these prices, for a second on two cores.
fn priced(tariff: Tariff, concurrency: u32, cpu: Cpu) -> (f64, f64) {
    let mut world = billed(tariff, |_| {});
    let spec = FunctionSpec {
        disk: gb(3),
        concurrency,
        cpu,
        ..function(gb(1))
    };
    let cloud = world.cloud;
    world.sim.deploy_as(Answer, cloud, world.registry, spec);
    let report = world.run(async move |ctx: &mut Ctx| {
        let invocation = ctx.invoke(cloud, Answer, ()).await;
        ctx.wait(invocation).await.expect("it succeeds");
    });
    let cost = report.functions[0].cost.expect("a tariff");
    if concurrency == 1 {
        assert_eq!(report.invocations[0].cost, Some(cost));
    }
    (bill(&report), cost)
}

#[test]
fn disk_space_beyond_what_is_included_is_billed_by_time() {
    let tariff = Tariff {
        gb: Gigabyte::GB,
        ephemeral: Some(EphemeralPrices {
            included: mb(500),
            per_gb_second: 4.0,
        }),
        ..Tariff::FREE
    };
    // 2.5 GB for a second.
    assert_eq!(priced(tariff.clone(), 1, Cpu::default()), (10.0, 10.0));
    let enough = Tariff {
        ephemeral: Some(EphemeralPrices {
            included: gb(3),
            per_gb_second: 4.0,
        }),
        ..tariff
    };
    assert_eq!(priced(enough, 1, Cpu::default()), (0.0, 0.0));
}

#[test]
fn what_leaves_is_billed_by_its_size() {
    let tariff = Tariff {
        gb: Gigabyte::GB,
        per_gb_egress: 1000.0,
        free_gb_egress: 0.00025,
        ..Tariff::FREE
    };
    let (bill, cost) = priced(tariff, 1, Cpu::default());
    assert!((bill - 0.75).abs() < 1e-12, "{bill}");
    assert!((cost - 1.0).abs() < 1e-12, "{cost}");
}

#[test]
fn cores_are_billed_by_time_where_a_container_has_its_own() {
    let tariff = Tariff {
        per_core_second: 2.0,
        free_core_seconds: 0.5,
        ..Tariff::FREE
    };
    let of = |concurrency, cpu| priced(tariff.clone(), concurrency, cpu);
    assert_eq!(of(1, Cpu::default()), (1.0, 2.0));
    assert_eq!(of(1, Cpu::per_instance(2)), (3.0, 4.0));
    assert_eq!(of(1, Cpu::shared_within(2)), (3.0, 4.0));
    assert_eq!(of(1, Cpu::shared()), (0.0, 0.0));
    // One that serves several is billed until the answer has left: a megabyte at 100 MB/s.
    let close = |(bill, cost): (f64, f64), seconds: f64, cores: f64| {
        assert!((cost - 2.0 * cores * seconds).abs() < 1e-9, "{cost}");
        assert!((bill - (cost - 1.0)).abs() < 1e-9, "{bill}");
    };
    close(of(3, Cpu::per_invocation(0.5)), 1.01, 1.5);
    close(of(4, Cpu::per_instance(2)), 1.01, 2.0);
}

#[test]
fn a_scenario_file_has_all_prices() {
    let tariff = json!({
        "preset": "google_cloud_run", "free_core_seconds": 0.1,
        "ephemeral": {"included": "500 kB", "per_gb_second": 1},
        "per_gb_egress": 1, "free_gb_egress": 1,
    });
    let report = run_file(&tariff).expect("it runs");
    // Three invocations of 120 ms, billed as 200 ms, with a core each and 500 kB of their megabyte of disk.
    let expected = 3.0 * 0.000_000_4
        + 0.6 * (1.536e9 / f64::from(1 << 30)) * 0.000_002_5
        + (0.6 - 0.1) * 0.000_024
        + 0.6 * 0.000_5e9 / f64::from(1 << 30);
    assert!(
        (bill(&report) - expected).abs() < 1e-12,
        "{}",
        bill(&report)
    );
    for (tariff, told) in [
        (
            json!({"ephemeral": {"included": "512MB"}}),
            "service.tariff.ephemeral: missing key `per_gb_second`",
        ),
        (
            json!({"ephemeral": {"included": 1, "per_gb_second": -1}}),
            "`ephemeral.per_gb_second` is -1.0; a price is",
        ),
        (
            json!({"per_gb_egress": 1e300}),
            "`per_gb_egress` is 1e300; a price is",
        ),
        (
            json!({"free_core_seconds": -1}),
            "`free_core_seconds` is -1.0; an amount is",
        ),
    ] {
        let mistake = run_file(&tariff).expect_err("it is a mistake");
        assert!(mistake.contains(told), "{mistake}");
    }
}

fn run_file(tariff: &Value) -> Result<Report, String> {
    billing::run_file(&tariff.to_string())
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
            "there is no tariff `aws`; write one of `aws_lambda`, `aws_lambda_arm`,",
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
