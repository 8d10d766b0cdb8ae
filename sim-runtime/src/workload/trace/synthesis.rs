//! Loads like Azure's, from what has been published of them.
//!
//! * How often functions are invoked: log-normal. Its two parameters follow from two facts of Shahrad et al., Serverless in the Wild,
//!   USENIX ATC 2020 (section 3): 45 % of the applications are invoked once an hour or less, 81 % once a minute or less. The
//!   third, that 18.6 % of them have 99.6 % of the invocations, follows (99.9 %).
//! * Triggers, their shares of functions and of invocations; functions of an application: figures 1 and 2 there.
//! * The mean duration of functions: log-normal, mu -0.38, sigma 2.36 \[s\]; the memory of applications: Burr XII, c 11.652,
//!   k 0.221, lambda 107.083 \[MB\]; the fits there.
//! * The time of day: half of the load is there all the time, so the least is half of the most.
//! * Cold starts: log-normal with mean 3.24 s and standard deviation 7.10 s; the fit of Joosen et al., Serverless Cold Starts and
//!   Where to Find Them, EuroSys 2025, since there is none of Azure.
//!
//! What nobody has published is assumed: durations of one function are log-normal about its mean with sigma 0.5; timers are
//! regular; all else is Poisson, with the rate of the minute.

use super::error::TraceError;
use super::intake::{Intake, Invocation};
use super::reader::TraceReader;
use crate::distribution::Distribution;
use crate::distribution::constructors::{BurrXII, LogNormal};
use crate::kernel::Stream;
use crate::units::{Bytes, SimDuration};

/// The mean and the deviation of the logarithm of invocations a day: the log-normal distribution with
/// P(X <= 24) = 0.45 and P(X <= 1440) = 0.81.
const DAILY: (f64, f64) = (3.6907, 4.0796);

/// How far the durations of one function are apart: the deviation of their logarithm.
const WITHIN: f64 = 0.5;

/// Triggers, with their shares of functions and of invocations \[%\].
const TRIGGERS: [(&str, f64, f64); 7] = [
    ("http", 55.0, 35.9),
    ("queue", 15.2, 33.5),
    ("event", 2.2, 24.7),
    ("orchestration", 6.9, 2.3),
    ("timer", 15.6, 2.0),
    ("storage", 2.8, 0.7),
    ("others", 2.2, 1.0),
];

/// How many functions an application has, from and to, and how often \[%\]. The largest are much larger, and very few.
const SIZES: [(u32, u32, f64); 6] = [
    (1, 1, 54.0),
    (2, 2, 16.0),
    (3, 3, 10.0),
    (4, 5, 8.0),
    (6, 10, 7.0),
    (11, 20, 5.0),
];

const MINUTE: f64 = 60.0;
const DAY: f64 = 86_400.0;

/// Makes a load like Azure's.
///
/// ```
/// use sim_runtime::kernel::Seed;
/// use sim_runtime::units::short::hours;
/// use sim_runtime::workload::trace::{Synthesis, Trace, TraceError, TraceOptions};
///
/// let random = &mut Seed(1).stream(0, "load");
/// let mut load = Synthesis::new(20, hours(24), 0.5, random)?;
/// let trace = Trace::read(&mut load, &TraceOptions::default(), random)?;
/// assert_eq!(trace.functions().len(), 20);
/// // About 43,200.
/// assert!((42_000..44_500).contains(&trace.invocations()), "{}", trace.invocations());
/// # Ok::<(), TraceError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Synthesis {
    functions: u32,
    length: f64,
    rate: f64,
    random: Stream,
}

impl Synthesis {
    /// So many functions for so long, with so many invocations in a second, all functions together, on the average of a day.
    ///
    /// # Errors
    ///
    /// If there is no function, no time, or no rate.
    pub fn new(
        functions: u32,
        length: SimDuration,
        rate: f64,
        random: &mut Stream,
    ) -> Result<Self, TraceError> {
        if functions == 0 {
            return Err(TraceError::new(
                "functions",
                "there is none; ask for at least one",
            ));
        }
        if length.is_zero() {
            return Err(TraceError::new(
                "length",
                "there is no time; ask for some, such as a day",
            ));
        }
        if !(rate > 0.0 && rate <= 1e9) {
            let reason =
                format!("the invocations of a second are above 0 and up to 1e9, not {rate}");
            return Err(TraceError::new("rate", reason));
        }
        Ok(Self {
            functions,
            length: length.as_secs_f64(),
            rate,
            random: crate::kernel::Seed(random.uniform(0..=u64::MAX)).stream(0, "synthesis"),
        })
    }

