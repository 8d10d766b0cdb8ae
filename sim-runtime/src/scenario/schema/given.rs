//! Values of which nobody knows yet what they are for, each of which says something.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Reads a value and all that is in it. What would be `null` in JSON, and so stand for a default, is an error at its place: a value that
/// is left open, and a number of TOML that is none.
pub(super) struct Given;

impl<'de> DeserializeSeed<'de> for Given {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Given {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a number, a text, true, false, a list or an object")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        let finite = Number::from_f64(value).map(Value::Number);
        finite.ok_or_else(|| E::custom(format!("is {value}; give it a finite number")))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Err(E::custom("has no value; give it one, or leave it out"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(Self)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut values = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if values.contains_key(&key) {
                let message = format!("key `{key}` is given twice; remove one");
                return Err(A::Error::custom(message));
            }
            let value = map.next_value_seed(Self)?;
            values.insert(key, value);
        }
        Ok(Value::Object(values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_null_is_told_at_its_place() {
        let read = |toml: &str| {
            let deserializer = toml::Deserializer::parse(toml).expect("it is TOML");
            let mut track = serde_path_to_error::Track::new();
            let tracked = serde_path_to_error::Deserializer::new(deserializer, &mut track);
            let told = Given
                .deserialize(tracked)
                .map_err(|error| error.message().to_owned());
            told.map_err(|message| format!("{}: {message}", track.path()))
        };
        let told = |toml| read(toml).expect_err("it is refused");
        assert_eq!(
            told("a = [1, nan]"),
            "a[1]: is NaN; give it a finite number"
        );
        assert_eq!(
            told("a = { b = -inf }"),
            "a.b: is -inf; give it a finite number"
        );
        assert_eq!(
            read("a = [1, 0.5]"),
            Ok(serde_json::json!({ "a": [1, 0.5] }))
        );
        let null = Given.deserialize(Value::Null).expect_err("it is refused");
        assert_eq!(
            null.to_string(),
            "has no value; give it one, or leave it out"
        );
    }
}
