//! Policies that have a name in files, in the language and in the book.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A parameter of a named policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyParameter {
    /// Its name in files, which is that of the field.
    pub name: &'static str,
    /// What it means, with its unit and its default.
    pub doc: &'static str,
}

/// A policy that the registry can name: its fields are its parameters.
///
/// Files give the parameters by name; those that are left out have the values of the policy's `Default`.
pub trait Named: Default + Serialize + DeserializeOwned {
    /// The name in files, such as `first_fit`.
    const NAME: &'static str;
    /// The name in the language, such as `FirstFit`.
    const TYPE: &'static str;
    /// What it does, in a sentence.
    const DOC: &'static str;
    /// Where it comes from: a paper, a provider's documentation, the reference.
    const SOURCE: &'static str;
    /// Its parameters.
    const PARAMETERS: &'static [PolicyParameter] = &[];

    /// What its parameters are in JSON Schema.
    #[cfg(feature = "schema")]
    fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "object", "additionalProperties": false })
    }
}
