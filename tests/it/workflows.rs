//! Workflows: what each step does and when, what follows when one fails, and what the report says of it.
//!
//! The node has room for all, and the image is there before the first workflow begins, at ten seconds: a task takes as long as its
//! body sleeps.

use coldstart::prelude::*;
use coldstart::results::{Options, Recording, StageKind, StageSummary, WorkflowEnd, WorkflowRow};
use coldstart::simulation::Halt;

use coldstart::scenario::load::{Format, parse};
use coldstart::scenario::run::{ScenarioRun, run};
use serde_json::{Value, json};

use crate::support::replications::Estimate;
use crate::support::{IMAGE, Plan, World, at, host};

/// Sleeps so many seconds, and adds one to them.
type Nap = Function<u64, u64>;

/// What a body is told: how long to sleep, and whether to fail then.
type Try = Function<(u64, bool), u64, String>;

struct Shop {
    world: World,
    cloud: Serverless,
    nap: Nap,
    attempt: Try,
}

fn shop() -> Shop {
    shop_with(ServerlessSpec::default())
}

fn shop_with(service: ServerlessSpec) -> Shop {
    let plan = Plan {
        service: ServerlessSpec {
            idle_timeout: mins(60),
            ..service
        },
        ..Plan::over([host(64, gb(64), gb(100))])
    };
    let mut world = plan.declare();
    let (cloud, registry) = (world.cloud, world.registry);
    let spec = |name: &'static str| FunctionSpec {
        memory: Bytes::new(1 << 27),
        ..FunctionSpec::new(name, IMAGE)
    };
    let nap = world
        .sim
        .function(spec("nap"), async |ctx: &mut Ctx, length: u64| {
            ctx.sleep(secs(length)).await;
            length + 1
        });
    let attempt = world.sim.fallible_function(
        spec("attempt"),
        async |ctx: &mut Ctx, (length, fails): (u64, bool)| {
            ctx.sleep(secs(length)).await;
            if fails {
                return Err("no luck".to_owned());
            }
            Ok(length)
        },
    );
    world.sim.deploy(nap, cloud, registry);
    world.sim.deploy(attempt, cloud, registry);
    Shop {
        world,
        cloud,
        nap,
        attempt,
    }
}

impl Shop {
    /// Runs a client, from ten seconds on.
    fn open(self, client: impl AsyncFnOnce(&mut Ctx) + 'static) -> Report {
        let (cloud, nap) = (self.cloud, self.nap);
        self.world.run(async move |ctx: &mut Ctx| {
            let _ = ctx.invoke_and_wait(cloud, nap, 0).await;
            ctx.sleep_until(at(10.0)).await;
            client(ctx).await;
            // What stopped branches have invoked goes on.
            ctx.until_all_done().await;
        })
    }

    /// Runs a workflow once, from ten seconds on; returns what it comes to, and the report.
    fn run<I: Clone + 'static, O: Clone + 'static>(
        self,
        workflow: Workflow<I, O>,
        input: I,
    ) -> (Result<O, WorkflowFailure>, Report) {
        let outcome = std::rc::Rc::new(std::cell::RefCell::new(None));
        let told = outcome.clone();
        let report = self.open(async move |ctx: &mut Ctx| {
            *told.borrow_mut() = Some(ctx.run(&workflow, input).await);
        });
        let outcome = outcome.borrow_mut().take();
        (outcome.expect("it was run"), report)
    }
}

/// The only execution.
fn only(report: &Report) -> &WorkflowRow {
    assert_eq!(report.workflows.len(), 1);
    &report.workflows[0]
}

/// From the begin to the end of the only execution, in seconds.
fn duration(report: &Report) -> f64 {
    let row = only(report);
    row.end.expect("it ended").since(row.start).as_secs_f64()
}

fn stage<'a>(report: &'a Report, name: &str) -> &'a StageSummary {
    let stage = report.stages.iter().find(|stage| &*stage.stage == name);
    stage.unwrap_or_else(|| {
        let names = report.stages.iter().map(|stage| &*stage.stage);
        panic!("no stage `{name}` among {:?}", names.collect::<Vec<_>>())
    })
}

/// Requests and completions of the invocations of workflows, in seconds from ten on.
fn spans(report: &Report) -> Vec<(f64, f64)> {
    let rows = report.invocations.iter().filter(|row| row.stage.is_some());
    rows.map(|row| {
        let end = row.completion.expect("it is over");
        let since = |date: SimTime| date.since(at(10.0)).as_secs_f64();
        (since(row.requested), since(end))
    })
    .collect()
}

/// The time on the critical path of the stages that consist of no others, in seconds.
fn critical_seconds(report: &Report) -> f64 {
    let leaves = report
        .stages
        .iter()
        .filter(|stage| matches!(stage.kind, StageKind::Task | StageKind::Wait));
    leaves.map(|stage| stage.critical_time.as_secs_f64()).sum()
}

