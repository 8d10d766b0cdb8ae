//! The entries of the timeline, as they stand in the file: one action each, after an optional
//! delay.

#[cfg(feature = "schema")]
use super::form::Form;
use super::object::objects;
use super::{RetryKeys, Step};
use crate::units::{SimDuration, SimTime};
use serde::{Deserialize, Serialize};

/// An entry of the timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "EntryKeys", into = "EntryKeys")]
pub struct Entry {
    /// What the controller sleeps first.
    pub delay: Delay,
    /// What it does then.
    pub action: Action,
}

/// What the controller sleeps before an action.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delay {
    /// Not at all.
    #[default]
    None,
    /// For so long.
    After(SimDuration),
    /// Until this date; not at all if it is past.
    At(SimTime),
}

/// What the controller does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Invokes a function, and continues when the service has accepted the invocation.
    Invoke {
        /// The function's name.
        function: String,
        /// The invocation's name, which no other invocation has.
        id: String,
        /// How long the first `sleep` step of the body lasts, instead of what the step says; a body without one sleeps so long
        /// first.
        sleep: Option<SimDuration>,
        /// What is done, instead of the function's body.
        body: Option<Vec<Step>>,
        /// Whether to ask a service where the function is not registered.
        unknown_service: bool,
        /// How the client repeats it, instead of what the function says.
        retry: Option<RetryKeys>,
        /// Who waits for it.
        kind: InvocationKind,
    },
    /// Runs a workflow, and continues at once.
    Run {
        /// The workflow's name.
        workflow: String,
        /// The execution's name, which no invocation and no other execution has.
        id: String,
    },
    /// Registers a function, by its name.
    Register(String),
    /// Waits for the end of an invocation or of an execution of a workflow, by its id.
    Wait(String),
    /// Waits for the end of all the invocations and executions so far.
    WaitAll,
    /// Turns a link off for the rest of the simulation, by its name.
    TurnOffLink(String),
}

/// Who waits for an invocation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum InvocationKind {
    /// Its client, which may repeat it.
    #[default]
    Sync,
    /// Nobody: the provider accepts it at once, as an event, and repeats it itself.
    Async,
}

/// An entry as it stands in the file.
#[derive(Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Entry"))]
#[serde(deny_unknown_fields, remote = "Self")]
struct EntryKeys {
    /// How long the controller sleeps first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<SimDuration>,
    /// Until which date the controller sleeps first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<SimTime>,
    /// Invokes a function, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    invoke: Option<String>,
    /// Runs a workflow, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    run: Option<String>,
    /// The name of the invocation or of the execution, which no other has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// How long the first `sleep` step of the body lasts, instead of what the step says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sleep: Option<SimDuration>,
    /// What is done, instead of the function's body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Vec<Step>>,
    /// Whether to ask a service where the function is not registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unknown_service: Option<bool>,
    /// How the client repeats it, instead of what the function says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry: Option<RetryKeys>,
    /// Who waits for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<InvocationKind>,
    /// Registers a function, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    register: Option<String>,
    /// Waits for the end of an invocation or of an execution, by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wait: Option<String>,
    /// Waits for the end of all the invocations and executions so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wait_all: Option<bool>,
    /// Turns a link off for the rest of the simulation, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    turn_off_link: Option<String>,
}

const ACTIONS: &str = "`invoke`, `run`, `register`, `wait`, `wait_all` or `turn_off_link`";

impl EntryKeys {
    /// The actions that the file gives; there should be one.
    fn actions(&self) -> Vec<&'static str> {
        let actions = [
            ("invoke", self.invoke.is_some()),
            ("run", self.run.is_some()),
            ("register", self.register.is_some()),
            ("wait", self.wait.is_some()),
            ("wait_all", self.wait_all.is_some()),
            ("turn_off_link", self.turn_off_link.is_some()),
        ];
        actions
            .into_iter()
            .filter(|(_, given)| *given)
            .map(|(action, _)| action)
            .collect()
    }

    /// The keys that only an invocation has.
    fn details(&self) -> impl Iterator<Item = &'static str> {
        let details = [
            ("id", self.id.is_some()),
            ("sleep", self.sleep.is_some()),
            ("body", self.body.is_some()),
            ("unknown_service", self.unknown_service.is_some()),
            ("retry", self.retry.is_some()),
            ("kind", self.kind.is_some()),
        ];
        details
            .into_iter()
            .filter(|(_, given)| *given)
            .map(|(key, _)| key)
    }

    fn delay(&self) -> Result<Delay, String> {
        match (self.after, self.at) {
            (None, None) => Ok(Delay::None),
            (Some(duration), None) => Ok(Delay::After(duration)),
            (None, Some(date)) => Ok(Delay::At(date)),
            (Some(_), Some(_)) => {
                Err("an entry has `after` or `at`, not both; remove one".to_owned())
            }
        }
    }
}

