//! From the text of a value to the value.

use serde::de::DeserializeOwned;

use super::error::StoredError;
use super::wording::reworded;

/// The text of a value as a `T`; the path is asked for if it is none.
///
/// # Errors
///
/// If it is none.
pub fn parse_text<T: DeserializeOwned>(
    origin: &str,
    path: &dyn Fn() -> String,
    text: &[u8],
) -> Result<T, StoredError> {
    // The way to a mistake is looked for when there is one: looking for it takes time.
    serde_json::from_slice(text).map_err(|plain| {
        let mut deserializer = serde_json::Deserializer::from_slice(text);
        let deepest = serde_path_to_error::deserialize::<_, T>(&mut deserializer).err();
        let inner = deepest
            .as_ref()
            .map_or(String::new(), |error| error.path().to_string());
        let path = match (path(), inner.as_str()) {
            (path, "" | ".") => path,
            (path, inner) if path.is_empty() => inner.to_owned(),
            (path, inner) if inner.starts_with('[') => format!("{path}{inner}"),
            (path, inner) => format!("{path}.{inner}"),
        };
        let cause = deepest
            .as_ref()
            .map_or(&plain, serde_path_to_error::Error::inner);
        let message = reworded(cause);
        match cause.is_data() {
            true => StoredError::new(origin, &path, message),
            false => StoredError::new(origin, &path, format!("it is not valid JSON: {message}")),
        }
    })
}

/// As [`parse_text`], of a value that is an object in the document: what serde derives takes a list for one.
pub(super) fn parse_object<T: DeserializeOwned>(
    origin: &str,
    path: &dyn Fn() -> String,
    text: &[u8],
) -> Result<T, StoredError> {
    match text.first() {
        Some(b'[') => Err(StoredError::new(
            origin,
            &path(),
            "is a list; expected an object (keys and values)",
        )),
        _ => parse_text(origin, path, text),
    }
}
