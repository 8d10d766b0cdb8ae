//! What JSON Schema says of quantities: a number of base units, or a text with a unit of the table.

use std::borrow::Cow;

use schemars::{Schema, json_schema};

use crate::table::{Dimension, symbols, units};

/// A number as it may stand in a text, without its sign: nothing is negative.
const NUMBER: &str = r"([0-9][0-9_]*(\.[0-9_]*)?|\.[0-9_]*[0-9][0-9_]*)([eE][+-]?[0-9]+)?";

/// Types of one dimension are written alike, and so have one schema.
pub(crate) fn name(dimension: Dimension) -> Cow<'static, str> {
    Cow::Borrowed(match dimension {
        Dimension::Time => "Time",
        Dimension::Bytes => "Size",
        Dimension::Work => "Work",
        Dimension::Speed => "Speed",
        Dimension::Bandwidth => "Bandwidth",
        Dimension::Power => "Power",
        Dimension::Ratio => "Ratio",
    })
}

/// The schema of quantities of a dimension, some of which have names.
pub(crate) fn schema(dimension: Dimension, words: &[&str]) -> Schema {
    let number = match dimension {
        Dimension::Bytes => "integer",
        _ => "number",
    };
    let listed: Vec<&str> = symbols(dimension).collect();
    let named = words.iter().map(|word| format!(", or \"{word}\""));
    let named: String = named.collect();
    let article = match dimension {
        Dimension::Work => "An",
        _ => "A",
    };
    json_schema!({
        "description": format!(
            "{article} {dimension}: {}{named}. Units: {}.",
            dimension.expectation(),
            listed.join(", ")
        ),
        "type": [number, "string"],
        "minimum": 0,
        "pattern": pattern(dimension, words),
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
