//! Tests of calibrations: parameters that are known are found again.

use super::*;
use crate::results::{Options, Recording};
use crate::scenario::load::{Format, parse};
use crate::scenario::run::run_with;
use crate::scenario::schema::{Action, Delay, Entry, InvocationKind};
use crate::units::short::{mins, secs};
use crate::units::{SimDuration, SimTime};

fn scenario() -> Scenario {
    let text = r#"{
        "name": "platform",
        "controller_host": "head",
        "network_model": "ideal",
        "platform": {
            "hosts": [
                {"name": "head", "speed": 1e9, "disk": {"size": 1e12, "read_bw": 1e9, "write_bw": 1e9}},
                {"name": "worker", "speed": 1e9, "cores": 1000, "ram": "1TB", "disk": {"size": 1e12, "read_bw": 1e9, "write_bw": 1e9}}
            ],
            "links": [{"name": "lan", "bandwidth": 1e9}],
            "routes": [{"src": "head", "dst": "worker", "links": ["lan"]}]
        },
        "storage": {"host": "head"},
        "service": {"head_host": "head", "compute_hosts": ["worker"], "reuse": "newest"},
        "images": [{"name": "image", "disk_size": "100MB", "ram_size": "100MB"}],
        "functions": [{"name": "f", "image": "image", "disk_limit": 0, "ram_limit": "1GB"}]
    }"#;
    parse(text, Format::Json, "my.json").unwrap()
}

/// What a scenario does with so many invocations whose gaps and bodies have no memory.
fn observe(scenario: &Scenario, count: usize, gap: f64, body: f64) -> Observed {
    let mut stream = Seed(7).stream(0, "observations");
    let mut scenario = scenario.clone();
    let mut date = SimTime::ZERO + secs(1);
    for number in 0..count {
        date += SimDuration::from_secs_f64(stream.exponential(gap));
        let length = SimDuration::from_secs_f64(stream.exponential(body));
        scenario.timeline.push(Entry {
            delay: Delay::At(date),
            action: Action::Invoke {
                function: "f".to_owned(),
                id: number.to_string(),
                sleep: Some(length),
                body: None,
                unknown_service: false,
                retry: None,
                kind: InvocationKind::Sync,
            },
        });
    }
    let options = Options::new(Seed(3)).recording(Recording::Full);
    let run = run_with(&scenario, Seed(3), options).unwrap();
    assert_eq!(run.failure(), None);
    Observed::of(run.report.invocations.iter().map(|row| Observation {
        date: row.requested,
        function: row.function.clone(),
        duration: row.response().unwrap(),
        cold: row.reused_container == Some(false),
    }))
}

#[test]
fn a_keep_alive_and_a_constant_start_up_are_found_again() {
    let mut truth = scenario();
    truth.service.properties.container_idle_timeout = Some(mins(2));
    truth.service.properties.container_startup_overhead = Some(SimDuration::from_millis(800));
    let observed = observe(&truth, 300, 60.0, 2.0);
    let calibration = Calibrate::new(scenario(), observed).fit().unwrap();
    let keep_alive = calibration.keep_alive.as_ref().unwrap();
    assert_eq!(keep_alive.mismatches, 0, "{calibration}");
    let error = keep_alive.timeout.as_secs_f64() / 120.0 - 1.0;
    assert!(error.abs() < 0.05, "{calibration}");
    assert!(keep_alive.between.0 <= mins(2) && mins(2) <= keep_alive.between.1);
    let Some(FittedStartUp::Constant { delay }) = calibration.start_up else {
        panic!("{calibration}");
    };
    // Four standard errors of the difference of two means: some 30 cold starts, and 180 hot ones.
    let cold = calibration.fitted.figures[0].measured.unwrap() * 210.0;
    let error = 4.0 * 2.0 * (1.0 / cold + 1.0 / (210.0 - cold)).sqrt();
    assert!((delay.as_secs_f64() - 0.8).abs() < error, "{delay} {error}");
    assert!(
        calibration.held_out.agree as f64 >= 0.95 * calibration.held_out.count as f64,
        "{calibration}"
    );
}

#[test]
fn a_concurrency_and_a_log_normal_start_up_are_found_again() {
    let mut truth = scenario();
    truth.functions[0].concurrency = 3;
    truth.service.properties.container_idle_timeout = Some(secs(5));
    let start_up = PolicyChoice::new("distribution").with("delay", "LogNormal(-1, 0.6)");
    truth.service.start_up = Some(start_up);
    let observed = observe(&truth, 400, 1.6, 2.0);
    let calibration = Calibrate::new(scenario(), observed).fit().unwrap();
    assert_eq!(calibration.concurrency[0].slots, 3, "{calibration}");
    let timeout = calibration
        .keep_alive
        .as_ref()
        .unwrap()
        .timeout
        .as_secs_f64();
    assert!((timeout / 5.0 - 1.0).abs() < 0.1, "{calibration}");
    assert_eq!(calibration.scenario.functions[0].concurrency, 3);
}

#[test]
fn the_calibrated_scenario_is_one_that_can_be_loaded() {
    let mut truth = scenario();
    truth.service.properties.container_idle_timeout = Some(mins(2));
    truth.service.start_up =
        Some(PolicyChoice::new("distribution").with("delay", "LogNormal(1, 0.5)"));
    let observed = observe(&truth, 100, 90.0, 0.01);
    let mut start = scenario();
    start.service.keep_alive = Some(PolicyChoice::new("forever"));
    let calibration = Calibrate::new(start, observed).fit().unwrap();
    let Some(FittedStartUp::LogNormal { mu, sigma, .. }) = calibration.start_up else {
        panic!("{calibration}");
    };
    // Some 15 starts behind bodies that are short.
    let cold = calibration.fitted.figures[0].measured.unwrap() * 70.0;
    assert!((mu - 1.0).abs() < 4.0 * 0.5 / cold.sqrt(), "{mu}");
    assert!(
        (sigma - 0.5).abs() < 4.0 * 0.5 / (2.0 * cold).sqrt(),
        "{sigma}"
    );
    assert_eq!(calibration.replaced, ["the keep-alive policy `forever`"]);
    let text = serde_json::to_string(&calibration.scenario).unwrap();
    assert_eq!(
        parse(&text, Format::Json, "my.json").unwrap(),
        calibration.scenario
    );
}

#[test]
fn what_cannot_be_fitted_is_told() {
    let rows = |count: u64, function: &str, cold: bool| {
        let function: std::sync::Arc<str> = function.into();
        Observed::of((0..count).map(move |number| Observation {
            date: SimTime::ZERO + secs(number * 10),
            function: function.clone(),
            duration: secs(1),
            cold: cold || number == 0,
        }))
    };
    let told = |observed: Observed, held_out: f64| {
        let calibrate = Calibrate {
            held_out,
            ..Calibrate::new(scenario(), observed)
        };
        calibrate.fit().unwrap_err().to_string()
    };
    assert!(
        told(rows(10, "f", false), 0.3).contains("10 observations are too few: 7 would be fitted")
    );
    assert!(told(rows(100, "g", false), 0.3).contains("has no function `g`, which was observed"));
    assert!(told(rows(100, "f", true), 0.3).contains("no hot start of `f`"));
    for share in [f64::NAN, f64::INFINITY, -1.0, 0.0, 1.0, 1e300] {
        let told = told(rows(100, "f", false), share);
        assert!(
            told.contains("take a share between 0 and 1"),
            "{share}: {told}"
        );
    }
}
