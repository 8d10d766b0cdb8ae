//! Values of JSON: one is another, missing, or comes from another input. What comes of it is still JSON.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde_json::{Map, Value, json};

use super::choice::one_of;

/// How deep a value is put into others.
const DEEP: usize = 200;

/// The input with another value, if it is JSON.
pub(super) fn changed(input: &[u8], other: &[u8], random: &mut ChaCha8Rng) -> Option<Vec<u8>> {
    let mut value: Value = serde_json::from_slice(input).ok()?;
    let count = count(&value);
    let place = random.random_range(0..count);
    let target = nth(&mut value, &mut { place })?;
    match random.random_range(0..8) {
        0..3 => *target = odd(random),
        3 | 4 => lose_or_double(target, random),
        5 => {
            let inner = target.take();
            *target = (0..*one_of(&[1, 1, DEEP], random)).fold(inner, |inner, _| json!([inner]));
        }
        _ => {
            let mut other: Value = serde_json::from_slice(other).ok()?;
            let place = random.random_range(0..self::count(&other));
            *target = nth(&mut other, &mut { place })?.take();
        }
    }
    serde_json::to_vec_pretty(&value).ok()
}

/// A value that is seldom meant.
fn odd(random: &mut ChaCha8Rng) -> Value {
    let values = [
        Value::Null,
        json!(true),
        json!(0),
        json!(-1),
        json!(1),
        json!(1_000_000),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(1e308),
        json!(-1e-308),
        json!(0.1),
        json!(""),
        json!("0s"),
        json!("-1s"),
        json!("18446744073s"),
        json!("1e300 GB"),
        json!("\u{1b}[31m\n`\u{202e}"),
        json!("x".repeat(10_000)),
        json!("Exponential(1s)"),
        json!("Pareto(1.5, 1ms)"),
        json!("poisson(5/s)"),
        json!([]),
        json!({}),
        json!([0, "0", null]),
    ];
    one_of(&values, random).clone()
}

/// A member or an element of this is missing, or twice there.
fn lose_or_double(value: &mut Value, random: &mut ChaCha8Rng) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            let mut all: Vec<(String, Value)> = std::mem::take(members).into_iter().collect();
            let (name, value) = all.remove(random.random_range(0..all.len()));
            if random.random_bool(0.5) {
                all.push((format!("{name}x"), value));
            }
            *members = Map::from_iter(all);
        }
        Value::Array(elements) if !elements.is_empty() => {
            let element = elements.remove(random.random_range(0..elements.len()));
            if random.random_bool(0.5) {
                elements.extend([element.clone(), element]);
            }
        }
        Value::Number(number) => {
            let factor = *one_of(&[-1.0, 0.0, 1e-3, 1e3, 1e9], random);
            *value = json!(number.as_f64().unwrap_or(1.0) * factor);
        }
        other => *other = Value::Null,
    }
}

fn children(value: &mut Value) -> Vec<&mut Value> {
    match value {
        Value::Array(elements) => elements.iter_mut().collect(),
        Value::Object(members) => members.iter_mut().map(|(_, value)| value).collect(),
        _ => Vec::new(),
    }
}

/// How many values there are, this one among them.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(elements) => elements.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

/// The value before which there are so many.
fn nth<'a>(value: &'a mut Value, before: &mut usize) -> Option<&'a mut Value> {
    if *before == 0 {
        return Some(value);
    }
    *before -= 1;
    children(value).into_iter().find_map(|child| {
        let size = count(child);
        if *before < size {
            return nth(child, before);
        }
        *before -= size;
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_counted_and_found() {
        let mut value = json!({"a": [1, {"b": 2}], "c": "d"});
        assert_eq!(count(&value), 6);
        let found: Vec<Value> = (0..6)
            .map(|place| nth(&mut value, &mut { place }).expect("a value").clone())
            .collect();
        assert_eq!(found[1..3], [json!([1, {"b": 2}]), json!(1)]);
        assert_eq!(found[3..], [json!({"b": 2}), json!(2), json!("d")]);
        assert!(nth(&mut value, &mut 6).is_none());
    }
}
