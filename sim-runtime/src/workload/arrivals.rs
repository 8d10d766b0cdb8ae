//! Arrivals as data: a text that is a process, in files, on command lines and as a parameter of a simulation.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};

use super::cloned::Cloned;
use super::{Arrival, Extent, grammar};
use crate::distribution::Fault;
use crate::kernel::Stream;
use crate::simulation::{Parameter, ParameterError, ParameterValue};
use crate::units::SimTime;
use crate::units::spelling::{cut, visible};

/// An arrival process that is read from a text, written as it is in Rust and in [`simulation!`]: calls with numbers and
/// quantities, such as `Poisson::per_second(2).until(1h)`. [`PROCESSES`](super::PROCESSES) and [`MODULATORS`](super::MODULATORS)
/// list what there is.
///
/// It is an [`Arrival`] itself, is written as it was read, and can be a parameter of a simulation: `--load
/// 'Rates::ramp(0, 10, 1h)'`.
///
/// ```
/// use sim_runtime::workload::{Arrival, Arrivals, Extent};
///
/// let load: Arrivals = "Rates::steps([(9h, 5), (17h, 0)]).repeat(24h).scale(3)".parse()?;
/// assert_eq!(load.extent(), Extent::Endless);
/// assert_eq!(load.to_string(), "Rates::steps([(9h, 5), (17h, 0)]).repeat(24h).scale(3)");
/// let error = "Poison::per_second(2)".parse::<Arrivals>().unwrap_err();
/// assert!(error.to_string().contains("did you mean `Poisson::per_second`?"));
/// # Ok::<(), sim_runtime::workload::ArrivalsError>(())
/// ```
///
/// [`simulation!`]: https://docs.rs/coldstart/latest/coldstart/macro.simulation.html
#[derive(Clone, Debug)]
pub struct Arrivals {
    text: String,
    process: Cloned,
}

/// Why a text is no arrival process, or why that means nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid arrivals `{}`: {}", visible(&cut(text)), self.reason())]
pub struct ArrivalsError {
    /// The text.
    pub text: String,
    /// Where it cannot be read any further: the number of the character, from 1.
    pub character: usize,
    /// What is wrong there, and how to mend it.
    pub mistake: String,
}

impl ArrivalsError {
    /// What is wrong, and where, without the text itself.
    pub fn reason(&self) -> String {
        format!("at character {}, {}", self.character, self.mistake)
    }
}

impl Arrivals {
    /// Arrivals that are known when the program is written.
    ///
    /// # Panics
    ///
    /// If the text is no arrival process: parse it where that may be.
    #[track_caller]
    pub fn new(text: &str) -> Self {
        match text.parse() {
            Ok(arrivals) => arrivals,
            Err(error) => panic!("{error}"),
        }
    }
}

impl FromStr for Arrivals {
    type Err = ArrivalsError;

    fn from_str(text: &str) -> Result<Self, ArrivalsError> {
        let error = |Fault { at, reason }| ArrivalsError {
            text: text.to_owned(),
            character: text[..at].chars().count() + 1,
            mistake: reason,
        };
        let process = grammar::read(text).map_err(error)?;
        let text = text.trim().to_owned();
        Ok(Self { text, process })
    }
}

impl Arrival for Arrivals {
    fn next(&mut self, last: SimTime, random: &mut Stream) -> Option<SimTime> {
        self.process.next(last, random)
    }

    fn extent(&self) -> Extent {
        self.process.extent()
    }

    fn mistake(&self) -> Option<String> {
        self.process.mistake()
    }
}

/// Two are the same if they are written the same.
impl PartialEq for Arrivals {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl fmt::Display for Arrivals {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.text)
    }
}

impl Parameter for Arrivals {
    fn value(&self) -> ParameterValue {
        ParameterValue::Text(self.text.clone())
    }

    fn parse(text: &str) -> Result<Self, ParameterError> {
        let unreadable = |error: ArrivalsError| ParameterError::Unreadable {
            text: text.to_owned(),
            expected: "arrivals such as Poisson::per_second(2)",
            reason: error.reason(),
        };
        text.parse().map_err(unreadable)
    }
}

impl Serialize for Arrivals {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Arrivals {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Arrivals".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        use grammar::{MODULATORS, PROCESSES, Process};
        let calls = |processes: &[Process]| {
            let calls = processes.iter();
            let calls = calls.map(|one| format!("{}({})", one.name, one.parameters.join(", ")));
            calls.collect::<Vec<_>>().join(", ")
        };
        let names: Vec<&str> = PROCESSES.iter().map(|one| one.name).collect();
        schemars::json_schema!({
            "description": format!(
                "Arrivals: {}; and after them, each with a dot before it: {}.",
                calls(PROCESSES),
                calls(MODULATORS)
            ),
            "type": "string",
            "pattern": format!(r"^\s*({})\s*\(", names.join("|")),
            "examples": ["Poisson::per_second(2).until(1h)", "Regular::every(10s).take(5)"],
        })
    }
}

impl<'de> Deserialize<'de> for Arrivals {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl Visitor<'_> for TextVisitor {
            type Value = Arrivals;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("arrivals such as \"Poisson::per_second(2).until(1h)\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Arrivals, E> {
                text.parse().map_err(E::custom)
            }
        }

        // Any, so that a number is told with what it should have been.
        deserializer.deserialize_any(TextVisitor)
    }
}
