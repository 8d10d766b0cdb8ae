//! Objects of a scenario are objects in the file, also those of other layers.

use serde::de::{Deserialize, Deserializer};

pub(super) use crate::results::schema::object::{Keyed, objects};

/// A struct of another layer, read from keys and values only.
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(Keyed(deserializer)).map(Object)
    }
}

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
