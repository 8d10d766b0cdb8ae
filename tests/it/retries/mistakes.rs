//! Retries and events that make no sense: told when the simulation is built, or where it is asked for them.

use coldstart::simulation::Halt;

use super::*;

/// What is wrong with a world in which `f` is deployed as it is said.
fn mistakes(spec: FunctionSpec, more: impl FnOnce(&mut World)) -> Vec<String> {
    let mut world = plan().declare();
    failing(&mut world, spec, 0);
    more(&mut world);
    world
        .sim
        .controller("client", world.user, async |_: &mut Ctx| {});
    let error = world.sim.build().err();
    let problems = error.map_or_else(Vec::new, |error| error.problems);
    problems
        .into_iter()
        .map(|problem| problem.message)
        .collect()
}

fn to(destination: Destination) -> FunctionSpec {
    FunctionSpec {
        events: Some(AsyncInvoke {
            on_failure: Some(destination),
            ..AsyncInvoke::default()
        }),
        ..spec("f")
    }
}

#[track_caller]
fn assert_one(mistakes: &[String], start: &str) {
    let [mistake] = mistakes else {
        panic!("there is not one mistake: {mistakes:?}")
    };
    assert!(mistake.starts_with(start), "{mistake}");
}

#[test]
fn numbers() {
    let retry = |retry| FunctionSpec {
        retry: Some(retry),
        ..spec("f")
    };
    let found = mistakes(retry(Retry::times(0)), |_| {});
    assert_one(&found, "`retry`: `attempts` is 0; it counts all of them");
    let backoff = Backoff {
        factor: 0.5,
        ..Backoff::default()
    };
    let found = mistakes(retry(exactly(3, backoff)), |_| {});
    assert_one(
        &found,
        "`retry`: `backoff.factor` is 0.5; a back-off does not get shorter",
    );
}

#[test]
fn an_input_that_cannot_be_copied() {
    struct Single;
    for (retry, events, field) in [
        (Some(Retry::default()), None, "retry"),
        (None, Some(AsyncInvoke::default()), "events"),
    ] {
        let mut world = plan().declare();
        let spec = FunctionSpec {
            retry,
            events,
            ..spec("f")
        };
        let f = world.sim.function(spec, async |_: &mut Ctx, _: Single| {});
        world.sim.deploy(f, world.cloud, world.registry);
        world
            .sim
            .controller("client", world.user, async |_: &mut Ctx| {});
        let error = world.sim.build().err().expect("it is a mistake");
        let message = &error.problems[0].message;
        let start = format!("has `{field}`, and its input `");
        assert!(
            message.starts_with(&start) && message.contains("Single` cannot be copied"),
            "{message}"
        );
        assert!(
            message.contains("add `#[derive(Clone)]` to the type"),
            "{message}"
        );
    }
}

#[test]
fn destinations() {
    let found = mistakes(to(Destination::mailbox("deaf")), |world| {
        world.sim.mailbox::<DeadLetter<SimDuration>>("dead");
    });
    assert_one(
        &found,
        "has events whose `on_failure` is the mailbox `deaf`, which is not declared; did you mean `dead`?",
    );
    let found = mistakes(to(Destination::mailbox("dead")), |world| {
        world.sim.mailbox::<u64>("dead");
    });
    assert_one(
        &found,
        "has events whose `on_failure` is the mailbox `dead`, which holds `u64`; make it one of",
    );
    let found = mistakes(to(Destination::function("g")), |_| {});
    assert_one(
        &found,
        "has events whose `on_failure` is the function `g`, which is not deployed on `cloud`",
    );
    let found = mistakes(to(Destination::function("g")), |world| {
        let g = world
            .sim
            .function(spec("g"), async |_: &mut Ctx, _: u64| {});
        world.sim.deploy(g, world.cloud, world.registry);
    });
    assert_one(
        &found,
        "has events whose `on_failure` is the function `g`, which takes `u64`; make it one that takes",
    );
    let found = mistakes(to(Destination::function("g")), |world| {
        let body = async |_: &mut Ctx, _: DeadLetter<SimDuration>| {};
        let g = world.sim.function(spec("g"), body);
        world.sim.deploy(g, world.cloud, world.registry);
    });
    assert_one(
        &found,
        "has events whose `on_failure` is the function `g`, whose input cannot be copied",
    );
}

#[test]
fn a_retry_that_is_asked_for_ends_the_run_with_a_message() {
    let mut world = plan().declare();
    let f = failing(&mut world, spec("f"), 0);
    let cloud = world.cloud;
    let (halt, _) = world.stuck(async move |ctx: &mut Ctx| {
        drop(
            ctx.invoke_retrying(cloud, f, secs(1), Retry::times(0))
                .await,
        );
    });
    let Halt::Panicked { message, .. } = halt else {
        panic!("{halt}")
    };
    assert!(message.contains("`attempts` is 0"), "{message}");
}

/// A clone of the user's that panics is told as such, and ends the run.
#[test]
fn a_clone_that_panics() {
    struct Fragile;
    impl Clone for Fragile {
        fn clone(&self) -> Self {
            panic!("it breaks")
        }
    }
    let mut world = plan().declare();
    let body = async |_: &mut Ctx, _: Fragile| {};
    let f = world.sim.function(spec("f"), body);
    let f = world.sim.repeatable(f);
    world.sim.deploy(f, world.cloud, world.registry);
    let cloud = world.cloud;
    let (halt, _) = world.stuck(async move |ctx: &mut Ctx| {
        let call = ctx
            .invoke_retrying(cloud, f, Fragile, Retry::times(2))
            .await;
        drop(ctx.wait(call).await);
    });
    let Halt::Crashed { what, message, .. } = halt else {
        panic!("{halt}")
    };
    assert_eq!(
        (&*what, &*message),
        ("the clone of the input of `f#0`", "it breaks")
    );
}
