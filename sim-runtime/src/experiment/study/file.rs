//! Studies as files: `STUDY.toml` or `STUDY.json`.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use super::design::Study;
use super::factor::Factor;
use super::precision::share_of;
use crate::experiment::ExperimentError;
use crate::kernel::Seed;
use crate::results::Recording;
use crate::scenario::load::{Format, load, read_text, reword};
use crate::scenario::schema::ForEditors;
use crate::units::SimTime;
use crate::units::spelling::{choices, cut, echo, visible};

/// What the file of a study says.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Study"))]
#[serde(deny_unknown_fields)]
struct StudyFile {
    /// The scenario file, from the folder of the study.
    scenario: PathBuf,
    /// What is varied.
    #[serde(default)]
    sweep: IndexMap<String, Value>,
    /// What is measured.
    #[serde(default)]
    figures: Vec<String>,
    /// The seed of the whole study.
    seed: Option<u64>,
    /// How many runs a point has.
    replications: Option<u64>,
    /// How precise a figure is to be, such as `2%` or `5% of p99`; then there are as many replications as it takes.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = r"^\s*[0-9.eE+-]+\s*%?\s*( of .+)?$"), extend("examples" = ["2%", "5% of p99"])))]
    precision: Option<String>,
    /// How many runs a point has at most, if there is a precision.
    most: Option<u64>,
    /// The confidence of the intervals, such as `95%`.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Share>"))]
    confidence: Option<Value>,
    /// What is left out at the beginning of each run: `none`, a date such as `10min`, or `mser-5`.
    #[cfg_attr(feature = "schema", schemars(extend("examples" = ["none", "10min", "mser-5"])))]
    warm_up: Option<String>,
    /// The name of what is varied whose values are compared at the same random numbers.
    compare: Option<String>,
    /// How much is kept of each run: `full`, `summary` or `sampled=N`.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>", regex(pattern = "^(full|summary|sampled=[0-9]+)$"), extend("examples" = ["full", "summary", "sampled=100"])))]
    record: Option<Recording>,
    /// When each run is over.
    horizon: Option<SimTime>,
    /// Where the schema of the file is, for editors.
    #[serde(default, rename = "$schema")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    #[expect(dead_code, reason = "it says nothing to a study")]
    schema: ForEditors,
}

/// A share, as a text or as a number.
#[cfg(feature = "schema")]
#[derive(schemars::JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it stands for what is read")]
enum Share {
    Number(f64),
    Text(String),
}

/// The schema of study files.
#[cfg(feature = "schema")]
pub fn schema() -> serde_json::Value {
    crate::scenario::json_schema::of::<StudyFile>("A study of coldstart")
}

/// The keys, for messages.
const KEYS: [&str; 12] = [
    "scenario",
    "sweep",
    "figures",
    "seed",
    "replications",
    "precision",
    "most",
    "confidence",
    "warm_up",
    "compare",
    "record",
    "horizon",
];

/// A study that was read from a file, and the files that it was read from.
#[derive(Clone)]
pub struct Loaded {
    /// The study.
    pub study: Study,
    /// What was read, the scenario among it.
    pub files: Vec<PathBuf>,
}

/// Reads a study from a file, TOML or JSON by its extension. A scenario file is one, too: a study in which nothing is varied.
///
/// # Errors
///
/// If it cannot be read, or is neither, or its scenario is none.
pub fn study(path: &Path) -> Result<Loaded, ExperimentError> {
    let origin = visible(&path.display().to_string()).into_owned();
    let wrong =
        |cause: &dyn std::fmt::Display| ExperimentError::Asked(format!("{origin}: {cause}"));
    let format = Format::of(path).map_err(|error| ExperimentError::Asked(error.to_string()))?;
    let text = read_text(path);
    let text = text.map_err(|error| wrong(&format_args!("cannot be read: {error}")))?;
    if is_scenario(&text, format) {
        let scenario = load(path).map_err(|error| ExperimentError::Asked(error.to_string()))?;
        return Ok(Loaded {
            study: Study::of_scenario(scenario),
            files: vec![path.to_owned()],
        });
    }
    let file = read(&text, format).map_err(|cause| wrong(&cause))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let scenario = folder.join(&file.scenario);
    let loaded = load(&scenario).map_err(|error| ExperimentError::Asked(error.to_string()))?;
    let study = file.applied(Study::of_scenario(loaded));
    Ok(Loaded {
        study: study.map_err(|cause| wrong(&cause))?,
        files: vec![path.to_owned(), scenario],
    })
}