impl TryFrom<EntryKeys> for Entry {
    type Error = String;

    fn try_from(keys: EntryKeys) -> Result<Self, String> {
        let delay = keys.delay()?;
        match keys.actions()[..] {
            [] => return Err(format!("an entry does one thing; add {ACTIONS}")),
            ["invoke"] => {}
            [action] => {
                // An execution has a name, too.
                let mut details = keys.details();
                if let Some(key) = details.find(|key| (action, *key) != ("run", "id")) {
                    return Err(format!(
                        "`{key}` belongs to `invoke`, not to `{action}`; remove it"
                    ));
                }
            }
            [first, second, ..] => {
                return Err(format!(
                    "an entry does one thing, here `{first}` and `{second}`; make it two entries"
                ));
            }
        }
        if keys.wait_all == Some(false) {
            return Err(
                "`wait_all` can only be true; remove the entry if it is not to wait".to_owned(),
            );
        }
        let action = if let Some(function) = keys.invoke {
            let id = keys
                .id
                .ok_or("an `invoke` entry needs a key `id`, the name of this invocation")?;
            let kind = keys.kind.unwrap_or_default();
            if kind == InvocationKind::Async && keys.retry.is_some() {
                return Err(
                    "an invocation of the kind `async` is repeated by the provider, as the `events` of its function say; remove \
                     `retry`"
                        .to_owned(),
                );
            }
            Action::Invoke {
                function,
                id,
                sleep: keys.sleep,
                body: keys.body,
                unknown_service: keys.unknown_service.unwrap_or(false),
                retry: keys.retry,
                kind,
            }
        } else if let Some(workflow) = keys.run {
            let id = keys
                .id
                .ok_or("a `run` entry needs a key `id`, the name of this execution")?;
            Action::Run { workflow, id }
        } else if let Some(function) = keys.register {
            Action::Register(function)
        } else if let Some(invocation) = keys.wait {
            Action::Wait(invocation)
        } else if let Some(link) = keys.turn_off_link {
            Action::TurnOffLink(link)
        } else {
            Action::WaitAll
        };
        Ok(Entry { delay, action })
    }
}

impl From<Entry> for EntryKeys {
    fn from(entry: Entry) -> Self {
        let delay = match entry.delay {
            Delay::None => Self::default(),
            Delay::After(duration) => Self {
                after: Some(duration),
                ..Self::default()
            },
            Delay::At(date) => Self {
                at: Some(date),
                ..Self::default()
            },
        };
        match entry.action {
            Action::Invoke {
                function,
                id,
                sleep,
                body,
                unknown_service,
                retry,
                kind,
            } => Self {
                invoke: Some(function),
                id: Some(id),
                sleep,
                body,
                unknown_service: unknown_service.then_some(true),
                retry,
                kind: (kind != InvocationKind::Sync).then_some(kind),
                ..delay
            },
            Action::Run { workflow, id } => Self {
                run: Some(workflow),
                id: Some(id),
                ..delay
            },
            Action::Register(function) => Self {
                register: Some(function),
                ..delay
            },
            Action::Wait(invocation) => Self {
                wait: Some(invocation),
                ..delay
            },
            Action::WaitAll => Self {
                wait_all: Some(true),
                ..delay
            },
            Action::TurnOffLink(link) => Self {
                turn_off_link: Some(link),
                ..delay
            },
        }
    }
}

objects!(EntryKeys);

#[cfg(feature = "schema")]
pub(super) fn keys_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    <EntryKeys as schemars::JsonSchema>::json_schema(generator)
}

/// The actions, each with its keys, without a delay and with each kind of it.
#[cfg(feature = "schema")]
pub(super) fn forms() -> Vec<Form> {
    const DETAILS: &[&str] = &["sleep", "body", "unknown_service", "retry", "kind"];
    const ACTIONS: &[(&str, &[&str], &[&str])] = &[
        ("invoke", &["id"], DETAILS),
        ("run", &["id"], &[]),
        ("register", &[], &[]),
        ("wait", &[], &[]),
        ("wait_all", &[], &[]),
        ("turn_off_link", &[], &[]),
    ];
    let form = |&(action, needs, may): &(&'static str, &[&'static str], &[&'static str])| Form {
        needs: std::iter::once((action, (action == "wait_all").then_some(true.into())))
            .chain(needs.iter().map(|key| (*key, None)))
            .collect(),
        may: [&["after", "at"], may].concat(),
    };
    ACTIONS.iter().map(form).collect()
}

#[cfg(test)]
mod tests;
