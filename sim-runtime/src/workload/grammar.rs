//! The registry of arrival processes and of what is done with them, and how they are read: calls as in Rust, one after another.

use super::cloned::{Cloned, boxed};
use super::{Arrival, Burst, Dates, Mmpp, Modulate, Poisson, Rates, Regular, Renewal, Wave};
use crate::distribution::{Amount, Arguments, Distribution, Fault, Measure, Text};
use crate::units::SimDuration;
use crate::units::spelling::{choices, cut};

/// An arrival process, or what can be done with one, as it is written.
#[derive(Clone, Copy, Debug)]
pub struct Process {
    /// Its name: `Poisson::per_second`, or `take` of those that follow another one.
    pub name: &'static str,
    /// Its parameters, by name.
    pub parameters: &'static [&'static str],
    /// When somebody comes.
    pub doc: &'static str,
    /// How it is drawn.
    pub method: &'static str,
    read: Read,
}

/// How the arguments of a call are read, and what is made of them.
#[derive(Clone, Copy, Debug)]
enum Read {
    Process(fn(&mut Arguments<'_, '_>) -> Result<Cloned, Fault>),
    Modulator(fn(Cloned, &mut Arguments<'_, '_>) -> Result<Cloned, Fault>),
}

macro_rules! process {
    ($name:literal($($parameter:literal),*), $doc:literal, $method:literal, $read:expr) => {
        Process {
            name: $name,
            parameters: &[$($parameter),*],
            doc: $doc,
            method: $method,
            read: Read::Process($read),
        }
    };
}

macro_rules! modulator {
    ($name:literal($($parameter:literal),*), $doc:literal, $method:literal, $read:expr) => {
        Process {
            name: $name,
            parameters: &[$($parameter),*],
            doc: $doc,
            method: $method,
            read: Read::Modulator($read),
        }
    };
}

/// All arrival processes.
#[rustfmt::skip]
pub const PROCESSES: &[Process] = &[
    process!("Poisson::per_second"("rate"),
        "independent arrivals, so many a second on average", "exponential gaps",
        |read| {
            let rate = read.number()?;
            match Poisson::checked(rate) {
                Ok(poisson) => Ok(boxed(poisson)),
                Err(mistake) => read.fault(mistake),
            }
        }),
    process!("Regular::every"("gap"),
        "one each `gap`, the first at the start", "no random number",
        |read| Ok(boxed(Regular::every(time(read)?)))),
    process!("Burst::of"("count"),
        "so many at the start", "no random number",
        |read| Ok(boxed(Burst::of(count(read)?)))),
    process!("Dates::after"("[date, ..]"),
        "one at each date", "no random number",
        |read| {
            let dates = read.list(time_of)?;
            match dates.windows(2).find(|pair| pair[1] < pair[0]) {
                None => Ok(boxed(Dates::after(dates))),
                Some(pair) => read.fault(format!("dates go backwards: {} after {}; put them in order", pair[1], pair[0])),
            }
        }),
    process!("Rates::steps"("[(date, rate), ..]"),
        "`rate(t) = r_i` from the date `t_i` until the next; none before the first, the last for ever", "inversion of the integrated rate",
        |read| Ok(boxed(Rates::steps(read.list(date_and_rate)?)))),
    process!("Rates::lines"("[(date, rate), ..]"),
        "`rate(t_i) = r_i`, and straight lines between; none before the first, the last for ever", "inversion of the integrated rate",
        |read| Ok(boxed(Rates::lines(read.list(date_and_rate)?)))),
    process!("Rates::ramp"("from", "to", "over"),
        "`rate(t) = from + (to - from) min(1, t / over)`", "inversion of the integrated rate",
        |read| Ok(boxed(Rates::ramp(read.number()?, read.number()?, time(read)?)))),
    process!("Rates::spikes"("base", "peak", "every", "lasting"),
        "`rate(t) = peak` where `t mod every >= every - lasting`, and `base` elsewhere", "inversion of the integrated rate",
        |read| Ok(boxed(Rates::spikes(read.number()?, read.number()?, time(read)?, time(read)?)))),
    process!("Wave::daily"("mean", "swing", "peak"),
        "`rate(t) = mean (1 + swing cos(2 pi (t - peak) / 24h))`", "thinning",
        |read| Ok(boxed(Wave::daily(read.number()?, read.number()?, time(read)?)))),
    process!("Wave::every"("period", "mean", "swing", "peak"),
        "the same with another period", "thinning",
        |read| Ok(boxed(Wave::every(time(read)?, read.number()?, read.number()?, time(read)?)))),
    process!("Mmpp::cycle"("[(rate, mean), ..]"),
        "states one after the other, each with its rate, for exponential times of these means", "competing exponential times",
        |read| {
            let states = read.list(|text| rate_and(text, time_of))?;
            Ok(boxed(Mmpp::cycle(states)))
        }),
    process!("Mmpp::matrix"("[rate, ..]", "[[rate, ..], ..]"),
        "states with these rates, and a row for each with the rates of its transitions to each", "competing exponential times",
        |read| {
            let rates = read.list(number)?;
            let transitions = read.list(|text| text.list("as in `[[0, 0.1], [0.2, 0]]`", number))?;
            Ok(boxed(Mmpp::matrix(rates, transitions)))
        }),
    process!("Renewal::of"("distribution"),
        "independent gaps of this distribution", "as the distribution says",
        |read| Ok(boxed(Renewal::of(distribution(read)?)))),
];

