//! How much it takes: the smallest value of a quantity with which a scenario keeps what is promised of it, and its bill.
//!
//! * `search`: bisection, and what shows that it may not be trusted; `answer`: what was tried, as a value and as a table.

mod answer;
mod search;

pub use answer::{Answer, Tried};

use indexmap::IndexMap;

use super::ExperimentError;
use super::objective::{Across, Measured, Objective};
use super::replication::{self, Replications, Runs};
use super::vary::{Level, Vary};
use crate::kernel::Seed;
use crate::results::{Recording, Report};
use crate::scenario::declare::declare;
use crate::scenario::schema::Scenario;
use crate::units::SimDuration;
use search::{Way, search};

/// A search for the smallest value of a quantity with which all objectives are kept.
///
/// The values are bisected: that finds the smallest one if, from some value on, all objectives are kept, and none below. The
/// value below the answer is always tried, and shown not to do. A few more values are tried to see whether more can be worse; if
/// so, the search goes on below the smallest that did, and the answer says so: it is then the smallest of those that were
/// tried. With `every`, all values are tried, and there is no doubt.
///
/// ```
/// use sim_runtime::experiment::capacity::Capacity;
/// use sim_runtime::scenario::load::{Format, parse};
/// # let text = r#"
/// #     controller_host = "head"
/// #     storage = { host = "head" }
/// #     service = { head_host = "head", compute_hosts = ["worker"] }
/// #     images = [{ name = "image", disk_size = 0, ram_size = 0 }]
/// #     functions = [{ name = "f", image = "image", disk_limit = 0, ram_limit = 0, body = [{ op = "sleep", seconds = 1 }] }]
/// #     timeline = [{ invoke = "f", id = "a" }, { invoke = "f", id = "b" }, { invoke = "f", id = "c" }]
/// #     [platform]
/// #     hosts = [
/// #         { name = "head", speed = "1Gflop/s", disk = { size = "1TB", read_bw = "1GB/s", write_bw = "1GB/s" } },
/// #         { name = "worker", speed = "1Gflop/s", disk = { size = "1TB", read_bw = "1GB/s", write_bw = "1GB/s" } },
/// #     ]
/// #     links = [{ name = "lan", bandwidth = "1GB/s" }]
/// #     routes = [{ src = "head", dst = "worker", links = ["lan"] }]
/// # "#;
///
/// // Three invocations of a second at once, and workers of one core.
/// let scenario = parse(text, Format::Toml, "my.toml")?;
/// let capacity = Capacity::new(scenario, "nodes=1..8".parse()?, vec!["max<1.5s".parse()?]);
/// let answer = capacity.search()?;
/// assert_eq!(answer.answer.map(|level| level.to_string()).as_deref(), Some("3"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Capacity {
    /// What is run.
    pub scenario: Scenario,
    /// The quantity, and its values.
    pub vary: Vary,
    /// What is promised; at least one.
    pub objectives: Vec<Objective>,
    /// How often each value is run, and with which seeds: the same ones for all values.
    pub replications: Replications,
    /// What counts if there are several replications.
    pub across: Across,
    /// How much of each run is kept: with less than everything, quantiles are up to 1 % too high, never too low.
    pub recording: Recording,
    /// Whether all values are tried.
    pub every: bool,
}

impl Capacity {
    /// A search with one run a value, everything recorded, by bisection.
    pub fn new(scenario: Scenario, vary: Vary, objectives: Vec<Objective>) -> Self {
        Self {
            scenario,
            vary,
            objectives,
            replications: Replications::once(Seed(42)),
            across: Across::default(),
            recording: Recording::Full,
            every: false,
        }
    }

    /// Searches.
    ///
    /// # Errors
    ///
    /// If there is no objective or no such function or quantity, or the scenario makes no sense with one of the values, or cannot be
    /// run with any.
    pub fn search(&self) -> Result<Answer, ExperimentError> {
        self.search_with(|_| ())
    }

