//! Random values that have the schema: the loader may find that they make no sense, but they are scenarios.

use coldstart::scenario::json_schema;
use coldstart::scenario::load::{Format, parse};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{refused_for_its_shape, validator};

/// Draws values that have a schema.
struct Drawing<'a> {
    root: &'a Value,
    /// The rest of the random choices; all that follow are the first.
    choices: std::slice::Iter<'a, u8>,
}

/// Deeper than this only what must be there is drawn.
const DEEP: usize = 7;

impl Drawing<'_> {
    fn below(&mut self, count: usize) -> usize {
        let choice = self.choices.next().copied().unwrap_or_default();
        usize::from(choice) % count.max(1)
    }

    fn one_of(&mut self, values: &[Value], depth: usize) -> Value {
        let count = if depth > DEEP { 1 } else { values.len() };
        values[self.below(count)].clone()
    }

    fn value(&mut self, schema: &Value, depth: usize) -> Value {
        let Some(schema) = schema.as_object() else {
            return json!(self.below(3));
        };
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            let place = name.strip_prefix('#').expect("it is in the same file");
            let root = self.root;
            return self.value(root.pointer(place).expect("it is there"), depth);
        }
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        for key in ["enum", "examples"] {
            if let Some(Value::Array(values)) = schema.get(key) {
                return self.one_of(values, 0);
            }
        }
        for key in ["oneOf", "anyOf", "allOf"] {
            if let Some(Value::Array(schemas)) = schema.get(key) {
                let one = self.one_of(schemas, depth);
                return self.value(&one, depth);
            }
        }
        let kind = match schema.get("type") {
            Some(Value::Array(kinds)) => self.one_of(kinds, 0),
            Some(kind) => kind.clone(),
            None => json!("integer"),
        };
        match kind.as_str().expect("the name of a type") {
            "null" => Value::Null,
            "boolean" => json!(self.below(2) == 0),
            "integer" => json!(self.below(4)),
            "number" => json!(self.below(8) as f64 / 4.0),
            "string" => json!(["a", "b", ""][self.below(3)]),
            "array" => {
                let count = if depth > DEEP { 0 } else { self.below(3) };
                let items = &schema["items"];
                (0..count).map(|_| self.value(items, depth + 1)).collect()
            }
            "object" => self.object(schema, depth),
            other => panic!("no value of the type {other} is drawn"),
        }
    }

    fn object(&mut self, schema: &Map<String, Value>, depth: usize) -> Value {
        let none = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object);
        let properties = properties.unwrap_or(&none);
        let required = schema.get("required").and_then(Value::as_array);
        let required = |key: &str| required.is_some_and(|keys| keys.iter().any(|one| one == key));
        let only = (schema.get("maxProperties") == Some(&json!(1)))
            .then(|| self.below(if depth > DEEP { 1 } else { properties.len() }));
        let mut values = Map::new();
        for (place, (key, property)) in properties.iter().enumerate() {
            let is_drawn = match only {
                Some(only) => place == only,
                None => required(key) || (depth <= DEEP && self.below(3) == 0),
            };
            if is_drawn {
                values.insert(key.clone(), self.value(property, depth + 1));
            }
        }
        if let Some(other @ Value::Object(_)) = schema.get("additionalProperties") {
            for key in ["x", "y"].iter().take(self.below(3)) {
                values.insert((*key).to_owned(), self.value(other, depth + 1));
            }
        }
        Value::Object(values)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_has_the_schema_has_the_shape_of_a_scenario(choices in proptest::collection::vec(any::<u8>(), 0..800)) {
        thread_local! {
            static SCHEMA: (Value, jsonschema::Validator) = (json_schema::scenario(), validator());
        }
        SCHEMA.with(|(root, validator)| {
            let mut drawing = Drawing { root, choices: choices.iter() };
            let scenario = drawing.value(root, 0);
            prop_assert!(validator.is_valid(&scenario), "what is drawn has the schema: {scenario:#}");
            if let Err(error) = parse(&scenario.to_string(), Format::Json, "my.json") {
                prop_assert!(!refused_for_its_shape(&error), "{error}\n{scenario:#}");
            }
            Ok(())
        })?;
    }
}
