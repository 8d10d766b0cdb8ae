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
            [one, ..] => Err(on_several(name, &format!("{name} on {}", one.service))),
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

/// Whether there is a function of a name among these, and on one service if the name says none. The names are those of functions, and
/// `FUNCTION on SERVICE` where they are deployed.
pub(super) fn knows<'a>(
    name: &str,
    functions: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), CheckError> {
    let is_on = |one: &&str| {
        let service = one
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix(" on "));
        service.is_some()
    };
    if functions.clone().any(|one| one == name) {
        let mut deployed = functions.filter(is_on);
        return match (deployed.next(), deployed.next()) {
            (Some(one), Some(_)) => Err(CheckError::new(on_several(name, one))),
            _ => Ok(()),
        };
    }
    // Where a service is named, those with one are what might have been meant.
    let with_service = name.contains(" on ");
    let mut known: Vec<&str> = functions
        .filter(|one| one.contains(" on ") == with_service)
        .collect();
    known.sort_unstable();
    known.dedup();
    let meant = closest(name, known.iter().copied());
    let others = known.len().saturating_sub(NAMED);
    known.truncate(NAMED);
    Err(CheckError::no_function(name, meant, &known, others))
}

/// That a function is on several services; `one` is its name with one of them.
fn on_several(name: &str, one: &str) -> String {
    format!(
        "`{}` is deployed on several services; write `of {one}`",
        cut(name)
    )
}
