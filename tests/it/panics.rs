//! Panics of what is not a body end the run as those of bodies do: with who, when and why, and the report so far. Nothing
//! aborts, and nothing unwinds out of a run.

use crate::support::{IMAGE, Plan, World, at, call};
use coldstart::prelude::*;
use coldstart::results::Options;
use coldstart::serverless::{FunctionId, Observer, ServiceEvent, ServiceId};
use coldstart::simulation::{
    CallRecord, Conclusion, Directory, FileMoved, Halt, ProcessEnded, Recorder, Snapshot,
};

/// A value whose destructor panics.
struct Rotten(&'static str);

impl Drop for Rotten {
    fn drop(&mut self) {
        panic!("rotten {}", self.0);
    }
}

/// Declares a function of some body, and deploys it.
fn deploy<I, O>(
    world: &mut World,
    spec: FunctionSpec,
    body: impl AsyncFn(&mut Ctx, I) -> O + 'static,
) -> Function<I, O>
where
    I: 'static,
    O: 'static,
{
    let function = world.sim.function(spec, body);
    world.sim.deploy(function, world.cloud, world.registry);
    function
}

fn spec() -> FunctionSpec {
    FunctionSpec::new("f", IMAGE)
}

/// Runs a world that crashes: what crashed, when and with which message, and the report so far.
fn crashed(
    world: World,
    client: impl AsyncFnOnce(&mut Ctx) + 'static,
) -> (String, SimTime, String, Report) {
    match world.stuck(client) {
        (
            Halt::Crashed {
                what,
                date,
                message,
            },
            report,
        ) => (what, date, message, report),
        (other, _) => panic!("another end: {other}"),
    }
}

#[test]
fn a_body_that_is_killed_at_its_time_limit_may_hold_what_panics() {
    let mut world = Plan::default().declare();
    let limited = FunctionSpec {
        time_limit: secs(2),
        ..spec()
    };
    let f = deploy(&mut world, limited, async |ctx: &mut Ctx, ()| {
        let _held = Rotten("lock");
        ctx.sleep(secs(9)).await;
    });
    let cloud = world.cloud;
    let (what, date, message, report) = crashed(world, async move |ctx: &mut Ctx| {
        let _ = call(ctx, cloud, f, ()).await;
        unreachable!("the run has ended");
    });
    assert_eq!(what, "the destructor of what `f#0` held");
    assert_eq!(message, "rotten lock");
    // The image takes three seconds, and then the body two.
    assert_eq!(date, at(5.0));
    assert_eq!(report.invocations.len(), 1);
}

#[test]
fn a_process_that_ends_with_its_parent_may_hold_what_panics() {
    let world = Plan::default().declare();
    let (what, date, message, _) = crashed(world, async |ctx: &mut Ctx| {
        let child = ctx.spawn("child", async |ctx: &mut Ctx| {
            let _held = Rotten("toy");
            ctx.sleep(secs(9)).await;
        });
        drop(child.await);
        ctx.sleep(secs(1)).await;
    });
    assert_eq!(what, "the destructor of what `client/child#0` held");
    assert_eq!(date, at(1.0));
    assert_eq!(message, "rotten toy");
}

#[test]
fn bodies_that_the_run_ends_without_may_hold_what_panics_however_many_there_are() {
    let mut world = Plan::default().declare();
    let f = deploy(&mut world, spec(), async |ctx: &mut Ctx, ()| {
        let _held = (Rotten("one"), 7);
        ctx.sleep(secs(9)).await;
    });
    let cloud = world.cloud;
    let (what, date, message, report) = crashed(world, async move |ctx: &mut Ctx| {
        let first = ctx.invoke(cloud, f, ()).await;
        let second = ctx.invoke(cloud, f, ()).await;
        ctx.sleep(secs(4)).await;
        drop((first, second));
    });
    assert_eq!(what, "the destructor of what `f#0` held");
    assert_eq!((date, message.as_str()), (at(4.0), "rotten one"));
    assert_eq!(report.invocations.len(), 2);
}

#[test]
fn an_output_that_nobody_takes_may_panic() {
    let mut world = Plan::default().declare();
    let f = deploy(&mut world, spec(), async |_: &mut Ctx, ()| Rotten("fruit"));
    let cloud = world.cloud;
    let (what, date, message, report) = crashed(world, async move |ctx: &mut Ctx| {
        drop(ctx.invoke(cloud, f, ()).await);
        ctx.sleep(secs(9)).await;
    });
    assert_eq!(what, "the destructor of the output of `f#0`");
    assert_eq!((date, message.as_str()), (at(3.0), "rotten fruit"));
    assert_eq!(report.summary.succeeded, 1);
}

#[test]
fn an_output_that_is_left_at_the_end_may_panic() {
    let mut world = Plan::default().declare();
    let f = deploy(&mut world, spec(), async |_: &mut Ctx, ()| Rotten("fruit"));
    let cloud = world.cloud;
    let (what, date, ..) = crashed(world, async move |ctx: &mut Ctx| {
        let kept = ctx.invoke(cloud, f, ()).await;
        ctx.until_done(&kept).await;
        std::mem::forget(kept);
    });
    assert_eq!(what, "the destructor of the output of `f#0`");
    assert_eq!(date, at(3.0));
}

#[test]
fn an_input_that_no_body_takes_may_panic() {
    let mut world = Plan::default().declare();
    let f = world
        .sim
        .function(spec(), async |_: &mut Ctx, input: Rotten| {
            std::mem::forget(input);
        });
    world.sim.deploy_later(f, world.cloud, world.registry);
    let cloud = world.cloud;
    let (what, date, message, report) = crashed(world, async move |ctx: &mut Ctx| {
        let refused = call(ctx, cloud, f, Rotten("parcel")).await;
        assert!(refused.is_err(), "it is not registered");
        ctx.sleep(secs(1)).await;
    });
    assert_eq!(what, "the destructor of the input of `f#0`");
    assert_eq!((date, message.as_str()), (at(0.0), "rotten parcel"));
    assert_eq!(report.summary.failed, 1);
}

#[test]
fn messages_that_are_left_in_a_mailbox_may_panic() {
    let mut world = Plan::default().declare();
    let mailbox = world.sim.mailbox("inbox");
    let (what, date, message, _) = crashed(world, async move |ctx: &mut Ctx| {
        ctx.send(mailbox, Rotten("letter")).await;
        ctx.send(mailbox, Rotten("bill")).await;
        ctx.sleep(secs(1)).await;
    });
    assert_eq!(what, "the destructor of a message in mailbox `inbox`");
    assert_eq!((date, message.as_str()), (at(1.0), "rotten letter"));
}

#[test]
fn a_message_for_a_process_that_is_killed_at_the_same_date_may_panic() {
    let mut world = Plan::default().declare();
    let mailbox = world.sim.mailbox::<Rotten>("inbox");
    let (what, date, ..) = crashed(world, async move |ctx: &mut Ctx| {
        let parent = async move |ctx: &mut Ctx| {
            let child = async move |ctx: &mut Ctx| std::mem::forget(ctx.receive(mailbox).await);
            drop(ctx.spawn("child", child).await);
            ctx.sleep(secs(1)).await;
            ctx.send(mailbox, Rotten("letter")).await;
        };
        drop(ctx.spawn("parent", parent).await);
        ctx.sleep(secs(2)).await;
    });
    assert_eq!(
        what,
        "the destructor of what a killed process was about to be given"
    );
    assert_eq!(date, at(1.0));
}

#[test]
fn what_a_process_returns_to_nobody_may_panic() {
    for detached in [true, false] {
        let world = Plan::default().declare();
        let (what, _, message, _) = crashed(world, async move |ctx: &mut Ctx| {
            let child = ctx.spawn("child", async |_: &mut Ctx| Rotten("toy")).await;
            if detached {
                drop(child);
            } else {
                std::mem::forget(child);
            }
            ctx.sleep(secs(1)).await;
        });
        assert_eq!(what, "the destructor of what `client/child#0` returned");
        assert_eq!(message, "rotten toy");
    }
}

#[test]
fn what_the_code_of_a_function_has_captured_may_panic() {
    let mut world = Plan::default().declare();
    let captured = Rotten("closure");
    let f = deploy(&mut world, spec(), async move |_: &mut Ctx, ()| {
        let whole = &captured;
        whole.0.len()
    });
    let cloud = world.cloud;
    let (what, _, message, report) = crashed(world, async move |ctx: &mut Ctx| {
        let outcome = call(ctx, cloud, f, ()).await;
        assert_eq!(outcome.map_or(0, |done| done.output), 7);
    });
    assert_eq!(what, "the destructor of what `f` held");
    assert_eq!(message, "rotten closure");
    assert_eq!(report.summary.succeeded, 1);
}

#[test]
fn a_process_that_awaits_what_is_foreign_may_hold_what_panics() {
    let world = Plan::default().declare();
    let (halt, _) = world.stuck(async |_: &mut Ctx| {
        let _held = Rotten("lock");
        std::future::pending::<()>().await;
    });
    assert!(matches!(halt, Halt::AwaitedForeign { .. }), "{halt}");
}

#[test]
fn a_panic_says_who_and_when_in_its_text() {
    let mut world = Plan::default().declare();
    let mailbox = world.sim.mailbox("inbox");
    let (halt, _) = world.stuck(async move |ctx: &mut Ctx| {
        ctx.sleep(secs(2)).await;
        ctx.send(mailbox, Rotten("letter")).await;
    });
    assert_eq!(
        halt.to_string(),
        "the destructor of a message in mailbox `inbox` panicked at 2.000000000 s: rotten letter"
    );
}

#[test]
fn whoever_watches_a_report_being_made_may_panic() {
    let mut world = Plan::default().declare();
    let f = world.sleeper(spec());
    let (cloud, user) = (world.cloud, world.user);
    world
        .sim
        .controller("client", user, async move |ctx: &mut Ctx| {
            let _ = call(ctx, cloud, f, secs(1)).await;
            // Long enough for the watcher to be told something.
            for _ in 0..1_000_000 {
                ctx.sleep(SimDuration::from_millis(1)).await;
            }
        });
    let options = Options::new(Seed(1)).watch(|progress| {
        assert!(progress.date < at(4.5), "seen enough");
    });
    let Err(RunError::Halted { halt, report }) = world.sim.run_with(options) else {
        panic!("the run was not halted");
    };
    let Halt::Crashed { what, message, .. } = halt else {
        panic!("another end: {halt}");
    };
    assert_eq!(
        (what.as_str(), message.as_str()),
        ("the recorder", "seen enough")
    );
    assert_eq!(report.summary.succeeded, 1);
}

/// What a recorder is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Began,
    Registered,
    Happened,
    Called,
    FileMoved,
    ProcessEnded,
    Settled,
}