/// All that can be done with arrivals.
#[rustfmt::skip]
pub const MODULATORS: &[Process] = &[
    modulator!("take"("count"), "the first so many", "no random number",
        |arrivals, read| Ok(boxed(super::Arrival::take(arrivals, count(read)?)))),
    modulator!("until"("date"), "none after this date", "no random number",
        |arrivals, read| Ok(boxed(super::Arrival::until(arrivals, time(read)?)))),
    modulator!("scale"("factor"), "`rate'(t) = factor rate(factor t)`: each date divided by the factor", "no random number",
        |arrivals, read| Ok(boxed(arrivals.scale(read.number()?)))),
    modulator!("repeat"("every"), "`rate'(t) = rate(t mod every)`: the beginning again and again, with other random numbers", "no random number",
        |arrivals, read| Ok(boxed(arrivals.repeat(time(read)?)))),
    modulator!("shift"("by"), "`rate'(t) = rate(t - by)`: all so much later", "no random number",
        |arrivals, read| Ok(boxed(arrivals.shift(time(read)?)))),
    modulator!("thin"("share"), "`rate'(t) = share rate(t)`: each with this probability", "one number for each",
        |arrivals, read| Ok(boxed(arrivals.thin(read.number()?)))),
    modulator!("merge"("arrivals"), "`rate'(t) = rate(t) + rate2(t)`: beside others", "no random number",
        |arrivals, read| {
            let other = read.read(|text| text.arrivals())?;
            Ok(boxed(arrivals.merge(other)))
        }),
    modulator!("in_batches"("distribution"), "`rate'(t) = rate(t) E(N)`: so many at each date, rounded", "as the distribution says",
        |arrivals, read| Ok(boxed(arrivals.in_batches(distribution(read)?)))),
];

impl Process {
    /// How it is written: `Poisson::per_second(rate)`.
    pub fn call(&self) -> String {
        format!("{}({})", self.name, self.parameters.join(", "))
    }
}

/// How deep processes may be merged, and how many calls may follow each other.
const DEEPEST: usize = 16;
const LONGEST: usize = 64;

impl Text<'_> {
    /// Reads a process and what follows it.
    pub(super) fn arrivals(&mut self) -> Result<Cloned, Fault> {
        self.skip_space();
        if self.depth == DEEPEST {
            return self.fault(format!("arrivals are merged more than {DEEPEST} deep"));
        }
        self.depth += 1;
        let start = self.at;
        let name = self.span(|letter| letter.is_alphanumeric() || matches!(letter, '_' | ':'));
        let name = name.to_owned();
        let Some(process) = PROCESSES.iter().find(|process| process.name == name) else {
            let reason = unknown(&name, self.whole[start..].trim());
            return Err(Fault { at: start, reason });
        };
        let mut arrivals = self.call(process, start, None)?;
        let mut calls = 0;
        while self.take('.') {
            self.skip_space();
            let start = self.at;
            calls += 1;
            if calls > LONGEST {
                return self.fault(format!("more than {LONGEST} calls follow each other"));
            }
            let name = self.span(|letter| letter.is_alphanumeric() || letter == '_');
            let name = name.to_owned();
            let Some(modulator) = MODULATORS.iter().find(|process| process.name == name) else {
                let names: Vec<&str> = MODULATORS.iter().map(|process| process.name).collect();
                let choices = choices(&name, "what can be done with arrivals", &names);
                let reason = format!("unknown `.{}`{choices}", cut(&name));
                return Err(Fault { at: start, reason });
            };
            arrivals = self.call(modulator, start, Some(arrivals))?;
        }
        self.depth -= 1;
        Ok(arrivals)
    }

    /// Reads the arguments of a call, and makes it.
    fn call(
        &mut self,
        process: &'static Process,
        start: usize,
        before: Option<Cloned>,
    ) -> Result<Cloned, Fault> {
        let fault = |reason| Err(Fault { at: start, reason });
        if !self.take('(') {
            let (name, call) = (process.name, process.call());
            return fault(format!("`{name}` lacks its parameters; write `{call}`"));
        }
        let mut arguments = Arguments::new(process.name, process.parameters, self);
        let made = match (process.read, before) {
            (Read::Process(read), _) => read(&mut arguments)?,
            (Read::Modulator(read), Some(before)) => read(before, &mut arguments)?,
            (Read::Modulator(_), None) => unreachable!("a modulator follows a process"),
        };
        arguments.end()?;
        match made.mistake() {
            None => Ok(made),
            Some(mistake) => fault(mistake),
        }
    }
}

