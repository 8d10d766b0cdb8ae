//! The formats of scenario files.

use super::error::ScenarioError;
use std::path::Path;

/// How a scenario file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON: `.json`.
    Json,
    /// TOML: `.toml`.
    Toml,
}

impl Format {
    /// The format of a file, by the extension of its name.
    ///
    /// # Errors
    /// [`ScenarioError::UnknownFormat`] if the extension is neither `.json` nor `.toml`.
    pub fn of(path: &Path) -> Result<Self, ScenarioError> {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some(extension) if extension.eq_ignore_ascii_case("json") => Ok(Format::Json),
            Some(extension) if extension.eq_ignore_ascii_case("toml") => Ok(Format::Toml),
            _ => Err(ScenarioError::UnknownFormat {
                origin: path.display().to_string(),
            }),
        }
    }
}
