//! Workflows: functions that exist, steps that can be taken, numbers that mean something.

use super::names::{NameTable, Problems};
use crate::scenario::schema::{Scenario, WorkflowBranch, WorkflowStep, WorkflowWork};
use crate::serverless::Retry;
use crate::simulation::{MOST_BRANCHES, MOST_NESTED};

/// How many items a map may have.
const MOST_ITEMS: u64 = 100_000;

/// How many functions and waits an execution may visit.
const MOST_VISITS: u64 = 10_000_000;

/// The names of the workflows.
pub(super) fn check<'a>(
    scenario: &'a Scenario,
    functions: &NameTable<'_>,
    problems: &mut Problems,
) -> NameTable<'a> {
    let workflows = &scenario.workflows;
    for (name, step) in workflows {
        let place = Place {
            path: format!("workflows.{name}"),
            depth: 1,
        };
        let told = problems.count();
        place.check(step, functions, problems);
        let visits = visits(step);
        if visits > MOST_VISITS && problems.count() == told {
            let message = format!(
                "visits {visits} functions and waits in each execution; give its maps fewer items, so that there are {MOST_VISITS} at most"
            );
            problems.add(place.path, message);
        }
    }
    let names = workflows.keys().map(String::as_str).enumerate();
    let path = |place: usize| {
        let name = workflows.get_index(place).map(|(name, _)| name.as_str());
        format!("workflows.{}", name.unwrap_or_default())
    };
    NameTable::declare("workflow", names, path, problems)
}

/// How many functions and waits an execution visits, if everything is tried once.
fn visits(step: &WorkflowStep) -> u64 {
    let sum = |steps: &[WorkflowStep]| steps.iter().map(visits).fold(0, u64::saturating_add);
    let own = match &step.work {
        WorkflowWork::Task { .. } | WorkflowWork::Wait(_) => 1,
        WorkflowWork::Sequence(steps) | WorkflowWork::Parallel(steps) => sum(steps),
        WorkflowWork::Map(map) => map.items.saturating_mul(visits(&map.each)),
        WorkflowWork::Choice(branches) => {
            let branches = branches.iter().filter_map(|branch| branch.then.as_ref());
            branches.map(visits).max().unwrap_or_default()
        }
    };
    let catch = step.catch.as_deref().map_or(0, visits);
    own.saturating_add(catch)
}

/// Where a step stands.
struct Place {
    path: String,
    /// How many steps it lies in, itself counted.
    depth: usize,
}

impl Place {
    fn inside(&self, key: &str) -> Self {
        Self {
            path: format!("{}.{key}", self.path),
            depth: self.depth + 1,
        }
    }

    fn check(&self, step: &WorkflowStep, functions: &NameTable<'_>, problems: &mut Problems) {
        if self.depth > MOST_NESTED {
            let message = format!("lies in more than {MOST_NESTED} others; nest less deeply");
            return problems.add(&self.path, message);
        }
        if self.depth > 1 && step.cancel_stopped.is_some() {
            problems.add(
                format!("{}.cancel_stopped", self.path),
                "belongs to the workflow as a whole; write it there",
            );
        }
        if let Some(mistake) = step
            .retry
            .as_ref()
            .and_then(|retry| Retry::from(retry).mistake())
        {
            problems.add(format!("{}.retry", self.path), mistake);
        }
        if let Some(catch) = &step.catch {
            self.inside("catch").check(catch, functions, problems);
        }
        match &step.work {
            WorkflowWork::Task { function, .. } => {
                functions.require(format!("{}.task", self.path), function, problems);
            }
            WorkflowWork::Sequence(steps) => self.check_all("sequence", steps, functions, problems),
            WorkflowWork::Parallel(steps) => self.check_all("parallel", steps, functions, problems),
            WorkflowWork::Map(map) => {
                let path = |key| format!("{}.map.{key}", self.path);
                let message = format!("is {}; give at most {MOST_ITEMS}", map.items);
                problems.expect(map.items <= MOST_ITEMS, path("items"), &message);
                let message = "is 0, and the map would never end; give it at least 1";
                problems.expect(map.at_most != Some(0), path("at_most"), message);
                self.inside("map.each")
                    .check(&map.each, functions, problems);
            }
            WorkflowWork::Choice(branches) => {
                self.check_choice(branches, problems);
                for (place, branch) in branches.iter().enumerate() {
                    if let Some(then) = &branch.then {
                        let inside = self.inside(&format!("choice[{place}].then"));
                        inside.check(then, functions, problems);
                    }
                }
            }
            WorkflowWork::Wait(_) => {}
        }
    }

