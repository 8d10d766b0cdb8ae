//! How response times and the delays of starts are distributed, cold and hot starts apart, at every level of recording.

use coldstart::prelude::*;
use coldstart::results::{self, Distribution, Options, Recording};
use coldstart::simulation::{ParameterError, ParameterInfo, ParameterValue};
use serde_json::Value;

use crate::support::{IMAGE, Plan, at, burst, host};

/// A world in which a container takes two seconds to start, and its image three to come.
fn plan() -> Plan {
    let mut plan = Plan::over([host(4, gb(8), gb(10))]).keeping(mins(10));
    plan.service.container_startup = secs(2);
    plan
}

#[test]
fn the_delay_of_a_cold_start_is_told_from_dispatch_and_from_request() {
    let mut world = plan().declare();
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        for _ in 0..2 {
            burst(vec![(f, secs(1)); 2], cloud)(ctx).await;
        }
    });
    let delays = &report.functions[0].delays;
    let of = |one: &Option<Distribution>| {
        let one = one.as_ref().expect("there were such starts");
        (one.count, one.min, one.p50, one.p99, one.mean)
    };
    let all = |count, length: SimDuration| (count, length, length, length, length);
    assert_eq!(of(&delays.startup_cold), all(2, secs(2)));
    // Download, copy and load, one second each.
    assert_eq!(of(&delays.wait_cold), all(2, secs(5)));
    assert_eq!(of(&delays.startup_hot), all(2, SimDuration::ZERO));
    assert_eq!(of(&delays.wait_hot), all(2, SimDuration::ZERO));
    assert_eq!(&report.services[0].delays, delays);
    assert_eq!(&report.overall.delays, delays);
    assert_eq!(
        report.overall.response_cold,
        report.functions[0].response_cold
    );
    assert_eq!(
        report.services[0].response_hot,
        report.functions[0].response_hot
    );
    let text = report.to_string();
    for words in [
        "response times",
        "after a cold start",
        "cold, from dispatch",
        "cold, from request",
    ] {
        assert!(text.contains(words), "{text}");
    }
}

/// Two services, whose functions take times of very different lengths.
#[derive(Clone, Default)]
struct TwoServices;

impl Declaration for TwoServices {
    const NAME: &'static str = "Two services";
    const DOC: &'static str = "";
    const PARAMETERS: &'static [ParameterInfo] = &[];

    fn values(&self) -> Vec<ParameterValue> {
        Vec::new()
    }

    fn set(&mut self, name: &str, _: &str) -> Result<(), ParameterError> {
        Err(ParameterError::unknown(name))
    }

    fn build(&self, sim: &mut Builder) {
        sim.network(Ideal);
        let user = sim.host("user", host(1, gb(1), gb(10)));
        let registry = sim.storage("registry", user, crate::support::storage([IMAGE]));
        let mut functions = Vec::new();
        for name in ["near", "far"] {
            let node = sim.host(name, host(2, gb(8), gb(10)));
            let link = sim.link(&format!("to {name}"), crate::support::link(mb_per_sec(100)));
            sim.route(user, node, [link]);
            let spec = ServerlessSpec {
                container_startup: millis(300),
                idle_timeout: secs(3),
                ..ServerlessSpec::default()
            };
            let cloud = sim.serverless(&format!("{name} cloud"), user, node, spec);
            let body = async |ctx: &mut Ctx, length: SimDuration| ctx.sleep(length).await;
            let function = sim.function(FunctionSpec::new(format!("on {name}"), IMAGE), body);
            sim.deploy(function, cloud, registry);
            functions.push((cloud, function));
        }
        sim.controller("client", user, async move |ctx: &mut Ctx| {
            for number in 0..400u32 {
                let (cloud, function) = functions[number as usize % 3 % 2];
                let pause = ctx.random().exponential_duration(millis(900));
                let length = ctx.random().exponential_duration(millis(700));
                ctx.sleep(pause).await;
                drop(ctx.invoke_async(cloud, function, length).await);
            }
            ctx.until_all_done().await;
        });
    }
}

