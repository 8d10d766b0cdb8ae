//! Providers: what their services do, what can be replaced, and what functions may ask for there.

use coldstart::prelude::*;
use coldstart::scenario::load::{Format, parse};
use coldstart::scenario::run;
use coldstart::scenario::schema::Scenario;
use coldstart::serverless::policy::{FixedTimeout, PolicyKind};
use coldstart::simulation::BuildError;
use serde_json::{Value, json};

use crate::support::chapters::assert_table;
use crate::support::{IMAGE, Plan, World, call, host};

/// A world with a service of a provider, on a large node.
fn world(service: ServerlessSpec) -> World {
    let plan = Plan {
        service,
        ..Plan::over([host(8, gb(64), gb(100))])
    };
    plan.declare()
}

fn function() -> FunctionSpec {
    FunctionSpec {
        memory: mb(512),
        ..FunctionSpec::new("f", IMAGE)
    }
}

/// How many of two invocations are cold, so long after each other.
fn cold_starts(service: ServerlessSpec, pause: SimDuration) -> u64 {
    let mut world = world(service);
    let f = world.sleeper(function());
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        call(ctx, cloud, f, secs(1)).await.expect("it succeeds");
        ctx.sleep(pause).await;
        call(ctx, cloud, f, secs(1)).await.expect("it succeeds");
    });
    report.summary.cold_starts
}

#[test]
fn a_service_of_a_provider_keeps_instances_as_long_as_that() {
    let lambda = || Provider::aws_lambda().spec();
    assert_eq!(cold_starts(lambda(), mins(5)), 1);
    assert_eq!(cold_starts(lambda(), mins(7)), 2);
    let own = ServerlessSpec {
        keep_alive: Some(Box::new(FixedTimeout { timeout: mins(10) })),
        ..lambda()
    };
    assert_eq!(cold_starts(own, mins(9)), 1);
}

#[test]
fn scalers_of_providers_alone_make_instances() {
    for (provider, kept) in [
        (Provider::azure_functions(), mins(20)),
        (Provider::google_cloud_run(), mins(15)),
        (Provider::knative(), secs(90)),
        (Provider::code_engine(), secs(90)),
    ] {
        for (pause, expected) in [(kept - secs(20), 1), (kept + secs(20), 2)] {
            let mut world = world(ServerlessSpec::from(provider));
            // Of which an instance is used to a part, so that one is enough.
            let f = world.sleeper(FunctionSpec {
                concurrency: 10,
                ..function()
            });
            let cloud = world.cloud;
            let report = world.run(async move |ctx: &mut Ctx| {
                call(ctx, cloud, f, secs(1)).await.expect("it succeeds");
                ctx.sleep(pause).await;
                call(ctx, cloud, f, secs(1)).await.expect("it succeeds");
            });
            let made = report.services[0].containers;
            assert_eq!(made, expected, "{} after {pause}", provider.name());
            assert_eq!(report.summary.cold_starts, 0);
        }
    }
}

#[test]
fn a_provider_limits_what_it_accepts() {
    let mut world = world(Provider::aws_lambda().spec());
    let f = world.sleeper(function());
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let mut placed = Vec::new();
        for _ in 0..1010 {
            placed.push(ctx.invoke_async(cloud, f, secs(1)).await);
        }
        ctx.wait_all(placed).await;
    });
    // A thousand environments at once; the node has room for fewer, and the others wait.
    assert_eq!(report.summary.failed, 10);
}

#[test]
fn a_service_of_a_provider_starts_and_bills_as_that() {
    let mut world = world(Provider::aws_lambda().spec());
    let f = world.sleeper(function());
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        call(ctx, cloud, f, secs(1)).await.expect("it succeeds");
    });
    let row = &report.invocations[0];
    assert_eq!(row.phases.startup, millis(250));
    // 1.25 s of half a GB: 512 MB as Amazon writes it.
    let expected = 0.000_000_2 + 1.25 * 0.5 * 0.000_016_666_7;
    let cost = row.cost.expect("a tariff");
    assert!((cost - expected).abs() < 1e-15, "{cost}");
}

