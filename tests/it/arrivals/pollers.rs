//! Workloads whose arrivals are messages of a queue, which pollers take in batches: in files, in `simulation!` and on a builder.

use coldstart::prelude::*;
use coldstart::results::InvocationRow;
use serde_json::{Value, json};

use super::scenarios::{ran, requested, scenario};
use crate::support::{Plan, at, host};

/// What has been logged.
fn logged(report: &Report) -> Vec<&str> {
    report.log.iter().map(|row| &*row.text).collect()
}

fn of_file(workload: Value) -> coldstart::scenario::run::ScenarioRun {
    let mut file = scenario();
    file["workloads"] = json!([workload]);
    ran(&file)
}

#[test]
fn messages_of_a_file_are_taken_in_batches() {
    let run = of_file(json!({
        "name": "orders", "function": "f", "arrivals": "Burst::of(25)",
        "pollers": { "start": 1, "most": 1, "each": [{ "op": "sleep", "seconds": 0.1 }] },
    }));
    // A body of 1 s for a batch, and 0.1 s for each of 10, 10 and 5 messages; one poller takes one batch after the other.
    assert_eq!(requested(&run), [0.0, 2.0, 4.0]);
    assert_eq!(run.report.final_date, at(5.5));
    let told = "25 messages: 25 done, 0 given up, by at most 1 pollers at once";
    assert_eq!(logged(&run.report), [told]);
}

#[test]
fn messages_that_come_while_pollers_are_at_work_wait() {
    // One a second; the body lasts 2.5 s: the poller takes message 0, then 1 and 2, then 3, 4 and 5, then nothing is left until 6.
    let run = of_file(json!({
        "name": "orders", "function": "f", "arrivals": "Regular::every(1s)", "take": 6, "sleep": "2.5s",
        "pollers": { "start": 1, "per_minute": 0 },
    }));
    assert_eq!(requested(&run), [0.0, 2.5, 5.0]);
    // Two pollers: each takes what is there.
    let run = of_file(json!({
        "name": "orders", "function": "f", "arrivals": "Regular::every(1s)", "take": 4, "sleep": "2.5s",
        "pollers": { "start": 2, "per_minute": 0 },
    }));
    assert_eq!(requested(&run), [0.0, 1.0, 2.5, 3.5]);
}

#[test]
fn one_more_poller_comes_while_messages_wait() {
    // One more each second, while two messages wait that the first has no hand for.
    let run = of_file(json!({
        "name": "orders", "function": "f", "arrivals": "Burst::of(3)", "sleep": "10s",
        "pollers": { "batch": 1, "start": 1, "per_minute": 60 },
    }));
    assert_eq!(requested(&run), [0.0, 1.0, 2.0]);
    assert!(logged(&run.report)[0].ends_with("by at most 3 pollers at once"));
}

#[test]
fn messages_that_fail_are_taken_again_and_given_up() {
    let run = of_file(json!({
        "name": "orders", "function": "f", "arrivals": "Burst::of(2)", "body": [{ "op": "fail", "message": "no" }],
        "pollers": { "start": 1, "retry_after": "7s", "receives": 3 },
    }));
    assert_eq!(requested(&run), [0.0, 7.0, 14.0]);
    assert_eq!(run.report.summary.failed, 3);
    let told = "2 messages: 0 done, 2 given up, by at most 1 pollers at once";
    assert_eq!(logged(&run.report), [told]);
}

#[test]
fn a_crash_is_survived_by_messages() {
    let mut file = scenario();
    file["workloads"] = json!([{
        "name": "orders", "function": "f", "arrivals": "Burst::of(5)", "sleep": "4s",
        "pollers": { "start": 1, "retry_after": "10s" },
    }]);
    file["faults"] = json!([{ "node": "worker[0]", "at": 2, "for": 1 }]);
    let run = coldstart::scenario::run::run(
        &serde_json::from_value(file).expect("it is a scenario"),
        Seed(1),
    )
    .expect("it is declared");
    assert_eq!(requested(&run), [0.0, 12.0]);
    assert_eq!(
        logged(&run.report),
        ["5 messages: 5 done, 0 given up, by at most 1 pollers at once"]
    );
}

const IMAGE: Image = Image::new("image", Bytes::ZERO);

#[serverless_function(image = IMAGE, memory = 0B, disk = 0B)]
async fn store(ctx: &mut Ctx, messages: u64) {
    ctx.sleep(secs(1) + millis(100) * messages).await;
}

fn count(messages: Vec<u64>, _: &mut Stream) -> u64 {
    messages.len() as u64
}

simulation! {
    #[derive(Clone, Debug)]
    struct Orders {
        arrivals: u64 = 25,
    }
    host node { speed: 1Gflop/s, cores: 4, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    storage registry on node { images: [IMAGE] }
    serverless cloud on node over node { idle_timeout: 1d }
    deploy store on cloud from registry;
    workload orders of store on cloud from node {
        arrivals: Burst::of(arrivals),
        pollers: EventPollers { start: 1, most: 1, ..EventPollers::sqs() },
        input: |messages, _| messages.len() as u64,
    }
    workload more of store on cloud from node {
        arrivals: Burst::of(3).shift(1h),
        pollers: EventPollers::sqs(),
        input: count,
    }
    workload others of store on cloud from node {
        arrivals: Burst::of(3).shift(2h),
        pollers: EventPollers::sqs(),
        input: 5,
    }
}

#[test]
fn a_declared_simulation_has_pollers() {
    let report = Orders::default().run(Seed(1)).expect("it runs");
    let lasted = |row: &InvocationRow| (row.end.unwrap() - row.start.unwrap()).as_secs_f64();
    let lasted: Vec<f64> = report.invocations.iter().map(lasted).collect();
    assert_eq!(lasted, [2.0, 2.0, 1.5, 1.3, 1.5]);
    assert_eq!(
        report.invocations[1].requested,
        report.invocations[0].end.unwrap()
    );
}

#[test]
fn pollers_that_mean_nothing_are_told() {
    let problems = |arrivals: Arrivals, pollers: EventPollers| -> Vec<String> {
        let image = Image::new("nothing", Bytes::ZERO);
        let plan = Plan::over([host(1, gb(1), gb(1))]).with_images([image.clone()]);
        let mut world = plan.declare();
        let f = world.sleeper(FunctionSpec::new("f", image));
        let (user, cloud) = (world.user, world.cloud);
        let queue = (arrivals, pollers);
        world
            .sim
            .polled("orders", user, cloud, f, queue, |_, _| secs(1));
        match world.sim.build() {
            Ok(_) => Vec::new(),
            Err(error) => error.problems.iter().map(ToString::to_string).collect(),
        }
    };
    let arrivals = |text: &str| text.parse::<Arrivals>().expect("they are arrivals");
    let few = EventPollers {
        messages: 5,
        ..EventPollers::sqs()
    };
    assert_eq!(problems(arrivals("Regular::every(1s)"), few), [""; 0]);
    let endless = problems(arrivals("Regular::every(1s)"), EventPollers::sqs());
    assert_eq!(endless.len(), 1);
    assert!(endless[0].starts_with("workload `orders`: has no last arrival"));
    let for_ever = EventPollers {
        retry_after: SimDuration::ZERO,
        ..EventPollers::sqs()
    };
    assert_eq!(
        problems(arrivals("Burst::of(3)"), for_ever),
        [
            "workload `orders`: has pollers whose `retry_after` is zero, and messages that fail are tried for ever at one date; give it a \
             time such as `30s`, or limit `receives`"
        ]
    );
}
