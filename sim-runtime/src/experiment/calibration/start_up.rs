//! How long starts take, by maximum likelihood.

use std::sync::Arc;

use indexmap::IndexMap;
use serde::Serialize;

use super::density::{Pairs, log_normal};
use super::replay::{Bodies, Replay};
use crate::experiment::ExperimentError;
use crate::kernel::Seed;
use crate::results::observed::Observation;
use crate::scenario::schema::Scenario;
use crate::units::SimDuration;

/// How much more cold durations vary than hot ones, in standard errors, if starts are said to vary.
const STANDARD_ERRORS: f64 = 3.0;

/// How many cold starts it takes to fit a distribution.
const LEAST: usize = 10;

/// The start-up that was fitted.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "law", rename_all = "snake_case")]
pub enum FittedStartUp {
    /// Always the same time.
    Constant {
        /// How long.
        delay: SimDuration,
    },
    /// A time whose logarithm is normal.
    LogNormal {
        /// The mean of the logarithm of the seconds.
        mu: f64,
        /// The standard deviation of that.
        sigma: f64,
        /// The mean \[s\].
        mean: f64,
    },
}

/// What cold starts take beside what hot ones do, function by function.
pub(super) struct Delays {
    functions: Vec<OfFunction>,
    /// What the scenario takes beside the body of a hot start, on average \[s\].
    pub(super) overhead: f64,
}

/// The durations of a function \[s\], in order of date.
#[derive(Default)]
struct OfFunction {
    hot: Vec<f64>,
    /// Without what the scenario moves images for.
    cold: Vec<f64>,
}

impl Delays {
    /// Of observations, as the scenario tells what they are made of: it is run with starts that take no time.
    pub(super) fn of(
        scenario: &Scenario,
        seed: Seed,
        known: &[Observation],
    ) -> Result<Self, ExperimentError> {
        let mut scenario = scenario.clone();
        scenario.service.start_up = None;
        scenario.service.properties.container_startup_overhead = Some(SimDuration::ZERO);
        let replay = Replay {
            scenario: &scenario,
            seed,
        };
        let bodies = Bodies::drawn(known, seed, 0.0);
        let replayed = replay.run(known, &bodies)?;
        let beside = replayed.iter().filter(|one| one.cold == Some(false));
        let beside: Vec<f64> = beside
            .filter_map(|one| Some(one.response? - one.body))
            .collect();
        let mut functions: IndexMap<&Arc<str>, OfFunction> = IndexMap::new();
        for (row, replayed) in known.iter().zip(&replayed) {
            let of_it = functions.entry(&row.function).or_default();
            let duration = row.duration.as_secs_f64();
            if !row.cold {
                of_it.hot.push(duration);
            } else if replayed.cold == Some(true) {
                of_it.cold.push(duration - replayed.moving);
            } else {
                of_it.cold.push(duration);
            }
        }
        Ok(Self {
            functions: functions.into_values().collect(),
            overhead: mean(&beside),
        })
    }

