//! Workloads and arrays of hosts in scenario files.

use coldstart::prelude::*;
use coldstart::scenario::load::{Format, parse};
use coldstart::scenario::run::{ScenarioRun, run};
use coldstart::scenario::schema::Scenario;
use serde_json::{Value, json};

/// A user, a gateway and three workers with a link each; a function that sleeps for a second.
pub(super) fn scenario() -> Value {
    let disk = json!({ "size": 1e12, "read_bw": "100MB/s", "write_bw": "100MB/s" });
    let host = |name| json!({ "name": name, "speed": "1Gflop/s", "cores": 2, "disk": disk });
    let mut worker = host("worker");
    worker["count"] = 3.into();
    json!({
        "network_model": "ideal",
        "controller_host": "user",
        "platform": {
            "hosts": [host("user"), host("gateway"), worker],
            "links": [{ "name": "wan", "bandwidth": "100MB/s" }, { "name": "lan", "bandwidth": "100MB/s", "count": 3 }],
            "routes": [
                { "src": "user", "dst": "gateway", "links": ["wan"] },
                { "src": "gateway", "dst": "worker", "links": ["lan"] },
                { "src": "user", "dst": "worker", "links": ["wan", "lan"] },
            ],
        },
        "storage": { "host": "user" },
        "service": {
            "head_host": "gateway", "compute_hosts": ["worker"], "scheduler": "round_robin",
            "properties": { "container_idle_timeout": "1h" },
        },
        "images": [{ "name": "image", "disk_size": 0, "ram_size": 0 }],
        "functions": [{
            "name": "f", "image": "image", "disk_limit": 0, "ram_limit": 0, "body": [{ "op": "sleep", "seconds": 1 }],
        }],
        "workloads": [{ "name": "day", "function": "f", "arrivals": "Regular::every(10s)", "take": 4 }],
    })
}

fn read(scenario: &Value) -> Result<Scenario, String> {
    parse(&scenario.to_string(), Format::Json, "my.json").map_err(|error| error.to_string())
}

pub(super) fn ran(scenario: &Value) -> ScenarioRun {
    let run = run(&read(scenario).expect("it is a scenario"), Seed(1)).expect("it is declared");
    assert_eq!(run.failure(), None);
    run
}

/// The problems of the scenario, changed.
fn refused(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut scenario = scenario();
    change(&mut scenario);
    let error = read(&scenario).expect_err("it is refused");
    let problems = error
        .lines()
        .map(|line| line.strip_prefix("my.json: ").unwrap_or(line));
    problems.map(str::to_owned).collect()
}

pub(super) fn requested(run: &ScenarioRun) -> Vec<f64> {
    let rows = run.report.invocations.iter();
    rows.map(|row| row.requested.as_secs_f64()).collect()
}

fn lasted(run: &ScenarioRun) -> Vec<f64> {
    let rows = run.report.invocations.iter();
    rows.map(|row| (row.end.expect("it ended") - row.start.expect("it began")).as_secs_f64())
        .collect()
}

#[test]
fn a_scenario_needs_no_timeline() {
    let run = ran(&scenario());
    assert_eq!(requested(&run), [0.0, 10.0, 20.0, 30.0]);
    assert_eq!(lasted(&run), [1.0; 4]);
    assert_eq!(
        (
            run.report.summary.succeeded,
            run.report.final_date.as_secs_f64()
        ),
        (4, 31.0)
    );
    // The result has what the timeline names; the report has all.
    assert_eq!(run.result.invocations.len(), 0);
    assert!(run.result.registrations.iter().all(|one| one.success));
}

#[test]
fn a_workload_is_that_of_a_builder() {
    let mut from_file = scenario();
    from_file["workloads"] = json!([
        { "name": "day", "function": "f", "arrivals": "Rates::ramp(0, 2, 60s).merge(Burst::of(3))", "until": "1min",
          "sleep": "Exponential(500ms)" },
    ]);
    let run = ran(&from_file);
    let image = Image::new("image", Bytes::ZERO);
    let plan = crate::support::Plan::default().with_images([image.clone()]);
    let mut world = plan.declare();
    let f = world.sleeper(FunctionSpec::new("f", image));
    let load = Rates::ramp(0, 2, secs(60))
        .merge(Burst::of(3))
        .until(mins(1));
    let (user, cloud) = (world.user, world.cloud);
    world
        .sim
        .workload("day", user, cloud, f, load, |_, random| {
            random.sample_duration(&Exponential(millis(500)))
        });
    let built = world.sim.run(Seed(1)).expect("it runs");
    let dates: Vec<f64> = built
        .invocations
        .iter()
        .map(|row| row.requested.as_secs_f64())
        .collect();
    assert!(dates.len() > 30 && dates[..3] == [0.0; 3]);
    assert_eq!(requested(&run), dates);
    assert!(lasted(&run).windows(2).any(|pair| pair[0] != pair[1]));
}