    fn choose<T: Copy>(&mut self, parts: &[(T, f64)]) -> T {
        let whole: f64 = parts.iter().map(|(_, share)| share).sum();
        let mut left = self.random.unit() * whole;
        for (value, share) in parts {
            left -= share;
            if left < 0.0 {
                return *value;
            }
        }
        parts[parts.len() - 1].0
    }

    /// Declares all functions. Returns the trigger of each, and what its rate is in proportion to.
    fn declare(&mut self, intake: &mut Intake) -> Result<Vec<(&'static str, f64)>, TraceError> {
        let triggers = TRIGGERS.map(|trigger| (trigger, trigger.1));
        let sizes = SIZES.map(|size| ((size.0, size.1), size.2));
        let memory = BurrXII(11.652, 0.221, Bytes::new(107_083_000));
        let mean = LogNormal(-0.38, 2.36);
        let daily = LogNormal(DAILY.0, DAILY.1);
        let mut weights = Vec::new();
        let mut app = 0;
        while (weights.len() as u32) < self.functions {
            let (least, most) = self.choose(&sizes);
            let left = self.functions - weights.len() as u32;
            let size = self.random.uniform(least..=most).min(left);
            let bytes = self.random.sample(&memory).min(1e12);
            for number in 0..size {
                let (trigger, of_functions, of_invocations) = self.choose(&triggers);
                let function =
                    intake.function(&format!("app{app}"), &format!("app{app}-f{number}"))?;
                let facts = intake.facts(function);
                facts.memory = Some(Bytes::new(bytes as u64));
                facts.duration = Some(about(self.random.sample(&mean)));
                facts.cold_start = Some(LogNormal(0.296468, 1.325976));
                facts.trigger = Some(trigger.to_owned());
                let weight = self.random.sample(&daily) * of_invocations / of_functions;
                weights.push((trigger, weight));
            }
            app += 1;
        }
        Ok(weights)
    }

    /// A function that is invoked at equal distances.
    fn regular(&mut self, function: u32, rate: f64, intake: &mut Intake) -> Result<(), TraceError> {
        let gap = 1.0 / rate;
        let mut start = self.random.unit() * gap;
        while start < self.length {
            intake.sampled(Invocation {
                start,
                ..Invocation::of(function)
            })?;
            start += gap;
        }
        Ok(())
    }

    /// A function that is invoked at random, more by day than by night.
    fn random(&mut self, function: u32, rate: f64, intake: &mut Intake) -> Result<(), TraceError> {
        let mut start = 0.0;
        while start < self.length {
            let length = MINUTE.min(self.length - start);
            let mean = rate * time_of_day(start) * length;
            let count = self.poisson(mean);
            intake.count(function, start, length, count, None)?;
            start += MINUTE;
        }
        Ok(())
    }

    fn poisson(&mut self, mean: f64) -> u32 {
        let mut count = 0;
        let mut passed = self.random.exponential(1.0);
        while passed < mean && count < u32::MAX {
            count += 1;
            passed += self.random.exponential(1.0);
        }
        count
    }
}

impl TraceReader for Synthesis {
    fn read(&mut self, intake: &mut Intake) -> Result<(), TraceError> {
        let weights = self.declare(intake)?;
        let whole: f64 = weights.iter().map(|(_, weight)| weight).sum();
        for (function, (trigger, weight)) in (0..).zip(weights) {
            let rate = self.rate * weight / whole;
            match trigger {
                "timer" => self.regular(function, rate, intake)?,
                _ => self.random(function, rate, intake)?,
            }
        }
        Ok(())
    }
}

/// Durations about a mean \[s\].
fn about(mean: f64) -> Distribution {
    let mean = mean.clamp(1e-6, 1e6);
    LogNormal(libm::log(mean) - WITHIN * WITHIN / 2.0, WITHIN)
}

/// How much more there is at this date than on the average: from two thirds at midnight to four thirds at noon.
fn time_of_day(date: f64) -> f64 {
    1.0 - libm::cos(std::f64::consts::TAU * date / DAY) / 3.0
}
