//! The forms in which files have a tariff: the name of a preset, or an object, whose `preset` gives what it leaves out.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

use super::{EphemeralPrices, Gigabyte, ProvisionedPrices, Tariff, VolumeTier};
use crate::units::SimDuration;

/// Prices, as an object gives them.
#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Prices"))]
#[serde(deny_unknown_fields)]
struct Given {
    /// The provider whose prices hold for what is not said here.
    #[cfg_attr(feature = "schema", schemars(default, schema_with = "optional_preset"))]
    preset: Option<String>,
    /// The currency, for people. Default: `USD`.
    currency: Option<String>,
    /// For each invocation. Default: 0.
    per_invocation: Option<f64>,
    /// For each GB of memory and second, as far as no volume tier has another price. Default: 0.
    per_gb_second: Option<f64>,
    /// What it means by a GB. Default: 2^30 bytes.
    gb: Option<Gigabyte>,
    /// Whether the provider writes MB for MiB. Then a memory limit of a whole number of MB (10^6 bytes) that is no whole
    /// number of MiB was written as the provider writes it, and is billed as so many MiB. Default: no.
    mb_are_mib: Option<bool>,
    /// Other prices for what is used beyond some amounts, in ascending order of these. Default: none.
    volume_tiers: Option<Vec<Entry<VolumeTier>>>,
    /// So many invocations of the service cost nothing. Default: 0.
    free_invocations: Option<u64>,
    /// So much memory and time of its invocations costs nothing \[GB s\]. Default: 0.
    free_gb_seconds: Option<f64>,
    /// The prices of containers that are provisioned. Default: being kept costs nothing, and what runs in them costs what it
    /// costs elsewhere.
    provisioned: Option<Entry<ProvisionedPrices>>,
    /// The billed time of an invocation is rounded up to a multiple of this \[s\]. Default: 1 ms.
    granularity: Option<SimDuration>,
    /// The billed time of an invocation is at least this \[s\]. Default: 0.
    minimum: Option<SimDuration>,
    /// Whether the start-up of a new container is billed too. Default: it is not.
    bills_startup: Option<bool>,
    /// What a node costs its provider for an hour, busy or not. Default: 0.
    per_node_hour: Option<f64>,
    /// For each core that a container has and second of billed time. Default: 0.
    per_core_second: Option<f64>,
    /// So many cores and seconds of the service's invocations cost nothing \[core s\]. Default: 0.
    free_core_seconds: Option<f64>,
    /// The price of the disk space of containers. Default: it costs nothing.
    ephemeral: Option<Entry<EphemeralPrices>>,
    /// For each GB of the outputs of invocations, wherever their callers are. Default: 0.
    per_gb_egress: Option<f64>,
    /// So much of the outputs costs nothing \[GB\]. Default: 0.
    free_gb_egress: Option<f64>,
}

impl Given {
    fn tariff(self) -> Result<Tariff, String> {
        let base = match &self.preset {
            Some(preset) => Tariff::preset(preset)?,
            None => Tariff::FREE,
        };
        Ok(Tariff {
            currency: self.currency.map_or(base.currency, Cow::Owned),
            per_invocation: self.per_invocation.unwrap_or(base.per_invocation),
            per_gb_second: self.per_gb_second.unwrap_or(base.per_gb_second),
            gb: self.gb.unwrap_or(base.gb),
            mb_are_mib: self.mb_are_mib.unwrap_or(base.mb_are_mib),
            volume_tiers: self.volume_tiers.map_or(base.volume_tiers, |tiers| {
                tiers.into_iter().map(|Entry(tier)| tier).collect()
            }),
            free_invocations: self.free_invocations.unwrap_or(base.free_invocations),
            free_gb_seconds: self.free_gb_seconds.unwrap_or(base.free_gb_seconds),
            provisioned: self
                .provisioned
                .map(|Entry(prices)| prices)
                .or(base.provisioned),
            granularity: self.granularity.unwrap_or(base.granularity),
            minimum: self.minimum.unwrap_or(base.minimum),
            bills_startup: self.bills_startup.unwrap_or(base.bills_startup),
            per_node_hour: self.per_node_hour.unwrap_or(base.per_node_hour),
            per_core_second: self.per_core_second.unwrap_or(base.per_core_second),
            free_core_seconds: self.free_core_seconds.unwrap_or(base.free_core_seconds),
            ephemeral: self
                .ephemeral
                .map(|Entry(prices)| prices)
                .or(base.ephemeral),
            per_gb_egress: self.per_gb_egress.unwrap_or(base.per_gb_egress),
            free_gb_egress: self.free_gb_egress.unwrap_or(base.free_gb_egress),
        })
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Tariff {
    fn schema_name() -> Cow<'static, str> {
        "Tariff".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "oneOf": [preset_schema(), Given::json_schema(generator)],
        })
    }
}

