//! A scenario with another value in one place.

use serde_json::Value;

use super::path::Place;
use crate::experiment::ExperimentError;
use crate::scenario::load::{Format, ScenarioError, parse};
use crate::scenario::schema::Scenario;
use crate::units::spelling::cut;

/// What may be at the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::experiment) enum Find {
    /// A number, perhaps with a unit, or nothing yet.
    Number,
    /// Anything.
    Any,
}

/// The scenario with a value at the place of a quantity.
pub(in crate::experiment) fn change(
    scenario: &Scenario,
    (quantity, place): (&str, &Place),
    value: &Value,
    find: Find,
) -> Result<Scenario, ExperimentError> {
    let shown = shown(value);
    let shown = cut(&shown);
    let asked = |message: String| ExperimentError::Asked(format!("`{quantity}`: {message}"));
    if *place == Place::Nodes {
        let nodes = value.as_u64().and_then(|nodes| usize::try_from(nodes).ok());
        let nodes = nodes.ok_or_else(|| {
            asked(format!(
                "`{shown}` is no number of nodes; write a whole one such as 4"
            ))
        })?;
        return scenario.with_nodes(nodes).map_err(asked);
    }
    let mut changed = serde_json::to_value(scenario)
        .map_err(|error| asked(format!("the scenario cannot be written: {error}")))?;
    let target = match find {
        Find::Number => place.find_number(&mut changed),
        Find::Any => place.find(&mut changed),
    };
    *target.map_err(asked)? = value.clone();
    let what = format!("{quantity} = {shown}");
    let parsed = parse(&changed.to_string(), Format::Json, &scenario.name);
    let mut changed = parsed.map_err(|error| match error {
        // Its line is one of a text that nobody has written.
        ScenarioError::Malformed { problem, .. } => {
            let is_unknown = problem.message.starts_with("unknown key");
            let hint = match is_unknown {
                true => place.hint(scenario),
                false => String::new(),
            };
            ExperimentError::Asked(format!("with {what}: {problem}{hint}"))
        }
        error => ExperimentError::Scenario { what, error },
    })?;
    changed.name.clone_from(&scenario.name);
    Ok(changed)
}

/// A value as it is written on a command line.
pub(in crate::experiment) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}