#[test]
fn bodies_of_workloads_are_those_of_functions_unless_they_have_their_own() {
    let with = |key: &str, value: Value| {
        let mut scenario = scenario();
        scenario["workloads"][0][key] = value;
        lasted(&ran(&scenario))
    };
    assert_eq!(with("sleep", json!("3s")), [3.0; 4]);
    assert_eq!(with("sleep", json!("Constant(250ms)")), [0.25; 4]);
    assert_eq!(with("body", json!([])), [0.0; 4]);
    assert_eq!(
        with("body", json!([{ "op": "sleep", "seconds": 2 }])),
        [2.0; 4]
    );
}

#[test]
fn users_of_a_closed_loop_wait() {
    let mut closed = scenario();
    closed["workloads"] = json!([{ "name": "office", "function": "f", "closed_loop": { "users": 2, "think": "4s" }, "until": 15 }]);
    assert_eq!(requested(&ran(&closed)), [4.0, 4.0, 9.0, 9.0, 14.0, 14.0]);
}

#[test]
fn workloads_and_a_timeline_go_on_side_by_side() {
    let mut both = scenario();
    both["timeline"] = json!([{ "at": 5, "invoke": "f", "id": "i0" }]);
    let run = ran(&both);
    assert_eq!(requested(&run), [0.0, 5.0, 10.0, 20.0, 30.0]);
    assert_eq!(run.result.invocations.len(), 1);
    assert_eq!(run.result.invocations[0].id, "i0");
}

#[test]
fn what_has_no_end_needs_a_horizon() {
    let mut endless = scenario();
    endless["workloads"][0] =
        json!({ "name": "day", "function": "f", "arrivals": "Regular::every(10s)" });
    let error =
        run(&read(&endless).expect("it is a scenario"), Seed(1)).expect_err("it does not end");
    assert!(
        error
            .to_string()
            .contains("workload `day`: has no last arrival"),
        "{error}"
    );
    endless["horizon"] = 25.into();
    let ended = run(&read(&endless).expect("it is a scenario"), Seed(1)).expect("it ends");
    assert_eq!(requested(&ended), [0.0, 10.0, 20.0]);
}

#[test]
fn members_of_an_array_are_called_after_their_place() {
    let run = ran(&scenario());
    let nodes: Vec<&str> = run.report.nodes.iter().map(|node| &*node.node).collect();
    assert_eq!(nodes, ["worker[0]", "worker[1]", "worker[2]"]);
    let used: Vec<_> = run
        .report
        .invocations
        .iter()
        .map(|row| row.node.as_deref())
        .collect();
    assert_eq!(
        used,
        [0, 1, 2, 0]
            .map(|node| format!("worker[{node}]"))
            .each_ref()
            .map(|node| Some(&**node))
    );
    // An array is what is written out.
    let mut written = scenario();
    let worker = written["platform"]["hosts"][2].take();
    let lan = written["platform"]["links"][1].take();
    let (mut hosts, mut links, mut routes) = (Vec::new(), Vec::new(), Vec::new());
    for place in 0..3 {
        let named = |of: &Value, name: &str| {
            let mut of = of.clone();
            of.as_object_mut().expect("an object").remove("count");
            of["name"] = format!("{name}[{place}]").into();
            of
        };
        hosts.push(named(&worker, "worker"));
        links.push(named(&lan, "lan"));
        let (worker, lan) = (format!("worker[{place}]"), format!("lan[{place}]"));
        routes.push(json!({ "src": "gateway", "dst": worker, "links": [lan] }));
        routes.push(json!({ "src": "user", "dst": worker, "links": ["wan", lan] }));
    }
    let platform = &mut written["platform"];
    hosts.splice(
        0..0,
        platform["hosts"].as_array().expect("hosts")[..2].to_vec(),
    );
    links.insert(0, platform["links"][0].clone());
    routes.insert(0, platform["routes"][0].clone());
    *platform = json!({ "hosts": hosts, "links": links, "routes": routes });
    written["service"]["compute_hosts"] = json!(["worker[0]", "worker[1]", "worker[2]"]);
    let written = ran(&written);
    assert_eq!(written.report.invocations, run.report.invocations);
    assert_eq!(written.report.nodes, run.report.nodes);
}

#[test]
fn a_service_and_a_fault_name_an_array_or_a_member() {
    let mut some = scenario();
    some["service"]["compute_hosts"] = json!(["worker[2]", "worker[0]"]);
    let run = ran(&some);
    let nodes: Vec<&str> = run.report.nodes.iter().map(|node| &*node.node).collect();
    assert_eq!(nodes, ["worker[2]", "worker[0]"]);
    let node_of = |faults: Value| {
        let mut broken = scenario();
        broken["faults"] = faults;
        let read = read(&broken).expect("it is a scenario");
        let run = coldstart::scenario::run::run(&read, Seed(1)).expect("it is declared");
        let rows = run.report.invocations.iter();
        rows.map(|row| row.node.as_deref().unwrap_or("nowhere").to_owned())
            .collect::<Vec<_>>()
    };
    let one = node_of(json!([{ "node": "worker[1]", "at": 5 }]));
    assert!(!one.contains(&"worker[1]".to_owned()), "{one:?}");
    let all = node_of(json!([{ "node": "worker", "at": 5 }]));
    assert_eq!(all, ["worker[0]", "nowhere", "nowhere", "nowhere"]);
}

