//! Objects of which it matters which keys they have.

use std::fmt;

use serde::de::value::StringDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

/// Reads a struct from keys and values only, and notes the keys.
pub(super) struct Noted<'a, D> {
    inner: D,
    keys: &'a mut Vec<String>,
}

impl<'a, D> Noted<'a, D> {
    pub(super) fn new(inner: D, keys: &'a mut Vec<String>) -> Self {
        Self { inner, keys }
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Noted<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let Self { inner, keys } = self;
        inner.deserialize_map(Noting { visitor, keys })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// A visitor that is handed the keys after they have been noted.
struct Noting<'a, V> {
    visitor: V,
    keys: &'a mut Vec<String>,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Noting<'_, V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(formatter)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        let keys = self.keys;
        self.visitor.visit_map(Keys { map, keys })
    }
}

/// The keys and values of an object.
struct Keys<'a, A> {
    map: A,
    keys: &'a mut Vec<String>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Keys<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        let keys = &mut *self.keys;
        self.map.next_key_seed(Key { seed, keys })
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// A key, which is noted.
struct Key<'a, K> {
    seed: K,
    keys: &'a mut Vec<String>,
}

impl<'de, K: DeserializeSeed<'de>> DeserializeSeed<'de> for Key<'_, K> {
    type Value = K::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<K::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de, K: DeserializeSeed<'de>> Visitor<'de> for Key<'_, K> {
    type Value = K::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<K::Value, E> {
        self.keys.push(key.to_owned());
        let key: StringDeserializer<E> = key.to_owned().into_deserializer();
        self.seed.deserialize(key)
    }
}
