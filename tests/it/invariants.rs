//! What holds in every simulation, whatever it simulates: random scenarios, watched from instant to instant.
//!
//! The scenarios are the same in every run of these tests, unless the environment says otherwise (see `support/soak.rs`). A
//! property that fails prints the smallest scenario found, as a scenario file that `coldstart run` takes.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use coldstart::kernel::Seed;
use coldstart::scenario::declare::declare;
use coldstart::scenario::load::{Format, parse};
use coldstart::scenario::run::{self, ScenarioRun};
use coldstart::scenario::schema::{Action, BufferSize, Entry, Scenario, Step};
use coldstart::serverless::{Failure, MessageSizes};
use coldstart::simulation::{Conclusion, Halt};
use coldstart::units::{Bytes, SimDuration, SimTime};
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};

use crate::support::watch::{Call, Endless, Watch};
use crate::support::{random_scenarios, random_sharing, soak};

/// How many scenarios each property is tried on, unless the environment says otherwise.
const CASES: u32 = 1_000;

/// How many more may turn out to have no end.
const ENDLESS: u32 = 10;

/// What a property says of one scenario; an error tells what is wrong.
type Verdict = Result<(), String>;

/// Tries a property on random scenarios under pressure, and on what a watch saw of each.
fn holds(number: u64, property: impl Fn(&Scenario, Conclusion<Watch>) -> Verdict) {
    holds_in(&random_scenarios::scenarios(), number, property);
}

/// Likewise, in scenarios that share images and wait.
fn holds_with_sharing(number: u64, property: impl Fn(&Scenario, Conclusion<Watch>) -> Verdict) {
    holds_in(&random_sharing::scenarios(), number, property);
}

/// Tries a property on random scenarios, which depend on its number, and on the seed if there is one.
fn holds_in(
    scenarios: &impl Strategy<Value = Scenario>,
    number: u64,
    property: impl Fn(&Scenario, Conclusion<Watch>) -> Verdict,
) {
    let seed = soak::seed();
    let config = Config {
        max_global_rejects: ENDLESS * soak::cases(CASES).div_ceil(CASES),
        ..soak::config(number, seed, CASES)
    };
    let outcome = TestRunner::new(config).run(scenarios, |scenario| {
        let problem = match watched(&scenario) {
            Ok(conclusion) => property(&scenario, conclusion).err(),
            Err(run) if run.in_circles => {
                return Err(TestCaseError::reject("images travel in circles"));
            }
            Err(run) => Some(format!("goes on and on; it is at {}", run.at)),
        };
        problem.map_or(Ok(()), |problem| {
            let file = serde_json::to_string(&scenario).expect("a scenario is serialisable");
            Err(TestCaseError::fail(format!("{problem}\nin {file}")))
        })
    });
    let again = seed.map_or_else(String::new, |seed| {
        format!("\n(found with {}={seed})", soak::SEED)
    });
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(reason, _)) => panic!("{reason}{again}"),
        Err(TestError::Abort(reason)) => panic!("no scenarios: {reason}{again}"),
    }
}

/// Runs a scenario under watch.
fn watched(scenario: &Scenario) -> Result<Conclusion<Watch>, Endless> {
    let declared = declare(scenario, Seed(1));
    let watch = Watch::new(scenario, &declared);
    let prepared = declared.sim.build().expect("a scenario without mistakes");
    let mut conclusion = prepared.execute(declared.seed, watch);
    conclusion
        .recorder
        .endless
        .take()
        .map_or(Ok(conclusion), Err)
}

fn run(scenario: &Scenario) -> ScenarioRun {
    run::run(scenario, Seed(1)).expect("a scenario without mistakes")
}

fn expect(holds: bool, otherwise: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(otherwise()) }
}

fn none(problems: &[String]) -> Verdict {
    expect(problems.is_empty(), || problems.join("\n"))
}

#[test]
fn no_node_is_over_its_cores_its_memory_or_its_disk() {
    holds(1, |_, conclusion| none(&conclusion.recorder.space));
}

#[test]
fn no_link_and_no_disk_carries_more_than_it_can() {
    holds(2, |scenario, conclusion| {
        if is_in_two_systems(scenario) {
            return Ok(());
        }
        none(&conclusion.recorder.loads)
    });
}

