//! What is varied in a study: a parameter or a quantity, and its values.

use std::str::FromStr;

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::experiment::vary::{levels, shown, value};
use crate::simulation::Parameter;
use crate::simulation::parameter::elements;
use crate::units::spelling::cut;

/// What is varied in a study, and its values, in the order in which they are run.
///
/// As a text it is `NAME=VALUES`. The values are `LOW..HIGH`, both included, perhaps with ` by STEP`, or a list `a,b,c`; a value with a comma
/// in it stands in brackets or in double quotes.
///
/// ```
/// use sim_runtime::experiment::study::Factor;
///
/// let values = |text: &str| text.parse::<Factor>().map(|one| one.texts().collect::<Vec<_>>());
/// assert_eq!(values("nodes=1..3"), Ok(vec!["1".to_owned(), "2".to_owned(), "3".to_owned()]));
/// assert_eq!(values("scheduler=fcfs,least-loaded"), Ok(vec!["fcfs".to_owned(), "least-loaded".to_owned()]));
/// assert!(values("nodes=16..1").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Factor {
    /// What is varied: the name of a parameter, or a quantity of a scenario as [`Vary`](crate::experiment::vary::Vary) has it, but
    /// anything that a scenario file says and not only numbers.
    pub name: String,
    /// Its values, as they stand in a scenario file.
    pub values: Vec<Value>,
}

impl Factor {
    /// The values as texts.
    pub fn texts(&self) -> impl Iterator<Item = String> + '_ {
        self.values.iter().map(shown)
    }

    /// From a name, and values as they stand in a file: several, one, or a text such as `1..16`.
    pub(super) fn of(name: &str, values: Value) -> Result<Self, String> {
        let values = match values {
            Value::Array(values) => values,
            Value::String(text) => read(&text)?,
            value => vec![value],
        };
        Ok(Self {
            name: name.to_owned(),
            values,
        })
    }

    /// The values by which all the others are told right or wrong. In a row of rising numbers these are the ends, and the first that is
    /// not whole: what may be said of a number is between bounds, and perhaps whole. There may be many of them, each a scenario to make.
    pub(super) fn telling(&self) -> impl Iterator<Item = &Value> {
        let rows = self.values.chunk_by(|one, next| {
            let numbers = (one.as_f64(), next.as_f64());
            matches!(numbers, (Some(one), Some(next)) if one < next)
        });
        rows.flat_map(|row| {
            let broken = row.iter().position(Value::is_f64);
            let mut places: Vec<usize> = [Some(0), broken, Some(row.len() - 1)]
                .into_iter()
                .flatten()
                .collect();
            places.sort_unstable();
            places.dedup();
            places.into_iter().map(|place| &row[place])
        })
    }

    /// Checks that there are values, each of them once.
    pub(super) fn check(&self) -> Result<(), String> {
        let name = cut(&self.name);
        if self.name.is_empty() {
            return Err("say what is varied, such as `nodes=1..16`".to_owned());
        }
        if self.values.is_empty() {
            return Err(format!(
                "`{name}` takes no value; say some, such as `1..16` or `1,2,4`"
            ));
        }
        let mut seen = FxHashSet::default();
        for value in &self.values {
            if !seen.insert(value) {
                let value = shown(value);
                return Err(format!(
                    "`{name}` takes {} twice; leave one out",
                    cut(&value)
                ));
            }
        }
        Ok(())
    }
}

impl FromStr for Factor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((name, values)) = text.split_once('=') else {
            return Err(
                "say what is varied, `=` and its values, such as `nodes=1..16` or `scheduler=fcfs,least_loaded`"
                    .to_owned(),
            );
        };
        let factor = Self {
            name: name.trim().to_owned(),
            values: read(values.trim())?,
        };
        factor.check()?;
        Ok(factor)
    }
}

/// The values of a range or of a list.
fn read(text: &str) -> Result<Vec<Value>, String> {
    if text.is_empty() {
        return Err(
            "say values after `=`, such as `1..16`, `1,2,4` or `fcfs,least_loaded`".to_owned(),
        );
    }
    let begins_with_number = text.starts_with(|first: char| first.is_ascii_digit());
    if begins_with_number && text.contains("..") {
        return Ok(levels(text)?.iter().map(|level| level.json()).collect());
    }
    let texts = elements(text).map_err(|error| error.to_string())?;
    Ok(texts.into_iter().map(value).collect())
}

/// What can be written as a value of a parameter: the types of parameters, and texts.
pub trait Written {
    /// As on a command line.
    fn written(&self) -> Value;
}

impl<T: Parameter> Written for T {
    fn written(&self) -> Value {
        value(self.value().to_string())
    }
}

impl Written for &str {
    fn written(&self) -> Value {
        value((*self).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::short::{mb, secs};
    use serde_json::json;

    fn values(text: &str) -> Vec<Value> {
        text.parse::<Factor>().unwrap().values
    }

    #[test]
    fn values_are_what_files_have() {
        assert_eq!(values("n=1,2.5"), [json!(1), json!(2.5)]);
        assert_eq!(values("m=1GB..2GB"), [json!("1GB"), json!("2GB")]);
        assert_eq!(
            values("m=128MB..256MB by 128MB"),
            [json!("128MB"), json!("256MB")]
        );
        assert_eq!(values("spread=true,false"), [json!(true), json!(false)]);
        let laws = values("length=Exponential(2s),LogNormal(1s, 2s)");
        assert_eq!(laws, [json!("Exponential(2s)"), json!("LogNormal(1s, 2s)")]);
        let policies = values(r#"scheduler=fcfs,{"kind":"random","seed":7}"#);
        assert_eq!(
            policies,
            [json!("fcfs"), json!({"kind": "random", "seed": 7})]
        );
        assert_eq!(values("path=../a..b.csv"), [json!("../a..b.csv")]);
    }

    #[test]
    fn values_of_rust_are_written_as_on_command_lines() {
        assert_eq!(3_u64.written(), json!(3));
        assert_eq!(secs(2).written(), json!("2s"));
        assert_eq!(mb(128).written(), json!("128MB"));
        assert_eq!("fcfs".written(), json!("fcfs"));
    }

    #[test]
    fn in_a_row_of_rising_numbers_the_ends_and_the_first_broken_one_are_telling() {
        let telling = |text: &str| -> Vec<String> {
            let factor: Factor = text.parse().unwrap();
            factor.telling().map(shown).collect()
        };
        assert_eq!(telling("nodes=1..100000"), ["1", "100000"]);
        assert_eq!(telling("nodes=1..9 by 0.5"), ["1", "1.5", "9"]);
        assert_eq!(telling("nodes=7"), ["7"]);
        assert_eq!(
            telling("nodes=1,2,3,0,5,x,6"),
            ["1", "3", "0", "5", "x", "6"]
        );
        assert_eq!(telling("size=1MB..3MB"), ["1MB", "2MB", "3MB"]);
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        let told = |text: &str| text.parse::<Factor>().unwrap_err();
        assert!(told("nodes").starts_with("say what is varied, `=`"));
        assert!(told("nodes=").starts_with("say values after"));
        assert_eq!(
            told("nodes=16..1"),
            "1 is less than 16; write the smaller value first"
        );
        assert_eq!(told("nodes=1,2,1"), "`nodes` takes 1 twice; leave one out");
        assert!(told("=1").starts_with("say what is varied, such as"));
        assert_eq!(
            told("nodes=[]"),
            "`nodes` takes no value; say some, such as `1..16` or `1,2,4`"
        );
    }
}