    /// As [`Capacity::search`]; tells each value when it has been tried.
    ///
    /// # Errors
    ///
    /// As [`Capacity::search`].
    pub fn search_with(&self, mut told: impl FnMut(&Tried)) -> Result<Answer, ExperimentError> {
        self.check()?;
        let replications = self.replications.of(&self.scenario);
        let levels = self.vary.levels();
        let mut tried: IndexMap<usize, Tried> = IndexMap::new();
        let way = if self.every {
            Way::Every
        } else {
            Way::Bisection
        };
        let found = search(levels.len(), way, |index| {
            let point = self.point(&levels[index], replications)?;
            told(&point);
            let holds = point.holds;
            tried.insert(index, point);
            Ok::<bool, ExperimentError>(holds)
        })?;
        tried.sort_unstable_keys();
        if let Some(reason) = tried
            .values()
            .map(|point| &point.impossible)
            .min()
            .and_then(Clone::clone)
        {
            return Err(ExperimentError::Asked(format!(
                "the scenario cannot be run with any value of {} that was tried: {reason}",
                self.vary
            )));
        }
        let answer = found.answer.map(|index| levels[index].clone());
        let below = found.answer.and_then(|index| index.checked_sub(1));
        Ok(Answer {
            scenario: self.scenario.name.clone(),
            vary: self.vary.quantity().to_owned(),
            values: [levels[0].clone(), levels[levels.len() - 1].clone()],
            count: levels.len(),
            objectives: self.objectives.clone(),
            seeds: replications.seeds().collect(),
            across: self.across,
            recording: self.recording,
            below: below.map(|index| levels[index].clone()),
            answer,
            is_monotone: found.is_monotone,
            is_complete: tried.len() == levels.len(),
            tried: tried.into_values().collect(),
        })
    }

    fn check(&self) -> Result<(), ExperimentError> {
        let asked = |message: String| Err(ExperimentError::Asked(message));
        if self.objectives.is_empty() {
            return asked("say what is promised, such as `p99<500ms`".to_owned());
        }
        if !(1..=replication::MOST).contains(&self.replications.count) {
            return asked(format!(
                "there is no such number of replications; take one from 1 to {}",
                replication::MOST
            ));
        }
        if self
            .objectives
            .iter()
            .all(|one| one.check().function().is_none())
        {
            return Ok(());
        }
        // With those of traces, which only the declaration knows.
        let declared = declare(&self.scenario, self.replications.seed);
        let names: Vec<&str> = declared.sim.function_names().collect();
        for objective in &self.objectives {
            if let Err(error) = objective.check().knows(names.iter().copied()) {
                return asked(format!("`{objective}`: {error}"));
            }
        }
        Ok(())
    }

    /// What comes of a value.
    fn point(&self, level: &Level, replications: Replications) -> Result<Tried, ExperimentError> {
        let scenario = self.vary.with(&self.scenario, level)?;
        let runs = replications.run(&scenario, self.recording);
        let (Runs { reports, failure }, impossible) = match runs {
            Ok(runs) => (runs, None),
            Err(error) => (
                Runs::default(),
                error.problems.first().map(ToString::to_string),
            ),
        };
        let failure = failure.or_else(|| impossible.clone());
        let all: Vec<&Report> = reports.iter().collect();
        let objectives: Vec<Measured> = self
            .objectives
            .iter()
            .map(|objective| objective.measured(&all, self.across))
            .collect();
        let verdicts = all.iter().map(|report| report.verdict());
        Ok(Tried {
            value: level.clone(),
            holds: failure.is_none() && objectives.iter().all(|one| one.kept),
            objectives,
            verdict: verdicts
                .reduce(|one, other| if other.state > one.state { other } else { one }),
            cold_start_p99: cold_start_p99(&all),
            revenue: mean(&all, |report| &report.summary.revenue),
            node_cost: mean(&all, |report| &report.summary.node_cost),
            failure,
            impossible,
        })
    }
}

/// What 99 % of the cold starts took at most, in the worst of some runs \[s\].
fn cold_start_p99(reports: &[&Report]) -> Option<f64> {
    let delays = reports.iter().map(|report| &report.overall.delays);
    let figures = delays.filter_map(|one| Some(one.wait_cold.as_ref()?.p99));
    figures.max().map(SimDuration::as_secs_f64)
}

/// The mean of bills, by currency.
fn mean(reports: &[&Report], bill: fn(&Report) -> &IndexMap<String, f64>) -> IndexMap<String, f64> {
    let mut means: IndexMap<String, f64> = IndexMap::new();
    for (currency, amount) in reports.iter().flat_map(|report| bill(report)) {
        *means.entry(currency.clone()).or_default() += amount / reports.len() as f64;
    }
    means
}
