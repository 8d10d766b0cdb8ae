//! Parameters that are several values, or perhaps none.

use super::kind::{Parameter, ParameterError};
use super::value::{NONE, ParameterValue};
use crate::units::spelling::cut;

/// Written as `1,2` or as `[1,2]`. A value with a comma or a bracket in it is put in double quotes, as in JSON.
impl<T: Parameter> Parameter for Vec<T> {
    fn value(&self) -> ParameterValue {
        ParameterValue::List(self.iter().map(T::value).collect())
    }

    fn parse(text: &str) -> Result<Self, ParameterError> {
        elements(text)?.iter().map(|text| T::parse(text)).collect()
    }
}

/// Written as its value, or as `none`.
impl<T: Parameter> Parameter for Option<T> {
    fn value(&self) -> ParameterValue {
        self.as_ref().map_or(ParameterValue::Nothing, T::value)
    }

    fn parse(text: &str) -> Result<Self, ParameterError> {
        if text == NONE {
            return Ok(None);
        }
        T::parse(text).map(Some)
    }
}

/// The texts of the values of a list, without the quotes around some of them.
///
/// # Errors
///
/// If what is in quotes is no text.
pub fn elements(text: &str) -> Result<Vec<String>, ParameterError> {
    let whole = text.trim();
    let stripped = whole
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    // In `[1],[2]`, these two are no pair.
    let inside = stripped.filter(|_| split(whole).len() == 1);
    let inside = inside.unwrap_or(whole);
    if inside.trim().is_empty() {
        return Ok(Vec::new());
    }
    let texts = split(inside).into_iter().map(str::trim);
    texts.map(|element| unquoted(element, text)).collect()
}

/// Splits at the commas that are in no brackets and in no quotes.
fn split(text: &str) -> Vec<&str> {
    let (mut depth, mut quoted, mut escaped, mut start) = (0_usize, false, false, 0);
    let mut elements = Vec::new();
    for (index, letter) in text.char_indices() {
        match letter {
            _ if std::mem::take(&mut escaped) => {}
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '[' | '{' | '(' => depth += 1,
            ']' | '}' | ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                elements.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    elements.push(&text[start..]);
    elements
}

fn unquoted(element: &str, whole: &str) -> Result<String, ParameterError> {
    if !element.starts_with('"') {
        return Ok(element.to_owned());
    }
    serde_json::from_str(element).map_err(|error| ParameterError::Unreadable {
        text: whole.to_owned(),
        expected: "a list such as 1,2",
        reason: format!("{}: {error}", cut(element)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::SimDuration;
    use crate::units::short::{millis, secs};

    fn read_back<T: Parameter + PartialEq + std::fmt::Debug>(value: T) -> String {
        let text = value.value().to_string();
        assert_eq!(T::parse(&text).as_ref(), Ok(&value), "{text}");
        text
    }

    #[test]
    fn a_long_element_is_told_by_its_beginning() {
        let long = format!("\"{}", "x".repeat(10_000));
        let error = Vec::<String>::parse(&long).expect_err("its text has no end");
        assert!(error.to_string().len() < 500, "{error}");
    }

    #[test]
    fn lists_have_two_forms() {
        let levels = vec![1_u64, 2, 30];
        for text in ["1,2,30", "[1,2,30]", " [ 1 , 2, 30 ] "] {
            assert_eq!(Vec::<u64>::parse(text).as_ref(), Ok(&levels), "{text}");
        }
        for text in ["", "[]", " "] {
            assert_eq!(Vec::<u64>::parse(text), Ok(vec![]), "{text:?}");
        }
        let nested = vec![vec![1_u8], vec![], vec![2, 3]];
        assert_eq!(Vec::<Vec<u8>>::parse("[1],[],[2,3]"), Ok(nested));
    }

    #[test]
    fn lists_read_back() {
        assert_eq!(read_back(vec![secs(1), millis(2500)]), "[1s,2.5s]");
        assert_eq!(
            read_back(vec!["a".to_owned(), "b, c\"".to_owned(), String::new()]),
            r#"[a,"b, c\"",""]"#
        );
        assert_eq!(read_back(Vec::<f64>::new()), "[]");
        assert_eq!(read_back(vec![Some(1_u8), None]), "[1,none]");
    }

    #[test]
    fn there_may_be_no_value() {
        assert_eq!(Option::<SimDuration>::parse("1s"), Ok(Some(secs(1))));
        assert_eq!(Option::<SimDuration>::parse("none"), Ok(None));
        assert_eq!(read_back(None::<u8>), "none");
        assert_eq!(serde_json::to_string(&None::<u8>.value()).unwrap(), "null");
        assert_eq!(
            serde_json::to_string(&vec![1_u8, 2].value()).unwrap(),
            "[1,2]"
        );
    }

    #[test]
    fn the_value_that_is_wrong_is_named() {
        let error = Vec::<u64>::parse("1,x").unwrap_err().to_string();
        assert!(error.starts_with("`x` is not a natural number"), "{error}");
    }
}