/// Whether a text is a scenario, which has hosts where a study names a file.
fn is_scenario(text: &str, format: Format) -> bool {
    let value: Option<Value> = match format {
        Format::Json => serde_json::from_str(text).ok(),
        Format::Toml => toml::from_str(text).ok(),
    };
    value.is_some_and(|value| value.get("platform").is_some())
}

fn read(text: &str, format: Format) -> Result<StudyFile, String> {
    let told = |place: String, path: String, message: String| {
        if let Some(message) = unknown(&message) {
            return format!("{place}: {message}");
        }
        let message = reword(message.trim_end());
        let message = echo(&message);
        match path.as_str() {
            "." => format!("{place}: {message}"),
            path => format!("{place}: {}: {message}", visible(&cut(path))),
        }
    };
    match format {
        Format::Json => {
            let mut text = serde_json::Deserializer::from_str(text);
            serde_path_to_error::deserialize(&mut text).map_err(|error| {
                let (line, column) = (error.inner().line(), error.inner().column());
                let message = error.inner().to_string();
                let end = format!(" at line {line} column {column}");
                let message = message.strip_suffix(&end).unwrap_or(&message).to_owned();
                let place = format!("line {line}, column {column}");
                told(place, error.path().to_string(), message)
            })
        }
        Format::Toml => {
            let parsed = toml::Deserializer::parse(text).map_err(|error| no_toml(text, &error))?;
            serde_path_to_error::deserialize(parsed).map_err(|error| {
                let message = error.inner().message().to_owned();
                let place = place_in(text, error.inner());
                told(place, error.path().to_string(), message)
            })
        }
    }
}

/// Why a text is no TOML, in one line.
fn no_toml(text: &str, error: &toml::de::Error) -> String {
    format!(
        "{}: it is not valid TOML: {}",
        place_in(text, error),
        visible(&echo(&error.message().replace('\n', "; ")))
    )
}

/// The line and the column of a mistake in TOML.
fn place_in(text: &str, error: &toml::de::Error) -> String {
    let start = error.span().map_or(0, |span| span.start);
    let before = text.get(..start).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default();
    format!("line {line}, column {}", column.chars().count() + 1)
}

/// The message of serde about an unknown key, with the key that was probably meant.
fn unknown(message: &str) -> Option<String> {
    let rest = message.strip_prefix("unknown field `")?;
    let (key, _) = rest.split_once('`')?;
    let choices = choices(key, "keys", &KEYS);
    Some(format!("a study has no key `{}`{choices}", cut(key)))
}

impl StudyFile {
    fn applied(self, mut study: Study) -> Result<Study, String> {
        for (name, values) in self.sweep {
            let factor = Factor::of(&name, values);
            study = study.factor(factor.map_err(|error| format!("sweep.{}: {error}", cut(&name)))?);
        }
        for figure in &self.figures {
            study = study.measure(figure);
        }
        if let Some(seed) = self.seed {
            study = study.seed(Seed(seed));
        }
        if let Some(count) = self.replications {
            study = study.replications(count);
        }
        if let Some(precision) = &self.precision {
            study = study.precision(precision);
        }
        if let Some(most) = self.most {
            study = study.most(most);
        }
        if let Some(confidence) = &self.confidence {
            study = study.confidence(confidence_of(confidence)?);
        }
        if let Some(warm_up) = &self.warm_up {
            let warm_up = warm_up.parse();
            study = study.warm_up(warm_up.map_err(|error| format!("warm_up: {error}"))?);
        }
        if let Some(compare) = &self.compare {
            study = study.compare(compare);
        }
        if let Some(recording) = self.record {
            study = study.recording(recording);
        }
        if let Some(date) = self.horizon {
            study = study.horizon(date);
        }
        Ok(study)
    }
}

fn confidence_of(value: &Value) -> Result<f64, String> {
    let text = match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    confidence(&text).map_err(|error| format!("confidence: {error}"))
}

/// Reads a confidence, such as `95%`.
///
/// # Errors
///
/// If it is none.
pub fn confidence(text: &str) -> Result<f64, String> {
    share_of(text).ok_or_else(|| {
        format!(
            "`{}` is no confidence; write one above 0 and below 1, such as 95%",
            cut(text)
        )
    })
}
