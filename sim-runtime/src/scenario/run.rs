//! From a scenario to its result: the declared scenario runs under the recorder of the reports.

pub use super::declare::SERVICE;
use super::declare::{DeclaredScenario, declare};
pub use super::result::{
    InvocationResult, LateEntry, RegistrationResult, ScenarioResult, WaitResult,
};
use super::schema::Scenario;
use crate::kernel::Seed;
use crate::results::{Options, Report, RunError};
use crate::simulation::{BuildError, Halt};
use crate::units::spelling::visible;
use serde::Serialize;

/// How many of the registrations that were refused are told.
const MOST_TOLD: usize = 10;

/// How many problems of a scenario are told.
const MOST_PROBLEMS: usize = 20;

/// The outcome of a scenario.
#[derive(Clone, Debug)]
pub struct ScenarioRun {
    /// The result, in the scenario files' own terms.
    pub result: ScenarioResult,
    /// The same, as any other simulation reports it.
    pub report: Report,
    /// Why the run ended early, if it did.
    pub halt: Option<Halt>,
    /// The entries of the timeline whose date was past when their turn came: they were done then.
    pub late: Vec<LateEntry>,
    /// Whether registrations may be refused.
    allow_refusal: bool,
    /// Whether entries may be late.
    allow_past_dates: bool,
}

impl ScenarioRun {
    /// Why the run does not count as a success, if it does not: it ended early, or a registration was refused or an entry of
    /// the timeline was late in a scenario that does not allow this.
    pub fn failure(&self) -> Option<String> {
        let halted = self.halt.iter().map(ToString::to_string);
        let refused = self.result.registrations.iter();
        let refused = refused.filter(|one| !one.success && !self.allow_refusal);
        let mut reasons: Vec<String> = halted.collect();
        let refused: Vec<&RegistrationResult> = refused.collect();
        reasons.extend(refused.iter().take(MOST_TOLD).map(|one| {
            let cause = one.failure_cause.as_deref().unwrap_or("no cause is given");
            format!(
                "the registration of `{}` was refused at {}: {}; if it is meant to be, write `\"allow_refusal\": true`",
                visible(&one.function), one.date, visible(cause)
            )
        }));
        if let others @ 1.. = refused.len().saturating_sub(MOST_TOLD) {
            reasons.push(format!("and {others} other registrations were refused"));
        }
        if !self.allow_past_dates {
            reasons.extend(self.told_late("put it where its date is still to come, give it an `after`, or allow this with `\"allow_past_dates\": true`"));
        }
        (!reasons.is_empty()).then(|| reasons.join("\n"))
    }

    /// What there is to say of a run that counts as a success: entries that were late, where this is allowed.
    pub fn notes(&self) -> Vec<String> {
        if self.allow_past_dates {
            self.told_late("it is done then")
        } else {
            Vec::new()
        }
    }

    /// The late entries, each with what that means; of many, some and how many others there are.
    fn told_late(&self, means: &str) -> Vec<String> {
        let told = self.late.iter().take(MOST_TOLD);
        let mut told: Vec<String> = told.map(|late| format!("{late}; {means}")).collect();
        if let others @ 1.. = self.late.len().saturating_sub(MOST_TOLD) {
            told.push(format!("and so are {others} other entries of the timeline"));
        }
        told
    }
}

/// What is stored of a run, as JSON: the result in the scenario files' own terms, and the report as any simulation has it.
#[derive(Debug, Serialize)]
pub struct Stored<'a> {
    format_version: u32,
    #[serde(flatten)]
    result: &'a ScenarioResult,
    report: &'a Report,
}

impl<'a> Stored<'a> {
    /// Of this run.
    pub fn of(run: &'a ScenarioRun) -> Self {
        Self {
            format_version: Report::FORMAT_VERSION,
            result: &run.result,
            report: &run.report,
        }
    }
}

/// Why a scenario cannot be run, a line a problem, each with the name of its file; of many problems, some and how many others there are.
pub fn told(origin: &str, error: &BuildError) -> String {
    let origin = visible(origin);
    let problems = error.problems.iter().take(MOST_PROBLEMS);
    let mut lines: Vec<String> = problems
        .map(|problem| format!("{origin}: {problem}"))
        .collect();
    if let others @ 1.. = error.problems.len().saturating_sub(MOST_PROBLEMS) {
        lines.push(format!("{origin}: and {others} problems more"));
    }
    lines.join("\n")
}

/// Runs a scenario. The seed is the scenario's own, or else `seed`.
///
/// # Errors
///
/// Mistakes that only the whole scenario shows, such as a missing route.
pub fn run(scenario: &Scenario, seed: Seed) -> Result<ScenarioRun, BuildError> {
    run_with(scenario, seed, Options::new(seed))
}

/// As [`run`], with a choice of how much is kept: the result has the rows that are.
///
/// # Errors
///
/// As [`run`].
pub fn run_with(
    scenario: &Scenario,
    seed: Seed,
    options: Options,
) -> Result<ScenarioRun, BuildError> {
    run_declared(scenario, declare(scenario, seed), options)
}

/// As [`run_with`], of a scenario that was declared before, so that its traces are not read again.
///
/// # Errors
///
/// As [`run`].
pub fn run_declared(
    scenario: &Scenario,
    declared: DeclaredScenario,
    options: Options,
) -> Result<ScenarioRun, BuildError> {
    let DeclaredScenario {
        sim, seed, played, ..
    } = declared;
    let (report, halt) = match sim.run_with(options.seed(seed)) {
        Ok(report) => (report, None),
        Err(RunError::Halted { halt, report }) => (*report, Some(halt)),
        Err(RunError::Build(error)) => return Err(error),
    };
    let result = ScenarioResult::new(scenario, &report, &played.borrow(), halt.as_ref());
    Ok(ScenarioRun {
        result,
        report,
        halt,
        late: std::mem::take(&mut played.borrow_mut().late),
        allow_refusal: scenario.allow_refusal,
        allow_past_dates: scenario.allow_past_dates.unwrap_or(false),
    })
}