#[test]
fn a_sequence_takes_one_step_after_the_other() {
    let shop = shop();
    let (cloud, nap) = (shop.cloud, shop.nap);
    let chain = workflow("chain")
        .then(cloud, nap)
        .then(cloud, nap)
        .then(cloud, nap);
    let (outcome, report) = shop.run(chain, 2);
    // 2 s, 3 s, 4 s.
    assert_eq!(outcome, Ok(5));
    assert_eq!(spans(&report), [(0.0, 2.0), (2.0, 5.0), (5.0, 9.0)]);
    assert_eq!(duration(&report), 9.0);
    let row = only(&report);
    assert_eq!(
        (&*row.workflow, row.outcome),
        ("chain", WorkflowEnd::Succeeded)
    );
    assert_eq!(row.critical_path.as_deref(), Some("nap > nap 2 > nap 3"));
    assert_eq!(stage(&report, "nap 2").time_mean, Some(secs(3)));
    assert_eq!(critical_seconds(&report), 9.0);
    let last = report.invocations.last().expect("there are some");
    assert_eq!(last.workflow.as_deref(), Some("chain"));
    assert_eq!(last.stage.as_deref(), Some("nap 3"));
    assert_eq!(last.execution, Some(0));
}

#[test]
fn branches_run_at_once_and_the_last_to_end_is_critical() {
    let shop = shop();
    let (cloud, nap) = (shop.cloud, shop.nap);
    let long = task(cloud, nap)
        .pass(|ended: u64| ended + 3)
        .then(cloud, nap);
    let fork = workflow("fork")
        .then(cloud, nap)
        .parallel((task(cloud, nap), long))
        .pass(|(short, long): (u64, u64)| short + long)
        .then(cloud, nap);
    let (outcome, report) = shop.run(fork, 1);
    // 1 s; then 2 s beside 2 s and 6 s; then 3 + 7 = 10 s.
    assert_eq!(outcome, Ok(11));
    assert_eq!(
        spans(&report),
        [(0.0, 1.0), (1.0, 3.0), (1.0, 3.0), (3.0, 9.0), (9.0, 19.0)]
    );
    let path = only(&report).critical_path.as_deref();
    assert_eq!(path, Some("nap > parallel/nap 2 > parallel/nap 3 > nap 2"));
    assert_eq!(stage(&report, "parallel/nap").critical_share, Some(0.0));
    assert_eq!(stage(&report, "parallel/nap 2").critical_share, Some(1.0));
    let parallel = stage(&report, "parallel");
    assert_eq!(parallel.time_max, Some(secs(8)));
    assert_eq!((parallel.invocations, parallel.critical_time), (3, secs(8)));
    assert_eq!(critical_seconds(&report), 19.0);
}

#[test]
fn branches_of_a_list_give_a_list() {
    let shop = shop();
    let (cloud, nap) = (shop.cloud, shop.nap);
    let listed = workflow("listed")
        .parallel([task(cloud, nap), task(cloud, nap)])
        .parallel(vec![
            workflow("sum").pass(|sums: Vec<u64>| sums.iter().sum::<u64>()),
        ]);
    let (outcome, report) = shop.run(listed, 4);
    assert_eq!(outcome, Ok(vec![10]));
    assert_eq!(duration(&report), 4.0);
}

#[test]
fn a_map_gives_the_outputs_in_the_order_of_the_items() {
    let shop = shop();
    let (cloud, nap) = (shop.cloud, shop.nap);
    let (outcome, report) = shop.run(workflow("all").map(cloud, nap), vec![3, 1, 2]);
    assert_eq!(outcome, Ok(vec![4, 2, 3]));
    assert_eq!(duration(&report), 3.0);
    assert_eq!(stage(&report, "map/nap").visits, 3);
    assert_eq!(stage(&report, "map/nap").executions, 1);
    assert_eq!(only(&report).critical_path.as_deref(), Some("map/nap"));
}

#[test]
fn a_bounded_map_begins_an_item_when_one_ends() {
    let shop = shop();
    let (cloud, nap) = (shop.cloud, shop.nap);
    let two = workflow("two").map_at_most(2, cloud, nap);
    let (outcome, report) = shop.run(two, vec![3, 1, 4, 1, 2]);
    assert_eq!(outcome, Ok(vec![4, 2, 5, 2, 3]));
    // 3 s and 1 s; the third from 1 s on; the fourth from 3 s on; the fifth from 4 s on.
    assert_eq!(
        spans(&report),
        [(0.0, 3.0), (0.0, 1.0), (1.0, 5.0), (3.0, 4.0), (4.0, 6.0)]
    );
    // The fifth waited for the fourth, and that for the first: 3 + 1 + 2 s.
    assert_eq!(only(&report).critical_path.as_deref(), Some("map/nap x3"));
    assert_eq!(critical_seconds(&report), 6.0);
}

