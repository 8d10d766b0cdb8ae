//! Objects of a scenario are objects in the file.
//!
//! What serde derives reads a list as well, and takes its items for the values of the keys, in order. So a file could say
//! `["worker", "1Gflop/s"]` for a host, and mean something else when a key is added.

use serde::de::{Deserialize, Deserializer, Visitor};
use serde::forward_to_deserialize_any;

/// Reads a struct from keys and values only.
pub(super) struct Keyed<D>(pub(super) D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Keyed<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// A struct of another layer, read from keys and values only.
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(Keyed(deserializer)).map(Object)
    }
}

/// Implements serde's traits for structs that derive them with `remote = "Self"`.
macro_rules! objects {
    ($($type:ident),+) => {
        $(
            impl<'de> serde::Deserialize<'de> for $type {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    // The derived function, which is not that of the trait.
                    Self::deserialize($crate::scenario::schema::object::Keyed(deserializer))
                }
            }

            impl serde::Serialize for $type {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    Self::serialize(self, serializer)
                }
            }
        )+
    };
}
pub(super) use objects;

#[cfg(test)]
mod tests {
    use crate::scenario::schema::{Host, Scenario, Step};

    #[test]
    fn a_list_is_no_object() {
        let refused = |error: serde_json::Error| error.to_string();
        let host = serde_json::from_str::<Host>(r#"["a", 1e9]"#);
        assert!(
            refused(host.unwrap_err()).starts_with("invalid type: sequence, expected struct Host")
        );
        let scenario = serde_json::from_str::<Scenario>("[]");
        assert!(
            refused(scenario.unwrap_err())
                .starts_with("invalid type: sequence, expected struct Scenario")
        );
        assert!(serde_json::from_str::<Step>(r#"["sleep", 5]"#).is_err());
    }
}
