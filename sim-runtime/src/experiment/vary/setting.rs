//! One value of something that a scenario file says.

use std::str::FromStr;

use serde_json::Value;

use super::change::{Find, change};
use super::path::Place;
use crate::experiment::ExperimentError;
use crate::scenario::schema::Scenario;

/// A value of something that a scenario file says, `NAME=VALUE`, where the name is as in [`Vary`](super::Vary).
///
/// ```
/// use sim_runtime::experiment::vary::Setting;
///
/// assert!("scheduler=least_loaded".parse::<Setting>().is_ok());
/// assert!("scheduler".parse::<Setting>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    name: String,
    place: Place,
    value: Value,
}

impl Setting {
    /// What is set, as it was written.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether both say the value of one place, however it is spelt.
    pub fn is_of_same(&self, other: &Self) -> bool {
        self.place == other.place
    }

    /// The scenario with the value.
    ///
    /// # Errors
    ///
    /// If there is no such place in it, or the scenario makes no sense with this value.
    pub fn of(&self, scenario: &Scenario) -> Result<Scenario, ExperimentError> {
        change(scenario, (&self.name, &self.place), &self.value, Find::Any)
    }
}

impl FromStr for Setting {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((name, written)) = text.split_once('=') else {
            return Err("say what is set, `=` and its value, such as `nodes=4`".to_owned());
        };
        let name = name.trim();
        if name.is_empty() || written.trim().is_empty() {
            return Err("a name or a value is missing; write both, such as `nodes=4`".to_owned());
        }
        Ok(Self {
            name: name.to_owned(),
            place: name.parse()?,
            value: value(written.trim().to_owned()),
        })
    }
}

/// A number, a word of JSON, a list or an object, or else a text.
pub(in crate::experiment) fn value(text: String) -> Value {
    match serde_json::from_str(&text) {
        Ok(value @ (Value::Number(_) | Value::Bool(_) | Value::Object(_) | Value::Array(_))) => {
            value
        }
        _ => Value::String(text),
    }
}