#[test]
fn a_map_over_nothing_takes_no_time() {
    let shop = shop();
    let (cloud, nap) = (shop.cloud, shop.nap);
    let (outcome, report) = shop.run(workflow("none").map(cloud, nap), Vec::new());
    assert_eq!(outcome, Ok(Vec::new()));
    assert_eq!(duration(&report), 0.0);
    assert_eq!(only(&report).critical_path.as_deref(), Some(""));
}

#[test]
fn a_choice_takes_one_branch() {
    for (input, expected, stage_name) in [(2, 3, "choice/nap"), (5, 0, "choice/wait")] {
        let shop = shop();
        let (cloud, nap) = (shop.cloud, shop.nap);
        let long = workflow("long").wait(secs(7)).pass(|_: u64| 0);
        let either = workflow("either").choose(|length| *length < 5, task(cloud, nap), long);
        let (outcome, report) = shop.run(either, input);
        assert_eq!(outcome, Ok(expected));
        assert_eq!(only(&report).critical_path.as_deref(), Some(stage_name));
        // The other one was not gone through.
        let visits: u64 = report.stages.iter().map(|stage| stage.visits).sum();
        assert_eq!(visits, 2);
    }
}

#[test]
fn a_branch_that_is_not_there_is_a_failure() {
    let shop = shop();
    let (cloud, nap) = (shop.cloud, shop.nap);
    let branches = [task(cloud, nap), task(cloud, nap)];
    let (outcome, _) = shop.run(workflow("w").switch(|_: &u64| 2, branches), 1);
    let text = outcome.expect_err("there are two branches").to_string();
    assert_eq!(
        text,
        "stage `choice` of workflow `w` failed: branch 2 was chosen, and there are 2"
    );
}

/// Of 400 executions 100 take the second branch: within four standard errors, 4 x 8.66.
#[test]
fn branches_are_drawn_with_their_probabilities() {
    let shop = shop();
    let wait = |time| workflow::<()>("branch").wait(time);
    let drawn = workflow("drawn").draw([(0.75, wait(secs(1))), (0.25, wait(secs(2)))]);
    let report = shop.open(async move |ctx: &mut Ctx| {
        for _ in 0..400 {
            ctx.run(&drawn, ()).await.expect("nothing fails");
        }
    });
    let second = stage(&report, "choice/wait 2").visits as f64;
    assert!((second - 100.0).abs() < 34.7, "{second}");
    assert_eq!(stage(&report, "choice/wait").visits as f64, 400.0 - second);
}

#[test]
fn a_failure_ends_the_workflow_and_says_where() {
    let shop = shop();
    let (cloud, nap, attempt) = (shop.cloud, shop.nap, shop.attempt);
    let chain = workflow("chain")
        .then(cloud, nap)
        .pass(|length| (length, true))
        .then(cloud, attempt)
        .then(cloud, nap);
    let (outcome, report) = shop.run(chain, 1);
    let failure = outcome.expect_err("it fails");
    assert_eq!((&*failure.workflow, &*failure.stage), ("chain", "attempt"));
    let message = "no luck".to_owned();
    assert_eq!(failure.cause, Failure::Body { message });
    let row = only(&report);
    assert_eq!(row.outcome, WorkflowEnd::Failed);
    assert_eq!(row.failed_stage.as_deref(), Some("attempt"));
    assert_eq!(row.failure_cause.as_deref(), Some("no luck"));
    assert_eq!(row.critical_path.as_deref(), Some("nap > attempt"));
    // 1 s and 2 s.
    assert_eq!(duration(&report), 3.0);
    assert_eq!(stage(&report, "nap 2").executions, 0);
}

/// Attempts at 10, 11 + 1, 13 + 2 s, each of a second.
#[test]
fn a_step_is_tried_again_after_its_back_off() {
    let shop = shop();
    let (cloud, attempt) = (shop.cloud, shop.attempt);
    let retry = Retry {
        attempts: 3,
        backoff: Backoff::exponential(secs(1), secs(10)),
        jitter: Jitter::None,
        ..Retry::default()
    };
    let stubborn = workflow("stubborn").then(cloud, attempt).retry(retry);
    let (outcome, report) = shop.run(stubborn, (1, true));
    assert!(outcome.is_err());
    assert_eq!(spans(&report), [(0.0, 1.0), (2.0, 3.0), (5.0, 6.0)]);
    let stage = stage(&report, "attempt");
    assert_eq!((stage.visits, stage.failures, stage.retries), (1, 3, 2));
    // With the waits between.
    assert_eq!(stage.time_mean, Some(secs(6)));
    assert_eq!(stage.critical_time, secs(6));
}

