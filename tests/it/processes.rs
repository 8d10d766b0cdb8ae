//! What happens to user code that waits for ever, panics, fails, or awaits what is not ours.

use coldstart::prelude::*;
use coldstart::simulation::Halt;

use crate::support::{Plan, World, at};

const IMAGE: Image = Image::new("image", mb(1));

/// A user, a gateway and a worker, on which `function` is deployed and `controller` runs.
fn run<I, O, F, C, E>(function: F, controller: C) -> Result<Report, RunError>
where
    I: 'static,
    O: 'static,
    E: coldstart::simulation::Termination + 'static,
    F: AsyncFn(&mut Ctx, I) -> O + 'static,
    C: AsyncFnOnce(&mut Ctx, Serverless, Function<I, O>) -> E + 'static,
{
    let World {
        mut sim,
        user,
        registry,
        cloud,
        ..
    } = Plan::default().with_images([IMAGE]).declare();
    let spec = FunctionSpec {
        disk: mb(10),
        ..FunctionSpec::new("f", IMAGE)
    };
    let function = sim.function(spec, function);
    sim.deploy(function, cloud, registry);
    sim.controller("client", user, async move |ctx: &mut Ctx| {
        controller(ctx, cloud, function).await
    });
    sim.run(Seed(1))
}

fn halt(outcome: Result<Report, RunError>) -> Halt {
    match outcome {
        Err(RunError::Halted { halt, .. }) => halt,
        other => panic!("the run was not halted: {other:?}"),
    }
}

#[test]
fn a_panic_in_a_body_ends_the_run_with_its_process_date_and_message() {
    let body = async |ctx: &mut Ctx, (): ()| {
        ctx.sleep(secs(2)).await;
        panic!("no such photo");
    };
    let outcome = run(body, async |ctx: &mut Ctx, cloud, f| {
        let call = ctx.invoke(cloud, f, ()).await;
        let _: Outcome<()> = ctx.wait(call).await;
    });
    let Halt::Panicked {
        process,
        date,
        message,
    } = halt(outcome)
    else {
        panic!("not told as a panic");
    };
    assert_eq!(
        (process.as_str(), message.as_str()),
        ("f#0", "no such photo")
    );
    assert!(date > at(2.0));
}

#[test]
fn awaiting_a_foreign_future_ends_the_run_with_the_process() {
    let outcome = run(
        async |_: &mut Ctx, (): ()| (),
        async |ctx: &mut Ctx, _, _| {
            ctx.sleep(secs(5)).await;
            std::future::pending::<()>().await;
        },
    );
    let text = halt(outcome).to_string();
    assert!(
        text.contains("`client`") && text.contains("5.000000000 s"),
        "{text}"
    );
}

#[test]
fn a_controller_that_fails_fails_the_run() {
    let outcome = run(
        async |_: &mut Ctx, (): ()| (),
        async |_: &mut Ctx, _, _| Err::<(), _>("out of budget"),
    );
    let Halt::ControllerFailed {
        process, message, ..
    } = halt(outcome)
    else {
        panic!("not told as a failure");
    };
    assert_eq!(
        (process.as_str(), message.as_str()),
        ("client", "out of budget")
    );
}

#[test]
fn a_body_reads_back_what_it_wrote_and_nothing_else() {
    let body = async |ctx: &mut Ctx, (): ()| {
        assert!(matches!(
            ctx.read("a").await,
            Err(Failure::FileNotFound { .. })
        ));
        ctx.write(File::new("a", mb(5))).await.expect("5 of 10 MB");
        ctx.read("a").await.expect("it was written");
        assert!(matches!(
            ctx.write(File::new("b", mb(6))).await,
            Err(Failure::NotEnoughSpace { .. })
        ));
        ctx.delete("a").await.expect("it was there");
        ctx.create(File::new("b", mb(10)))
            .await
            .expect("the whole storage");
        ctx.now()
    };
    let outcome = run(body, async |ctx: &mut Ctx, cloud, f| {
        let call = ctx.invoke(cloud, f, ()).await;
        let done = ctx.wait(call).await.expect("it succeeds");
        // 5 MB written and read at 100 MB/s; the rest takes no time.
        assert_eq!(done.output - done.dates.start, millis(100));
    });
    outcome.expect("it runs");
}

#[test]
fn a_controller_has_no_private_storage() {
    let outcome = run(
        async |_: &mut Ctx, (): ()| (),
        async |ctx: &mut Ctx, _, _| {
            assert!(matches!(
                ctx.read("a").await,
                Err(Failure::NoPrivateStorage { .. })
            ));
        },
    );
    outcome.expect("it runs");
}

