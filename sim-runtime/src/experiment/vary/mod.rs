//! A quantity of a scenario, and the values that it takes: `nodes=1..64`, `hosts[2].cores=1..16`, `memory of resize=128MB..1GB by 64MB`.
//!
//! * `path`: where in a scenario the quantity is; `values`: which values there are; `change`: the scenario with one of them;
//! * `setting`: one value of a quantity, or of anything else that a scenario file says.

mod change;
mod path;
mod setting;
#[cfg(test)]
mod tests;
mod values;

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::ExperimentError;
use crate::scenario::schema::Scenario;
pub(super) use change::{Find, change, shown};
pub(super) use path::Place;
pub use setting::Setting;
pub(super) use setting::value;
pub use values::Level;
pub(super) use values::levels;

/// A quantity of a scenario, and the values that it takes, in ascending order.
///
/// The quantity is
///
/// * `nodes`: the number of nodes of the service ([`Scenario::with_nodes`]);
/// * `KEY of NAME`: a key of the function, host, link, image or workload of this name, where `memory` and `disk` are what a function reserves
///   and a host has;
/// * the way to a value in the scenario file, such as `platform.hosts[2].cores` or `functions[resize].concurrency`. What is in
///   `platform`, `service` or `service.properties` may be named without that: `hosts[2].cores`, `container_idle_timeout`.
///
/// The values are `LOW..HIGH`, both included, in steps of one of their unit, or `LOW..HIGH by STEP`, or a list `1,2,4,8`. They may
/// have a unit, which is the same for all.
///
/// ```
/// use sim_runtime::experiment::vary::Vary;
///
/// let vary: Vary = "memory of resize = 128MB..512MB by 128MB".parse()?;
/// let values: Vec<String> = vary.levels().iter().map(ToString::to_string).collect();
/// assert_eq!(values, ["128MB", "256MB", "384MB", "512MB"]);
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Vary {
    /// What is varied, as it was written.
    quantity: String,
    place: Place,
    levels: Vec<Level>,
}

impl Vary {
    /// What is varied, as it was written.
    pub fn quantity(&self) -> &str {
        &self.quantity
    }

    /// The values, in ascending order.
    pub fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// The scenario with a value.
    ///
    /// # Errors
    ///
    /// If there is no such quantity in it, or the scenario makes no sense with this value.
    pub fn with(&self, scenario: &Scenario, level: &Level) -> Result<Scenario, ExperimentError> {
        let value = level.json();
        change(
            scenario,
            (&self.quantity, &self.place),
            &value,
            Find::Number,
        )
    }
}

impl FromStr for Vary {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((quantity, written)) = text.split_once('=') else {
            return Err(
                "say a quantity, `=` and its values, such as `nodes=1..64` or `memory of resize=128MB,256MB`"
                    .to_owned(),
            );
        };
        let quantity = quantity.trim();
        Ok(Self {
            quantity: quantity.to_owned(),
            place: quantity.parse()?,
            levels: levels(written.trim())?,
        })
    }
}

impl fmt::Display for Vary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = (&self.levels[0], &self.levels[self.levels.len() - 1]);
        write!(formatter, "{}={first}..{last}", self.quantity)
    }
}

impl Serialize for Vary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