#[test]
fn what_a_step_consists_of_begins_anew_in_each_attempt() {
    let shop = shop();
    let (cloud, nap, attempt) = (shop.cloud, shop.nap, shop.attempt);
    let retry = Retry {
        attempts: 2,
        backoff: Backoff::constant(secs(5)),
        jitter: Jitter::None,
        ..Retry::default()
    };
    let failing = workflow("failing")
        .pass(|length| (length, true))
        .then(cloud, attempt);
    let both = workflow("both")
        .include(workflow("inner").then(cloud, nap).include(failing))
        .retry(retry);
    let (outcome, report) = shop.run(both, 1);
    // 1 + 2 s, 5 s, 1 + 2 s.
    let failure = outcome.expect_err("it fails");
    assert_eq!(&*failure.stage, "inner/failing/attempt");
    assert_eq!(duration(&report), 11.0);
    let inner = stage(&report, "inner");
    assert_eq!((inner.visits, inner.retries, inner.failures), (1, 1, 2));
    assert_eq!(inner.critical_time, secs(11));
    let path = "inner/nap > inner/failing/attempt > inner > inner/nap > inner/failing/attempt";
    assert_eq!(only(&report).critical_path.as_deref(), Some(path));
    assert_eq!(stage(&report, "inner/nap").visits, 2);
}

#[test]
fn an_attempt_that_takes_too_long_is_given_up() {
    let shop = shop();
    let (cloud, nap) = (shop.cloud, shop.nap);
    let retry = Retry {
        attempts: 2,
        backoff: Backoff::constant(secs(1)),
        jitter: Jitter::None,
        timeout: secs(2),
        ..Retry::default()
    };
    let (outcome, report) = shop.run(workflow("w").then(cloud, nap).retry(retry), 3);
    let failure = outcome.expect_err("three seconds are too long");
    assert_eq!(failure.cause, Failure::GivenUp { after: secs(2) });
    // The provider goes on with both.
    assert_eq!(spans(&report), [(0.0, 3.0), (3.0, 6.0)]);
    assert_eq!(duration(&report), 5.0);
}

#[test]
fn a_handler_gets_what_the_workflow_got_and_the_failure() {
    let shop = shop();
    let (cloud, nap, attempt) = (shop.cloud, shop.nap, shop.attempt);
    let refund = workflow("refund")
        .pass(|(length, failure): (u64, WorkflowFailure)| {
            assert_eq!(failure.cause.to_string(), "no luck");
            length + 3
        })
        .then(cloud, nap);
    let order = workflow("order")
        .pass(|length: u64| (length, true))
        .then(cloud, attempt)
        .catch(refund)
        .then(cloud, nap);
    let (outcome, report) = shop.run(order, 1);
    // 1 s; 4 s; 5 s.
    assert_eq!(outcome, Ok(6));
    assert_eq!(spans(&report), [(0.0, 1.0), (1.0, 5.0), (5.0, 10.0)]);
    let path = only(&report).critical_path.as_deref();
    assert_eq!(path, Some("attempt > nap > nap 2"));
    assert_eq!(only(&report).outcome, WorkflowEnd::Succeeded);
    assert_eq!(stage(&report, "attempt").failures, 1);
}

#[test]
fn a_branch_that_fails_stops_the_others_whose_invocations_go_on() {
    let shop = shop();
    let (cloud, nap, attempt) = (shop.cloud, shop.nap, shop.attempt);
    let failing = workflow("failing")
        .pass(|_: u64| (2, true))
        .then(cloud, attempt);
    let long = task(cloud, nap).then(cloud, nap);
    let (outcome, report) = shop.run(workflow("w").parallel((long, failing)), 5);
    assert_eq!(&*outcome.expect_err("one fails").stage, "parallel/attempt");
    assert_eq!(duration(&report), 2.0);
    // What was invoked goes on to its end, and what would follow does not begin.
    assert_eq!(spans(&report), [(0.0, 5.0), (0.0, 2.0)]);
    let stopped = stage(&report, "parallel/nap");
    assert_eq!((stopped.visits, stopped.stopped), (1, 1));
    assert_eq!(stopped.time_mean, None);
    assert_eq!(stage(&report, "parallel/nap 2").invocations, 0);
}

