//! What a file says to editors, and to nobody else.

use serde::{Deserialize, Deserializer};

/// A text of a file that says nothing about the simulation: it is read, and neither kept nor written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ForEditors;

impl<'de> Deserialize<'de> for ForEditors {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|_| Self)
    }
}