    /// The most likely start-up; `None` if there is no cold start.
    pub(super) fn fit(&self) -> Option<FittedStartUp> {
        let all: Vec<&OfFunction> = self
            .functions
            .iter()
            .filter(|one| !one.cold.is_empty())
            .collect();
        let count: usize = all.iter().map(|one| one.cold.len()).sum();
        if count == 0 {
            return None;
        }
        let weighted = |figure: fn(&OfFunction) -> f64| {
            let sum = all.iter().map(|one| one.cold.len() as f64 * figure(one));
            sum.sum::<f64>() / count as f64
        };
        let delay = weighted(|one| mean(&one.cold) - mean(&one.hot));
        let excess = weighted(|one| variance(&one.cold) - variance(&one.hot));
        let error = libm::sqrt(weighted(|one| {
            error_of_variance(&one.cold) + error_of_variance(&one.hot)
        }));
        let constant = FittedStartUp::Constant {
            delay: SimDuration::from_secs_f64(delay.max(0.0)),
        };
        if count < LEAST || delay <= 0.0 || excess <= STANDARD_ERRORS * error {
            return Some(constant);
        }
        let pairs = Pairs::of(all.iter().map(|one| (&one.cold[..], &one.hot[..])));
        let (mu, sigma) = log_normal(&pairs, delay, excess);
        Some(FittedStartUp::LogNormal {
            mu,
            sigma,
            mean: libm::exp(mu + sigma * sigma / 2.0),
        })
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / (values.len() as f64).max(1.0)
}

/// The mean of a power of the deviations from the mean.
fn moment(values: &[f64], power: i32) -> f64 {
    let centre = mean(values);
    let powers = values.iter().map(|value| {
        let deviation = value - centre;
        let square = deviation * deviation;
        if power == 2 { square } else { square * square }
    });
    powers.sum::<f64>() / (values.len() as f64).max(1.0)
}

fn variance(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    moment(values, 2) * count / (count - 1.0).max(1.0)
}

/// The square of the standard error of the variance.
fn error_of_variance(values: &[f64]) -> f64 {
    let variance = moment(values, 2);
    (moment(values, 4) - variance * variance) / (values.len() as f64).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delays(hot: Vec<f64>, cold: Vec<f64>) -> Delays {
        Delays {
            functions: vec![OfFunction { hot, cold }],
            overhead: 0.0,
        }
    }

    /// Bodies that take a second on average and have no memory.
    fn bodies(count: usize, seed: u64) -> Vec<f64> {
        let mut stream = Seed(seed).stream(0, "bodies");
        (0..count).map(|_| stream.exponential(1.0)).collect()
    }

    #[test]
    fn a_constant_is_the_difference_of_the_means() {
        let cold = bodies(300, 2).into_iter().map(|body| body + 0.75).collect();
        let Some(FittedStartUp::Constant { delay }) = delays(bodies(3000, 1), cold).fit() else {
            panic!("it is constant");
        };
        // Four standard errors of a mean of 300, and of one of 3000.
        let error = 4.0 * (1.0 / 300.0 + 1.0 / 3000.0_f64).sqrt();
        assert!((delay.as_secs_f64() - 0.75).abs() < error, "{delay}");
    }

    #[test]
    fn a_log_normal_start_up_is_found_behind_bodies_that_vary() {
        let mut stream = Seed(3).stream(0, "start-ups");
        let cold = bodies(400, 2).into_iter();
        let cold = cold.map(|body| body + libm::exp(stream.normal(1.0, 0.8)));
        let fitted = delays(bodies(3000, 1), cold.collect()).fit();
        let Some(FittedStartUp::LogNormal { mu, sigma, .. }) = fitted else {
            panic!("{fitted:?} is not log-normal");
        };
        // Four standard errors of 400 logarithms, which the bodies make less certain: half as many tell as much.
        assert!((mu - 1.0).abs() < 4.0 * 0.8 / 200.0_f64.sqrt(), "{mu}");
        assert!(
            (sigma - 0.8).abs() < 4.0 * 0.8 / 400.0_f64.sqrt(),
            "{sigma}"
        );
    }

    #[test]
    fn behind_bodies_of_one_length_it_is_the_mean_of_the_logarithms() {
        let cold: Vec<f64> = (0..40)
            .map(|index| 1.0 + libm::exp(f64::from(index % 4)))
            .collect();
        let fitted = delays(vec![1.0; 100], cold).fit();
        let Some(FittedStartUp::LogNormal { mu, sigma, .. }) = fitted else {
            panic!("{fitted:?} is not log-normal");
        };
        // The logarithms are 0, 1, 2, 3: their mean is 1.5, their variance 1.25.
        assert!((mu - 1.5).abs() < 1e-3, "{mu}");
        assert!((sigma - 1.25_f64.sqrt()).abs() < 1e-3, "{sigma}");
    }

    #[test]
    fn without_a_cold_start_there_is_none() {
        assert_eq!(delays(vec![1.0; 30], Vec::new()).fit(), None);
    }
}
