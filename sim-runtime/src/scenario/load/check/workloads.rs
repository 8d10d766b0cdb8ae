//! Workloads: each of a known function, on a known host, at arrivals or by users.

use super::names::{NameTable, Problems};
use crate::scenario::schema::{Load, Pollers, Scenario, Workload};
use crate::simulation::FaultLength;
use crate::units::SimTime;
use crate::workload::EventPollers;

pub(super) fn check(
    scenario: &Scenario,
    hosts: &NameTable<'_>,
    functions: &NameTable<'_>,
    problems: &mut Problems,
) {
    let names = scenario.workloads.iter();
    let names = names.map(|workload| workload.name.as_str()).enumerate();
    let path = |place| format!("workloads[{place}].name");
    NameTable::declare("workload", names, path, problems);
    for (place, workload) in scenario.workloads.iter().enumerate() {
        let path = format!("workloads[{place}]");
        if let Some(host) = &workload.host {
            hosts.require_one(format!("{path}.host"), host, problems);
        }
        functions.require(format!("{path}.function"), &workload.function, problems);
        check_load(workload, &path, problems);
        if let Some(pollers) = &workload.pollers {
            check_pollers(workload, pollers, &path, problems);
        }
        check_own_body(scenario, workload, &path, problems);
        if let Some(FaultLength::Drawn(time)) = workload.sleep.as_ref().map(|sleep| &sleep.0)
            && let Err(error) = time.check_times()
        {
            problems.add(format!("{path}.sleep"), error.to_string());
        }
    }
}

/// What only bodies of steps have.
fn check_own_body(scenario: &Scenario, workload: &Workload, path: &str, problems: &mut Problems) {
    let lasts = |name: &String| {
        let known = scenario.functions.iter().find(|one| one.name == *name);
        known.is_some_and(|function| function.lasts.is_some())
    };
    let given = [
        ("sleep", workload.sleep.is_some()),
        ("body", workload.body.is_some()),
        (
            "pollers.each",
            workload
                .pollers
                .as_ref()
                .is_some_and(|pollers| !pollers.each.is_empty()),
        ),
    ];
    for (key, is_given) in given {
        problems.expect(
            !is_given || !lasts(&workload.function),
            format!("{path}.{key}"),
            "is for functions with a body, and this one `lasts`; remove it",
        );
    }
}

fn check_load(workload: &Workload, path: &str, problems: &mut Problems) {
    let message =
        "comes at arrivals, or is of users who wait; give it one of `arrivals` and `closed_loop`";
    match workload.load() {
        None => problems.add(path, message),
        // Arrivals have been checked where they were read.
        Some(Load::Open(_)) => {}
        Some(Load::Closed(users)) => {
            if let Some((which, mistake)) = users.mistake() {
                problems.add(format!("{path}.closed_loop.{which}"), mistake);
            }
        }
    }
    let message = "must be at least 1; where nobody comes there is no workload";
    problems.expect(workload.take != Some(0), format!("{path}.take"), message);
    let message = "is at the start, when it has hardly begun; give it a later date";
    problems.expect(
        workload.until != Some(SimTime::ZERO),
        format!("{path}.until"),
        message,
    );
}