#[test]
fn what_stopped_branches_have_invoked_is_cancelled_if_the_workflow_says_so() {
    let shop = shop();
    let (cloud, nap, attempt) = (shop.cloud, shop.nap, shop.attempt);
    let failing = workflow("failing")
        .pass(|_: u64| (2, true))
        .then(cloud, attempt);
    let both = workflow("w")
        .parallel((task(cloud, nap), failing))
        .cancelling();
    let (outcome, report) = shop.run(both, 5);
    assert!(outcome.is_err());
    assert_eq!(spans(&report), [(0.0, 2.0), (0.0, 2.0)]);
    let cancelled = report
        .invocations
        .iter()
        .find(|row| row.stage.as_deref() == Some("parallel/nap"));
    let cause = cancelled.and_then(|row| row.failure_cause.as_deref());
    assert_eq!(cause, Some("The invocation was cancelled"));
}

#[test]
fn an_item_that_fails_stops_the_map() {
    let shop = shop();
    let (cloud, attempt) = (shop.cloud, shop.attempt);
    let two = workflow("two").map_at_most(2, cloud, attempt);
    let items = vec![(4, false), (1, false), (1, true), (1, false)];
    let (outcome, report) = shop.run(two, items);
    assert!(outcome.is_err());
    // The fourth never began.
    assert_eq!(spans(&report), [(0.0, 4.0), (0.0, 1.0), (1.0, 2.0)]);
    assert_eq!(duration(&report), 2.0);
    assert_eq!(stage(&report, "map/attempt").stopped, 1);
}

#[test]
fn a_closure_may_fail_a_workflow() {
    let shop = shop();
    let checked = workflow("checked")
        .try_pass(|length: u64| length.checked_sub(7).ok_or("too short"))
        .named("check");
    let (outcome, _) = shop.run(checked, 1);
    let text = outcome.expect_err("1 < 7").to_string();
    assert_eq!(
        text,
        "stage `check` of workflow `checked` failed: too short"
    );
}

#[test]
fn an_execution_that_is_left_has_stopped() {
    let shop = shop();
    let (cloud, attempt) = (shop.cloud, shop.attempt);
    let report = shop.open(async move |ctx: &mut Ctx| {
        let limited = workflow("limited").then(cloud, attempt);
        let run = async |ctx: &mut Ctx| ctx.run(&limited, (5, false)).await;
        let late = ctx.with_timeout(secs(2), run).await;
        assert!(late.is_err());
    });
    // The execution has stopped at the limit, and its invocation goes on.
    let row = only(&report);
    assert_eq!(
        (row.outcome, row.end),
        (WorkflowEnd::Stopped, Some(at(12.0)))
    );
    assert_eq!(row.critical_path, None);
    assert_eq!(stage(&report, "attempt").invocations, 1);
    assert_eq!(stage(&report, "attempt").visits, 0);
}

#[test]
fn what_the_run_ends_before_is_unfinished() {
    let mut shop = shop();
    let (cloud, nap) = (shop.cloud, shop.nap);
    shop.world.sim.horizon(at(12.0));
    let chain = workflow("chain").then(cloud, nap).then(cloud, nap);
    let report = shop.open(async move |ctx: &mut Ctx| {
        let _ = ctx.run(&chain, 1).await;
    });
    let row = only(&report);
    assert_eq!((row.outcome, row.end), (WorkflowEnd::Unfinished, None));
}

#[test]
fn several_executions_run_at_once_in_processes() {
    let shop = shop();
    let (cloud, nap) = (shop.cloud, shop.nap);
    let report = shop.open(async move |ctx: &mut Ctx| {
        let chain = workflow("chain").then(cloud, nap).then(cloud, nap);
        let mut running = Vec::new();
        for length in [1, 2] {
            let chain = chain.clone();
            let run = async move |ctx: &mut Ctx| ctx.run(&chain, length).await;
            running.push(ctx.spawn("order", run).await);
        }
        for process in running {
            assert!(ctx.join(process).await.is_ok());
        }
    });
    let ends = report.workflows.iter().map(|row| row.end);
    // 1 + 2 s, 2 + 3 s.
    assert_eq!(ends.collect::<Vec<_>>(), [Some(at(13.0)), Some(at(15.0))]);
    let first = stage(&report, "nap");
    assert_eq!((first.executions, first.visits), (2, 2));
    assert_eq!(first.time_p50, Some(secs(1)));
    let executions = report.invocations.iter().filter_map(|row| row.execution);
    assert_eq!(executions.collect::<Vec<_>>(), [0, 1, 0, 1]);
}

fn billed() -> Shop {
    shop_with(ServerlessSpec {
        tariff: Some(Tariff {
            per_invocation: 0.5,
            per_gb_second: 1.0,
            ..Tariff::default()
        }),
        ..ServerlessSpec::default()
    })
}