/// What is wrong with a function on a service of a provider.
fn mistakes(provider: Provider, spec: FunctionSpec) -> Vec<String> {
    let mut world = world(provider.spec());
    let _ = world.sleeper(spec);
    let user = world.user;
    world.sim.controller("client", user, async |_: &mut Ctx| ());
    match world.sim.build() {
        Ok(_) => Vec::new(),
        Err(BuildError { problems }) => problems.into_iter().map(|one| one.message).collect(),
    }
}

#[test]
fn functions_beyond_the_limits_of_a_provider_are_told() {
    let lambda = Provider::aws_lambda();
    assert_eq!(mistakes(lambda, function()), [""; 0]);
    // However Amazon's MB are written.
    for memory in [mb(128), mib(128), mb(10_240), mib(10_240)] {
        let spec = FunctionSpec {
            memory,
            ..function()
        };
        assert_eq!(mistakes(lambda, spec), [""; 0]);
    }
    let wrong = FunctionSpec {
        memory: mb(64),
        time_limit: secs(901),
        concurrency: 2,
        ..function()
    };
    assert_eq!(
        mistakes(lambda, wrong.clone()),
        [
            "is beyond the limits of `cloud`: `memory` is 64MB; give it at least 128MB",
            "is beyond the limits of `cloud`: `time_limit` is 901s; give it at most 15min",
            "is beyond the limits of `cloud`: `concurrency` is 2; give it at most 1",
        ]
    );
    assert_eq!(
        mistakes(Provider::azure_functions(), wrong.clone()),
        ["is beyond the limits of `cloud`: `time_limit` is 901s; give it at most 10min"]
    );
    // Its limits can be replaced, too.
    let mut world = world(ServerlessSpec {
        limits: FunctionLimits::default(),
        ..lambda.spec()
    });
    let _ = world.sleeper(wrong);
    let user = world.user;
    world.sim.controller("client", user, async |_: &mut Ctx| ());
    assert!(world.sim.build().is_ok());
}

#[test]
fn a_function_without_limits_has_those_of_the_provider() {
    let mut world = world(Provider::aws_lambda().spec());
    let f = world.sleeper(function());
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        let outcome = call(ctx, cloud, f, secs(1000)).await;
        outcome.expect_err("it runs for longer than 900 s");
    });
    assert_eq!(report.invocations[0].phases.body, secs(900));
}

/// Takes an input of a size.
struct Upload;

impl ServerlessFunction for Upload {
    type Input = Bytes;
    type Output = ();
    type Kind = Succeeds;

    fn spec(&self) -> FunctionSpec {
        FunctionSpec {
            memory: mb(512),
            ..FunctionSpec::new("upload", IMAGE)
        }
    }

    async fn call(_: &mut Ctx, _: Bytes) {}

    fn input_size(input: &Bytes) -> Bytes {
        *input
    }
}

#[test]
fn an_input_beyond_the_limit_of_the_provider_is_refused() {
    let mut world = world(Provider::aws_lambda().spec());
    world.sim.deploy(Upload, world.cloud, world.registry);
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        for size in [mb(6), mb(7)] {
            let invocation = ctx.invoke(cloud, Upload, size).await;
            let _ = ctx.wait(invocation).await;
        }
    });
    let success: Vec<_> = report.invocations.iter().map(|row| row.success).collect();
    assert_eq!(success, [Some(true), Some(false)]);
}

/// Sleeps for a second, on a service of the language.
#[serverless_function(image = IMAGE, memory = 512MB)]
async fn nap(ctx: &mut Ctx) {
    ctx.sleep(secs(1)).await;
}

#[controller]
async fn twice(ctx: &mut Ctx, cloud: Serverless) {
    for _ in 0..2 {
        let invocation = ctx.invoke(cloud, nap, ()).await;
        ctx.wait(invocation).await.expect("it succeeds");
        ctx.sleep(2min).await;
    }
}