/// Whether plain disk operations and streams share disks: then rates may exceed what a disk or a link can carry until a
/// change is noticed, as in the reference (SEMANTICS 2.7).
fn is_in_two_systems(scenario: &Scenario) -> bool {
    let service = scenario.service.properties.storage_services_buffer_size;
    // A service that knows of no function has buffers of its own.
    let is_another = |entry: &Entry| {
        matches!(
            entry.action,
            Action::Invoke {
                unknown_service: true,
                ..
            }
        )
    };
    let is_fluid = scenario.storage.buffer_size == BufferSize::Fluid
        || scenario.timeline.iter().any(is_another);
    is_fluid && service != BufferSize::Fluid
}

#[test]
fn every_invocation_ends_once_or_the_run_is_stuck_for_a_reason() {
    holds(3, |scenario, conclusion| {
        let calls = &conclusion.recorder.calls;
        let mut numbers: Vec<u64> = calls.iter().map(|call| call.invocation.number).collect();
        numbers.sort_unstable();
        let each_once = numbers.iter().copied().eq(0..numbers.len() as u64);
        expect(each_once, || format!("told of the invocations {numbers:?}"))?;
        let unfinished = |call: &&Call| !call.refused && call.invocation.dates.completion.is_none();
        let open: Vec<&Call> = calls.iter().filter(unfinished).collect();
        match &conclusion.halt {
            None => expect(open.is_empty(), || format!("never ended: {open:?}")),
            Some(Halt::Stuck { waiting, .. }) => {
                let named = |call: &&Call| {
                    let invocation = &call.invocation;
                    let function = &scenario.functions[invocation.function.index()].name;
                    let name = format!("{function}#{}", invocation.number);
                    waiting
                        .iter()
                        .any(|one| one.process == "timeline" && one.what.contains(&name))
                };
                // A link that is off may have swallowed the news of an end.
                let told = open.iter().any(named) || loses_messages(scenario);
                expect(told, || format!("stuck, with {waiting:?} and {open:?}"))
            }
            Some(halt) => Err(halt.to_string()),
        }
    });
}

fn loses_messages(scenario: &Scenario) -> bool {
    let off = |entry: &Entry| matches!(entry.action, Action::TurnOffLink(_));
    scenario.engine.control_message_size != MessageSizes::default()
        && scenario.timeline.iter().any(off)
}

/// Whether a service may run what its caller has given up.
fn loses_requests(scenario: &Scenario) -> bool {
    let overhead = scenario.service.properties.invocation_processing_overhead;
    overhead > SimDuration::from_secs(30) || loses_messages(scenario)
}

#[test]
fn the_steps_of_an_invocation_come_in_order() {
    holds(4, |scenario, conclusion| {
        conclusion.recorder.calls.iter().try_for_each(|call| {
            in_order(scenario, call).map_err(|problem| format!("{problem}: {call:?}"))
        })
    });
}

fn in_order(scenario: &Scenario, call: &Call) -> Verdict {
    let dates = &call.invocation.dates;
    let steps = [
        Some(call.requested),
        dates.submit,
        dates.dispatch,
        dates.start,
    ];
    let taken: Vec<SimTime> = steps.iter().map_while(|date| *date).collect();
    let later = [dates.end, dates.completion].into_iter().flatten();
    let all: Vec<SimTime> = taken.iter().copied().chain(later).collect();
    expect(all.is_sorted(), || format!("dates {all:?}"))?;
    expect(steps.iter().flatten().count() == taken.len(), || {
        "a step was left out".to_owned()
    })?;
    expect(dates.end.is_none() || dates.start.is_some(), || {
        "ended without a start".to_owned()
    })?;
    expect(
        call.accepted
            .is_none_or(|accepted| accepted >= call.requested),
        || "accepted before it was requested".to_owned(),
    )?;
    let placed = call.invocation.node.is_some() && call.invocation.container.is_some();
    expect(placed == dates.dispatch.is_some(), || {
        "dispatched to nowhere".to_owned()
    })?;
    let over = dates.completion.is_some() && call.failure.is_none();
    expect(!over || all.len() == 6, || {
        "succeeded without every step".to_owned()
    })?;
    durations(scenario, call)
}

/// The start-up is as long as it should be, and no body runs beyond its limit.
fn durations(scenario: &Scenario, call: &Call) -> Verdict {
    let dates = &call.invocation.dates;
    let startup = match call.invocation.reused {
        true => SimDuration::ZERO,
        false => {
            let properties = &scenario.service.properties;
            properties.container_startup_overhead.unwrap_or_default()
        }
    };
    if let (Some(dispatch), Some(start)) = (dates.dispatch, dates.start) {
        expect(start - dispatch == startup, || {
            "another start-up".to_owned()
        })?;
    }
    let limit = scenario.functions[call.invocation.function.index()].time_limit;
    if let (Some(start), Some(end), false) = (dates.start, dates.end, limit.is_zero()) {
        expect(end - start <= limit, || "ran beyond its limit".to_owned())?;
        let late = call.failure == Some(Failure::TimeLimit);
        expect((end - start == limit) == late, || {
            "at its limit, or not".to_owned()
        })?;
    }
    Ok(())
}

