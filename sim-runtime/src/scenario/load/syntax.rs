//! What is wrong with a text that is no JSON or no TOML, in plain words: what is expected there, what is found, and how
//! that usually comes about.

use crate::units::spelling::{cut, visible};

/// A message of the JSON parser in plain words; `rest` is the text from the place on, and `before` what comes before it.
pub(super) fn json(message: &str, before: &str, rest: &str) -> String {
    if before.trim().is_empty() && rest.trim().is_empty() {
        return "the file is empty; expected an object: { \"name\": .. }".to_owned();
    }
    let missing_comma = "if more follows, a comma is missing";
    let (expected, hint) = match message {
        "EOF while parsing a list" => ("the `]` that ends a list", ""),
        "EOF while parsing an object" => ("the `}` that ends an object", ""),
        "EOF while parsing a string" => ("the `\"` that ends a text", ""),
        "EOF while parsing a value" => ("a value", ""),
        "expected `:`" => ("a `:` between a key and its value", ""),
        "expected `,` or `]`" => ("a `,` or the `]` that ends the list", missing_comma),
        "expected `,` or `}`" => ("a `,` or the `}` that ends the object", missing_comma),
        "expected value" | "expected ident" => (
            "a value: a number, a text in double quotes, true, false, null, a list or an object",
            "",
        ),
        "key must be a string" => ("a key in double quotes, such as \"name\"", ""),
        "trailing comma" => (
            "another value",
            "remove the comma after the last one, which JSON does not allow",
        ),
        "trailing characters" => (
            "the end of the file",
            "the scenario is complete before; remove the rest",
        ),
        "invalid number" => (
            "a number such as 5, -0.5 or 1e9",
            "a number with a unit is a text, in double quotes",
        ),
        "number out of range" => ("a number below 1.8e308", ""),
        "invalid escape" => (
            "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u",
            "write `\\\\` for a backslash",
        ),
        "recursion limit exceeded" => ("at most 127 objects and lists inside each other", ""),
        text if text.starts_with("control character") => (
            "the `\"` that ends a text before its line does",
            "write \\n for a new line and \\t for a tabulator",
        ),
        other => return other.to_owned(),
    };
    let a_unit = rest.starts_with(char::is_alphabetic) && before.ends_with(char::is_numeric);
    let hint = if a_unit {
        "a number with a unit is a text, in double quotes"
    } else {
        json_hint(rest).unwrap_or(hint)
    };
    told(expected, rest, hint)
}

/// What a beginning that JSON never has is usually meant to be.
fn json_hint(rest: &str) -> Option<&'static str> {
    match rest.chars().next()? {
        '/' | '#' => Some("JSON has no comments; remove it, or write the scenario in TOML"),
        '\'' => Some("JSON has double quotes only"),
        'N' | 'I' => Some("JSON has no such number; leave the key out if there is no limit"),
        'T' | 'F' => Some("true and false have small letters"),
        '=' => Some("JSON has a `:` after a key; if this is TOML, call the file `.toml`"),
        _ => None,
    }
}

/// A message of the TOML parser in plain words, if it is one of those that mistakes usually lead to.
pub(super) fn toml(message: &str, before: &str, rest: &str) -> Option<String> {
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let in_line = before[line_start..].trim();
    let is_comment = |text: &str| text.starts_with("//") || text.starts_with("/*");
    let begins = |text: &str| message.starts_with(text);
    let (expected, hint) = if in_line.is_empty() && rest.starts_with('{') {
        let json = "if this is JSON, call the file `.json`";
        ("a line such as name = \"x\"", json)
    } else if is_comment(in_line) || (in_line.is_empty() && is_comment(rest)) {
        let comment = "a comment begins with `#`";
        ("a line such as name = \"x\"", comment)
    } else if begins("string values must be quoted") {
        value_hint(rest)
    } else if begins("key with no value") {
        let colon = in_line.ends_with(':') || rest.starts_with(':');
        let hint = "TOML has a `=` after a key, and no `:`";
        (
            "`=` and a value after the key",
            if colon { hint } else { "" },
        )
    } else if begins("unclosed table") || begins("unclosed array table") {
        ("the `]` that ends the name of the table", "")
    } else if begins("unclosed array") {
        ("the `]` that ends the list", "")
    } else if begins("unclosed inline table") {
        ("the `}` that ends the table", "")
    } else if begins("invalid basic string") {
        let hint = "a text of several lines stands in three quotes";
        ("the `\"` that ends the text before its line does", hint)
    } else if begins("invalid literal string") {
        let hint = "a text of several lines stands in three quotes";
        ("the `'` that ends the text before its line does", hint)
    } else if begins("missing escaped value") {
        let hint = "write `\\\\` for a backslash, or the text in single quotes";
        ("one of b e f n r \\ \" x u U after a backslash", hint)
    } else if begins("unquoted keys cannot be empty") {
        ("a key", "")
    } else if begins("unexpected key or value") {
        let hint = "a list stands in [ ], and each key on a line of its own";
        ("the end of the line", hint)
    } else if begins("invalid boolean") {
        ("true or false", "they have small letters")
    } else if begins("unexpected leading zero") {
        ("a number without zeros before it", "")
    } else if begins("invalid float") || begins("invalid fraction") {
        value_hint(rest)
    } else if begins("duplicate key") {
        let key = rest.split(['\n', '=', ']']).next().unwrap_or_default();
        let key = visible(key.trim_matches(['[', ' ']));
        return Some(format!("`{}` is given twice; remove one", cut(&key)));
    } else {
        return None;
    };
    Some(told(expected, rest, hint))
}

