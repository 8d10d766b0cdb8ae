//! The storage service that holds the images, and how storage services transfer files.

use super::object::objects;
use super::platform::root;
use crate::storage::Buffer;
use crate::units::Bytes;
use serde::de::{self, Deserialize, Deserializer, IntoDeserializer, Visitor};
use serde::{Serialize, Serializer};
use std::fmt;

/// The storage service that holds the images.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Storage {
    /// The name of the host on whose disk they are.
    pub host: String,
    /// Where that disk's files are.
    #[serde(default = "root")]
    pub mount: String,
    /// How it transfers files.
    #[serde(default)]
    pub buffer_size: BufferSize,
}

/// How a storage service transfers files: `0`, a size, or `"infinity"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BufferSize {
    /// In one flow from disk to disk: `0`.
    #[default]
    Fluid,
    /// In chunks of a given number of bytes.
    Chunks(Bytes),
    /// In one chunk, however large the file: `"infinity"`.
    Infinite,
}

const INFINITY: &str = "infinity";

impl From<Bytes> for BufferSize {
    fn from(size: Bytes) -> Self {
        if size.is_zero() {
            BufferSize::Fluid
        } else {
            BufferSize::Chunks(size)
        }
    }
}

impl From<BufferSize> for Buffer {
    fn from(size: BufferSize) -> Self {
        match size {
            BufferSize::Fluid => Buffer::Fluid,
            BufferSize::Chunks(size) => Buffer::Chunks(size),
            BufferSize::Infinite => Buffer::Whole,
        }
    }
}

impl Serialize for BufferSize {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            BufferSize::Fluid => Bytes::ZERO.serialize(serializer),
            BufferSize::Chunks(size) => size.serialize(serializer),
            BufferSize::Infinite => serializer.serialize_str(INFINITY),
        }
    }
}

impl<'de> Deserialize<'de> for BufferSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BufferSizeVisitor)
    }
}

struct BufferSizeVisitor;

impl Visitor<'_> for BufferSizeVisitor {
    type Value = BufferSize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            r#"0 (fluid), bytes (a whole number), a text such as "10MB", or "{INFINITY}""#
        )
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<BufferSize, E> {
        Bytes::deserialize(number.into_deserializer()).map(BufferSize::from)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<BufferSize, E> {
        Bytes::deserialize(number.into_deserializer()).map(BufferSize::from)
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<BufferSize, E> {
        Bytes::deserialize(number.into_deserializer()).map(BufferSize::from)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<BufferSize, E> {
        if text == INFINITY {
            return Ok(BufferSize::Infinite);
        }
        let size: Result<Bytes, E> = Bytes::deserialize(text.into_deserializer());
        size.map(BufferSize::from)
            .map_err(|error| E::custom(format!("{error} or \"{INFINITY}\"")))
    }
}

objects!(Storage);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::short::mb;

    #[test]
    fn a_buffer_is_fluid_or_a_size_or_infinite() {
        let read = |json: &str| serde_json::from_str::<BufferSize>(json);
        assert_eq!(read("0").unwrap(), BufferSize::Fluid);
        assert_eq!(read("10000000").unwrap(), BufferSize::Chunks(mb(10)));
        assert_eq!(read("1e7").unwrap(), BufferSize::Chunks(mb(10)));
        assert_eq!(read("\"10 MB\"").unwrap(), BufferSize::Chunks(mb(10)));
        assert_eq!(read("\"infinity\"").unwrap(), BufferSize::Infinite);
        assert!(
            read("\"endless\"")
                .unwrap_err()
                .to_string()
                .contains("such as \"250MB\" or \"infinity\"")
        );
        assert!(
            read("true")
                .unwrap_err()
                .to_string()
                .contains("expected 0 (fluid), bytes")
        );
        for json in ["0", "10000000", "\"infinity\""] {
            assert_eq!(serde_json::to_string(&read(json).unwrap()).unwrap(), json);
        }
    }
}