/// A recorder that panics whenever it is told one kind of thing, and counts the invocations that it is told of.
struct Fragile {
    at: Told,
    calls: usize,
}

impl Fragile {
    fn hear(&self, told: Told) {
        assert_ne!(told, self.at, "heard enough");
    }
}

impl Observer for Fragile {
    fn observe(&mut self, _: SimTime, _: ServiceId, _: ServiceEvent) {
        self.hear(Told::Happened);
    }
}

impl Recorder for Fragile {
    fn began(&mut self, _: &Directory) {
        self.hear(Told::Began);
    }

    fn registered(&mut self, _: SimTime, _: ServiceId, _: FunctionId, _: &Result<(), Failure>) {
        self.hear(Told::Registered);
    }

    fn called(&mut self, _: CallRecord<'_>) {
        self.calls += 1;
        self.hear(Told::Called);
    }

    fn file_moved(&mut self, _: FileMoved<'_>) {
        self.hear(Told::FileMoved);
    }

    fn process_ended(&mut self, _: ProcessEnded<'_>) {
        self.hear(Told::ProcessEnded);
    }

    fn settled(&mut self, _: SimTime, _: Snapshot<'_>) {
        self.hear(Told::Settled);
    }
}

/// A controller invokes a body that writes a file, and holds what panics when it is dropped; its run is recorded by one
/// that panics, too.
fn fragile(at: Told) -> Conclusion<Fragile> {
    let mut world = Plan::default().declare();
    let roomy = FunctionSpec {
        disk: gb(1),
        ..spec()
    };
    let f = deploy(&mut world, roomy, async |ctx: &mut Ctx, ()| {
        let _ = ctx.write(File::new("a", mb(100))).await;
    });
    let (cloud, user) = (world.cloud, world.user);
    world
        .sim
        .controller("client", user, async move |ctx: &mut Ctx| {
            let held = Rotten("lock");
            let _ = call(ctx, cloud, f, ()).await;
            std::mem::forget(held);
        });
    let prepared = world.sim.build().expect("a simulation without mistakes");
    prepared.execute(Seed(1), Fragile { at, calls: 0 })
}