#[test]
fn the_cost_of_a_stage_is_that_of_its_invocations() {
    let shop = billed();
    let (cloud, nap) = (shop.cloud, shop.nap);
    let both = workflow("both")
        .then(cloud, nap)
        .parallel((task(cloud, nap), task(cloud, nap)));
    let (_, report) = shop.run(both, 1);
    // 0.5 for each, and an eighth for each second: 1 s; then twice 2 s.
    let cost = |name| stage(&report, name).cost.expect("there is a tariff");
    let near = |value: f64, expected: f64| {
        assert!(
            (value - expected).abs() < 1e-12,
            "{value} is not {expected}"
        );
    };
    near(cost("nap"), 0.625);
    near(cost("parallel/nap 2"), 0.75);
    near(cost("parallel"), 1.5);
    for name in ["nap", "parallel/nap", "parallel/nap 2"] {
        let rows = report
            .invocations
            .iter()
            .filter(|row| row.stage.as_deref() == Some(name));
        near(cost(name), rows.filter_map(|row| row.cost).sum());
    }
}

#[test]
fn a_summary_says_the_same_of_stages_as_a_full_record() {
    let mut stages = Vec::new();
    for recording in [
        Recording::Full,
        Recording::sampled(2).expect("two"),
        Recording::Summary,
    ] {
        let mut shop = billed();
        let (cloud, nap) = (shop.cloud, shop.nap);
        let map = workflow("all").map_at_most(2, cloud, nap);
        shop.world
            .sim
            .controller("client", shop.world.user, async move |ctx: &mut Ctx| {
                for _ in 0..3 {
                    ctx.run(&map, vec![1, 1, 1]).await.expect("nothing fails");
                }
            });
        let options = Options::new(Seed(1)).recording(recording);
        let report = shop.world.sim.run_with(options).expect("it runs");
        let kept = match recording {
            Recording::Full => 3,
            Recording::Summary => 0,
            Recording::Sampled(_) => 2,
        };
        assert_eq!(report.workflows.len(), kept);
        let read = serde_json::to_string(&report).expect("it is written");
        let read: Report = serde_json::from_str(&read).expect("it is read");
        assert_eq!(read, report);
        stages.push(report.stages);
    }
    // But for quantiles, which a histogram rounds up by less than a hundredth.
    for (full, other) in stages[1..]
        .iter()
        .flat_map(|other| stages[0].iter().zip(other))
    {
        assert_eq!(full.time_mean, other.time_mean);
        assert_eq!(full.critical_time, other.critical_time);
        assert_eq!(
            (full.invocations, full.visits, full.cost),
            (other.invocations, other.visits, other.cost)
        );
    }
}

/// A function body runs a workflow, too: it orchestrates.
#[test]
fn a_body_runs_a_workflow() {
    let mut shop = shop();
    let (cloud, nap, registry) = (shop.cloud, shop.nap, shop.world.registry);
    let spec = FunctionSpec::new("conductor", IMAGE);
    let conductor =
        shop.world
            .sim
            .fallible_function(spec, async move |ctx: &mut Ctx, length: u64| {
                let chain = workflow("chain").then(cloud, nap).then(cloud, nap);
                Ok::<u64, Failure>(ctx.run(&chain, length).await?)
            });
    shop.world.sim.deploy(conductor, cloud, registry);
    let report = shop.open(async move |ctx: &mut Ctx| {
        let done = ctx
            .invoke_and_wait(cloud, conductor, 1)
            .await
            .expect("it runs");
        assert_eq!((done.output, ctx.now()), (3, at(13.0)));
    });
    assert_eq!(only(&report).outcome, WorkflowEnd::Succeeded);
    let callers = report.invocations.iter().filter(|row| row.stage.is_some());
    assert!(
        callers
            .map(|row| &*row.caller)
            .all(|caller| caller.starts_with("conductor#"))
    );
}

/// What nonsense in a workflow says.
#[test]
fn a_workflow_that_makes_no_sense_says_so() {
    let message = |build: fn(Workflow<u64, u64>)| {
        let mut world = Plan::default().declare();
        world
            .sim
            .controller("client", world.user, async move |_: &mut Ctx| {
                build(workflow("w"))
            });
        match world.sim.run(Seed(1)) {
            Err(RunError::Halted {
                halt: Halt::Panicked { message, .. },
                ..
            }) => message,
            other => panic!("it was accepted: {other:?}"),
        }
    };
    for (build, expected) in [
        (
            (|w| drop(w.retry(Retry::default()))) as fn(Workflow<u64, u64>),
            "workflow `w` has no step yet; put `.retry(..)` after the step that it is about",
        ),
        (
            |w| drop(w.wait(secs(1)).retry(Retry::times(0))),
            "the retry of workflow `w`: `attempts` is 0; it counts all of them, the first too: give 1 to 1000",
        ),
        (
            |w| drop(w.parallel(Vec::<Workflow<u64, u64>>::new())),
            "a `parallel` step of workflow `w` has 0 branches; give it 1 to 10000",
        ),
        (
            |w| drop(w.draw([(0.5, workflow("a")), (0.4, workflow("b"))])),
            "workflow `w`: the probabilities of the branches are 0.9 together; make them 1",
        ),
        (
            |w| drop(w.draw([(f64::NAN, workflow("a"))])),
            "workflow `w`: a branch has the probability NaN; give a number from 0 to 1",
        ),
        (
            |w| {
                drop(
                    w.pass(|x| vec![x])
                        .map_each_at_most(0, workflow::<u64>("each")),
                )
            },
            "a map of workflow `w` goes through 0 items at once, and would never end; give it at least 1",
        ),
        (
            |w| {
                let mut deep = w;
                for _ in 0..100 {
                    deep = workflow("w").include(deep);
                }
            },
            "the steps of workflow `w` lie in one another more than 64 deep",
        ),
    ] {
        assert_eq!(message(build), expected);
    }
}

