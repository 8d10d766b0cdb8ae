//! Faults: each of one thing, with a date or a distribution.

use super::names::{NameTable, Problems};
use super::platform::PlatformNames;
use crate::scenario::schema::{Fault, Scenario};
use crate::simulation::{FaultLength, NEAREST};
use crate::units::{SimDuration, SimTime};
use std::borrow::Cow;
use std::collections::BTreeSet;

pub(super) fn check(
    scenario: &Scenario,
    platform: &PlatformNames<'_>,
    functions: &NameTable<'_>,
    problems: &mut Problems,
) {
    let nodes = scenario.service.compute_hosts.iter();
    let nodes = nodes.flat_map(|node| platform.hosts.members(node));
    let nodes: BTreeSet<_> = nodes.collect();
    for (place, fault) in scenario.faults.iter().enumerate() {
        let path = format!("faults[{place}]");
        check_what(fault, &path, problems);
        check_names(
            (scenario, &nodes),
            fault,
            &path,
            (platform, functions),
            problems,
        );
        check_times(fault, &path, problems);
        let before = &scenario.faults[..place];
        if let Some(first) = before.iter().position(|one| overlap(one, fault, platform)) {
            let message = format!(
                "begins while faults[{first}] lasts, which is the same; let one follow the other"
            );
            problems.add(path, message);
        }
    }
}

fn check_what(fault: &Fault, path: &str, problems: &mut Problems) {
    let named = [&fault.node, &fault.link, &fault.storage, &fault.containers];
    let count = named.into_iter().flatten().count();
    let message = "is of one thing; name one of `node`, `link`, `storage` and `containers`";
    problems.expect(count == 1, path, message);
    let Some(share) = fault.slow else { return };
    let message = "is for a node; remove it";
    let is_for_a_node = fault.node.is_some() || count == 0;
    problems.expect(is_for_a_node, format!("{path}.slow"), message);
    let message =
        "must be a share above 0 and below 1, such as 0.5; leave it out for a node that is down";
    problems.expect(share > 0.0 && share < 1.0, format!("{path}.slow"), message);
}

fn check_names(
    (scenario, nodes): (&Scenario, &BTreeSet<Cow<'_, str>>),
    fault: &Fault,
    path: &str,
    (platform, functions): (&PlatformNames<'_>, &NameTable<'_>),
    problems: &mut Problems,
) {
    if let Some(node) = &fault.node {
        let path = format!("{path}.node");
        if platform.hosts.require(&path, node, problems).is_some() {
            let members = platform.hosts.members(node);
            let is_down = fault.slow.is_none();
            let mistake =
                |member: &Cow<'_, str>| mistake_of_node((scenario, nodes), member, is_down);
            if let Some(mistake) = members.iter().find_map(mistake) {
                problems.add(path, mistake);
            }
        }
    }
    if let Some(link) = &fault.link {
        let path = format!("{path}.link");
        platform.links.require(path, link, problems);
    }
    if let Some(storage) = &fault.storage {
        let message = "is unknown; the storage service is called `storage`";
        problems.expect(storage == "storage", format!("{path}.storage"), message);
    }
    if let Some(function) = &fault.containers {
        let path = format!("{path}.containers");
        functions.require(path, function, problems);
    }
}

/// A node is a compute host on which nothing else runs, if it is to be down.
fn mistake_of_node(
    (scenario, nodes): (&Scenario, &BTreeSet<Cow<'_, str>>),
    node: &str,
    is_down: bool,
) -> Option<&'static str> {
    if !nodes.contains(&Cow::from(node)) {
        Some("is no compute host of the service; name one of its `compute_hosts`")
    } else if is_down && scenario.service.head_host == node {
        Some("is the head host, too, and no service goes on without that; put it on another host")
    } else if is_down && scenario.controller_host == node {
        Some("is the controller host, too; put the controller on another host")
    } else {
        None
    }
}

fn check_times(fault: &Fault, path: &str, problems: &mut Problems) {
    let message = "begins once or again and again; give it one of `at` and `every`";
    problems.expect(fault.at.is_some() != fault.every.is_some(), path, message);
    if let Some(every) = &fault.every {
        let path = format!("{path}.every");
        match every.check_times() {
            Err(error) => problems.add(path, error.to_string()),
            Ok(()) => {
                let message = format!(
                    "is {:?} s in the mean; give it {NEAREST} or more",
                    every.mean()
                );
                problems.expect(every.mean() >= NEAREST.as_secs_f64(), path, &message);
            }
        }
    }
    let path = format!("{path}.for");
    match fault.lasts.as_ref().map(|lasts| &lasts.0) {
        Some(_) if fault.containers.is_some() => {
            problems.add(
                path,
                "is for what lasts, and a crash lasts no time; remove it",
            );
        }
        Some(FaultLength::Fixed(SimDuration::ZERO)) => {
            let message = "must be more than zero, such as \"1min\"; leave it out for ever";
            problems.add(path, message);
        }
        Some(FaultLength::Drawn(time)) => {
            if let Err(error) = time.check_times() {
                problems.add(path, error.to_string());
            }
        }
        _ => {}
    }
}

/// Whether two faults are the same at one time, as far as their dates are known.
fn overlap(one: &Fault, other: &Fault, platform: &PlatformNames<'_>) -> bool {
    let shared =
        |names: &NameTable<'_>, one: &Option<String>, other: &Option<String>| match (one, other) {
            (None, None) => true,
            (Some(one), Some(other)) if one == other => true,
            (Some(one), Some(other)) => {
                let members: BTreeSet<_> = names.members(one).into_iter().collect();
                let others = names.members(other);
                others.iter().any(|other| members.contains(other))
            }
            _ => false,
        };
    let same = one.storage == other.storage
        && one.slow.is_some() == other.slow.is_some()
        && shared(&platform.hosts, &one.node, &other.node)
        && shared(&platform.links, &one.link, &other.link);
    let dates = |fault: &Fault| -> Option<(SimTime, SimTime)> {
        let begin = fault.at?;
        match fault.lasts.as_ref().map(|lasts| &lasts.0) {
            None => Some((begin, SimTime::MAX)),
            Some(FaultLength::Fixed(time)) => Some((begin, begin + *time)),
            Some(FaultLength::Drawn(_)) => None,
        }
    };
    let (Some((from, to)), Some((begin, end))) = (dates(one), dates(other)) else {
        return false;
    };
    let are_crashes = one.containers.is_some() || other.containers.is_some();
    !are_crashes && same && from < end && begin < to
}

