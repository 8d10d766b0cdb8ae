//! Quantities, distributions, arrivals and all else that is written in one word or one call.

use std::fmt::Display;
use std::process::ExitCode;
use std::str::FromStr;

use coldstart::distribution::Distribution;
use coldstart::experiment::objective::{Across, Objective};
use coldstart::experiment::statistics::warm_up::WarmUp;
use coldstart::experiment::study::{Factor, Precision, Shard};
use coldstart::experiment::vary::{Setting, Vary};
use coldstart::kernel::{Seed, Stream};
use coldstart::results::Recording;
use coldstart::results::check::{Check, Figure};
use coldstart::units::spelling::visible;
use coldstart::units::{
    Bandwidth, Bytes, Flops, Latency, SimDuration, SimTime, Speed, Watts, parse_quantity,
};
use coldstart::workload::trace::{Format, Spread};
use coldstart::workload::{Arrival, Arrivals, Grouping};
use coldstart_fuzz::{Outcome, Target, message};

/// How many values of a distribution are drawn, and how many arrivals.
const DRAWN: usize = 50;

/// Where the quantiles of a distribution are asked for.
const PROBABILITIES: [f64; 7] = [0.0, 1e-12, 0.25, 0.5, 0.9, 1.0 - 1e-12, 1.0];

const SEEDS: [&str; 60] = [
    "1.5s",
    "250ms",
    "10 min",
    "1_000min",
    "0s",
    "18446744073s",
    "100MB/s",
    "1.5 GiB",
    "250MB",
    "10Gflop/s",
    "300Mflop",
    "20us",
    "95W",
    "50%",
    "1e3s",
    "Constant(1s)",
    "Uniform(1s, 2s)",
    "Exponential(250ms)",
    "Normal(1s, 100ms)",
    "LogNormal(-0.38, 2.36)",
    "Weibull(0.5, 20ms)",
    "Gamma(2.0, 1s)",
    "Weibull(1.5, 1s)",
    "Pareto(1.5, 1ms)",
    "BurrXII(2.0, 1.5, 1s)",
    "Quantiles([(0.0, 1s), (0.5, 2s), (1.0, 9s)])",
    "Samples([1s, 2s, 2s, 5s])",
    "Mixture([(0.3, Exponential(1s)), (0.7, Constant(2s))])",
    "Mixture([(1.0, Mixture([(1.0, Uniform(1MB, 2MB))]))])",
    "Poisson::per_second(2)",
    "Poisson::per_second(2.0).until(1h)",
    "Poisson::per_second(100).thin(0.5).shift(10s).take(100)",
    "Regular::every(1s).take(10)",
    "Burst::of(100)",
    "Dates::after([1s, 2s, 3s])",
    "Rates::steps([(0s, 1), (60s, 3), (120s, 0)]).repeat(1h)",
    "Wave::daily(10, 0.5, 12h).until(1h)",
    "Mmpp::cycle([(1, 10s), (100, 1s)])",
    "Renewal::of(Exponential(1s)).scale(2)",
    "Burst::of(3).merge(Regular::every(1s).take(3))",
    "p99 <= 2s",
    "p99 of resize <= 2s",
    "cold_start_rate < 5%",
    "mean",
    "p50 of f",
    "nodes = 1..20",
    "nodes=1..20 step 2",
    "memory of f = 512MB,1GB",
    "idle_timeout=1s,2s,5min",
    "5%",
    "10% of mean",
    "mser-5",
    "10min",
    "2/8",
    "full",
    "summary",
    "sampled=7",
    "azure-2019",
    "uniform",
    "apps",
];

fn main() -> ExitCode {
    coldstart_fuzz::fuzz(Target {
        name: "words",
        seeds: || SEEDS.map(|seed| seed.as_bytes().to_vec()).to_vec(),
        words: &[],
        read,
    })
}

