//! What serde says, in the words of a result.

/// A message of serde without the place in the text, in words for those who read results.
pub(super) fn reworded(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = message.strip_suffix(&place).unwrap_or(&message);
    let quoted = |prefix: &str| {
        let (name, _) = message.strip_prefix(prefix)?.split_once('`')?;
        Some(name.to_owned())
    };
    if let Some(key) = quoted("missing field `") {
        return format!("it has no `{key}`");
    }
    if let Some(key) = quoted("duplicate field `") {
        return format!("it has `{key}` twice");
    }
    if message.starts_with("data did not match any variant") {
        return "expected true or false, a number or a text".to_owned();
    }
    wrong_type(message).unwrap_or_else(|| message.to_owned())
}

/// ``invalid type: integer `5`, expected a sequence``
fn wrong_type(message: &str) -> Option<String> {
    let (found, expected) = message
        .strip_prefix("invalid type: ")
        .or_else(|| message.strip_prefix("invalid value: "))?
        .split_once(", expected ")?;
    let found = match found {
        "map" => "an object",
        "sequence" => "a list",
        other => other,
    };
    let expected = match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more",
        "f64" => "a number",
        "a boolean" => "true or false",
        "a string" | "str" => "a text",
        "a sequence" => "a list",
        "map" | "a map" => "an object (keys and values)",
        rust if rust.starts_with("struct ") => "an object (keys and values)",
        other => other,
    };
    Some(format!("is {found}; expected {expected}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::{InvocationRow, Phases, Summary};

    fn refused<T: serde::de::DeserializeOwned>(text: &str) -> String {
        reworded(&serde_json::from_str::<T>(text).err().unwrap())
    }

    #[test]
    fn messages_are_in_the_words_of_a_result() {
        assert_eq!(
            refused::<u64>("-1"),
            "is integer `-1`; expected a whole number, 0 or more"
        );
        assert_eq!(refused::<String>("[]"), "is a list; expected a text");
        assert_eq!(refused::<InvocationRow>("{}"), "it has no `id`");
        assert_eq!(
            refused::<Summary>("7"),
            "is integer `7`; expected an object (keys and values)"
        );
    }

    #[test]
    fn a_list_is_no_object() {
        let seconds = [0; Phases::NAMES.len()];
        let list = serde_json::to_string(&seconds).unwrap();
        assert_eq!(
            refused::<Phases>(&list),
            "is a list; expected an object (keys and values)"
        );
    }
}
