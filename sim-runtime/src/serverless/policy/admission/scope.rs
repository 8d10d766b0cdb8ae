//! What a limit is about.

use serde::{Deserialize, Serialize};

/// What a limit is about: each function by itself, or all functions of the service together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Each function has a limit of its own.
    #[default]
    Function,
    /// All functions of the service share one.
    Service,
}
