//! Random worlds that mix all that a provider may have: whatever happens, nothing is lost and nothing is left.

mod bills;
mod recordings;

use std::collections::BTreeMap;

use coldstart::prelude::*;
use coldstart::results::{FaultKind, InvocationRow};
use coldstart::serverless::Resources;
use coldstart::simulation::{Halt, NodeCapacity};

use crate::support::random_worlds::{Happened, IMAGES, RandomWorld, space_of};
use crate::support::soak;

/// How many worlds there are.
const WORLDS: u32 = 500;

/// What the containers that are left take on each node, and how many there are of each function.
fn kept(happened: &Happened) -> BTreeMap<&str, (Resources, Vec<&Image>)> {
    let mut kept: BTreeMap<&str, (Resources, Vec<&Image>)> = BTreeMap::new();
    for row in happened.report.containers.iter() {
        if row.ended.is_some() {
            continue;
        }
        let spec = happened
            .specs
            .iter()
            .find(|spec| *spec.name == *row.function);
        let spec = spec.expect("it is one of them");
        let (taken, images) = kept.entry(&row.node).or_default();
        *taken += spec.charge().per_instance;
        images.push(&spec.image);
    }
    kept
}

/// All sets of images.
fn sets() -> impl Iterator<Item = Vec<&'static Image>> {
    static ALL: [Image; 4] = IMAGES;
    (0..1 << ALL.len()).map(|set: u32| {
        let images = ALL.iter().enumerate();
        let images = images.filter(|(number, _)| set & (1 << number) != 0);
        images.map(|(_, image)| image).collect()
    })
}

/// What is wrong with what the nodes have at the end: they lack what the containers that are left take, and images.
fn leaks(happened: &Happened) -> Vec<String> {
    let kept = kept(happened);
    let nothing = (Resources::NONE, Vec::new());
    // Of what is down nothing is free.
    let is_up = |node: &&NodeCapacity| {
        let mut faults = happened.report.faults.iter();
        !faults.any(|row| {
            row.fault == FaultKind::NodeDown && *row.target == *node.node && row.end.is_none()
        })
    };
    let nodes = happened.nodes.iter().filter(is_up);
    let wrong = nodes.filter_map(|node| {
        let (taken, used) = kept.get(&*node.node).unwrap_or(&nothing);
        let lacks = node.total.saturating_sub(node.free);
        let counted = lacks.counted() == taken.counted();
        let has_all = |set: &[&Image]| {
            used.iter()
                .all(|image| set.iter().any(|one| one.name == image.name))
        };
        let in_memory = |set: Vec<&Image>| {
            has_all(&set) && taken.memory + space_of(&[], &set).memory == lacks.memory
        };
        let on_disk =
            |set: Vec<&Image>| has_all(&set) && taken.disk + space_of(&set, &[]).disk == lacks.disk;
        let is_right = counted && sets().any(in_memory) && sets().any(on_disk);
        (!is_right).then(|| {
            format!(
                "{} lacks {lacks:?}, and containers take {taken:?}",
                node.node
            )
        })
    });
    wrong.collect()
}