#[test]
fn one_seed_gives_one_report() {
    let report = || {
        let shop = shop();
        let (cloud, nap, attempt) = (shop.cloud, shop.nap, shop.attempt);
        let failing = workflow("failing")
            .pass(|length| (length, true))
            .then(cloud, attempt);
        let mixed = workflow("mixed")
            .draw([(0.5, task(cloud, nap)), (0.5, failing)])
            .retry(Retry::times(4))
            .parallel((task(cloud, nap), task(cloud, nap)));
        shop.open(async move |ctx: &mut Ctx| {
            for length in 0..20 {
                let _ = ctx.run(&mixed, length).await;
            }
        })
    };
    assert_eq!(report(), report());
}

/// Fork-join of k branches, each exp(1): the mean of the last to end.
/// Known: the k-th harmonic number: 1.5, 1.8333, 2.083333 (maximum of k exponentials).
#[test]
fn branches_that_are_exponential_take_a_harmonic_number() {
    for (branches, expected) in [(2, 1.5), (3, 11.0 / 6.0), (4, 25.0 / 12.0)] {
        let means = (1..=10).map(|seed| {
            let mut shop = shop();
            let (cloud, registry) = (shop.cloud, shop.world.registry);
            let spec = FunctionSpec::new("random", IMAGE);
            let body = async |ctx: &mut Ctx, ()| {
                let time = ctx.random().exponential_duration(secs(1));
                ctx.sleep(time).await;
            };
            let random = shop.world.sim.function(spec, body);
            shop.world.sim.deploy(random, cloud, registry);
            let fork = workflow("fork").parallel(vec![task(cloud, random); branches]);
            let user = shop.world.user;
            shop.world
                .sim
                .controller("client", user, async move |ctx: &mut Ctx| {
                    let _ = ctx.invoke_and_wait(cloud, random, ()).await;
                    for _ in 0..180 {
                        ctx.run(&fork, ()).await.expect("nothing fails");
                    }
                });
            let report = shop.world.sim.run(Seed(seed)).expect("it runs");
            let mean = stage(&report, "parallel").time_mean.expect("it ran");
            // It is all of the critical path.
            let critical = stage(&report, "parallel").critical_time.as_nanos();
            assert!(critical.abs_diff(mean.as_nanos() * 180) <= 180);
            mean.as_secs_f64()
        });
        Estimate::of(&means.collect::<Vec<_>>()).agrees(expected);
    }
}

/// A function of which the service makes three attempts by itself: the stage has all of them.
#[test]
fn attempts_of_a_function_that_is_retried_belong_to_its_stage() {
    let mut shop = shop();
    let (cloud, registry) = (shop.cloud, shop.world.registry);
    let spec = FunctionSpec {
        retry: Some(Retry {
            backoff: Backoff::constant(secs(1)),
            jitter: Jitter::None,
            ..Retry::times(3)
        }),
        ..FunctionSpec::new("stubborn", IMAGE)
    };
    let body = async |ctx: &mut Ctx, length: u64| {
        ctx.sleep(secs(length)).await;
        Err::<u64, _>("no luck".to_owned())
    };
    let stubborn = shop.world.sim.fallible_function(spec, body);
    shop.world.sim.repeatable(stubborn);
    shop.world.sim.deploy(stubborn, cloud, registry);
    let (outcome, report) = shop.run(workflow("w").then(cloud, stubborn), 1);
    assert!(outcome.is_err());
    assert_eq!(spans(&report), [(0.0, 1.0), (2.0, 3.0), (4.0, 5.0)]);
    let stage = stage(&report, "stubborn");
    // To the workflow it was one attempt.
    assert_eq!(
        (stage.invocations, stage.failures, stage.retries),
        (3, 1, 0)
    );
}