/// What is expected where no value of TOML begins.
fn value_hint(rest: &str) -> (&'static str, &'static str) {
    let value = "a value: a number, a text in quotes, true, false, a [list] or a { table }";
    let hint = match rest.chars().next() {
        Some('T' | 'F') => "true and false have small letters",
        Some('n' | 'N') => "TOML has no null; leave the key out",
        Some(digit) if digit.is_ascii_digit() => "a number with a unit is a text, in quotes",
        _ => "",
    };
    (value, hint)
}

/// `expected X, found Y; hint`
fn told(expected: &str, rest: &str, hint: &str) -> String {
    let found = found(rest);
    let hint = if hint.is_empty() {
        String::new()
    } else {
        format!("; {hint}")
    };
    format!("expected {expected}, found {found}{hint}")
}

/// What stands there: a word, or one letter that is in none.
fn found(rest: &str) -> String {
    let Some(first) = rest.chars().next() else {
        return "the end of the file".to_owned();
    };
    if matches!(first, '\n' | '\r') {
        return "the end of the line".to_owned();
    }
    let in_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let length = rest.find(|letter| !in_word(letter)).unwrap_or(rest.len());
    let word = &rest[..length.max(first.len_utf8())];
    format!("`{}`", visible(&cut(word)))
}

#[cfg(test)]
mod tests {
    use super::super::format::Format;
    use super::super::parse;

    #[track_caller]
    fn refused(text: &str, format: Format, message: &str) {
        let error = parse(text, format, "f").unwrap_err().to_string();
        assert!(error.starts_with("f:"), "{error}");
        assert!(error.contains(message), "`{message}` is not in `{error}`");
        assert!(error.lines().count() == 1, "{error}");
    }

    #[test]
    fn mistakes_in_json_are_told_in_plain_words() {
        let cases = [
            ("", "f:1:1: the file is empty"),
            (
                "{\n \"name\": \"x\"\n",
                "f:2:13: expected the `}` that ends an object, found the end of the file",
            ),
            ("{\"images\": [", "expected the `]` that ends a list"),
            ("{\"name\": \"x", "expected the `\"` that ends a text"),
            ("{\"name\":", "expected a value, found the end of the file"),
            (
                "{\"name\" \"x\"}",
                "f:1:9: expected a `:` between a key and its value, found `\"`",
            ),
            ("{\"name\" = \"x\"}", "call the file `.toml`"),
            (
                "{\"name\": \"x\"\n\"seed\": 1}",
                "f:2:1: expected a `,` or the `}` that ends the object, found `\"`; if more follows, a comma is missing",
            ),
            (
                "{\"service\": {\"compute_hosts\": [\"a\" \"b\"]}}",
                "expected a `,` or the `]` that ends the list, found `\"`",
            ),
            (
                "{\"seed\": 5GB}",
                "found `GB`; a number with a unit is a text",
            ),
            ("{\"name\": nul}", "f:1:10: expected a value"),
            (
                "{\"name\": oops}",
                "true, false, null, a list or an object, found `oops`",
            ),
            ("{\"name\": 'x'}", "found `'`; JSON has double quotes only"),
            ("{\"name\": True}", "true and false have small letters"),
            ("{\"seed\": NaN}", "JSON has no such number"),
            (
                "{name: 1}",
                "f:1:2: expected a key in double quotes, such as \"name\", found `name`",
            ),
            (
                "{\"name\": \"x\",}",
                "expected another value, found `}`; remove the comma",
            ),
            ("{ // a comment\n}", "JSON has no comments"),
            (
                "{\"name\": \"a\nb\"}",
                "f:1:12: expected the `\"` that ends a text before its line does",
            ),
            ("{\"name\": \"a\\q\"}", "write `\\\\` for a backslash"),
            ("{\"name\": \"ü\",,}", "f:1:14: expected a key"),
        ];
        for (text, message) in cases {
            refused(text, Format::Json, message);
        }
    }

    #[test]
    fn mistakes_in_toml_are_told_in_plain_words() {
        let cases = [
            (
                "name = \n",
                "f:1:8: expected a value: a number, a text in quotes, true, false, a [list] or a { table }, found the end of the line",
            ),
            ("name = photos\n", "found `photos`"),
            ("name \"x\"\n", "expected `=` and a value after the key"),
            ("name: \"x\"\n", "TOML has a `=` after a key, and no `:`"),
            ("name = \"x\n", "expected the `\"` that ends the text"),
            ("name = null\n", "TOML has no null; leave the key out"),
            (
                "seed = True\n",
                "expected true or false, found `True`; they have small letters",
            ),
            (
                "{ \"name\": \"x\" }\n",
                "if this is JSON, call the file `.json`",
            ),
            ("// words\n", "a comment begins with `#`"),
            (
                "[platform\nname = 1\n",
                "expected the `]` that ends the name of the table",
            ),
            (
                "name = \"a\"\nname = \"b\"\n",
                "f:2:1: `name` is given twice; remove one",
            ),
            (
                "name = \"x\" \"y\"\n",
                "f:1:12: expected the end of the line, found `\"`",
            ),
            ("a = \"\\q\"\n", "write `\\\\` for a backslash"),
        ];
        for (text, message) in cases {
            refused(text, Format::Toml, message);
        }
    }
}
