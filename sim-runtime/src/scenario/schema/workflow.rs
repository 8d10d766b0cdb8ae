//! Workflows, as they stand in the file: each step is an object with one key that says what it does.

#[cfg(feature = "schema")]
use super::form::Form;
use super::object::objects;
use super::{RetryKeys, Step};
use crate::units::SimDuration;
use serde::{Deserialize, Serialize};

/// A step of a workflow, or a whole one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "StepKeys", into = "StepKeys")]
pub struct WorkflowStep {
    /// What it does.
    pub work: WorkflowWork,
    /// Its name in reports, if not that of its function or of what it does.
    pub name: Option<String>,
    /// How it is tried again if it fails.
    pub retry: Option<RetryKeys>,
    /// What follows in its place if it fails for good.
    pub catch: Option<Box<WorkflowStep>>,
    /// Whether what stopped branches have invoked is cancelled; for a workflow as a whole.
    pub cancel_stopped: Option<bool>,
}

/// What a step of a workflow does.
#[derive(Clone, Debug, PartialEq)]
pub enum WorkflowWork {
    /// Invokes a function.
    Task {
        /// Its name.
        function: String,
        /// What is done, instead of the function's body.
        body: Option<Vec<Step>>,
    },
    /// Takes steps one after the other.
    Sequence(Vec<WorkflowStep>),
    /// Takes branches at once.
    Parallel(Vec<WorkflowStep>),
    /// Takes a step for each of some items.
    Map(WorkflowMap),
    /// Takes one of several branches, at random.
    Choice(Vec<WorkflowBranch>),
    /// Lets time pass.
    Wait(SimDuration),
}

/// A step that is taken for each of some items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct WorkflowMap {
    /// How many items there are.
    pub items: u64,
    /// For how many of them at once; for all by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u64>,
    /// What is done for each.
    pub each: Box<WorkflowStep>,
}

/// A branch of a choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct WorkflowBranch {
    /// How probable it is.
    pub probability: f64,
    /// What it does; nothing by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<WorkflowStep>,
}

/// A step as it stands in the file.
#[derive(Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "WorkflowStep"))]
#[serde(deny_unknown_fields, remote = "Self")]
struct StepKeys {
    /// Invokes a function, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    task: Option<String>,
    /// Takes steps one after the other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sequence: Option<Vec<WorkflowStep>>,
    /// Takes branches at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parallel: Option<Vec<WorkflowStep>>,
    /// Takes a step for each of some items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    map: Option<WorkflowMap>,
    /// Takes one of several branches, at random.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    choice: Option<Vec<WorkflowBranch>>,
    /// Lets time pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wait: Option<SimDuration>,
    /// Its name in reports, if not that of its function or of what it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// What is done, instead of the function's body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Vec<Step>>,
    /// Whether what stopped branches have invoked is cancelled; for a workflow as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cancel_stopped: Option<bool>,
    /// How it is tried again if it fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry: Option<RetryKeys>,
    /// What follows in its place if it fails for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    catch: Option<Box<WorkflowStep>>,
}

const WORKS: &str = "`task`, `sequence`, `parallel`, `map`, `choice` or `wait`";

impl StepKeys {
    /// What the file says that the step does; it should be one thing.
    fn works(&self) -> Vec<&'static str> {
        let works = [
            ("task", self.task.is_some()),
            ("sequence", self.sequence.is_some()),
            ("parallel", self.parallel.is_some()),
            ("map", self.map.is_some()),
            ("choice", self.choice.is_some()),
            ("wait", self.wait.is_some()),
        ];
        let works = works.into_iter().filter(|(_, given)| *given);
        works.map(|(work, _)| work).collect()
    }
}

impl TryFrom<StepKeys> for WorkflowStep {
    type Error = String;