/// A scenario with a function `f` of one second and `bad`, which fails after one; bodies run from ten seconds on.
fn scenario(workflow: Value) -> ScenarioRun {
    let host = |name: &str| {
        json!({
            "name": name, "speed": "1Gflop/s", "cores": 16, "ram": "64GB",
            "disk": {"size": "1TB", "read_bw": "1GB/s", "write_bw": "1GB/s"},
        })
    };
    let function = |name: &str, body: Value| json!({ "name": name, "image": "image", "disk_limit": 0, "ram_limit": "128MB", "body": body });
    let sleep = json!({"op": "sleep", "seconds": 1});
    let file = json!({
        "network_model": "ideal",
        "controller_host": "user",
        "platform": {
            "hosts": [host("user"), host("node")],
            "links": [{"name": "wan", "bandwidth": "1GB/s"}],
            "routes": [{"src": "user", "dst": "node", "links": ["wan"]}],
        },
        "storage": {"host": "user"},
        "service": {
            "head_host": "node", "compute_hosts": ["node"],
            "properties": {"container_idle_timeout": "1h"},
            "tariff": {"currency": "EUR", "per_invocation": 0.5},
        },
        "images": [{"name": "image", "disk_size": "100MB", "ram_size": "100MB"}],
        "functions": [
            function("f", json!([sleep])),
            function("bad", json!([sleep, {"op": "fail", "message": "boom"}])),
        ],
        "workflows": {"w": workflow},
        "timeline": [
            {"invoke": "f", "id": "first"},
            {"at": 10, "run": "w", "id": "w0"},
            {"invoke": "f", "id": "beside"},
            {"wait": "w0"},
            {"invoke": "f", "id": "last"},
        ],
    });
    let scenario = parse(&file.to_string(), Format::Json, "my.json").expect("it is a scenario");
    run(&scenario, Seed(1)).expect("it runs")
}

#[test]
fn a_file_declares_workflows_as_data() {
    let run = scenario(json!({"sequence": [
        {"task": "f"},
        {"parallel": [{"task": "f"}, {"sequence": [{"wait": "3 s"}, {"task": "f", "name": "late"}]}]},
        {"map": {"items": 3, "at_most": 2, "each": {"task": "f"}}},
        {"choice": [{"probability": 0, "then": {"task": "bad"}}, {"probability": 1}]},
        {"task": "bad", "retry": {"attempts": 2, "backoff": {"first": 1, "factor": 1, "cap": 1}, "jitter": "none"},
         "catch": {"task": "f", "body": [{"op": "sleep", "seconds": 5}]}},
    ]}));
    assert_eq!(run.halt, None);
    let report = &run.report;
    // 1; 3 + 1; two turns of 1; nothing; 1 + 1 + 1, and 5 s.
    assert_eq!(duration(report), 15.0);
    let row = only(report);
    assert_eq!((&*row.workflow, row.outcome), ("w", WorkflowEnd::Succeeded));
    assert_eq!(
        row.critical_path.as_deref(),
        Some("f > parallel/wait > parallel/late > map/f x2 > bad > catch/f")
    );
    assert_eq!(stage(report, "map/f").visits, 3);
    assert_eq!(
        (
            stage(report, "bad").retries,
            stage(report, "choice/bad").visits
        ),
        (1, 0)
    );
    // 1 + 2 + 3 + 2 + 1 invocations, at 0.5 each.
    let cost: f64 = report
        .stages
        .iter()
        .filter(|stage| stage.kind == StageKind::Task)
        .filter_map(|stage| stage.cost)
        .sum();
    assert_eq!(cost, 4.5);
    // In its own terms the result has what the timeline invokes itself, by its names.
    let ids: Vec<_> = run
        .result
        .invocations
        .iter()
        .map(|row| (&*row.id, row.requested))
        .collect();
    assert_eq!(
        ids,
        [("first", at(0.0)), ("beside", at(10.0)), ("last", at(25.0))]
    );
}

#[test]
fn a_workflow_of_a_file_that_fails_is_in_the_report() {
    let run = scenario(json!({
        "parallel": [{"task": "bad"}, {"task": "f", "body": [{"op": "sleep", "seconds": 9}]}],
        "cancel_stopped": true,
    }));
    assert_eq!(run.halt, None);
    let row = only(&run.report);
    assert_eq!(row.outcome, WorkflowEnd::Failed);
    assert_eq!(row.failed_stage.as_deref(), Some("parallel/bad"));
    assert_eq!(row.failure_cause.as_deref(), Some("boom"));
    assert_eq!(duration(&run.report), 1.0);
    let cancelled = run
        .report
        .invocations
        .iter()
        .filter(|row| row.failure_cause.as_deref() == Some("The invocation was cancelled"));
    assert_eq!(cancelled.count(), 1);
}