    fn check_all(
        &self,
        key: &str,
        steps: &[WorkflowStep],
        functions: &NameTable<'_>,
        problems: &mut Problems,
    ) {
        self.check_count(key, steps.len(), problems);
        for (place, step) in steps.iter().enumerate() {
            let inside = self.inside(&format!("{key}[{place}]"));
            inside.check(step, functions, problems);
        }
    }

    fn check_count(&self, key: &str, count: usize, problems: &mut Problems) {
        let path = format!("{}.{key}", self.path);
        problems.expect(count > 0, &path, "is empty; give it at least one step");
        let message = format!("has {count} steps; give it at most {MOST_BRANCHES}");
        problems.expect(count <= MOST_BRANCHES, path, &message);
    }

    fn check_choice(&self, branches: &[WorkflowBranch], problems: &mut Problems) {
        self.check_count("choice", branches.len(), problems);
        let path = format!("{}.choice", self.path);
        let (mut sum, mut are_shares) = (0.0, true);
        for (place, branch) in branches.iter().enumerate() {
            let share = branch.probability;
            let message = format!("is {share:?}; give a number from 0 to 1");
            let is_share = (0.0..=1.0).contains(&share);
            problems.expect(is_share, format!("{path}[{place}].probability"), &message);
            are_shares &= is_share;
            sum += share;
        }
        let message = format!("has probabilities of {sum:?} together; make them 1");
        let is_whole = branches.is_empty() || (sum - 1.0).abs() <= 1e-9 || !are_shares;
        problems.expect(is_whole, path, &message);
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::load::sample::problems;
    use serde_json::{Value, json};

    fn refused(workflow: Value) -> Vec<String> {
        problems(|scenario| scenario["workflows"] = json!({ "w": workflow }))
    }

    #[test]
    fn a_workflow_invokes_functions_that_there_are() {
        assert_eq!(
            refused(
                json!({"sequence": [{"task": "f"}, {"map": {"items": 2, "each": {"task": "h"}}}]})
            ),
            ["workflows.w.sequence[1].map.each.task: unknown function `h` (functions: f, g)"],
        );
    }

    #[test]
    fn a_workflow_has_steps() {
        assert_eq!(
            refused(json!({"sequence": [{"parallel": []}], "catch": {"sequence": []}})),
            [
                "workflows.w.catch.sequence: is empty; give it at least one step",
                "workflows.w.sequence[0].parallel: is empty; give it at least one step",
            ],
        );
        assert_eq!(
            refused(json!({"choice": []})),
            ["workflows.w.choice: is empty; give it at least one step"],
        );
    }

    #[test]
    fn maps_in_maps_have_an_end() {
        let map = |items: u64, each: Value| json!({"map": {"items": items, "each": each}});
        let told = refused(map(100_000, map(100_000, json!({"task": "f"}))));
        assert_eq!(
            told,
            [
                "workflows.w: visits 10000000000 functions and waits in each execution; give its maps fewer items, so that there \
                 are 10000000 at most"
            ]
        );
        assert_eq!(
            refused(map(100_000, map(100, json!({"task": "f"})))),
            [""; 0]
        );
    }

    #[test]
    fn probabilities_are_one_together() {
        assert_eq!(
            refused(
                json!({"choice": [{"probability": 0.5}, {"probability": 1.5, "then": {"wait": 1}}]})
            ),
            ["workflows.w.choice[1].probability: is 1.5; give a number from 0 to 1"],
        );
        assert_eq!(
            refused(json!({"choice": [{"probability": 0.5}, {"probability": 1}]})),
            ["workflows.w.choice: has probabilities of 1.5 together; make them 1"],
        );
    }

    #[test]
    fn a_map_ends() {
        assert_eq!(
            refused(json!({"map": {"items": 100_001, "at_most": 0, "each": {"wait": 1}}})),
            [
                "workflows.w.map.items: is 100001; give at most 100000",
                "workflows.w.map.at_most: is 0, and the map would never end; give it at least 1",
            ],
        );
    }

    #[test]
    fn a_retry_makes_sense_and_what_concerns_the_whole_stands_there() {
        assert_eq!(
            refused(
                json!({"sequence": [{"task": "f", "retry": {"attempts": 0}, "cancel_stopped": true}]})
            ),
            [
                "workflows.w.sequence[0].cancel_stopped: belongs to the workflow as a whole; write it there",
                "workflows.w.sequence[0].retry: `attempts` is 0; it counts all of them, the first too: give 1 to 1000",
            ],
        );
    }
}
