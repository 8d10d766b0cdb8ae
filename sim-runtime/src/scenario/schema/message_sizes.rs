//! The sizes of control messages, as a scenario gives them: one for all, or an object with one for each kind.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::serverless::MessageSizes;
use crate::units::Bytes;

pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<MessageSizes, D::Error> {
    deserializer.deserialize_any(SizesVisitor)
}

pub(super) fn serialize<S: Serializer>(
    sizes: &MessageSizes,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if *sizes == MessageSizes::all(sizes.stop) {
        sizes.stop.serialize(serializer)
    } else {
        sizes.serialize(serializer)
    }
}

struct SizesVisitor;

impl SizesVisitor {
    fn all<'de, E: serde::de::Error>(
        self,
        value: impl IntoDeserializer<'de, E>,
    ) -> Result<MessageSizes, E> {
        Bytes::deserialize(value.into_deserializer()).map(MessageSizes::all)
    }
}

impl<'de> Visitor<'de> for SizesVisitor {
    type Value = MessageSizes;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a size, or an object with the size of each kind of message")
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<MessageSizes, E> {
        self.all(value)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<MessageSizes, E> {
        self.all(value)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<MessageSizes, E> {
        self.all(value)
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<MessageSizes, E> {
        self.all(value)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<MessageSizes, A::Error> {
        MessageSizes::deserialize(MapAccessDeserializer::new(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::short::{bytes, kib};

    fn read(json: &str) -> Result<MessageSizes, String> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        deserialize(&mut deserializer).map_err(|error| error.to_string())
    }

    #[test]
    fn one_size_is_that_of_every_kind() {
        assert_eq!(read("512"), Ok(MessageSizes::all(bytes(512))));
        assert_eq!(read(r#""1 KiB""#), Ok(MessageSizes::all(kib(1))));
    }

    #[test]
    fn kinds_that_are_not_named_have_no_size() {
        let sizes = MessageSizes {
            stop: bytes(7),
            copy_request: kib(1),
            ..MessageSizes::default()
        };
        assert_eq!(read(r#"{"stop": 7, "copy_request": "1 KiB"}"#), Ok(sizes));
        for sizes in [sizes, MessageSizes::all(bytes(7))] {
            let mut text = Vec::new();
            serialize(&sizes, &mut serde_json::Serializer::new(&mut text)).expect("it is valid");
            assert_eq!(read(&String::from_utf8_lossy(&text)), Ok(sizes));
        }
    }

    #[test]
    fn a_kind_that_there_is_not_is_told_with_those_that_there_are() {
        let told = read(r#"{"stops": 7}"#).expect_err("there is none");
        assert!(told.contains("unknown field `stops`"), "{told}");
        assert!(told.contains("`stopped`"), "{told}");
        assert!(read("-1").is_err() && read("true").is_err());
    }
}
