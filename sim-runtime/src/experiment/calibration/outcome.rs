//! What was fitted and predicted, as a value and as a text.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::comparison::{Compared, Comparison};
use super::start_up::FittedStartUp;
use crate::kernel::Seed;
use crate::scenario::schema::Scenario;
use crate::units::SimDuration;
use crate::units::spelling::visible;

/// A calibrated scenario, and how well it predicts. Its text has all of that but the scenario.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// The seed of the runs.
    pub seed: Seed,
    /// The time for which idle containers are kept; `None` if it makes no difference to what was observed.
    pub keep_alive: Option<FittedKeepAlive>,
    /// The concurrency of the functions of which invocations overlapped.
    pub concurrency: Vec<FittedConcurrency>,
    /// How long starts take; `None` if no cold start is among the observations that were fitted.
    pub start_up: Option<FittedStartUp>,
    /// What the scenario said that was replaced, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replaced: Vec<String>,
    /// The observations that were fitted.
    pub fitted: Comparison,
    /// Those that were held out: the latest ones.
    pub held_out: Comparison,
    /// The calibrated scenario.
    #[serde(skip)]
    pub scenario: Scenario,
}

/// A keep-alive that was fitted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FittedKeepAlive {
    /// The time for which idle containers are kept.
    pub timeout: SimDuration,
    /// The nearest times below and above which make more starts differ, or that were tried last.
    pub between: (SimDuration, SimDuration),
    /// How many of the starts that were fitted are not as observed.
    pub mismatches: u64,
    /// How many starts were fitted.
    pub of: u64,
}

/// A concurrency that was fitted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FittedConcurrency {
    /// The function.
    pub function: Arc<str>,
    /// How many invocations a container serves at once.
    pub slots: u32,
    /// How many ran at once, at most.
    pub overlap: u32,
    /// The numbers that were tried.
    pub tried: Vec<u32>,
}

impl Calibration {
    /// The version of the format in which calibrations are stored now.
    pub const FORMAT_VERSION: u32 = 1;
}

impl fmt::Display for Calibration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.keep_alive {
            Some(one) => writeln!(
                formatter,
                "keep-alive   {} (between {} and {}): {} of {} starts are not as observed",
                time(one.timeout),
                time(one.between.0),
                time(one.between.1),
                one.mismatches,
                one.of
            )?,
            None => writeln!(
                formatter,
                "keep-alive   as it was: it makes no difference to what was observed"
            )?,
        }
        for one in &self.concurrency {
            let tried: Vec<String> = one.tried.iter().map(ToString::to_string).collect();
            writeln!(
                formatter,
                "concurrency  {} of {} (of {}; {} ran at once at most)",
                one.slots,
                visible(&one.function),
                tried.join(", "),
                one.overlap
            )?;
        }
        match &self.start_up {
            Some(FittedStartUp::Constant { delay }) => {
                writeln!(formatter, "start-up     {}, always the same", time(*delay))?;
            }
            Some(FittedStartUp::LogNormal { mu, sigma, mean }) => {
                writeln!(
                    formatter,
                    "start-up     LogNormal({mu:.6}, {sigma:.6}), {mean:.6} s on average"
                )?;
            }
            None => writeln!(
                formatter,
                "start-up     as it was: no cold start was observed"
            )?,
        }
        for replaced in &self.replaced {
            writeln!(formatter, "replaced     {}", visible(replaced))?;
        }
        let titles = ["predicted", "measured", "error"];
        for (title, comparison) in [("fitted", &self.fitted), ("held out", &self.held_out)] {
            let Comparison { count, agree, .. } = comparison;
            let [predicted, measured, error] = titles;
            let of = format!("{title}: {count} invocations");
            write!(
                formatter,
                "\n{of:<34} {predicted:>14} {measured:>14} {error:>10}"
            )?;
            for figure in &comparison.figures {
                write_figure(formatter, figure)?;
            }
            let share = *agree as f64 / (*count as f64).max(1.0);
            writeln!(
                formatter,
                "\n{:<34} {:>14}",
                "cold or hot as observed",
                percent(share)
            )?;
        }
        Ok(())
    }
}

fn write_figure(formatter: &mut fmt::Formatter<'_>, compared: &Compared) -> fmt::Result {
    let is_share = compared.figure == "cold starts";
    let shown = |value: Option<f64>| match value {
        Some(value) if is_share => percent(value),
        Some(value) => format!("{value:.6} s"),
        None => "-".to_owned(),
    };
    let error = compared.error();
    let error = error.map_or_else(
        || "-".to_owned(),
        |error| format!("{:+.2} %", error * 100.0),
    );
    write!(
        formatter,
        "\n{:<34} {:>14} {:>14} {error:>10}",
        compared.figure,
        shown(compared.predicted),
        shown(compared.measured)
    )
}

fn percent(share: f64) -> String {
    format!("{:.3} %", share * 100.0)
}

fn time(of: SimDuration) -> String {
    format!("{:.6} s", of.as_secs_f64())
}