/// What is wrong with the account of the invocations.
fn lost(happened: &Happened, is_stuck: bool) -> Option<String> {
    let (report, calls) = (&happened.report, happened.calls as u64);
    let counts = &report.summary.counts;
    let count = |is: fn(&InvocationRow) -> bool| {
        report.invocations.iter().filter(|row| is(row)).count() as u64
    };
    let served: u64 = report.containers.iter().map(|row| row.invocations).sum();
    let of_services: u64 = report
        .services
        .iter()
        .map(|row| row.counts.invocations)
        .sum();
    let of_functions: u64 = report
        .functions
        .iter()
        .map(|row| row.counts.invocations)
        .sum();
    let failures: u64 = report.summary.failures.values().sum();
    let retries = report.summary.retries.as_ref();
    let attempts = retries.map_or(0, |retries| retries.attempts);
    let checks = [
        (
            "all are told",
            count(|row| row.retry_of.is_none()) == calls || is_stuck,
        ),
        ("attempts", attempts == count(|row| row.attempt.is_some())),
        (
            "rows",
            report.invocations.len() as u64 == counts.invocations,
        ),
        ("services", of_services == counts.invocations),
        ("functions", of_functions == counts.invocations),
        (
            "succeeded, failed, unfinished",
            counts.succeeded + counts.failed + counts.unfinished == counts.invocations,
        ),
        (
            "succeeded",
            count(|row| row.success == Some(true)) == counts.succeeded,
        ),
        (
            "failed",
            count(|row| row.success == Some(false)) == counts.failed,
        ),
        (
            "unfinished",
            count(|row| row.success.is_none()) == counts.unfinished,
        ),
        ("all are over", counts.unfinished == 0 || is_stuck),
        ("failures", failures == counts.failed),
        (
            "starts",
            counts.starts() == count(|row| row.dispatch.is_some()),
        ),
        ("served", served == counts.starts()),
    ];
    let wrong = checks.iter().find(|(_, holds)| !holds)?;
    Some(format!(
        "{}: {counts:?}, {served} served, {failures} failures",
        wrong.0
    ))
}

/// The attempts of each request that may be attempted more than once, by its first, in order.
fn chains(report: &Report) -> BTreeMap<u64, Vec<&InvocationRow>> {
    let mut chains: BTreeMap<u64, Vec<&InvocationRow>> = BTreeMap::new();
    for row in report.invocations.iter() {
        if row.attempt.is_some() {
            let first = row.retry_of.unwrap_or(row.id);
            chains.entry(first).or_default().push(row);
        }
    }
    chains
}

/// What is wrong with the attempts of a request, in order of request.
fn broken(chain: &[&InvocationRow]) -> Option<&'static str> {
    let first = chain[0];
    let pairs = || chain.iter().zip(&chain[1..]);
    let checks = [
        (
            "attempts are numbered from 1 on",
            (1..)
                .zip(chain)
                .all(|(number, row)| row.attempt == Some(number)),
        ),
        (
            "the first is no retry, and the others are its retries",
            first.retry_of.is_none() && chain[1..].iter().all(|row| row.retry_of == Some(first.id)),
        ),
        (
            "of one function and caller",
            chain
                .iter()
                .all(|row| row.function == first.function && row.caller == first.caller),
        ),
        (
            "one after the other",
            pairs().all(|(one, next)| one.requested <= next.requested && one.id < next.id),
        ),
        (
            "none after one that has succeeded",
            pairs().all(|(one, next)| {
                one.success != Some(true) || one.completion >= Some(next.requested)
            }),
        ),
    ];
    let wrong = checks.iter().find(|(_, holds)| !holds)?;
    Some(wrong.0)
}

/// What is wrong with the account of the requests that may be attempted more than once.
fn lost_attempts(happened: &Happened, is_stuck: bool) -> Option<String> {
    let report = &happened.report;
    let chains = chains(report);
    if let Some((first, what)) = chains
        .iter()
        .find_map(|(first, chain)| Some((first, broken(chain)?)))
    {
        return Some(format!("attempts of #{first}: {what}"));
    }
    let Some(retries) = &report.summary.retries else {
        return (!chains.is_empty() || happened.events > 0)
            .then(|| format!("no figures of {} requests", chains.len()));
    };
    let count = |is: &dyn Fn(&[&InvocationRow]) -> bool| {
        chains.values().filter(|chain| is(chain)).count() as u64
    };
    let last = |chain: &[&InvocationRow]| chain[chain.len() - 1].success;
    let checks = [
        ("requests", retries.requests == count(&|_| true)),
        (
            "retried",
            retries.retried == count(&|chain| chain.len() > 1),
        ),
        ("events", retries.asynchronous == happened.events as u64),
        (
            "succeeded",
            retries.requests - retries.exhausted - retries.unfinished
                == count(&|chain| last(chain) == Some(true)),
        ),
        ("all are over", retries.unfinished == 0 || is_stuck),
        (
            "dead letters",
            retries.dead_letters == happened.letters as u64 || is_stuck,
        ),
        (
            "only what failed is dead",
            retries.dead_letters <= retries.exhausted,
        ),
    ];
    let wrong = checks.iter().find(|(_, holds)| !holds)?;
    Some(format!(
        "{}: {retries:?}, {} letters",
        wrong.0, happened.letters
    ))
}

