//! Values in words: short, on one line, and without what a terminal would obey.

use serde_json::Value;

/// How many letters of a value are shown.
const LONGEST: usize = 60;

/// A name as it is shown.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::new();
    for (index, letter) in text.chars().enumerate() {
        if index == LONGEST {
            return plain + "..";
        }
        match is_obeyed(letter) {
            true => plain.extend(letter.escape_unicode()),
            false => plain.push(letter),
        }
    }
    plain
}

/// Letters that move, colour or turn what is around them.
fn is_obeyed(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A value as it is shown; of what has parts, their number.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Array(items) => counted(items.len(), "value"),
        Value::Object(fields) => {
            let field = |(key, value): (&String, &Value)| match value {
                Value::Array(_) | Value::Object(_) => format!("{key} .."),
                value => format!("{key} {value}"),
            };
            let fields: Vec<String> = fields.iter().take(6).map(field).collect();
            plain(&fields.join(", "))
        }
        scalar => plain(&scalar.to_string()),
    }
}

/// `1 row`, `2 rows`.
pub(super) fn counted(count: usize, what: &str) -> String {
    match (count, what.strip_suffix('y')) {
        (1, _) => format!("1 {what}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        (_, None) => format!("{count} {what}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_shown_is_short_and_obeyed_by_nothing() {
        assert_eq!(
            shown(&json!("a\u{1b}[31m\n\u{9b}b")),
            "\"a\\u001b[31m\\n\\u{9b}b\""
        );
        assert_eq!(plain("\u{202e}x"), "\\u{202e}x");
        assert_eq!(plain(&"x".repeat(1000)), format!("{}..", "x".repeat(60)));
        assert_eq!(shown(&json!([1, 2])), "2 values");
        assert_eq!(shown(&json!({ "id": 3, "phases": {} })), "id 3, phases ..");
    }

    #[test]
    fn numbers_of_things() {
        assert_eq!(counted(1, "quantity"), "1 quantity");
        assert_eq!(counted(3, "quantity"), "3 quantities");
        assert_eq!(counted(0, "value"), "0 values");
    }
}
