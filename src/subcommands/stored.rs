//! Reading what `--json` has stored.

use std::fs;
use std::path::Path;

use coldstart::cli::{BAD_INPUT, Failed};
use serde_json::Value;

pub(super) fn read_result(file: &Path) -> Result<Value, Failed> {
    let refuse = |cause: &dyn std::fmt::Display| Failed {
        message: format!("{}: {cause}", file.display()),
        code: BAD_INPUT,
    };
    let text = fs::read_to_string(file).map_err(|error| refuse(&error))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    serde_json::from_str(text).map_err(|error| refuse(&format!("it is not valid JSON: {error}")))
}