#[test]
fn a_recorder_may_panic_at_whatever_it_is_told() {
    let everything = [
        (Told::Began, 0.0),
        (Told::Registered, 0.0),
        (Told::Happened, 0.0),
        (Told::Called, 4.0),
        (Told::FileMoved, 4.0),
        (Told::ProcessEnded, 4.0),
        (Told::Settled, 0.0),
    ];
    for (told, date) in everything {
        let conclusion = fragile(told);
        let Some(Halt::Crashed { what, message, .. }) = conclusion.halt else {
            panic!("{told:?}: another end: {:?}", conclusion.halt);
        };
        assert_eq!(what, "the recorder", "{told:?}");
        assert!(message.contains("heard enough"), "{told:?}: {message}");
        assert_eq!(conclusion.date, at(date), "{told:?}");
        // It is told of the invocation, if that has been placed, as at any other end.
        let placed = !matches!(told, Told::Began | Told::Registered);
        assert_eq!(conclusion.recorder.calls, usize::from(placed), "{told:?}");
    }
}

#[serverless_function(image = IMAGE)]
async fn idle(_ctx: &mut Ctx) {}

simulation! {
    #[derive(Clone, Debug)]
    struct Load {
        rate: f64 = 1.0,
    }

    host node { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    storage registry on node { images: [IMAGE] }
    serverless cloud on node over node {}
    deploy idle on cloud from registry;
    workload load of idle on cloud from node { arrivals: Poisson::per_second(rate).take(3) }
}

#[test]
fn a_panic_of_a_declaration_is_one_of_its_mistakes() {
    assert!(Load::default().run(Seed(1)).is_ok());
    let Err(RunError::Build(error)) = (Load { rate: -1.0 }).run(Seed(1)) else {
        panic!("a rate is positive");
    };
    let [problem] = &error.problems[..] else {
        panic!("one mistake: {error}");
    };
    assert_eq!(problem.declaration, "the declaration of `Load`");
    assert!(
        problem
            .message
            .starts_with("a rate of arrivals is -1 per second"),
        "{error}"
    );
}

simulation! {
    #[derive(Clone, Debug)]
    struct Nobody {
        nodes: u64 = 1,
    }

    host _node[nodes] { speed: 1Gflop/s }
}

fn mistakes(nodes: u64) -> String {
    let Err(RunError::Build(error)) = (Nobody { nodes }).run(Seed(1)) else {
        panic!("nobody does anything");
    };
    error.to_string()
}

#[test]
fn a_mistake_of_the_whole_is_told_where_it_is_declared() {
    let message = mistakes(1);
    assert!(
        message.contains("neither controller nor workload"),
        "{message}"
    );
    assert!(message.contains("panics.rs:"), "{message}");
}

#[test]
fn an_array_beyond_all_memory_is_a_mistake() {
    let message = mistakes(100_000_000_000);
    let told = "`_node` is an array of 100000000000, and an array has at most 1000000 members";
    assert!(message.contains(told), "{message}");
}
