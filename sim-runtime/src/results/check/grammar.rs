//! From a text to a check.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use super::Check;
use super::measure::Measure;
use super::metric::{self, Metric};
use crate::units::spelling::{closest, cut};

/// How a figure is compared with its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

impl Comparison {
    pub(super) fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Below => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Above => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::AtLeast => ">=",
        })
    }
}

/// A check that cannot be read, or that is of something that there is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CheckError(String);

impl CheckError {
    pub(super) fn no_function(
        name: &str,
        meant: Option<&str>,
        known: &[&str],
        others: usize,
    ) -> Self {
        let name = cut(name);
        let hint = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
        let more = match others {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        let there_are = match known {
            [] => "there are none".to_owned(),
            known => format!("there are: {}{more}", known.join(", ")),
        };
        Self(format!("there is no function `{name}`{hint} ({there_are})"))
    }
}

impl FromStr for Check {
    type Err = CheckError;

    fn from_str(text: &str) -> Result<Self, CheckError> {
        let Some(at) = text.rfind(['<', '>']) else {
            return Err(CheckError(
                "a check is a metric, `<`, `<=`, `>` or `>=`, and a value, such as `p99 < 500ms` or `failure_rate of resize <= 1%`"
                    .to_owned(),
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
        let (name, function) = match what.split_once(" of ") {
            Some((name, function)) => (name.trim(), Some(function.trim())),
            None => (what, None),
        };
        let metric = metric(name)?;
        if function.is_some() && !metric.of_functions {
            return Err(CheckError(format!(
                "`{name}` is a figure of the whole run; leave `of ..` out"
            )));
        }
        if function == Some("") {
            return Err(CheckError("name a function after `of`".to_owned()));
        }
        let written = written.trim();
        if written.is_empty() {
            return Err(CheckError(format!("say a value after `{comparison}`")));
        }
        Ok(Self {
            metric,
            function: function.map(str::to_owned),
            comparison,
            limit: Measure::read(metric.kind, written).map_err(CheckError)?,
            written: written.to_owned(),
        })
    }
}

fn metric(name: &str) -> Result<&'static Metric, CheckError> {
    let found = metric::ALL.iter().find(|metric| metric.name == name);
    found.ok_or_else(|| {
        let names: Vec<&str> = metric::ALL.iter().map(|metric| metric.name).collect();
        let meant = closest(name, names.iter().copied());
        let hint = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
        CheckError(format!(
            "there is no metric `{}`{hint} (there are: {})",
            cut(name),
            names.join(", ")
        ))
    })
}