/// There is no process of this name.
fn unknown(name: &str, rest: &str) -> String {
    let names: Vec<&str> = PROCESSES.iter().map(|process| process.name).collect();
    match (name, rest) {
        ("", "") => format!("arrivals are missing (arrivals: {})", names.join(", ")),
        ("", rest) => {
            let first = rest.split(['(', ')', ',']).next().unwrap_or(rest);
            format!(
                "`{}` is no arrival process; write one such as `Poisson::per_second(2)` (arrivals: {})",
                cut(first.trim()),
                names.join(", ")
            )
        }
        _ => format!(
            "unknown arrivals `{}`{}",
            cut(name),
            choices(name, "arrivals", &names)
        ),
    }
}

/// A time, which has a unit.
fn time_of(text: &mut Text<'_>) -> Result<SimDuration, Fault> {
    text.skip_space();
    let at = text.at;
    let amount = text.amount()?;
    let fault = |reason| Err(Fault { at, reason });
    let has_unit = amount.measure() == Some(Measure::Time) || amount.value() == 0.0;
    if !has_unit || amount.measure() == Some(Measure::Size) {
        return fault(format!("`{amount}` is to be a time such as `10s`"));
    }
    match SimDuration::try_from_secs_f64(amount.value()) {
        Ok(time) => Ok(time),
        Err(error) => fault(error.to_string()),
    }
}

fn time(read: &mut Arguments<'_, '_>) -> Result<SimDuration, Fault> {
    read.read(|text| time_of(text))
}

fn distribution(read: &mut Arguments<'_, '_>) -> Result<Distribution, Fault> {
    read.read(|text| text.distribution())
}

/// A whole number.
fn count(read: &mut Arguments<'_, '_>) -> Result<u64, Fault> {
    read.read(|text| {
        text.skip_space();
        let at = text.at;
        let number = text.ratio()?;
        let most = u64::MAX as f64;
        if number >= 0.0 && number.fract() == 0.0 && number < most {
            return Ok(number as u64);
        }
        let reason = format!("`{number}` is to be a whole number");
        Err(Fault { at, reason })
    })
}

fn number(text: &mut Text<'_>) -> Result<f64, Fault> {
    text.skip_space();
    let at = text.at;
    let amount: Amount = text.amount()?;
    match amount.measure() {
        None => Ok(amount.value()),
        Some(_) => Err(Fault {
            at,
            reason: format!("`{amount}` is to be a number without a unit"),
        }),
    }
}

/// `(8h, 20)`
fn date_and_rate(text: &mut Text<'_>) -> Result<(SimDuration, f64), Fault> {
    text.expect('(', "before a date and a rate")?;
    let date = time_of(text)?;
    text.expect(',', "between a date and a rate")?;
    let rate = number(text)?;
    text.take(',');
    text.expect(')', "after a date and a rate")?;
    Ok((date, rate))
}

/// `(50, 10s)`
fn rate_and<T>(
    text: &mut Text<'_>,
    read: fn(&mut Text<'_>) -> Result<T, Fault>,
) -> Result<(f64, T), Fault> {
    text.expect('(', "before a rate")?;
    let rate = number(text)?;
    text.expect(',', "after a rate")?;
    let other = read(text)?;
    text.take(',');
    text.expect(')', "at the end of a state")?;
    Ok((rate, other))
}

/// A whole text that is arrivals and nothing else.
pub(super) fn read(whole: &str) -> Result<Cloned, Fault> {
    let mut text = Text {
        whole,
        at: 0,
        depth: 0,
    };
    let arrivals = text.arrivals()?;
    text.skip_space();
    match text.rest() {
        "" => Ok(arrivals),
        _ => text.fault(format!("expected `.` or the end, not {}", text.next())),
    }
}
