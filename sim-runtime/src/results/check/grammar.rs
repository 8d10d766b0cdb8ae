//! From a text to a check, and to a figure.

use std::str::FromStr;

use super::comparison::Comparison;
use super::error::CheckError;
use super::figure::Figure;
use super::measure::Measure;
use super::metric::{self, Metric};
use super::threshold::Check;
use crate::units::spelling::{closest, cut};

impl FromStr for Check {
    type Err = CheckError;

    fn from_str(text: &str) -> Result<Self, CheckError> {
        let Some(at) = text.rfind(['<', '>']) else {
            return Err(CheckError::new(
                "a check is a metric, `<`, `<=`, `>` or `>=`, and a value, such as `p99 < 500ms` or `failure_rate of resize <= 1%`",
            ));
        };
        let (what, rest) = (text[..at].trim(), &text[at + 1..]);
        let is_below = text[at..].starts_with('<');
        let (comparison, written) = match (is_below, rest.strip_prefix('=')) {
            (true, None) => (Comparison::Below, rest),
            (true, Some(rest)) => (Comparison::AtMost, rest),
            (false, None) => (Comparison::Above, rest),
            (false, Some(rest)) => (Comparison::AtLeast, rest),
        };
        let Figure { metric, function } = what.parse()?;
        let written = written.trim();
        if written.is_empty() {
            return Err(CheckError::new(format!("say a value after `{comparison}`")));
        }
        Ok(Self {
            metric,
            function,
            comparison,
            limit: Measure::read(metric.kind, written).map_err(CheckError::new)?,
            written: written.to_owned(),
        })
    }
}

impl FromStr for Figure {
    type Err = CheckError;

    fn from_str(text: &str) -> Result<Self, CheckError> {
        let (name, function) = match text.split_once(" of ") {
            Some((name, function)) => (name.trim(), Some(function.trim())),
            None => (text.trim(), None),
        };
        let metric = metric(name)?;
        if function.is_some() && !metric.of_functions {
            return Err(CheckError::new(format!(
                "`{name}` is a figure of the whole run; leave `of ..` out"
            )));
        }
        if function == Some("") {
            return Err(CheckError::new("name a function after `of`"));
        }
        Ok(Self {
            metric,
            function: function.map(str::to_owned),
        })
    }
}

fn metric(name: &str) -> Result<&'static Metric, CheckError> {
    let found = metric::ALL.iter().find(|metric| metric.name == name);
    found.ok_or_else(|| {
        let names: Vec<&str> = metric::ALL.iter().map(|metric| metric.name).collect();
        let meant = closest(name, names.iter().copied());
        let hint = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
        CheckError::new(format!(
            "there is no metric `{}`{hint} (there are: {})",
            cut(name),
            names.join(", ")
        ))
    })
}
