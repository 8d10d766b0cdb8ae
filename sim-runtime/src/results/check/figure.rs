//! A figure by itself, without anything that it should be.

use std::fmt;

use serde::{Serialize, Serializer};

use super::error::CheckError;
use super::measure::{Kind, Measure};
use super::metric::Metric;
use super::subject::{self, Subject};
use crate::results::schema::report::Report;

/// A figure of a run, or of one of its functions: `METRIC[ of FUNCTION[ on SERVICE]]`, with the metrics of a [check](super::Check).
///
/// ```
/// use sim_runtime::results::check::Figure;
///
/// let figure: Figure = "p99 of resize".parse()?;
/// assert_eq!((figure.to_string(), figure.unit()), ("p99 of resize".to_owned(), "s"));
/// # Ok::<(), sim_runtime::results::check::CheckError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    pub(super) metric: &'static Metric,
    /// The function, perhaps with ` on SERVICE`; `None` for the whole run.
    pub(super) function: Option<String>,
}

impl Figure {
    /// Its value in a run: times in seconds, shares from 0 to 1, energies in joules, masses in grams.
    ///
    /// # Errors
    ///
    /// Why there is none, such as that no invocation has completed.
    pub fn measured(&self, report: &Report) -> Result<f64, String> {
        let subject = Subject::of(report, self.function.as_deref())?;
        let measure = (self.metric.measure)(&subject)?;
        Ok(measure.number())
    }

    /// The unit of its values; empty for numbers and shares, and for amounts of money, whose currency the tariff says.
    pub fn unit(&self) -> &'static str {
        match self.metric.kind {
            Kind::Time => "s",
            Kind::Energy => "J",
            Kind::Mass => "g",
            Kind::Share | Kind::Number | Kind::Money => "",
        }
    }

    /// Whether it is a part of a whole, from 0 to 1.
    pub fn is_share(&self) -> bool {
        self.metric.kind == Kind::Share
    }

    /// Whether it is one of invocations, so that some of these can be left out; the other figures are of the whole run.
    pub fn is_of_invocations(&self) -> bool {
        self.metric.of_functions && self.metric.kind != Kind::Money
    }

    /// The function that it is of, perhaps with ` on SERVICE`, if it is not of the whole run.
    pub fn function(&self) -> Option<&str> {
        self.function.as_deref()
    }

    /// Such a value with its unit, for people.
    pub fn shown(&self, value: f64) -> String {
        Measure::of_kind(self.metric.kind, value).to_string()
    }

    /// Checks, before a run, that there is such a function among those of these names: `FUNCTION`, and `FUNCTION on SERVICE` for each
    /// deployment.
    ///
    /// # Errors
    ///
    /// If there is none, or if it is on several services and the figure does not say on which.
    pub fn knows<'a>(
        &self,
        functions: impl Iterator<Item = &'a str> + Clone,
    ) -> Result<(), CheckError> {
        match &self.function {
            Some(function) => subject::knows(function, functions),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.metric.name)?;
        match &self.function {
            Some(function) => write!(formatter, " of {function}"),
            None => Ok(()),
        }
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