simulation! {
    /// The same function on services of one provider, with other fields before and after it.
    #[derive(Clone)]
    pub struct Declared {}

    host user { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    host node0 { speed: 1Gflop/s, cores: 2, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    host node1 { speed: 1Gflop/s, cores: 2, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    host node2 { speed: 1Gflop/s, cores: 2, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    host node3 { speed: 1Gflop/s, cores: 2, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    link lan { bandwidth: 100MB/s }
    route user <-> node0 via [lan];
    route user <-> node1 via [lan];
    route user <-> node2 via [lan];
    route user <-> node3 via [lan];
    storage registry on user { images: [IMAGE] }
    serverless plain on user over node0 { provider: Provider::aws_lambda() }
    serverless keeping on user over node1 { keep_alive: NoKeepAlive, provider: Provider::aws_lambda() }
    serverless timed on user over node2 {
        provider: Provider::aws_lambda(), idle_timeout: 1min, container_startup: 2s, tariff: Tariff::aws_lambda_arm(),
    }
    serverless unlimited on user over node3 {
        provider: Provider::aws_lambda(), limits: FunctionLimits { max_memory: Some(1GB), ..FunctionLimits::default() },
    }
    deploy nap on plain from registry;
    deploy nap on keeping from registry;
    deploy nap on timed from registry;
    deploy nap on unlimited from registry { concurrency: 7 }
    controller twice(plain) on user;
    controller twice(keeping) on user;
    controller twice(timed) on user;
    controller twice(unlimited) on user;
}

#[test]
fn fields_beside_a_provider_replace_its_own() {
    let report = coldstart::results::run(&Declared {}, Seed(1)).expect("it runs");
    let cold: Vec<u64> = (report.services.iter())
        .map(|service| service.counts.cold_starts)
        .collect();
    assert_eq!(cold, [1, 2, 2, 1]);
    let startups = report.services.iter().map(|service| {
        let startup = service.delays.startup_cold.as_ref();
        startup.expect("there are cold starts").max
    });
    let startups: Vec<SimDuration> = startups.collect();
    assert_eq!(startups, [millis(250), millis(250), secs(2), millis(250)]);
    let revenue = |service: usize| report.services[service].revenue.expect("a tariff");
    let of = |seconds: f64, price: f64| 2.0 * 0.000_000_2 + seconds * 0.5 * price;
    assert!((revenue(0) - of(2.25, 0.000_016_666_7)).abs() < 1e-12);
    assert!((revenue(2) - of(6.0, 0.000_013_333_4)).abs() < 1e-12);
}

/// A scenario whose service has these keys beside those that it needs, and a function of 512 MB with others of its own.
fn scenario(service: &Value, function: &Value) -> String {
    let disk = json!({"size": "1TB", "read_bw": 1e8, "write_bw": 1e8});
    let mut scenario = json!({
        "name": "provided",
        "controller_host": "user",
        "platform": {
            "hosts": [
                {"name": "user", "speed": 1e9, "disk": disk},
                {"name": "node", "speed": 1e9, "cores": 4, "disk": disk},
            ],
            "links": [{"name": "lan", "bandwidth": 1e8, "latency": 0}],
            "routes": [{"src": "user", "dst": "node", "links": ["lan"]}],
        },
        "storage": {"host": "user"},
        "service": {"head_host": "user", "compute_hosts": ["node"]},
        "images": [{"name": "image", "disk_size": "1MB", "ram_size": "1MB"}],
        "functions": [{
            "name": "f", "image": "image", "disk_limit": "1MB", "ram_limit": "512MB",
            "body": [{"op": "sleep", "seconds": 1}],
        }],
        "timeline": [{"invoke": "f", "id": "a"}, {"wait": "a"}, {"after": 120, "invoke": "f", "id": "b"}, {"wait": "b"}],
    });
    for (place, keys) in [("/service", service), ("/functions/0", function)] {
        let place = scenario.pointer_mut(place).and_then(Value::as_object_mut);
        place
            .expect("it is there")
            .extend(keys.as_object().expect("keys").clone());
    }
    scenario.to_string()
}

fn read(service: &Value, function: &Value) -> Result<Scenario, String> {
    let text = scenario(service, function);
    parse(&text, Format::Json, "provided.json").map_err(|error| error.to_string())
}

#[test]
fn a_scenario_file_names_its_provider_and_says_what_differs() {
    let cold = |service: Value| {
        let scenario = read(&service, &json!({})).expect("it is a scenario");
        let report = run::run(&scenario, Seed(1)).expect("it runs").report;
        let startup = report.services[0].delays.startup_cold.as_ref();
        let startup = startup.expect("there are cold starts").max;
        (
            report.summary.cold_starts,
            startup,
            report.summary.revenue.len(),
        )
    };
    let lambda = "aws_lambda";
    assert_eq!(cold(json!({"provider": lambda})), (1, millis(250), 1));
    assert_eq!(
        cold(json!({"provider": lambda, "keep_alive": "none", "tariff": null})),
        (2, millis(250), 0)
    );
    let times = json!({"container_idle_timeout": 60, "container_startup_overhead": 2});
    assert_eq!(
        cold(json!({"properties": times, "provider": lambda})),
        (2, secs(2), 1)
    );
    let knative = read(&json!({"provider": "knative"}), &json!({})).expect("it is a scenario");
    let report = run::run(&knative, Seed(1)).expect("it runs").report;
    assert_eq!(
        (report.services[0].containers, report.summary.revenue.len()),
        (2, 0)
    );
}

#[test]
fn a_scenario_with_a_provider_is_written_with_all_that_it_has() {
    for service in [
        json!({"provider": "google_cloud_run", "keep_alive": "none"}),
        json!({"provider": "aws_lambda", "properties": {"container_idle_timeout": 60}}),
    ] {
        let scenario = read(&service, &json!({})).expect("it is a scenario");
        let text = serde_json::to_string(&scenario).expect("it serialises");
        let again = parse(&text, Format::Json, "again.json").expect("it is a scenario");
        assert!(again == scenario, "{text}");
    }
}

#[test]
fn mistakes_with_providers_in_files_are_told_with_their_place() {
    for (service, function, told) in [
        (
            json!({"provider": "aws"}),
            json!({}),
            "service.provider: there is no provider `aws`; write one of `aws_lambda`, ",
        ),
        (
            json!({"provider": 7}),
            json!({}),
            "service.provider: invalid type: integer `7`",
        ),
        (
            json!({"provider": "aws_lambda", "sheduler": "fcfs"}),
            json!({}),
            "service.sheduler: unknown key `sheduler`; did you mean `scheduler`?",
        ),
        (
            json!({"provider": "aws_lambda"}),
            json!({"ram_limit": "64MB"}),
            "functions[0].ram_limit: is 64MB; give it at least 128MB",
        ),
        (
            json!({"provider": "aws_lambda"}),
            json!({"time_limit": 901}),
            "functions[0].time_limit: is 901s; give it at most 15min",
        ),
        (
            json!({"provider": "aws_lambda"}),
            json!({"ingress": "7MB"}),
            "functions[0].ingress: is 7MB; give it at most 6.291456MB",
        ),
        (
            json!({"limits": {"concurrency": 3}}),
            json!({"concurrency": 4}),
            "functions[0].concurrency: is 4; give it at most 3",
        ),
        (
            json!({"limits": {"min_memory": 2, "max_memory": 1}}),
            json!({}),
            "service.limits.min_memory: is 2B, above the `max_memory` of 1B",
        ),
        (
            json!({"limits": {"memory": 2}}),
            json!({}),
            "service.limits.memory: unknown key `memory`",
        ),
    ] {
        let mistake = read(&service, &function).expect_err("it is a mistake");
        assert!(mistake.contains(told), "{mistake}");
    }
    let same = json!({"provider": "aws_lambda", "limits": {}});
    assert!(read(&same, &json!({"ram_limit": "64MB"})).is_ok());
}

#[test]
fn each_policy_of_a_provider_is_one_of_the_registry() {
    let (name, parameters) = Provider::aws_lambda()
        .policy(PolicyKind::KeepAlive)
        .expect("it has one");
    assert_eq!(name, "fixed_timeout");
    assert_eq!(parameters["timeout"], "6min");
    assert_eq!(
        Provider::named("knative").expect("it is there").tariff(),
        None
    );
}

#[test]
fn the_book_has_every_provider() {
    let providers = Provider::all().map(|provider| provider.markdown());
    assert_table(
        "reference/providers.md",
        ("providers", "end of providers"),
        &providers.join("\n"),
    );
}
