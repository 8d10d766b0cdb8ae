//! From a file to a [`Scenario`] that makes sense, or to an error with the place that does not and
//! how to correct it.
//!
//! The stages, in this order: `read` (text to values: syntax, keys, types), `check` (names and
//! quantities: all problems at once). `syntax`, `wording` and `error` say it; `text` is what is read of a file.

mod check;
mod error;
mod format;
mod read;
#[cfg(test)]
mod sample;
mod syntax;
mod text;
mod wording;

pub use error::{Problem, ScenarioError};
pub use format::Format;
pub(crate) use text::read_text;
pub(crate) use wording::reword;

use super::schema::Scenario;
use std::path::Path;

/// Reads a scenario file, JSON or TOML by its extension, and checks it.
///
/// # Errors
/// If the file cannot be read, is not of a known format, is not well formed, or has problems; see
/// [`ScenarioError`].
pub fn load(path: &Path) -> Result<Scenario, ScenarioError> {
    let origin = path.display().to_string();
    let format = Format::of(path)?;
    match read_text(path) {
        Ok(text) => parse_from(&text, format, &origin, path.parent()),
        Err(cause) => Err(ScenarioError::Unreadable { origin, cause }),
    }
}

/// Reads a scenario from a text, and checks it. The origin is what messages call the text, usually
/// a file name; a scenario without a name is called after it.
///
/// # Errors
/// If the text is not well formed or has problems; see [`ScenarioError`].
///
/// ```
/// use sim_runtime::scenario::load::{Format, parse};
///
/// let text = r#"
///     controller_host = "user"
///     storage = { host = "user" }
///     service = { head_host = "user", compute_hosts = ["usr"] }
///
///     [[platform.hosts]]
///     name = "user"
///     speed = "10Gflop/s"
///     disk = { size = "5TB", read_bw = "100MB/s", write_bw = "100MB/s" }
/// "#;
/// let error = parse(text, Format::Toml, "my.toml").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "my.toml: service.compute_hosts[0]: unknown host `usr`; did you mean `user`? (hosts: user)",
/// );
/// ```
pub fn parse(text: &str, format: Format, origin: &str) -> Result<Scenario, ScenarioError> {
    parse_from(text, format, origin, None)
}

/// As [`parse`], for a text whose files are in a folder.
fn parse_from(
    text: &str,
    format: Format,
    origin: &str,
    folder: Option<&Path>,
) -> Result<Scenario, ScenarioError> {
    // Editors of Windows begin a file with a mark of its encoding, which is no part of the text.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut scenario = read::read(text, format, origin)?;
    if scenario.name.is_empty() {
        scenario.name = name_from(origin);
    }
    if let Some(folder) = folder {
        for trace in scenario
            .traces
            .iter_mut()
            .filter(|one| !one.path.is_empty())
        {
            trace.path = folder.join(&trace.path).display().to_string();
        }
    }
    let past_dates = (scenario.allow_past_dates).unwrap_or_else(|| is_of_the_reference(origin));
    if past_dates {
        scenario.allow_past_dates = Some(true);
    }
    let problems = check::check(&scenario, past_dates);
    if problems.is_empty() {
        return Ok(scenario);
    }
    Err(ScenarioError::Invalid {
        origin: origin.to_owned(),
        problems,
    })
}

/// Whether a file is of the reference's format, by its name. There a date that is past means no wait.
fn is_of_the_reference(origin: &str) -> bool {
    origin.ends_with(".scenario.json")
}

/// `sweep` for `cases/sweep.scenario.json`.
fn name_from(origin: &str) -> String {
    let stem = Path::new(origin)
        .file_stem()
        .map_or(origin.into(), |stem| stem.to_string_lossy());
    stem.strip_suffix(".scenario").unwrap_or(&stem).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Scenario {
        parse(text, Format::Json, "cases/my.scenario.json").unwrap()
    }

    #[test]
    fn a_valid_scenario_is_loaded_and_named_after_its_file() {
        assert_eq!(parsed(&sample::scenario().to_string()).name, "my");
        let mut named = sample::scenario();
        named["name"] = "mine".into();
        assert_eq!(parsed(&named.to_string()).name, "mine");
    }

    #[test]
    fn a_mark_of_the_encoding_is_no_part_of_the_text() {
        assert_eq!(
            parsed(&format!("\u{feff}{}", sample::scenario())),
            parsed(&sample::scenario().to_string())
        );
    }

    #[test]
    fn a_date_that_is_past_is_refused_but_in_files_of_the_reference() {
        let mut scenario = sample::scenario();
        scenario["timeline"][0]["at"] = 90.into();
        let refused = |origin, allow: Option<bool>| {
            let mut scenario = scenario.clone();
            if let Some(allow) = allow {
                scenario["allow_past_dates"] = allow.into();
            }
            parse(&scenario.to_string(), Format::Json, origin)
                .err()
                .map(|error| error.to_string())
        };
        assert_eq!(
            refused("my.json", None).unwrap(),
            "my.json: timeline[4].at: is 60.000000000 s, but timeline[2] comes before it and is not done before \
             91.500000000 s; put the entries in order of date, or allow this with `\"allow_past_dates\": true`",
        );
        assert_eq!(refused("my.json", Some(true)), None);
        assert_eq!(refused("my.scenario.json", None), None);
        assert!(refused("my.scenario.json", Some(false)).is_some());
    }

    #[test]
    fn json_and_toml_say_the_same() {
        let scenario = parsed(&sample::scenario().to_string());
        let json = serde_json::to_string_pretty(&scenario).unwrap();
        let toml = toml::to_string(&scenario).unwrap();
        assert_eq!(parse(&json, Format::Json, "my.json").unwrap(), scenario);
        assert_eq!(parse(&toml, Format::Toml, "my.toml").unwrap(), scenario);
    }

    #[test]
    fn the_extension_tells_the_format() {
        assert_eq!(
            Format::of(Path::new("a/b.scenario.json")).unwrap(),
            Format::Json
        );
        assert_eq!(Format::of(Path::new("b.TOML")).unwrap(), Format::Toml);
        assert_eq!(
            Format::of(Path::new("b.yaml")).unwrap_err().to_string(),
            "b.yaml: not a scenario file by its name; expected one that ends in `.json` or `.toml`",
        );
    }

    #[test]
    fn a_file_that_is_not_there_is_said_to_be_so() {
        let error = load(Path::new("no/such/file.json"))
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("no/such/file.json: cannot be read: "),
            "{error}"
        );
    }

    #[test]
    fn all_problems_are_told_at_once() {
        let mut scenario = sample::scenario();
        scenario["controller_host"] = "usr".into();
        scenario["platform"]["routes"][0]["dst"] = "gatway".into();
        let error = parse(&scenario.to_string(), Format::Json, "my.json")
            .unwrap_err()
            .to_string();
        assert_eq!(
            error,
            "my.json: platform.routes[0].dst: unknown host `gatway`; did you mean `gateway`? (hosts: user, gateway, worker1, worker2)\n\
             my.json: controller_host: unknown host `usr`; did you mean `user`? (hosts: user, gateway, worker1, worker2)",
        );
    }
}
