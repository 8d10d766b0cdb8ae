//! A check of a report.

use std::fmt;

use super::comparison::Comparison;
use super::error::CheckError;
use super::measure::Measure;
use super::metric::{self, Metric};
use super::subject::{self, Subject};
use crate::results::schema::check::Verdict;
use crate::results::schema::report::Report;

/// A figure of a run, or of one of its functions, and what it may be.
///
/// It is written `METRIC[ of FUNCTION[ on SERVICE]] < VALUE`, where `<` may be `<=`, `>` or `>=`, too.
///
/// ```
/// use sim_runtime::results::check::Check;
///
/// let check: Check = "p99 of resize <500ms".parse()?;
/// assert_eq!(check.to_string(), "p99 of resize < 500ms");
/// let error = "p98 < 500ms".parse::<Check>().unwrap_err();
/// assert!(error.to_string().starts_with("there is no metric `p98`"));
/// # Ok::<(), sim_runtime::results::check::CheckError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    pub(super) metric: &'static Metric,
    /// The function, perhaps with ` on SERVICE`; `None` for the whole run.
    pub(super) function: Option<String>,
    pub(super) comparison: Comparison,
    pub(super) limit: Measure,
    /// The limit as it was written.
    pub(super) written: String,
}

impl Check {
    /// The metrics, a line for each kind of value: for a help text.
    pub fn help() -> String {
        metric::help()
    }

    /// The metrics as a table in Markdown: for the book.
    pub fn markdown() -> String {
        metric::markdown()
    }

    /// The function that it is of, perhaps with ` on SERVICE`, if it is not of the whole run.
    pub fn function(&self) -> Option<&str> {
        self.function.as_deref()
    }

    /// Checks, before a run, that there is such a function among those of these names: `FUNCTION`, and `FUNCTION on SERVICE` for each
    /// deployment.
    ///
    /// # Errors
    ///
    /// If there is none, or if it is on several services and the check does not say on which.
    pub fn knows<'a>(
        &self,
        functions: impl Iterator<Item = &'a str> + Clone,
    ) -> Result<(), CheckError> {
        match &self.function {
            Some(function) => subject::knows(function, functions),
            None => Ok(()),
        }
    }

    /// Whether a run is as it should be.
    pub fn verdict(&self, report: &Report) -> Verdict {
        let subject = Subject::of(report, self.function.as_deref());
        let measured = subject.and_then(|subject| (self.metric.measure)(&subject));
        let compared = measured.and_then(|value| Ok((self.is_met(&value)?, value)));
        let (passed, value, explanation) = match compared {
            Ok((passed, value)) => (passed, Some(value.number()), format!("it is {value}")),
            Err(reason) => (false, None, format!("undecided: {reason}")),
        };
        Verdict {
            check: self.to_string(),
            passed,
            value,
            explanation,
        }
    }

    /// Whether a figure is as it should be: as [`Verdict::value`] has it, or a mean of some of those.
    pub fn holds(&self, figure: f64) -> bool {
        let order = figure.total_cmp(&self.limit.number());
        self.comparison.holds(order)
    }

    /// Whether it is a limit from above, so that less is better.
    pub fn is_from_above(&self) -> bool {
        matches!(self.comparison, Comparison::Below | Comparison::AtMost)
    }

    /// Such a figure with its unit, for people.
    pub fn shown(&self, figure: f64) -> String {
        Measure::of(&self.limit, figure).to_string()
    }

    fn is_met(&self, value: &Measure) -> Result<bool, String> {
        let order = value.compared_with(&self.limit)?;
        Ok(self.comparison.holds(order))
    }
}

impl fmt::Display for Check {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.metric.name)?;
        if let Some(function) = &self.function {
            write!(formatter, " of {function}")?;
        }
        write!(formatter, " {} {}", self.comparison, self.written)
    }
}