#[test]
fn a_node_has_a_core_and_a_container_one_body_for_every_invocation() {
    holds(5, |scenario, conclusion| {
        let mut nodes = BTreeMap::<usize, Vec<&Call>>::new();
        let mut containers = BTreeMap::<u32, Vec<&Call>>::new();
        for call in &conclusion.recorder.calls {
            let invocation = &call.invocation;
            if let (Some(node), Some(container)) = (invocation.node, invocation.container) {
                nodes.entry(node.index()).or_default().push(call);
                containers.entry(container).or_default().push(call);
            }
        }
        for (node, calls) in nodes {
            let host = &scenario.service.compute_hosts[node];
            let hosts = &scenario.platform.hosts;
            let host = hosts
                .iter()
                .find(|other| other.name == *host)
                .expect("a node is a host");
            let most = most_at_once(&calls);
            expect(most <= host.cores, || {
                format!("{most} at once on node {node}")
            })?;
        }
        containers
            .into_iter()
            .try_for_each(|(number, calls)| one_after_the_other(number, calls))
    });
}

/// How many of these were dispatched and not complete at the same time.
fn most_at_once(calls: &[&Call]) -> u32 {
    let mut changes = Vec::new();
    for dates in calls.iter().map(|call| &call.invocation.dates) {
        changes.extend(dates.dispatch.map(|date| (date, 1)));
        changes.extend(dates.completion.map(|date| (date, -1)));
    }
    // Of what happens at one date, completions count first: they may be what made room.
    changes.sort_unstable();
    let running = changes.iter().scan(0, |running, (_, change)| {
        *running += change;
        Some(*running)
    });
    running.max().unwrap_or(0).max(0) as u32
}

/// A container is cold once, the first time, and serves one function.
fn one_after_the_other(number: u32, mut calls: Vec<&Call>) -> Verdict {
    // Bodies of no length come and go at one date, the cold one before the others, and before one that stays.
    let place = |call: &&Call| {
        let dates = &call.invocation.dates;
        (
            dates.dispatch,
            call.invocation.reused,
            dates.completion.unwrap_or(SimTime::MAX),
        )
    };
    calls.sort_by_key(place);
    let told = |what: &str| format!("container {number}: {what}: {calls:?}");
    let first_cold = calls.iter().map(|call| call.invocation.reused).is_sorted()
        && calls.iter().filter(|call| !call.invocation.reused).count() == 1;
    expect(first_cold, || told("is not cold just once"))?;
    for pair in calls.windows(2) {
        let [one, next] = [&pair[0].invocation, &pair[1].invocation];
        let apart = one
            .dates
            .completion
            .is_some_and(|done| Some(done) <= next.dates.dispatch);
        expect(apart, || told("is used twice at once"))?;
        expect(
            one.function == next.function && one.node == next.node,
            || told("changes"),
        )?;
    }
    Ok(())
}

/// Whether a container goes on for as long as it takes its service to stop its storage (SEMANTICS 1).
fn stops_slowly(scenario: &Scenario) -> bool {
    scenario.engine.control_message_size != MessageSizes::default()
}

/// Tries a property on the scenarios of both kinds.
fn holds_everywhere(number: u64, property: impl Fn(&Scenario, Conclusion<Watch>) -> Verdict) {
    holds(number, &property);
    holds_with_sharing(number, &property);
}

#[test]
fn as_many_cores_are_busy_as_invocations_are_dispatched_and_not_complete() {
    holds_everywhere(9, |scenario, conclusion| {
        if loses_requests(scenario) || stops_slowly(scenario) {
            return Ok(());
        }
        let Watch { calls, busy, .. } = &conclusion.recorder;
        // At its last date the run ends in the middle of things.
        let before = busy.iter().filter(|(at, _)| *at < conclusion.date);
        before.into_iter().try_for_each(|(at, busy)| {
            let mut expected = vec![0; busy.len()];
            for call in calls {
                let dates = &call.invocation.dates;
                let is_there = dates.dispatch.is_some_and(|date| date <= *at)
                    && dates.completion.is_none_or(|date| date > *at);
                if let (Some(node), true) = (call.invocation.node, is_there) {
                    expected[node.index()] += 1;
                }
            }
            expect(*busy == expected, || {
                format!("at {at} {busy:?} cores are busy, for {expected:?} of {calls:?}")
            })
        })
    });
}

