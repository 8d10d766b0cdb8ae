//! What is taken of a trace, and what takes the place of what is missing in it.

use std::str::FromStr;

use super::error::TraceError;
use crate::distribution::Distribution;
use crate::distribution::constructors::LogNormal;
use crate::units::spelling::{choices, cut, visible};
use crate::units::{Bytes, SimDuration, SimTime};

/// Where the invocations of a minute are, of which a trace has only the number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spread {
    /// Each at a date of its own, anywhere in the minute with the same probability. A Poisson process is so, once its number
    /// is known; so the numbers are kept.
    #[default]
    Uniform,
    /// A Poisson process whose rate is the number: the numbers vary about those of the trace.
    Poisson,
    /// At equal distances.
    Even,
    /// All of them when the minute begins.
    Start,
}

impl Spread {
    /// All of them, with their names.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("uniform", Self::Uniform),
        ("poisson", Self::Poisson),
        ("even", Self::Even),
        ("start", Self::Start),
    ];
}

impl FromStr for Spread {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::NAMES.iter().find(|(name, _)| *name == text);
        found.map(|(_, spread)| *spread).ok_or_else(|| {
            let names = Self::NAMES.map(|(name, _)| name);
            let choices = choices(text, "spreads", &names);
            format!("unknown spread `{}`{choices}", visible(&cut(text)))
        })
    }
}

/// Which functions of a trace are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    /// All of them.
    #[default]
    All,
    /// So many, drawn in strata of load: functions are put in order of their invocations, cut into as many groups of the same size,
    /// and one of each group is drawn. So a sample of any size has busy and idle functions in the proportions of the trace.
    Stratified(usize),
    /// Those with the most invocations.
    Top(usize),
    /// Those that the trace names first.
    First(usize),
}

/// So many, as [`Selection::Stratified`] draws them.
impl From<usize> for Selection {
    fn from(count: usize) -> Self {
        Self::Stratified(count)
    }
}

/// What is taken of a trace, and what takes the place of what is missing.
///
/// ```
/// use sim_runtime::units::SimTime;
/// use sim_runtime::units::short::hours;
/// use sim_runtime::workload::trace::{Selection, TraceOptions};
///
/// let evening = TraceOptions {
///     functions: Selection::Stratified(100),
///     rate: 0.1,
///     from: SimTime::ZERO + hours(18),
///     ..TraceOptions::default()
/// };
/// assert!(evening.check().is_ok());
/// assert!(TraceOptions { rate: 2.0, ..evening }.check().is_err());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TraceOptions {
    /// Which functions.
    pub functions: Selection,
    /// The part of the invocations that is kept, above 0 and up to 1, each chosen at random.
    pub rate: f64,
    /// Where the invocations of a minute are.
    pub spread: Spread,
    /// What is before this date of the trace is left out; this date becomes the start of time. A minute is in or out as a whole.
    pub from: SimTime,
    /// What is at this date of the trace or after it is left out.
    pub until: SimTime,
    /// How long an invocation lasts whose duration is zero, because it was too short for the clock of the trace: 1 ms. Zero
    /// leaves them as they are.
    pub zero_duration: SimDuration,
    /// How long an invocation lasts of which the trace does not know it \[s\]: log-normal with mu -0.38 and sigma 2.36, the fit
    /// of Shahrad et al., Serverless in the Wild, USENIX ATC 2020.
    pub missing_duration: Distribution,
    /// The memory of a function of which the trace does not know it: 140 MB, about the median of the fit in the same paper.
    pub missing_memory: Bytes,
}

impl Default for TraceOptions {
    fn default() -> Self {
        Self {
            functions: Selection::All,
            rate: 1.0,
            spread: Spread::Uniform,
            from: SimTime::ZERO,
            until: SimTime::MAX,
            zero_duration: SimDuration::from_millis(1),
            missing_duration: LogNormal(-0.38, 2.36),
            missing_memory: Bytes::new(140_000_000),
        }
    }
}

impl TraceOptions {
    /// Whether they mean something.
    ///
    /// # Errors
    ///
    /// The first that does not.
    pub fn check(&self) -> Result<(), TraceError> {
        if !(self.rate > 0.0 && self.rate <= 1.0) {
            return Err(TraceError::new(
                "rate",
                format!(
                    "the part of the invocations that is kept is above 0 and up to 1, not {}; to have more of them, merge traces",
                    self.rate
                ),
            ));
        }
        let (Selection::Stratified(count) | Selection::Top(count) | Selection::First(count)) =
            self.functions
        else {
            return self.check_values();
        };
        if count == 0 {
            return Err(TraceError::new(
                "functions",
                "no function is chosen; choose at least one",
            ));
        }
        self.check_values()
    }

    fn check_values(&self) -> Result<(), TraceError> {
        if self.from >= self.until {
            return Err(TraceError::new(
                "until",
                format!(
                    "nothing is between {} and {}; choose an end after the start",
                    self.from, self.until
                ),
            ));
        }
        let checked = self.missing_duration.check_times();
        checked.map_err(|error| TraceError::new("missing_duration", error.to_string()))
    }
}
