//! What JSON Schema says of quantities: a number of base units, or a text with a unit of the table.

use std::borrow::Cow;

use schemars::{Schema, json_schema};

use crate::measured::Measured;
use crate::table::{Dimension, symbols, units};

/// A number as it may stand in a text, without its sign: nothing is negative.
const NUMBER: &str = r"([0-9][0-9_]*(\.[0-9_]*)?|\.[0-9_]*[0-9][0-9_]*)([eE][+-]?[0-9]+)?";

/// Types of one dimension are written alike, and so have one schema.
pub(crate) fn name<T: Measured>() -> Cow<'static, str> {
    Cow::Borrowed(match T::DIMENSION {
        Dimension::Time => "Time",
        Dimension::Bytes => "Size",
        Dimension::Work => "Work",
        Dimension::Speed => "Speed",
        Dimension::Bandwidth => "Bandwidth",
        Dimension::Power => "Power",
        Dimension::Ratio => "Ratio",
    })
}

/// The schema of a type of quantities.
pub(crate) fn schema<T: Measured>() -> Schema {
    let dimension = T::DIMENSION;
    let number = match dimension {
        Dimension::Bytes => "integer",
        _ => "number",
    };
    let listed: Vec<&str> = symbols(dimension).collect();
    let words = T::WORDS.iter().map(|word| format!(", or \"{word}\""));
    let words: String = words.collect();
    json_schema!({
        "description": format!(
            "A {dimension}: {}{words}. Units: {}.",
            dimension.expectation(),
            listed.join(", ")
        ),
        "type": [number, "string"],
        "minimum": 0,
        "pattern": pattern(dimension, T::WORDS),
        "examples": [1, format!("1{}", example(dimension))],
    })
}

/// The texts that name a quantity.
fn pattern(dimension: Dimension, words: &[&str]) -> String {
    let symbols: Vec<&str> = units()
        .filter(|unit| unit.dimension == dimension)
        .map(|unit| unit.symbol)
        .collect();
    let words: String = words.iter().map(|word| format!("|{word}")).collect();
    format!(r"^\s*({NUMBER}\s*({}){words})\s*$", symbols.join("|"))
}

/// A unit that quantities of files often have.
fn example(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Bytes => "MB",
        Dimension::Work => "Gflop",
        Dimension::Speed => "Gflop/s",
        Dimension::Bandwidth => "MB/s",
        Dimension::Time | Dimension::Power => dimension.base(),
        Dimension::Ratio => "%",
    }
}