#[test]
fn an_idle_container_lives_as_long_as_it_is_kept_and_no_longer() {
    holds_everywhere(10, |scenario, conclusion| {
        if stops_slowly(scenario) {
            return Ok(());
        }
        none(&conclusion.recorder.lifetimes.wrong)
    });
}

#[test]
fn nothing_is_read_or_written_for_a_container_that_was_shut_down() {
    holds_everywhere(11, |scenario, conclusion| {
        // What is being read or written of a pipeline goes on to its end (SEMANTICS 3.4).
        if scenario.service.properties.storage_services_buffer_size != BufferSize::Fluid {
            return Ok(());
        }
        none(&conclusion.recorder.idle_disks)
    });
}

#[test]
fn a_body_finds_nothing_that_another_one_has_written() {
    holds_everywhere(12, |scenario, conclusion| {
        let calls = &conclusion.recorder.calls;
        calls
            .iter()
            .filter(|call| call.invocation.dates.completion.is_some() && call.failure.is_none())
            .try_for_each(|call| {
                let found = reads_of_others(body(scenario, call));
                // A body that ends at its very limit leaves its files (SEMANTICS 9.3).
                let excused = calls.iter().any(|other| {
                    other.invocation.container == call.invocation.container && ends_at_limit(other)
                });
                expect(found.is_none() || excused, || {
                    format!("reads {found:?}: {call:?}")
                })
            })
    });
}

/// The body of an invocation. Those of a scenario are numbered in the order of its timeline.
fn body<'a>(scenario: &'a Scenario, call: &Call) -> &'a [Step] {
    let invocations = scenario.timeline.iter();
    let mut bodies = invocations.filter_map(|entry| match &entry.action {
        Action::Invoke { body, .. } => Some(body.as_deref()),
        _ => None,
    });
    let own = bodies.nth(call.invocation.number as usize).flatten();
    own.unwrap_or(&scenario.functions[call.invocation.function.index()].body)
}

/// A file that a body reads without having made it.
fn reads_of_others(body: &[Step]) -> Option<&str> {
    let mut own = BTreeSet::new();
    body.iter().find_map(|step| match step {
        Step::Write { file, .. } | Step::Create { file, .. } => {
            own.insert(file);
            None
        }
        Step::Read { file } => (!own.contains(file)).then_some(file.as_str()),
        _ => None,
    })
}

fn ends_at_limit(call: &Call) -> bool {
    call.failure == Some(Failure::TimeLimit) && call.invocation.dates.end.is_some()
}

#[test]
fn no_byte_of_a_node_is_of_nobody() {
    holds_with_sharing(13, |_, conclusion| none(&conclusion.recorder.orphans));
}

#[test]
fn no_run_is_stuck_while_a_node_could_take_an_invocation() {
    holds_with_sharing(14, |scenario, conclusion| {
        let Some(halt) = &conclusion.halt else {
            return Ok(());
        };
        // Workload balancing has no cores for functions without a time limit, and no room where an image would have to be
        // evicted first (SEMANTICS 5.3).
        if scenario.service.scheduler.name == "workload_balancing" {
            return Ok(());
        }
        // A copy or a load that failed gives the scheduler no round, and while it is not known to have failed no other is
        // begun (SEMANTICS 4.8, 4.9): what makes room at that very date is not noticed.
        let Watch {
            move_failed,
            lifetimes,
            ..
        } = &conclusion.recorder;
        if move_failed.is_some() && *move_failed == lifetimes.last_end {
            return Ok(());
        }
        let calls = conclusion.recorder.calls.iter();
        let open = calls.filter(|call| !call.refused && call.invocation.dates.completion.is_none());
        let mut able = open.filter(|call| {
            let mut nodes = scenario.service.compute_hosts.iter();
            nodes.any(|node| has_room_for(scenario, node, call))
        });
        able.next()
            .map_or(Ok(()), |call| Err(format!("{halt}\nwith {call:?}")))
    });
}

/// Whether a node could run an invocation if nothing else were on it: by then, every idle container has had its time.
fn has_room_for(scenario: &Scenario, node: &str, call: &Call) -> bool {
    let function = &scenario.functions[call.invocation.function.index()];
    let mut images = scenario.images.iter();
    let image = images.find(|image| image.name == function.image);
    let mut hosts = scenario.platform.hosts.iter();
    let host = hosts.find(|host| host.name == node);
    let (Some(image), Some(host)) = (image, host) else {
        return false;
    };
    let disk = host.disk.as_ref().map_or(Bytes::ZERO, |disk| disk.size);
    let memory = host.ram.unwrap_or(Bytes::MAX);
    image.disk_size + function.disk_limit <= disk && image.ram_size + function.ram_limit <= memory
}

