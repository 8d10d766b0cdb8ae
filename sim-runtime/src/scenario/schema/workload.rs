//! Who invokes functions beside the timeline, as it stands in the file.

use super::object::objects;
use super::{Length, Step};
use crate::simulation::FaultLength;
use crate::units::{SimDuration, SimTime};
use crate::workload::{Arrivals, ClosedLoop, EventPollers};
use serde::{Deserialize, Serialize};

/// A workload: a controller that invokes a function, at arrivals or by users who wait for the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Workload {
    /// Its name, which no other workload has.
    pub name: String,
    /// The name of the host that it is on; by default that of the controller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The name of the function.
    pub function: String,
    /// When it is invoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrivals: Option<Arrivals>,
    /// Who invokes it and waits, instead of `arrivals`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_loop: Option<Users>,
    /// The first so many invocations only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub take: Option<u64>,
    /// None after this date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<SimTime>,
    /// How long the first `sleep` step of the body lasts, instead of what the step says, as a time or a distribution; a body
    /// without one sleeps so long first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sleep: Option<Length>,
    /// What is done, instead of the function's body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Vec<Step>>,
    /// What takes the arrivals, as messages of a queue, and invokes the function with batches of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pollers: Option<Pollers>,
}

/// The pollers of a queue; what is not said is as at AWS Lambda with SQS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default, remote = "Self")]
pub struct Pollers {
    /// How many messages an invocation gets at most.
    pub batch: u32,
    /// How many pollers there are at first.
    pub start: u32,
    /// How many more come each minute.
    pub per_minute: u32,
    /// How many there are at most.
    pub most: u32,
    /// How long a poller keeps messages whose invocation has failed.
    pub retry_after: SimDuration,
    /// How often a message is taken before it is given up; as often as it takes, if that is not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receives: Option<u32>,
    /// What is done for each message of a batch, after the body, which is done once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub each: Vec<Step>,
}

impl Default for Pollers {
    fn default() -> Self {
        let EventPollers {
            batch,
            start,
            per_minute,
            most,
            retry_after,
            ..
        } = EventPollers::sqs();
        Self {
            batch,
            start,
            per_minute,
            most,
            retry_after,
            receives: None,
            each: Vec::new(),
        }
    }
}

impl From<&Pollers> for EventPollers {
    fn from(keys: &Pollers) -> Self {
        Self {
            batch: keys.batch,
            start: keys.start,
            per_minute: keys.per_minute,
            most: keys.most,
            retry_after: keys.retry_after,
            receives: keys.receives.unwrap_or(0),
            messages: u64::MAX,
        }
    }
}

/// Users who think, invoke a function, and wait until that is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Users {
    /// How many there are.
    pub users: u64,
    /// How long each thinks, as a time or a distribution.
    pub think: Length,
}

/// What decides when a function is invoked.
#[derive(Clone, Debug, PartialEq)]
pub enum Load {
    /// Whatever becomes of earlier invocations.
    Open(Arrivals),
    /// By users who wait for the answer.
    Closed(ClosedLoop),
}

impl Workload {
    /// When the function is invoked, before `take` and `until`; nothing if the file does not say, or says it twice.
    pub fn load(&self) -> Option<Load> {
        match (&self.arrivals, &self.closed_loop) {
            (Some(arrivals), None) => Some(Load::Open(arrivals.clone())),
            (None, Some(users)) => {
                let think = match &users.think.0 {
                    FaultLength::Fixed(time) => crate::distribution::constructors::Constant(*time),
                    FaultLength::Drawn(time) => time.clone(),
                };
                Some(Load::Closed(ClosedLoop {
                    calls: self.take.unwrap_or(u64::MAX),
                    until: self.until.unwrap_or(SimTime::MAX),
                    ..ClosedLoop::of(users.users, think)
                }))
            }
            _ => None,
        }
    }
}

objects!(Workload, Users, Pollers);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workload_is_read_as_it_is_written() {
        let texts = [
            r#"{"name":"day","function":"f","arrivals":"Wave::daily(2, 0.8, 14h)","until":86400.0}"#,
            r#"{"name":"day","host":"user","function":"f","closed_loop":{"users":5,"think":"Exponential(10s)"},"take":100}"#,
            r#"{"name":"day","function":"f","arrivals":"Burst::of(3)","sleep":"LogNormal(0, 1)","body":[]}"#,
            r#"{"name":"day","function":"f","arrivals":"Burst::of(3)","pollers":{"batch":1,"start":2,"per_minute":3,"most":4,"retry_after":5.0,"receives":6,"each":[{"op":"sleep","seconds":7.0}]}}"#,
        ];
        for text in texts {
            let workload: Workload = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&workload).unwrap(), text);
        }
    }
}
