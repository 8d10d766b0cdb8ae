//! The values that a quantity takes.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::{Number, Value};

use crate::units::spelling::cut;

/// The most values that there can be.
const MOST: usize = 100_000;

/// A value of a quantity: a number, and perhaps a unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    number: f64,
    unit: String,
}

impl Level {
    /// As a whole number without a unit, if it is one.
    pub(super) fn whole(&self) -> Option<usize> {
        let is_whole =
            self.unit.is_empty() && self.number >= 0.0 && libm::floor(self.number) == self.number;
        (is_whole && self.number < 1e15).then_some(self.number as usize)
    }

    /// In a message; its unit may be any text.
    fn told(&self) -> String {
        cut(&self.to_string()).into_owned()
    }

    /// As it stands in a scenario file.
    pub(in crate::experiment) fn json(&self) -> Value {
        if !self.unit.is_empty() {
            return Value::String(self.to_string());
        }
        match self.whole() {
            Some(whole) => Value::Number(whole.into()),
            None => Number::from_f64(self.number).map_or(Value::Null, Value::Number),
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&format!("{}{}", self.number, self.unit))
    }
}

/// A number, or a text with its unit.
impl Serialize for Level {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json().serialize(serializer)
    }
}

/// Reads `LOW..HIGH`, `LOW..HIGH by STEP`, or a list.
pub(in crate::experiment) fn levels(text: &str) -> Result<Vec<Level>, String> {
    if text.is_empty() {
        return Err(
            "say values after `=`, such as `1..64`, `1,2,4` or `128MB..1GB by 64MB`".to_owned(),
        );
    }
    let levels = match text.split_once("..") {
        Some((low, rest)) => range(low, rest)?,
        None => text.split(',').map(level).collect::<Result<_, _>>()?,
    };
    same_unit(&levels)?;
    let falls = levels
        .windows(2)
        .find(|pair| pair[1].number <= pair[0].number);
    if let Some([one, other]) = falls {
        return Err(format!(
            "values ascend, and {} does not come after {}",
            other.told(),
            one.told()
        ));
    }
    Ok(levels)
}

fn range(low: &str, rest: &str) -> Result<Vec<Level>, String> {
    let (high, step) = match rest.split_once(" by ") {
        Some((high, step)) => (high, Some(level(step)?)),
        None => (rest.strip_prefix('=').unwrap_or(rest), None),
    };
    let (low, high) = (level(low)?, level(high)?);
    let unit = low.unit.clone();
    let is_given = step.is_some();
    let step = step.unwrap_or(Level {
        number: 1.0,
        unit: unit.clone(),
    });
    same_unit(&[low.clone(), high.clone(), step.clone()])?;
    if step.number <= 0.0 {
        return Err(format!(
            "a step of {} leads nowhere; write one above zero",
            step.told()
        ));
    }
    if high.number < low.number {
        return Err(format!(
            "{} is less than {}; write the smaller value first",
            high.told(),
            low.told()
        ));
    }
    // Half a billionth of a step is not there: it comes of binary fractions.
    let steps = libm::floor((high.number - low.number) / step.number + 5e-10);
    if steps >= MOST as f64 {
        let hint = if is_given {
            "take longer steps"
        } else {
            "take longer steps, such as `1..1000000 by 1000`"
        };
        return Err(format!("these are more than {MOST} values; {hint}"));
    }
    let level = |index: u32| {
        let exact = low.number + f64::from(index) * step.number;
        // Nine decimals: 0.1 + 2 x 0.1 is 0.3. Large numbers have none.
        let rounded = libm::round(exact * 1e9) / 1e9;
        Level {
            number: if rounded.is_finite() { rounded } else { exact },
            unit: unit.clone(),
        }
    };
    Ok((0..=steps as u32).map(level).collect())
}

fn level(text: &str) -> Result<Level, String> {
    let text = text.trim();
    let (number, unit) = text.split_at(end_of_number(text));
    let number = number.replace('_', "").parse::<f64>().ok();
    let Some(number) = number.filter(|number| number.is_finite()) else {
        return Err(format!(
            "`{}` is no value; write a number, perhaps with a unit, such as 4 or 128MB",
            cut(text)
        ));
    };
    Ok(Level {
        number,
        unit: unit.trim().to_owned(),
    })
}

/// Where the number ends that a text begins with. An `e` belongs to it if an exponent follows, and to the unit otherwise.
fn end_of_number(text: &str) -> usize {
    let is_digit = |letter: char| letter.is_ascii_digit() || letter == '_';
    let end = text
        .find(|letter: char| !is_digit(letter) && letter != '.')
        .unwrap_or(text.len());
    let Some(exponent) = text[end..].strip_prefix(['e', 'E']) else {
        return end;
    };
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if end == 0 || !digits.starts_with(|letter: char| letter.is_ascii_digit()) {
        return end;
    }
    let after = digits.find(|letter| !is_digit(letter));
    text.len() - digits.len() + after.unwrap_or(digits.len())
}

fn same_unit(levels: &[Level]) -> Result<(), String> {
    let differs = levels.windows(2).find(|pair| pair[0].unit != pair[1].unit);
    match differs {
        Some([one, other]) => Err(format!(
            "{} and {} have different units; write all values in one",
            one.told(),
            other.told()
        )),
        _ => Ok(()),
    }
}
