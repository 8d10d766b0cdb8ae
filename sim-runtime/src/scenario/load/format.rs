//! The formats of scenario files.

use super::error::ScenarioError;
use crate::scenario::schema::Scenario;
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

    /// A scenario as the text of a file.
    ///
    /// # Errors
    /// If the format cannot say it: TOML has no numbers beyond 2^63 - 1.
    pub fn text(self, scenario: &Scenario) -> Result<String, String> {
        match self {
            Format::Json => {
                serde_json::to_string_pretty(scenario).map_err(|error| error.to_string())
            }
            Format::Toml => toml::to_string_pretty(scenario).map_err(|error| error.to_string()),
        }
    }
}
