//! Retries and events: numbers that make sense, and dead letters that go to functions that there are, and not in a circle.

use super::names::{NameTable, Problems};
use crate::scenario::schema::{Action, Function, Scenario};
use crate::serverless::{AsyncInvoke, Retry};

pub(super) fn check(scenario: &Scenario, functions: &NameTable<'_>, problems: &mut Problems) {
    for (place, function) in scenario.functions.iter().enumerate() {
        let path = |key: &str| format!("functions[{place}].{key}");
        let retry = function.retry.as_ref().map(Retry::from);
        if let Some((field, mistake)) = retry.and_then(|retry| retry.wrong()) {
            problems.add(path(&format!("retry.{field}")), mistake);
        }
        let events = function.events.as_ref().map(AsyncInvoke::from);
        if let Some((field, mistake)) = events.and_then(|events| events.wrong()) {
            problems.add(path(&format!("events.{field}")), mistake);
        }
        if let Some(handler) = handler(function)
            && functions
                .require(path("events.on_failure.function"), handler, problems)
                .is_some()
            && goes_round(scenario, function)
            && !scenario.functions[..place]
                .iter()
                .any(|one| is_reached(scenario, function, one))
        {
            let message = format!(
                "is `{handler}`, whose own dead letters come back to `{}`; remove one `on_failure`",
                function.name
            );
            problems.add(path("events.on_failure.function"), message);
        }
    }
    for (place, entry) in scenario.timeline.iter().enumerate() {
        if let Action::Invoke {
            retry: Some(retry), ..
        } = &entry.action
            && let Some((field, mistake)) = Retry::from(retry).wrong()
        {
            problems.add(format!("timeline[{place}].retry.{field}"), mistake);
        }
    }
}

/// The name of the function that the dead letters of another invoke.
fn handler(function: &Function) -> Option<&str> {
    let letter = function.events.as_ref()?.on_failure.as_ref()?;
    Some(&letter.function)
}

/// Whether the dead letters of a function come back to it.
fn goes_round(scenario: &Scenario, function: &Function) -> bool {
    is_reached(scenario, function, function)
}

/// Whether the dead letters of one function, or of those that they invoke, come to another.
fn is_reached(scenario: &Scenario, from: &Function, to: &Function) -> bool {
    let mut next = handler(from);
    for _ in &scenario.functions {
        let Some(name) = next else { return false };
        if name == to.name {
            return true;
        }
        let mut others = scenario.functions.iter();
        next = others.find(|one| one.name == name).and_then(handler);
    }
    false
}

#[cfg(test)]
mod tests {
    use crate::scenario::load::sample::problems;
    use serde_json::json;

    #[test]
    fn numbers_make_sense() {
        let found = problems(|scenario| {
            scenario["functions"][0]["retry"] = json!({ "attempts": 0 });
            scenario["functions"][0]["events"] = json!({ "on_throttle": { "first": 0 } });
            scenario["timeline"][0]["retry"] = json!({ "backoff": { "factor": 0.5 } });
        });
        let starts = [
            "functions[0].retry.attempts: is 0; it counts all of them",
            "functions[0].events.on_throttle.first: is 0s; an event that is refused",
            "timeline[0].retry.backoff.factor: is 0.5; a back-off does not get shorter",
        ];
        assert_eq!(found.len(), starts.len(), "{found:?}");
        for (found, start) in found.iter().zip(starts) {
            assert!(found.starts_with(start), "{found}");
        }
    }

    #[test]
    fn dead_letters_go_to_functions_that_there_are_and_not_in_a_circle() {
        let to = |name: &str| json!({ "on_failure": { "function": name } });
        let found = problems(|scenario| scenario["functions"][0]["events"] = to("nobody"));
        assert!(
            found[0]
                .starts_with("functions[0].events.on_failure.function: unknown function `nobody`"),
            "{found:?}"
        );
        let found = problems(|scenario| {
            let own = scenario["functions"][0]["name"].as_str().map(str::to_owned);
            scenario["functions"][0]["events"] = to(&own.unwrap_or_default());
        });
        assert!(
            found[0].contains("whose own dead letters come back to"),
            "{found:?}"
        );
        // A circle of two is one mistake.
        let found = problems(|scenario| {
            let name = |place: usize| {
                scenario["functions"][place]["name"]
                    .as_str()
                    .map(str::to_owned)
            };
            let (f, g) = (name(0).unwrap_or_default(), name(1).unwrap_or_default());
            scenario["functions"][0]["events"] = to(&g);
            scenario["functions"][1]["events"] = to(&f);
        });
        assert_eq!(found.len(), 1, "{found:?}");
    }
}