#[test]
fn names_of_arrays_are_checked_where_they_are_used() {
    let platform = |key: &str, place: usize, value: Value| {
        let key = key.to_owned();
        move |scenario: &mut Value| {
            let value = value.clone();
            for (name, value) in value.as_object().expect("an object") {
                scenario["platform"][&key][place][name] = value.clone();
            }
        }
    };
    assert_eq!(
        refused(|scenario| scenario["service"]["compute_hosts"] =
            json!(["worker[3]", "worker[x]", "worker", "worker[1]"])),
        [
            "service.compute_hosts[0]: unknown host `worker[3]`; `worker` has those from 0 to 2",
            "service.compute_hosts[1]: unknown host `worker[x]` (hosts: user, gateway, worker)",
            "service.compute_hosts[3]: host `worker[1]` is already service.compute_hosts[2]; remove one",
        ]
    );
    assert_eq!(
        refused(|scenario| {
            scenario["controller_host"] = "worker".into();
            scenario["workloads"][0]["host"] = "worker".into();
        }),
        [
            "controller_host: `worker` is an array of 3 hosts; name one, such as `worker[0]`",
            "workloads[0].host: `worker` is an array of 3 hosts; name one, such as `worker[0]`",
        ]
    );
    assert_eq!(
        refused(platform("links", 1, json!({ "count": 2 }))),
        [1, 2].map(|route| format!(
            "platform.routes[{route}].links[{}]: `lan` has 2 links for 3 hosts; give it as many, or name one, such as `lan[0]`",
            route - 1
        )),
    );
    assert_eq!(
        refused(platform("routes", 0, json!({ "links": ["lan"] }))),
        ["platform.routes[0].links[0]: `lan` is an array of 3 links; name one, such as `lan[0]`"],
    );
    assert_eq!(
        refused(platform("routes", 2, json!({ "src": "worker" }))),
        [
            "platform.routes[2]: goes from `worker` to itself; a host needs no route to itself, remove it",
            "platform.routes[2]: joins two arrays, `worker` and `worker`; let one end be one host, such as `worker[0]`"
        ],
    );
    assert_eq!(
        refused(platform(
            "routes",
            2,
            json!({ "src": "gateway", "dst": "worker[1]", "links": ["lan[1]"] })
        )),
        [
            "platform.routes[2]: from `gateway` to `worker[1]` there is already platform.routes[1]; remove one, or give both \
          `\"symmetrical\": false` if each goes one way"
        ],
    );
    assert_eq!(
        refused(platform("routes", 1, json!({ "dst": "worker[1]", "links": ["lan[1]"] }))),
        [0, 2].map(|node| format!(
            "platform.routes: no route from `gateway` to `worker[{node}]`, which the service needs; add {{\"src\": \"gateway\", \
             \"dst\": \"worker[{node}]\", \"links\": [..]}}"
        )),
    );
    assert_eq!(
        refused(|scenario| scenario["faults"] = json!([
            { "node": "worker", "at": 5 }, { "node": "worker[2]", "at": 6 }, { "node": "worker[3]", "at": 6 },
        ])),
        [
            "faults[1]: begins while faults[0] lasts, which is the same; let one follow the other",
            "faults[2].node: unknown host `worker[3]`; `worker` has those from 0 to 2",
        ]
    );
    let count = "must be from 1 to 1000000; leave it out for one that is called `worker` and not `worker[0]`";
    assert!(refused(platform("hosts", 2, json!({ "count": 1_000_001 })))[0].ends_with(count));
}

#[test]
fn arrivals_that_cannot_be_read_are_told_with_their_place() {
    let told = |arrivals: Value| {
        refused(|scenario| scenario["workloads"][0]["arrivals"] = arrivals).join("\n")
    };
    let error = told("Poison::per_second(2)".into());
    assert!(error.contains(": workloads[0].arrivals: invalid arrivals `Poison::per_second(2)`: at character 1, unknown arrivals"), "{error}");
    let error = told(5.into());
    assert!(error.ends_with("workloads[0].arrivals: invalid type: integer `5`; expected arrivals such as \"Poisson::per_second(2).until(1h)\""), "{error}");
    let error = refused(|scenario| scenario["workloads"][0]["arival"] = 1.into()).join("\n");
    assert!(
        error.contains("workloads[0].arival: unknown key `arival`; did you mean `arrivals`?"),
        "{error}"
    );
}

#[test]
fn json_and_toml_say_the_same() {
    let read = read(&scenario()).expect("it is a scenario");
    let toml = toml::to_string(&read).expect("it is TOML");
    assert_eq!(
        parse(&toml, Format::Toml, "my.toml").expect("it is a scenario"),
        read
    );
}
