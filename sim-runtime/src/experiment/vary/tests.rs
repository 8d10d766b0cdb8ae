//! Tests of quantities and their values.

use super::*;
use crate::scenario::load::{Format, parse};

fn scenario() -> Scenario {
    let text = r#"{
        "controller_host": "user",
        "platform": {
            "hosts": [
                {"name": "user", "speed": 1e9, "disk": {"size": 1e12, "read_bw": 1e8, "write_bw": 1e8}},
                {"name": "worker", "speed": 1e9, "cores": 2, "disk": {"size": 1e12, "read_bw": 1e8, "write_bw": 1e8}}
            ],
            "links": [{"name": "lan", "bandwidth": 1e8}],
            "routes": [{"src": "user", "dst": "worker", "links": ["lan"]}]
        },
        "storage": {"host": "user"},
        "service": {
            "head_host": "user", "compute_hosts": ["worker"],
            "scheduler": "power_of_choices", "keep_alive": {"kind": "fixed_timeout", "timeout": "10min"}
        },
        "images": [{"name": "python", "disk_size": 1e6, "ram_size": 1e6}],
        "functions": [{"name": "resize", "image": "python", "disk_limit": 1e6, "ram_limit": 1e6}]
    }"#;
    parse(text, Format::Json, "my.json").unwrap()
}

/// The scenario with the first value.
fn with(vary: &str) -> Result<Scenario, String> {
    let vary: Vary = vary.parse()?;
    let changed = vary.with(&scenario(), &vary.levels()[0]);
    changed.map_err(|error| error.to_string())
}

fn written(vary: &str) -> Vec<String> {
    let vary: Vary = vary.parse().unwrap();
    vary.levels().iter().map(ToString::to_string).collect()
}

#[test]
fn ranges_have_both_ends_and_lists_are_as_written() {
    assert_eq!(written("nodes=1..4"), ["1", "2", "3", "4"]);
    assert_eq!(written("nodes=1..=2"), ["1", "2"]);
    assert_eq!(written("nodes=1..8 by 3"), ["1", "4", "7"]);
    assert_eq!(written("a.b=0.1..0.3 by 0.1"), ["0.1", "0.2", "0.3"]);
    assert_eq!(written("x of y=1GB,4GB,16GB"), ["1GB", "4GB", "16GB"]);
}

#[test]
fn values_that_make_no_sense_are_told() {
    let told = |text: &str| text.parse::<Vary>().unwrap_err();
    for (text, part) in [
        ("nodes", "say a quantity, `=`"),
        ("=1..2", "say a quantity before"),
        ("nodes=", "say values after"),
        ("nodes=4..1", "1 is less than 4"),
        ("nodes=4,4", "4 does not come after 4"),
        ("nodes=1..9 by 0", "leads nowhere"),
        ("nodes=1..1000000", "more than 100000 values"),
        ("nodes=one..2", "`one` is no value"),
        ("nodes=-1..2", "`-1` is no value"),
        ("nodes=1..", "`` is no value"),
        ("a=1MB..2GB", "1MB and 2GB have different units"),
        ("a..b=1..2", "is no way to a value"),
        ("hosts[=1..2", "is no way to a value"),
        (" of resize=1..2", "is no way to a value"),
        ("memory of =1..2", "is no way to a value"),
    ] {
        assert!(told(text).contains(part), "{text}: {}", told(text));
    }
}

#[test]
fn long_units_are_cut() {
    let unit = "`".repeat(100_000);
    for text in [
        format!("a=1{unit}..2"),
        format!("a=1{unit},2"),
        format!("a=2{unit}..1{unit}"),
        format!("a=2{unit},1{unit}"),
        format!("a=1{unit}..2{unit} by 0{unit}"),
    ] {
        let told = text.parse::<Vary>().unwrap_err();
        assert!(told.len() < 1000, "{}", told.len());
    }
}

#[test]
fn a_quantity_is_found_by_its_way_and_by_name() {
    assert_eq!(with("nodes=3").unwrap().service.compute_hosts.len(), 3);
    for way in [
        "hosts[1].cores=8",
        "platform.hosts[worker].cores=8",
        "cores of worker=8",
    ] {
        assert_eq!(with(way).unwrap().platform.hosts[1].cores, 8, "{way}");
    }
    let memory = with("memory of resize=5MB").unwrap();
    assert_eq!(memory.functions[0].ram_limit, crate::units::short::mb(5));
    // Keys that the file leaves out.
    let concurrency = with("functions[resize].concurrency=80").unwrap();
    assert_eq!(concurrency.functions[0].concurrency, 80);
    let timeout = with("network_timeout=5s").unwrap();
    assert_eq!(
        timeout.service.properties.network_timeout,
        crate::units::short::secs(5)
    );
    let startup = with("container_startup_overhead=2").unwrap();
    let startup = startup.service.properties.container_startup_overhead;
    assert_eq!(startup, Some(crate::units::short::secs(2)));
    // Parameters of policies.
    let choices = with("scheduler.choices=3").unwrap().service.scheduler;
    assert_eq!(choices.parameters["choices"], 3);
    let kept = with("keep_alive.timeout=1min")
        .unwrap()
        .service
        .keep_alive
        .unwrap();
    assert_eq!(kept.parameters["timeout"], "1min");
}

#[test]
fn what_the_service_may_have_and_has_not_is_set_by_its_key() {
    let scenario = scenario();
    let set = |text: &str| text.parse::<Setting>().unwrap().of(&scenario).unwrap();
    assert!(scenario.service.tariff.is_none() && scenario.service.start_up.is_none());
    assert!(set("tariff=aws_lambda").service.tariff.is_some());
    let start_up = set(r#"start_up={"kind": "constant", "delay": "1s"}"#)
        .service
        .start_up;
    assert_eq!(
        start_up.map(|policy| policy.parameters["delay"].clone()),
        Some("1s".into())
    );
}

#[test]
fn what_is_not_there_is_told() {
    for (vary, part) in [
        (
            "hosts[7].cores=1",
            "`hosts[7].cores`: there is no [7]; there are 2, from [0] on",
        ),
        ("hosts[nobody].cores=1", "nothing there is called `nobody`"),
        (
            "cores of wroker=1",
            "no function, host, link, image or workload is called `wroker`; did you mean `worker`?",
        ),
        (
            "hosts[1].coers=1",
            "with hosts[1].coers = 1: platform.hosts[1].coers: unknown key `coers`; did you mean `cores`?",
        ),
        (
            "hosts[1].cores=1.5",
            "with hosts[1].cores = 1.5: platform.hosts[1].cores: ",
        ),
        ("nods=2", "unknown key `nods`"),
        ("nods=2", "; did you mean `nodes`?"),
        ("hosts[1].cores=0", "with hosts[1].cores = 0: my:"),
        ("hosts[1].name=1", "it is no number in the scenario"),
        ("hosts=1", "it is no number in the scenario"),
        ("ghosts[1].cores=1", "there is no `ghosts` in the scenario"),
        ("nodes=0", "a service has at least one node"),
        ("nodes=1.5", "`1.5` is no number of nodes"),
    ] {
        let told = with(vary).unwrap_err();
        assert!(told.contains(part), "{vary}: {told}");
    }
}
