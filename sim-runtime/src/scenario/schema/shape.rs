//! What JSON Schema says of the objects of a file whose keys go together in one of several ways, of policies, and of what is
//! a number in one case and an object in another.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::form::Form;
use super::{BufferSize, Entry, Length, Step, WorkflowStep, body, cpu, timeline, workflow};
use crate::distribution::Distribution;
use crate::serverless::MessageSizes;
use crate::serverless::policy::PolicyKind;
use crate::serverless::policy::registry;
use crate::units::{Bytes, SimDuration};

/// An object in one of several forms, with the properties that these have in a derived schema. What it needs is not `null`.
fn forms(derived: Schema, forms: Vec<Form>) -> Schema {
    let derived = Value::from(derived);
    let property = |name: &str| derived["properties"][name].clone();
    let forms = forms.into_iter().map(|form| {
        let mut properties = Map::new();
        for (name, value) in &form.needs {
            let property = match value {
                Some(value) => json!({ "const": value }),
                None => not_null(property(name)),
            };
            properties.insert((*name).to_owned(), property);
        }
        for name in form.may {
            properties.insert(name.to_owned(), property(name));
        }
        let required: Vec<&str> = form.needs.iter().map(|(name, _)| *name).collect();
        json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        })
    });
    let forms: Vec<Value> = forms.collect();
    json_schema!({ "description": derived["description"], "oneOf": forms })
}

/// The schema of an optional value, for one that is there.
fn not_null(mut schema: Value) -> Value {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|one| one != "null");
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|one| one["type"] != "null");
    }
    schema
}

macro_rules! in_forms {
    ($($type:ident: $name:literal, $module:ident;)+) => {$(
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                forms($module::keys_schema(generator), $module::forms())
            }
        }
    )+};
}

in_forms! {
    Step: "Step", body;
    Entry: "Entry", timeline;
    WorkflowStep: "WorkflowStep", workflow;
}

impl JsonSchema for Length {
    fn schema_name() -> Cow<'static, str> {
        "Length".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        either(
            "A time, or a distribution of times.",
            [
                generator.subschema_for::<SimDuration>(),
                generator.subschema_for::<Distribution>(),
            ],
        )
    }
}

impl JsonSchema for BufferSize {
    fn schema_name() -> Cow<'static, str> {
        "BufferSize".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        either(
            "How files are moved: 0 (one stream from disk to disk), a size (chunk by chunk) or \"infinity\" (read, then sent, then written).",
            [
                generator.subschema_for::<Bytes>(),
                json_schema!({ "const": "infinity" }),
            ],
        )
    }
}

fn either<const N: usize>(description: &str, choices: [Schema; N]) -> Schema {
    let choices = choices.map(Value::from).to_vec();
    json_schema!({ "description": description, "anyOf": choices })
}

/// The size of each kind of control message, or of all.
pub(super) fn message_sizes(generator: &mut SchemaGenerator) -> Schema {
    either(
        "The size of every control message, or an object with that of each kind; messages of no size take no time.",
        [
            generator.subschema_for::<Bytes>(),
            generator.subschema_for::<MessageSizes>(),
        ],
    )
}

/// What a function has of the cores of its node.
pub(super) fn cpu(generator: &mut SchemaGenerator) -> Schema {
    either(
        "What it has of the cores of its node: an object with one number of cores, or \"shared\" for all of them.",
        [
            generator.subschema_for::<cpu::Bounded>(),
            json_schema!({ "const": cpu::SHARED }),
        ],
    )
}

/// The name of a provider.
pub(super) fn provider(_: &mut SchemaGenerator) -> Schema {
    let names = crate::serverless::Provider::all().map(|provider| provider.name());
    json_schema!({ "enum": names.to_vec() })
}

/// A policy of a kind, which all that name one refer to.
macro_rules! policies {
    ($($(#[$attribute:meta])* $type:ident: $kind:ident, $name:literal;)+) => {$(
        $(#[$attribute])*
        pub(super) struct $type;

        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                registry::schema(PolicyKind::$kind, generator)
            }
        }
    )+};
}

policies! {
    /// Stands for an admission policy.
    Admission: Admission, "AdmissionPolicy";
    /// Stands for a queue discipline.
    Discipline: Discipline, "Discipline";
    /// Stands for a scheduler.
    Scheduler: Scheduler, "Scheduler";
    /// Stands for a reuse policy.
    Reuse: Reuse, "ReusePolicy";
    /// Stands for a keep-alive policy.
    KeepAlive: KeepAlive, "KeepAlivePolicy";
    /// Stands for an eviction policy.
    Eviction: Eviction, "EvictionPolicy";
    /// Stands for a scaler.
    Scaler: Scaler, "Scaler";
    /// Stands for a start-up policy.
    StartUp: StartUp, "StartUpPolicy";
}