fn run(recording: Recording) -> Report {
    let options = Options::new(Seed(1)).recording(recording);
    results::run_with(&TwoServices, options).expect("it runs")
}

#[test]
fn a_summary_is_at_most_a_percent_above_what_rows_tell_over_several_services_too() {
    let (full, summary) = (run(Recording::Full), run(Recording::Summary));
    let one = |report: &Report| {
        let overall = report.overall.clone();
        let mut all = vec![
            overall.response_cold,
            overall.response_hot,
            overall.delays.startup_cold,
            overall.delays.wait_cold,
            overall.delays.wait_hot,
        ];
        for service in &report.services {
            all.extend([service.response.clone(), service.response_cold.clone()]);
            all.extend([
                service.delays.wait_cold.clone(),
                service.response_hot.clone(),
            ]);
        }
        for function in &report.functions {
            all.extend([function.wait.clone(), function.body.clone()]);
            all.extend([function.delays.wait_cold.clone()]);
        }
        let all: Vec<Distribution> = all.into_iter().flatten().collect();
        assert_eq!(all.len(), 5 + 2 * 4 + 2 * 3);
        all
    };
    for (exact, binned) in one(&full).into_iter().zip(one(&summary)) {
        let figures = |of: &Distribution| [of.p50, of.p90, of.p95, of.p99, of.p999];
        for (exact, binned) in figures(&exact).into_iter().zip(figures(&binned)) {
            let (exact, binned) = (exact.as_nanos(), binned.as_nanos());
            assert!(
                binned >= exact && binned <= exact + exact / 100,
                "{exact} {binned}"
            );
        }
        assert_eq!(
            (exact.count, exact.mean, exact.max),
            (binned.count, binned.mean, binned.max)
        );
    }
}

#[test]
fn the_page_of_a_summary_has_the_quantiles_of_all_services() {
    for recording in [Recording::Full, Recording::Summary] {
        let report = run(recording);
        let mut page = Vec::new();
        results::export::html::write(&report, &mut page).expect("memory takes all");
        let page = String::from_utf8(page).expect("a page is text");
        let (_, rest) = page.split_once("id=\"data\">\n").expect("the data");
        let (data, _) = rest.split_once("\n</script>").expect("its end");
        let data: Value = serde_json::from_str(data).expect("JSON");
        let p99 = |one: &Option<Distribution>| {
            one.as_ref()
                .map(|one| one.p99.as_secs_f64())
                .expect("such starts")
        };
        let (headline, overall) = (&data["headline"], &report.overall);
        assert_eq!(
            headline["cold"]["p99"],
            p99(&overall.response_cold),
            "{recording}"
        );
        assert_eq!(headline["hot"]["p99"], p99(&overall.response_hot));
        assert_eq!(
            headline["startup"]["p99"],
            p99(&overall.delays.startup_cold)
        );
        assert_eq!(headline["wait"]["p99"], p99(&overall.delays.wait_cold));
        assert!(!page.contains("are estimated from them"));
    }
}

#[test]
fn what_is_not_over_has_no_success_and_what_is_unlimited_no_size() {
    let mut plan = plan();
    plan.workers = vec![host(1, Bytes::MAX, gb(10)), host(1, gb(8), gb(10))];
    let mut world = plan.declare();
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        burst(vec![(f, secs(1))], cloud)(ctx).await;
        drop(ctx.invoke(cloud, f, secs(50)).await);
        ctx.sleep_until(at(20.0)).await;
    });
    let json = serde_json::to_value(&report).expect("it serialises");
    assert_eq!(json["invocations"][0]["success"], true);
    assert_eq!(json["invocations"][1]["success"], Value::Null);
    assert_eq!(json["nodes"][0]["memory"], Value::Null);
    assert_eq!(json["nodes"][1]["memory"], 8_000_000_000u64);
    let read: Report = serde_json::from_value(json).expect("it is read back");
    assert!(read == report);
}