/// How much there was of what should not be rare.
#[derive(Default)]
struct Seen {
    /// Worlds that got stuck.
    stuck: u64,
    /// Requests that were attempted more than once.
    retried: u64,
    /// Dead letters.
    letters: u64,
}

/// What is wrong with a world, which may get stuck where the book says so.
fn wrong(number: u64, seen: &mut Seen) -> Option<String> {
    let world = RandomWorld::new(number);
    let (may_be_stuck, is_cut_off) = (world.may_be_stuck, world.is_cut_off);
    let about = world.about.clone();
    let happened = world.run();
    let told = |what: String| Some(format!("world {number}: {what}\n{about}"));
    // Some of what waits may have no client any more that the run would wait for.
    let waits = happened.report.summary.counts.unfinished > 0 && may_be_stuck;
    match &happened.halt {
        // What is stuck while faults come at random goes on until it is clear that they are all that happens.
        Some(Halt::Stuck { .. } | Halt::FaultLoop { .. }) if may_be_stuck => seen.stuck += 1,
        // A scaler tries for ever to start what can never be fetched.
        Some(Halt::PolicyLoop { .. }) if may_be_stuck && is_cut_off => seen.stuck += 1,
        Some(halt) => return told(halt.to_string()),
        None if waits => seen.stuck += 1,
        None => {
            let leaks = leaks(&happened);
            if !leaks.is_empty() {
                return told(leaks.join("\n"));
            }
        }
    }
    if let Some(lost) = lost(&happened, happened.halt.is_some() || waits) {
        return told(lost);
    }
    if let Some(retries) = &happened.report.summary.retries {
        seen.retried += retries.retried;
        seen.letters += retries.dead_letters;
    }
    if let Some(lost) = lost_attempts(&happened, happened.halt.is_some() || waits) {
        return told(lost);
    }
    if let Some(wrong) = bills::wrong(&happened) {
        return told(wrong);
    }
    if number.is_multiple_of(10) {
        if let Some(wrong) = recordings::wrong(number, &happened.report) {
            return told(wrong);
        }
        let text = |report: &Report| serde_json::to_string(report).expect("a report");
        let again = RandomWorld::new(number).run();
        if text(&happened.report) != text(&again.report) {
            return told("other bytes".to_owned());
        }
    }
    None
}

/// Nothing is wrong with the worlds of a quarter.
fn check(quarter: u64) {
    let worlds = u64::from(soak::cases(WORLDS));
    let from = soak::seed().unwrap_or(0).wrapping_mul(1_000_003);
    let numbers = (0..worlds).filter(|number| number % 4 == quarter);
    let mut seen = Seen::default();
    let wrong: Vec<String> = numbers
        .filter_map(|number| wrong(from.wrapping_add(number), &mut seen))
        .collect();
    let brief = wrong.iter().filter_map(|text| text.lines().next());
    let brief = brief.collect::<Vec<_>>().join("\n");
    let stuck = seen.stuck;
    assert!(stuck * 20 < worlds.max(100), "{stuck} worlds are stuck");
    let Seen {
        retried, letters, ..
    } = seen;
    assert!(
        worlds < 100 || retried > 100 && letters > 20,
        "{retried} requests are attempted again, and {letters} left a letter"
    );
    assert!(wrong.is_empty(), "{brief}\n\nthe first: {}", wrong[0]);
}

#[test]
fn nothing_is_lost_and_nothing_is_left_in_a_first_quarter_of_the_worlds() {
    check(0);
}

#[test]
fn nor_in_a_second() {
    check(1);
}

#[test]
fn nor_in_a_third() {
    check(2);
}

#[test]
fn nor_in_a_fourth() {
    check(3);
}