/// The name of a preset.
#[cfg(feature = "schema")]
fn preset_schema() -> schemars::Schema {
    let names: Vec<&str> = super::presets::names().collect();
    schemars::json_schema!({ "description": "The list prices of a provider.", "enum": names })
}

#[cfg(feature = "schema")]
fn optional_preset(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "anyOf": [preset_schema(), { "type": "null" }] })
}

impl<'de> Deserialize<'de> for Tariff {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TariffVisitor)
    }
}

/// A part of a tariff, from keys and values: what serde derives would take a list as well.
struct Entry<T>(T);

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Entry<T> {
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entry<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntryVisitor(PhantomData))
    }
}

struct EntryVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for EntryVisitor<T> {
    type Value = Entry<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Entry<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Entry)
    }
}

struct TariffVisitor;

impl<'de> Visitor<'de> for TariffVisitor {
    type Value = Tariff;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .write_str("the name of a tariff, such as \"aws_lambda\", or an object with prices")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Tariff, E> {
        Tariff::preset(name).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Tariff, A::Error> {
        let given = Given::deserialize(MapAccessDeserializer::new(map))?;
        given.tariff().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Tariff, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn a_tariff_is_a_name_or_an_object_that_may_change_a_preset() {
        assert_eq!(read(r#""aws_lambda""#), Ok(Tariff::aws_lambda()));
        assert_eq!(read("{}"), Ok(Tariff::FREE));
        let free_tier = read(
            r#"{"preset": "aws_lambda", "free_invocations": 1000000, "free_gb_seconds": 4e5}"#,
        );
        let expected = Tariff {
            free_invocations: 1_000_000,
            free_gb_seconds: 400_000.0,
            ..Tariff::aws_lambda()
        };
        assert_eq!(free_tier, Ok(expected));
        let own = read(r#"{"per_gb_second": 0.5, "gb": "GB"}"#).expect("it is right");
        assert_eq!((own.per_gb_second, own.gb), (0.5, Gigabyte::GB));
        let listed = read(r#"{"provisioned": [1, 2]}"#).unwrap_err();
        assert!(listed.contains("expected an object"), "{listed}");
    }

    #[test]
    fn what_is_written_is_read_back() {
        for tariff in [
            Tariff::FREE,
            Tariff::aws_lambda(),
            Tariff::aws_lambda_arm(),
            Tariff::google_cloud_run(),
        ] {
            let text = serde_json::to_string(&tariff).expect("it serialises");
            assert_eq!(read(&text), Ok(tariff));
        }
    }

    #[test]
    fn mistakes_are_told_with_what_there_is() {
        for (json, told) in [
            (
                r#""aws""#,
                "there is no tariff `aws`; write one of `aws_lambda`, `aws_lambda_arm`,",
            ),
            (r#"{"preset": "aws"}"#, "there is no tariff `aws`"),
            (r#"{"per_call": 1}"#, "unknown field `per_call`"),
            ("3", "expected the name of a tariff, such as \"aws_lambda\""),
            (
                r#"{"gb": "MB"}"#,
                "unknown variant `MB`, expected `GB` or `GiB`",
            ),
        ] {
            let mistake = read(json).unwrap_err();
            assert!(mistake.contains(told), "{mistake}");
        }
    }
}
