//! Start-ups as they are declared: on a builder, by the registry, in the language; and what is told of those that cannot be.

use coldstart::prelude::*;
use coldstart::serverless::policy::registry::{self, Parameters};
use serde_json::json;

use super::{planned, world};
use crate::support::{IMAGE, host, link, storage};

#[test]
fn a_plan_that_cannot_be_carried_out_is_told_when_it_is_built() {
    let from = |storage: &str| Step::FetchFrom {
        storage: storage.to_owned(),
        size: mb(1),
    };
    let mistakes = |steps: Vec<Step>| planned(steps).mistakes();
    assert_eq!(
        mistakes(vec![from("packages"), Step::Fetch(mb(1))]),
        [""; 0]
    );
    let unknown = "serverless `cloud`: has a start-up that fetches from an unknown storage `package`; did you mean `packages`? \
                   (storages: registry, packages)";
    assert_eq!(
        mistakes(vec![Step::Together(vec![from("package"); 2])]),
        [unknown]
    );
    let backwards = vec![Step::Delay(Uniform(secs(2), secs(1)))];
    let backwards = &mistakes(backwards)[0];
    assert!(
        backwards.starts_with("serverless `cloud`: has a start-up policy that cannot be: ")
            && backwards.ends_with("low is 2s, above high, which is 1s; write `Uniform(1s, 2s)`"),
        "{backwards}"
    );
    let sized = world(|spec| {
        let delay = Constant(mib(1));
        spec.start_up = Some(Box::new(DistributedStartUp { delay }));
    });
    let sized = &sized.mistakes()[0];
    assert!(
        sized.ends_with("its values are a size, and not a time"),
        "{sized}"
    );
    let chunked = world(|spec| {
        let steps = vec![Step::Restore(gb(100))];
        spec.start_up = Some(Box::new(StartUpPlan { steps }));
        spec.buffer = Buffer::Chunks(bytes(100));
    });
    let chunked = &chunked.mistakes()[0];
    assert!(
        chunked.contains("cuts a snapshot of 100GB into"),
        "{chunked}"
    );
}

#[test]
fn a_package_needs_a_route() {
    let mut sim = Builder::new();
    let [user, gateway, worker] =
        ["user", "gateway", "worker"].map(|name| sim.host(name, host(1, gb(1), gb(10))));
    let lan = sim.link("lan", link(mb_per_sec(100)));
    sim.route(user, gateway, [lan]);
    sim.route(gateway, worker, [lan]);
    let registry = sim.storage("registry", user, storage([IMAGE]));
    let steps = vec![Step::Fetch(mb(1))];
    let spec = ServerlessSpec {
        start_up: Some(Box::new(StartUpPlan { steps })),
        ..ServerlessSpec::default()
    };
    let cloud = sim.serverless("cloud", gateway, worker, spec);
    let f = sim.function(
        FunctionSpec::new("f", IMAGE),
        async |_: &mut Ctx, (): ()| (),
    );
    sim.deploy(f, cloud, registry);
    sim.controller("client", user, async |_: &mut Ctx| ());
    let error = sim.build().err().expect("no route").to_string();
    let expected = "serverless `cloud`: has a start-up that fetches packages, but no route from `user` to `worker`; add \
                    `route user <-> worker via [..];`";
    assert!(error.ends_with(expected), "{error}");
}

#[test]
fn the_registry_makes_both_of_what_a_file_says() {
    let make = |name: &str, parameters: serde_json::Value| {
        let parameters: Parameters = serde_json::from_value(parameters).expect("an object");
        registry::start_up(name, &parameters).map(|policy| format!("{policy:?}"))
    };
    let delay = LogNormal(0, 1);
    let made = make("distribution", json!({ "delay": "LogNormal(0, 1)" }));
    assert_eq!(made, Ok(format!("{:?}", DistributedStartUp { delay })));
    let steps = vec![Step::Restore(mb(200))];
    let made = make("plan", json!({ "steps": [{ "restore": "200MB" }] }));
    assert_eq!(made, Ok(format!("{:?}", StartUpPlan { steps })));
    let told = |name, parameters| make(name, parameters).expect_err("it is wrong").to_string();
    let error = told("distribution", json!({ "delay": "LogNorml(0, 1)" }));
    assert!(
        error.starts_with("the start-up policy `distribution`: delay: invalid distribution `LogNorml(0, 1)`: at character 1, unknown"),
        "{error}"
    );
    let error = told("distribution", json!({ "delay": 0.5 }));
    assert!(error.contains("expected a distribution such as"), "{error}");
    let error = told("distribution", json!({ "delay": "Constant(1MB)" }));
    assert!(
        error.ends_with("its values are a size, and not a time"),
        "{error}"
    );
    let error = told("plan", json!({ "steps": [{ "fech": "1MB" }] }));
    assert!(
        error.contains("steps[0].fech: unknown field `fech`, expected one of"),
        "{error}"
    );
}

#[serverless_function(image = IMAGE)]
async fn varied(ctx: &mut Ctx) -> f64 {
    let duration = ctx.sample_duration(&Uniform(1s, 2s));
    ctx.sleep(duration).await;
    ctx.sample(&Constant(128MiB))
}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless) {
    let done = ctx.invoke_and_wait(cloud, varied, ()).await;
    assert_eq!(done.expect("it runs").output, 134_217_728.0);
}

simulation! {
    #[derive(Clone, Debug)]
    struct Varied {
        /// How long a sandbox takes to boot.
        boot: Distribution = Constant(500ms),
    }

    host node { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    storage registry on node { images: [IMAGE] }
    serverless cloud on node over node {
        start_up: StartUpPlan { steps: vec![Step::Delay(boot.clone()), Step::Restore(50MB), Step::Delay(Constant(5ms))] },
    }
    deploy varied on cloud from registry;
    controller client(cloud) on node;
}

#[test]
fn the_language_has_distributions_with_units_and_as_parameters() {
    use coldstart::simulation::Declaration;
    let start_up = |varied: &Varied| {
        let report = varied.run(Seed(1)).expect("it runs");
        let body = report.invocations[0].phases.body;
        assert!(body >= secs(1) && body < secs(2), "{body}");
        report.invocations[0].phases.startup
    };
    let mut varied = Varied::default();
    assert_eq!(start_up(&varied), millis(500 + 500 + 5));
    varied.set("boot", "Uniform(2s, 3s)").expect("it is one");
    let drawn = start_up(&varied);
    assert!(drawn >= millis(2505) && drawn < millis(3505), "{drawn}");
    let error = varied.set("boot", "LogNormal(0)").expect_err("sigma lacks");
    assert!(
        error.to_string().contains("`LogNormal` needs mu and sigma"),
        "{error}"
    );
}

#[test]
fn a_distribution_that_means_nothing_ends_the_run_with_a_message() {
    let mut world = planned(Vec::new());
    let user = world.user;
    world.sim.controller("odd", user, async |ctx: &mut Ctx| {
        ctx.sample(&Gamma(-1, 2));
    });
    let Err(error) = world.sim.run(Seed(1)) else {
        panic!("it is refused");
    };
    let error = error.to_string();
    assert!(
        error.contains("odd")
            && error.contains(
                "invalid distribution `Gamma(-1, 2)`: the shape is -1, and must be above zero"
            ),
        "{error}"
    );
}