fn check_pollers(workload: &Workload, pollers: &Pollers, path: &str, problems: &mut Problems) {
    let path = format!("{path}.pollers");
    problems.expect(
        workload.closed_loop.is_none(),
        &path,
        "take messages, which come at `arrivals`; users of a `closed_loop` invoke the function themselves: remove one of them",
    );
    let counts = [
        ("batch", pollers.batch),
        ("start", pollers.start),
        ("most", pollers.most),
        ("receives", pollers.receives.unwrap_or(1)),
    ];
    for (key, count) in counts {
        problems.expect(count > 0, format!("{path}.{key}"), "must be at least 1");
    }
    problems.expect(
        pollers.most >= pollers.start || pollers.most == 0,
        format!("{path}.most"),
        &format!(
            "is {}, and there are {} at the start; raise it, or lower `start`",
            pollers.most, pollers.start
        ),
    );
    if let Some((key, mistake)) = EventPollers::from(pollers).mistake() {
        problems.add(format!("{path}.{key}"), mistake);
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::load::sample::problems;
    use serde_json::{Value, json};

    fn of(workloads: Value) -> Vec<String> {
        problems(|scenario| scenario["workloads"] = workloads)
    }

    #[test]
    fn a_workload_names_what_there_is() {
        let workloads = json!([
            {"name": "day", "function": "f", "arrivals": "Burst::of(3)"},
            {"name": "day", "function": "ff", "arrivals": "Burst::of(3)", "host": "usr"},
        ]);
        assert_eq!(
            of(workloads),
            [
                "workloads[1].name: workload `day` is already declared by workloads[0].name; give it another name",
                "workloads[1].host: unknown host `usr`; did you mean `user`? (hosts: user, gateway, worker1, worker2)",
                "workloads[1].function: unknown function `ff` (functions: f, g)",
            ]
        );
    }

    #[test]
    fn a_workload_has_arrivals_or_users() {
        let one = "comes at arrivals, or is of users who wait; give it one of `arrivals` and `closed_loop`";
        let users = json!({"users": 1, "think": 1});
        let workloads = json!([
            {"name": "a", "function": "f"},
            {"name": "b", "function": "f", "arrivals": "Burst::of(3)", "closed_loop": users},
            {"name": "c", "function": "f", "closed_loop": {"users": 0, "think": 1}, "take": 5},
            {"name": "d", "function": "f", "closed_loop": {"users": 1, "think": "Constant(1MB)"}, "take": 5},
            {"name": "e", "function": "f", "arrivals": "Burst::of(3)", "take": 0, "until": 0, "sleep": "Constant(1MB)"},
        ]);
        assert_eq!(
            of(workloads),
            [
                &format!("workloads[0]: {one}"),
                &format!("workloads[1]: {one}"),
                "workloads[2].closed_loop.users: is 0; there are from 1 to 1000000",
                "workloads[3].closed_loop.think: is an invalid distribution `Constant(1MB)`: its values are \
                 a size, and not a time",
                "workloads[4].take: must be at least 1; where nobody comes there is no workload",
                "workloads[4].until: is at the start, when it has hardly begun; give it a later date",
                "workloads[4].sleep: invalid distribution `Constant(1MB)`: its values are a size, and not a time",
            ]
        );
    }

    #[test]
    fn pollers_take_messages_that_arrive() {
        let step = json!({"op": "sleep", "seconds": 1});
        let workloads = json!([
            {"name": "a", "function": "f", "arrivals": "Burst::of(3)", "pollers": {"each": [step]}},
            {"name": "b", "function": "f", "closed_loop": {"users": 1, "think": 1}, "take": 5, "pollers": {}},
            {"name": "c", "function": "f", "arrivals": "Burst::of(3)", "pollers": {"batch": 0, "most": 0, "receives": 0}},
            {"name": "d", "function": "f", "arrivals": "Burst::of(3)", "pollers": {"start": 20, "most": 10, "retry_after": 0}},
        ]);
        assert_eq!(
            of(workloads),
            [
                "workloads[1].pollers: take messages, which come at `arrivals`; users of a `closed_loop` invoke the function \
                 themselves: remove one of them",
                "workloads[2].pollers.batch: must be at least 1",
                "workloads[2].pollers.most: must be at least 1",
                "workloads[2].pollers.receives: must be at least 1",
                "workloads[3].pollers.most: is 10, and there are 20 at the start; raise it, or lower `start`",
                "workloads[3].pollers.retry_after: is zero, and messages that fail are tried for ever at one date; give it a time such \
                 as `30s`, or limit `receives`",
            ]
        );
    }
}
