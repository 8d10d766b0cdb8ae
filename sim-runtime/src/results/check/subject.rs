//! The run or the function that a check looks at.

use super::error::CheckError;
use crate::results::schema::report::Report;
use crate::results::schema::summaries::{Counts, Distribution, FunctionSummary};
use crate::units::spelling::{closest, cut};

/// How many functions a message names.
const NAMED: usize = 20;

/// The run or the function that a check looks at.
pub(super) enum Subject<'a> {
    Run(&'a Report),
    Function(&'a FunctionSummary, &'a Report),
}

impl<'a> Subject<'a> {
    /// The function of a name, perhaps with ` on SERVICE`, or else the whole run; the reason if there is no such one.
    pub(super) fn of(report: &'a Report, function: Option<&str>) -> Result<Self, String> {
        let Some(name) = function else {
            return Ok(Self::Run(report));
        };
        let named = |one: &&FunctionSummary| *one.function == *name;
        let mut found: Vec<_> = report.functions.iter().filter(named).collect();
        if found.is_empty() {
            let on = |one: &&FunctionSummary| {
                let rest = name.strip_prefix(&*one.function);
                let rest = rest.and_then(|rest| rest.strip_prefix(" on "));
                rest == Some(&*one.service)
            };
            found = report.functions.iter().filter(on).collect();
        }
        match found[..] {
            [one] => Ok(Self::Function(one, report)),
            [] => Err(format!("`{}` is deployed on no service", cut(name))),
            [one, ..] => Err(format!(
                "`{}` is deployed on several services; write `of {name} on {}`",
                cut(name),
                one.service
            )),
        }
    }

    pub(super) fn counts(&self) -> &'a Counts {
        match self {
            Self::Run(report) => &report.summary.counts,
            Self::Function(function, _) => &function.counts,
        }
    }

    /// The response times; the reason if there is none.
    pub(super) fn response(&self) -> Result<&'a Distribution, String> {
        let (all, cold, hot) = match *self {
            Self::Run(report) => {
                let overall = &report.overall;
                let one = match &report.services[..] {
                    [only] => only.response.as_ref(),
                    _ => None,
                };
                let all = overall.response.as_ref().or(one);
                (all, &overall.response_cold, &overall.response_hot)
            }
            Self::Function(function, _) => (
                function.response.as_ref(),
                &function.response_cold,
                &function.response_hot,
            ),
        };
        match (all, cold, hot) {
            (Some(all), ..) => Ok(all),
            (None, Some(one), None) | (None, None, Some(one)) => Ok(one),
            (None, None, None) => Err(self.nothing("completed in a container")),
            (None, Some(_), Some(_)) => Err(
                "the result was stored by a version that kept response times after cold and hot starts only apart; run it again"
                    .to_owned(),
            ),
        }
    }

    /// That no invocation has come so far.
    pub(super) fn nothing(&self, what: &str) -> String {
        match self {
            Self::Run(_) => format!("no invocation {what}"),
            Self::Function(function, _) => {
                format!("no invocation of `{}` {what}", cut(&function.function))
            }
        }
    }
}

/// Whether there is a function of a name, perhaps with ` on SERVICE`.
pub(super) fn knows<'a>(
    name: &str,
    functions: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), CheckError> {
    let is_it = |function: &str| {
        let rest = name.strip_prefix(function);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(" on "))
    };
    if functions.clone().any(is_it) {
        return Ok(());
    }
    let mut known: Vec<&str> = functions.collect();
    known.sort_unstable();
    known.dedup();
    let meant = closest(name, known.iter().copied());
    let others = known.len().saturating_sub(NAMED);
    known.truncate(NAMED);
    Err(CheckError::no_function(name, meant, &known, others))
}