fn read(input: &[u8]) -> Outcome {
    let text = &*String::from_utf8_lossy(input);
    let mut read = Reading::default();
    read.quantity::<SimDuration>(text);
    read.quantity::<SimTime>(text);
    read.quantity::<Latency>(text);
    read.quantity::<Bytes>(text);
    read.quantity::<Bandwidth>(text);
    read.quantity::<Flops>(text);
    read.quantity::<Speed>(text);
    read.quantity::<Watts>(text);
    let end = text.find(|character: char| !character.is_ascii_digit() && character != '.');
    let (digits, unit) = text.split_at(end.unwrap_or(text.len()));
    read.word(parse_quantity(digits, unit));
    read.word(text.parse::<Recording>());
    read.word(text.parse::<Check>());
    read.word(text.parse::<Figure>());
    read.word(text.parse::<Objective>());
    read.word(text.parse::<Across>());
    read.word(text.parse::<WarmUp>());
    read.word(text.parse::<Vary>());
    read.word(text.parse::<Setting>());
    read.word(text.parse::<Precision>());
    read.word(text.parse::<Factor>());
    read.word(text.parse::<Shard>());
    read.word(text.parse::<Spread>());
    read.word(text.parse::<Format>());
    read.word(text.parse::<Grouping>());
    if let Some(law) = read.word(text.parse::<Distribution>()) {
        drawn(&law);
    }
    if let Some(arrivals) = read.word(text.parse::<Arrivals>()) {
        come(arrivals);
    }
    match read.accepted {
        0 => Outcome::Refused(read.refused),
        _ => Outcome::Accepted(read.refused),
    }
}

/// What has been made of a word.
#[derive(Default)]
struct Reading {
    accepted: u32,
    /// What the last that refused it says.
    refused: String,
}

impl Reading {
    fn word<T, E: Display>(&mut self, read: Result<T, E>) -> Option<T> {
        match read {
            Ok(value) => {
                self.accepted += 1;
                Some(value)
            }
            Err(error) => {
                // What is read from words is shown by command lines, which escape it.
                self.refused = visible(&error.to_string()).into_owned();
                message::check(&self.refused);
                None
            }
        }
    }

    /// What is written of a quantity is the same again.
    fn quantity<T: FromStr<Err: Display> + Display + PartialEq>(&mut self, text: &str) {
        if let Some(value) = self.word(text.parse::<T>()) {
            let written = value.to_string();
            let again = written.parse::<T>();
            assert!(
                again.is_ok_and(|again| again == value),
                "{text} is written {written}, which is another one"
            );
        }
    }
}

fn random() -> Stream {
    Seed(1).stream(0, "words")
}

/// Draws from a distribution that makes sense.
fn drawn(law: &Distribution) {
    if let Err(error) = law.check() {
        return message::check(&visible(&error.to_string()));
    }
    let random = &mut random();
    let is_number = |value: f64, what: &str| assert!(!value.is_nan(), "{law}: {what} is no number");
    for _ in 0..DRAWN {
        is_number(law.sample(random), "a value");
    }
    is_number(law.mean(), "the mean");
    let quantiles = PROBABILITIES.map(|probability| law.quantile(probability));
    assert!(quantiles.is_sorted(), "{law}: quantiles {quantiles:?}");
    for quantile in quantiles {
        let below = law.cdf(quantile);
        assert!(
            (0.0..=1.0).contains(&below),
            "{law}: {below} below {quantile}"
        );
    }
    if law.check_times().is_ok() {
        for _ in 0..DRAWN {
            law.duration(random);
        }
    }
}

/// Arrivals come one after the other.
fn come(mut arrivals: Arrivals) {
    if let Some(mistake) = arrivals.mistake() {
        return message::check(&visible(&mistake));
    }
    let random = &mut random();
    let mut last = SimTime::ZERO;
    for _ in 0..DRAWN {
        let Some(next) = arrivals.next(last, random) else {
            return;
        };
        assert!(next >= last, "{arrivals}: {next} after {last}");
        last = next;
    }
}