#[test]
fn waiting_for_any_returns_the_first_that_is_over_and_then_the_others() {
    let body = async |ctx: &mut Ctx, seconds: u64| {
        ctx.sleep(secs(seconds)).await;
        seconds
    };
    let outcome = run(body, async |ctx: &mut Ctx, cloud, f| {
        let mut calls = Vec::new();
        for seconds in [7, 3] {
            calls.push(ctx.invoke(cloud, f, seconds).await);
        }
        assert!(!ctx.is_done(&calls[0]).await);
        let mut order = Vec::new();
        while let Some(outcome) = ctx.wait_any(&mut calls).await {
            order.push(outcome.expect("it succeeds").output);
        }
        assert_eq!(order, [3, 7]);
    });
    outcome.expect("it runs");
}

#[test]
fn a_host_shares_its_cores_among_computations() {
    let outcome = run(
        async |ctx: &mut Ctx, (): ()| ctx.compute(gflop(3)).await,
        async |ctx: &mut Ctx, cloud, f| {
            let calls = [
                ctx.invoke(cloud, f, ()).await,
                ctx.invoke(cloud, f, ()).await,
            ];
            for outcome in ctx.wait_all(calls).await {
                let dates = outcome.expect("it succeeds").dates;
                assert_eq!(dates.end - dates.start, secs(3));
            }
        },
    );
    outcome.expect("it runs");
}

#[test]
fn an_invocation_that_nobody_waits_for_is_reported_all_the_same() {
    let body = async |ctx: &mut Ctx, (): ()| ctx.sleep(secs(1)).await;
    let outcome = run(body, async |ctx: &mut Ctx, cloud, f| {
        drop(ctx.invoke(cloud, f, ()).await);
        drop(ctx.invoke(cloud, f, ()).await);
        ctx.sleep(secs(2)).await;
        drop(ctx.invoke(cloud, f, ()).await);
    });
    let report = outcome.expect("it runs");
    let outcomes: Vec<(bool, Option<bool>)> = report
        .invocations
        .iter()
        .map(|row| (row.is_over(), row.success))
        .collect();
    let success = (true, Some(true));
    assert_eq!(outcomes, [success, success, (false, None)]);
    assert_eq!(
        (report.summary.succeeded, report.summary.unfinished),
        (2, 1)
    );
}

#[test]
fn all_mistakes_of_a_declaration_are_told_with_their_places() {
    let mut sim = Builder::new();
    let host = sim.host(
        "host",
        HostSpec {
            cores: 0,
            ..HostSpec::default()
        },
    );
    sim.host(
        "host",
        HostSpec {
            speed: gflop_per_sec(1),
            ..HostSpec::default()
        },
    );
    sim.link("link", LinkSpec::default());
    sim.serverless("cloud", host, host, ServerlessSpec::default());
    let Err(RunError::Build(error)) = sim.run(Seed(1)) else {
        panic!("the declaration is full of mistakes");
    };
    let text = error.to_string();
    for part in [
        "host `host`: `speed` must be more than zero",
        "host `host`: `cores` must be at least 1",
        "host `host`: is declared twice",
        "link `link`: `bandwidth` must be more than zero",
        "serverless `cloud`: uses host `host`, which has no disk",
        "has neither controller nor workload",
        "tests/it/processes.rs:",
    ] {
        assert!(text.contains(part), "no `{part}` in:\n{text}");
    }
}

#[test]
fn processes_have_the_numbers_of_a_named_stream_in_common() {
    let drawn = |seed: u64| {
        let World { mut sim, user, .. } = Plan::default().with_images([IMAGE]).declare();
        for name in ["one", "other"] {
            sim.controller(name, user, async |ctx: &mut Ctx| {
                let own: u32 = ctx.random().uniform(0..1_000_000);
                let (mut load, mut other) = (ctx.stream("load"), ctx.stream("other"));
                let common: [u32; 3] = std::array::from_fn(|_| load.uniform(0..1_000_000));
                assert_ne!(common[0], other.uniform(0..1_000_000));
                assert_ne!(common[0], own);
                ctx.log(format!("{common:?}"));
            });
        }
        let report = sim.run(Seed(seed)).expect("it runs");
        let lines = report.log.into_iter().map(|line| line.text);
        let lines: [String; 2] = lines.collect::<Vec<_>>().try_into().expect("a line each");
        assert_eq!(lines[0], lines[1]);
        lines
    };
    assert_eq!(drawn(1), drawn(1));
    assert_ne!(drawn(1), drawn(2));
}