    fn try_from(keys: StepKeys) -> Result<Self, String> {
        match keys.works()[..] {
            [] => return Err(format!("a step of a workflow does one thing; add {WORKS}")),
            [_] => {}
            [first, second, ..] => {
                return Err(format!(
                    "a step of a workflow does one thing, here `{first}` and `{second}`; make it two steps"
                ));
            }
        }
        if keys.body.is_some() && keys.task.is_none() {
            return Err("`body` belongs to `task`; remove it".to_owned());
        }
        let work = if let Some(function) = keys.task {
            WorkflowWork::Task {
                function,
                body: keys.body,
            }
        } else if let Some(steps) = keys.sequence {
            WorkflowWork::Sequence(steps)
        } else if let Some(branches) = keys.parallel {
            WorkflowWork::Parallel(branches)
        } else if let Some(map) = keys.map {
            WorkflowWork::Map(map)
        } else if let Some(branches) = keys.choice {
            WorkflowWork::Choice(branches)
        } else {
            WorkflowWork::Wait(keys.wait.unwrap_or_default())
        };
        Ok(Self {
            work,
            name: keys.name,
            retry: keys.retry,
            catch: keys.catch,
            cancel_stopped: keys.cancel_stopped,
        })
    }
}

impl From<WorkflowStep> for StepKeys {
    fn from(step: WorkflowStep) -> Self {
        let keys = Self {
            name: step.name,
            retry: step.retry,
            catch: step.catch,
            cancel_stopped: step.cancel_stopped,
            ..Self::default()
        };
        match step.work {
            WorkflowWork::Task { function, body } => Self {
                task: Some(function),
                body,
                ..keys
            },
            WorkflowWork::Sequence(steps) => Self {
                sequence: Some(steps),
                ..keys
            },
            WorkflowWork::Parallel(branches) => Self {
                parallel: Some(branches),
                ..keys
            },
            WorkflowWork::Map(map) => Self {
                map: Some(map),
                ..keys
            },
            WorkflowWork::Choice(branches) => Self {
                choice: Some(branches),
                ..keys
            },
            WorkflowWork::Wait(time) => Self {
                wait: Some(time),
                ..keys
            },
        }
    }
}

objects!(StepKeys, WorkflowMap, WorkflowBranch);

#[cfg(feature = "schema")]
pub(super) fn keys_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    <StepKeys as schemars::JsonSchema>::json_schema(generator)
}

/// What a step can do, each with its keys.
#[cfg(feature = "schema")]
pub(super) fn forms() -> Vec<Form> {
    let works = ["task", "sequence", "parallel", "map", "choice", "wait"];
    let form = |work| {
        let mut may = vec!["name", "retry", "catch", "cancel_stopped"];
        may.extend((work == "task").then_some("body"));
        Form {
            needs: vec![(work, None)],
            may,
        }
    };
    works.map(form).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(json: &str) -> String {
        let refused = serde_json::from_str::<WorkflowStep>(json);
        refused.unwrap_err().to_string()
    }

    #[test]
    fn a_step_does_one_thing() {
        assert!(refused("{}").starts_with("a step of a workflow does one thing; add `task`"));
        assert!(
            refused(r#"{"task": "f", "wait": 1}"#)
                .starts_with("a step of a workflow does one thing, here `task` and `wait`")
        );
        assert!(
            refused(r#"{"wait": 1, "body": []}"#)
                .starts_with("`body` belongs to `task`; remove it")
        );
        assert!(refused(r#"{"tusk": "f"}"#).starts_with("unknown field `tusk`"));
    }

    #[test]
    fn a_step_is_written_as_it_is_read() {
        for json in [
            r#"{"task":"f","name":"first"}"#,
            r#"{"sequence":[{"task":"f"},{"wait":2.0}],"cancel_stopped":true}"#,
            r#"{"parallel":[{"task":"f"}],"catch":{"task":"g"}}"#,
            r#"{"map":{"items":3,"at_most":2,"each":{"task":"f"}}}"#,
            r#"{"choice":[{"probability":1.0,"then":{"task":"f"}},{"probability":0.0}]}"#,
        ] {
            let step: WorkflowStep = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&step).unwrap(), json);
        }
    }
}