#[cfg(test)]
mod tests {
    use crate::scenario::load::sample::problems;
    use serde_json::{Value, json};

    fn of(faults: Value) -> Vec<String> {
        problems(|scenario| scenario["faults"] = faults)
    }

    #[test]
    fn faults_that_make_sense_have_no_problems() {
        let faults = json!([
            {"node": "worker1", "at": 1, "for": "1min"},
            {"node": "worker1", "at": "61s", "for": 1},
            {"node": "worker1", "slow": 0.5, "at": 1},
            {"node": "worker2", "every": "Exponential(1h)", "for": "Exponential(1min)"},
            {"link": "wan", "at": 5, "for": 1},
            {"storage": "storage", "every": "Constant(1h)"},
        ]);
        assert_eq!(of(faults), [""; 0]);
    }

    #[test]
    fn a_fault_is_of_one_thing_that_there_is() {
        let faults = json!([
            {"at": 1},
            {"node": "worker1", "link": "wan", "at": 1},
            {"node": "worker3", "at": 1},
            {"node": "user", "at": 1},
            {"link": "lann", "at": 1},
            {"storage": "registry", "at": 1},
            {"link": "lan", "slow": 0.5, "at": 1},
        ]);
        let one = "is of one thing; name one of `node`, `link`, `storage` and `containers`";
        assert_eq!(
            of(faults),
            [
                &format!("faults[0]: {one}"),
                &format!("faults[1]: {one}"),
                "faults[2].node: unknown host `worker3`; did you mean `worker1`? (hosts: user, gateway, worker1, worker2)",
                "faults[3].node: is no compute host of the service; name one of its `compute_hosts`",
                "faults[4].link: unknown link `lann`; did you mean `lan`? (links: wan, lan)",
                "faults[5].storage: is unknown; the storage service is called `storage`",
                "faults[6].slow: is for a node; remove it",
            ]
        );
    }

    #[test]
    fn a_fault_has_times_that_make_sense() {
        let faults = json!([
            {"node": "worker1"},
            {"node": "worker1", "at": 1, "every": "Constant(1s)"},
            {"node": "worker1", "at": 1, "for": 0},
            {"link": "wan", "every": "Constant(0s)"},
            {"node": "worker2", "slow": 1.0, "at": 1},
            {"link": "lan", "at": 1, "for": 5},
            {"link": "lan", "at": 3},
        ]);
        let once = "begins once or again and again; give it one of `at` and `every`";
        let share = "must be a share above 0 and below 1, such as 0.5; leave it out for a node that is down";
        assert_eq!(
            of(faults),
            [
                &format!("faults[0]: {once}"),
                &format!("faults[1]: {once}"),
                "faults[2].for: must be more than zero, such as \"1min\"; leave it out for ever",
                "faults[3].every: is 0.0 s in the mean; give it 1ms or more",
                &format!("faults[4].slow: {share}"),
                "faults[6]: begins while faults[5] lasts, which is the same; let one follow the other",
            ]
        );
    }
}
