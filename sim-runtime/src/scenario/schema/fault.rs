//! What breaks, as it stands in the file.

use super::object::objects;
use crate::distribution::Distribution;
use crate::simulation::FaultLength;
use crate::units::{SimDuration, SimTime};
use serde::de::{Error, IntoDeserializer, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A fault: of a node, a link, the storage service, or the containers of a function. It has one of these, and `at` or `every`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields, remote = "Self")]
pub struct Fault {
    /// A compute host that is down, or slow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    /// The share of its speed at which the node computes; by default it is down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slow: Option<f64>,
    /// A link that is down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The storage service that is down, which is called `storage`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage: Option<String>,
    /// The function one of whose containers crashes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub containers: Option<String>,
    /// When it begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<SimTime>,
    /// How long it takes until it begins, and again after each repair, as a distribution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub every: Option<Distribution>,
    /// How long it lasts, as a time or a distribution; by default for ever.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pub lasts: Option<Length>,
}

objects!(Fault);

/// How long a fault lasts: a time, or a distribution such as `Exponential(1min)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Length(pub FaultLength);

impl Serialize for Length {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            FaultLength::Fixed(time) => time.serialize(serializer),
            FaultLength::Drawn(time) => time.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LengthVisitor)
    }
}

struct LengthVisitor;

fn fixed<'de, E: Error>(time: impl IntoDeserializer<'de, E>) -> Result<Length, E> {
    let time = SimDuration::deserialize(time.into_deserializer())?;
    Ok(Length(FaultLength::Fixed(time)))
}

impl Visitor<'_> for LengthVisitor {
    type Value = Length;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .write_str("a time such as \"1min\", or a distribution such as \"Exponential(1min)\"")
    }

    fn visit_u64<E: Error>(self, seconds: u64) -> Result<Length, E> {
        fixed(seconds)
    }

    fn visit_i64<E: Error>(self, seconds: i64) -> Result<Length, E> {
        fixed(seconds)
    }

    fn visit_f64<E: Error>(self, seconds: f64) -> Result<Length, E> {
        fixed(seconds)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Length, E> {
        if !text.contains('(') {
            return fixed(text);
        }
        let drawn = Distribution::deserialize(text.into_deserializer())?;
        Ok(Length(FaultLength::Drawn(drawn)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_read_as_it_is_written() {
        let texts = [
            r#"{"node":"worker1","at":10.0,"for":60.0}"#,
            r#"{"node":"worker1","slow":0.5,"at":10.0}"#,
            r#"{"link":"wan","every":"Exponential(1h)","for":"Exponential(1min)"}"#,
            r#"{"containers":"f","every":"Constant(10s)"}"#,
        ];
        for text in texts {
            let fault: Fault = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&fault).unwrap(), text);
        }
        let short: Fault = serde_json::from_str(r#"{"node":"w","for":"1min"}"#).unwrap();
        let minute = FaultLength::Fixed(SimDuration::from_secs(60));
        assert_eq!(short.lasts, Some(Length(minute)));
    }
}