#[test]
fn the_same_scenario_gives_the_same_bytes() {
    holds(6, |scenario, _| {
        let bytes = |run: &ScenarioRun| {
            let result = serde_json::to_string(&run.result).expect("a serialisable result");
            let report = serde_json::to_string(&run.report).expect("a serialisable report");
            result + &report
        };
        let (first, second) = (bytes(&run(scenario)), bytes(&run(scenario)));
        expect(first == second, || format!("{first}\nis not {second}"))
    });
}

#[test]
fn a_scenario_file_and_the_scenario_under_watch_give_the_same_dates() {
    holds(7, |scenario, mut watched| {
        let text = serde_json::to_string(scenario).expect("a scenario is serialisable");
        let read = parse(&text, Format::Json, "random").map_err(|error| error.to_string())?;
        expect(read == *scenario, || format!("read back as {read:?}"))?;
        let run = run(&read);
        watched
            .recorder
            .calls
            .sort_unstable_by_key(|call| call.invocation.number);
        expect(
            run.report.invocations.len() == watched.recorder.calls.len(),
            || "another number of invocations".to_owned(),
        )?;
        for (row, call) in run.report.invocations.iter().zip(&watched.recorder.calls) {
            let dates = call.invocation.dates;
            let same = (row.submit, row.dispatch, row.start, row.end, row.completion)
                == (
                    dates.submit,
                    dates.dispatch,
                    dates.start,
                    dates.end,
                    dates.completion,
                )
                && row.refused == call.refused
                && row.container == call.invocation.container;
            expect(same, || format!("{row:?}\nis not {call:?}"))?;
        }
        expect(run.report.final_date == watched.date, || {
            format!("ended at {}", watched.date)
        })
    });
}

/// What can happen, and does so in more than a few of the scenarios.
const MET: [&str; 22] = [
    "CopyStarted",
    "CopyDone",
    "CopyFailed",
    "LoadDone",
    "LoadFailed",
    "SpawnFailed",
    "IdleContainerEvicted",
    "ContainerShutdown",
    "ImageDownloaded",
    "hot start",
    "success",
    "stuck",
    "The service",
    "The function",
    "The image",
    "Operation has",
    "Cannot write",
    "Couldn't find",
    "Network error",
    "boom",
    "The container",
    "frees more",
];

#[test]
fn the_scenarios_are_varied() {
    // Of fewer or other cases, some are too rare to be counted on.
    if !soak::are_usual() {
        return;
    }
    let counts = RefCell::new(BTreeMap::<String, u32>::new());
    holds(8, |scenario, _| {
        let report = run(scenario).report;
        let mut met: BTreeSet<String> = report
            .events
            .iter()
            .map(|row| format!("{:?}", row.event))
            .collect();
        let refusals = report
            .registrations
            .iter()
            .filter_map(|row| row.failure_cause.as_ref());
        let failures = report
            .invocations
            .iter()
            .filter_map(|row| row.failure_cause.as_ref());
        let frees_more = |cause: &&String| cause.starts_with("Process ");
        met.extend(
            failures
                .clone()
                .find(frees_more)
                .map(|_| "frees more".to_owned()),
        );
        met.extend(refusals.chain(failures).map(|cause| first_words(cause)));
        let rows = &report.invocations;
        let reused = rows.iter().any(|row| row.reused_container == Some(true));
        met.extend(reused.then(|| "hot start".to_owned()));
        met.extend(
            rows.iter()
                .any(|row| row.success == Some(true))
                .then(|| "success".to_owned()),
        );
        met.extend(report.error.map(|_| "stuck".to_owned()));
        for what in met {
            *counts.borrow_mut().entry(what).or_default() += 1;
        }
        Ok(())
    });
    let counts = counts.into_inner();
    let rare = |what: &&&str| counts.get(**what).is_none_or(|count| *count < 5);
    let rare: Vec<_> = MET.iter().filter(rare).collect();
    assert!(rare.is_empty(), "{rare:?} hardly ever happen: {counts:?}");
}

fn first_words(text: &str) -> String {
    text.split_whitespace()
        .take(2)
        .collect::<Vec<_>>()
        .join(" ")
}
