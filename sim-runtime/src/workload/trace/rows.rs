//! The invocations of a trace in order of date, made as they are asked for.

use std::collections::VecDeque;
use std::sync::Arc;

use super::error::TraceError;
use super::options::TraceOptions;
use super::record::{Kind, Record, TICK, UNKNOWN, UNKNOWN_TICKS};
use super::sorting::Merged;
use super::spreading::{Dated, Minute};
use crate::distribution::Distribution;
use crate::kernel::{Seed, Stream};
use crate::units::{Bytes, SimDuration, SimTime};

/// An invocation of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceRow {
    /// When it arrives.
    pub date: SimTime,
    /// Its function: an index of [`Trace::functions`](super::Trace::functions).
    pub function: usize,
    /// How long it lasts.
    pub duration: SimDuration,
    /// The memory that it takes, if the trace says so for each invocation.
    pub memory: Option<Bytes>,
    /// Whether an instance was made for it, if the trace says so.
    pub cold: Option<bool>,
}

/// What all iterations over the rows of a trace have in common.
#[derive(Debug)]
pub(super) struct Plan {
    /// The index of each function among those chosen.
    pub(super) chosen: Vec<Option<u32>>,
    /// How long those last that are chosen, if not each row says so.
    pub(super) laws: Vec<Option<Distribution>>,
    pub(super) options: TraceOptions,
    /// What is the start \[ns\], and what is no more taken, by the dates of the records.
    pub(super) window: (u64, u64),
    pub(super) drops_duplicates: bool,
}

/// The invocations of a trace in order of date; see [`Trace::rows`](super::Trace::rows).
///
/// Numbers of invocations become invocations a minute at a time, so that what is in memory is a minute of them, and never more
/// than a million.
#[derive(Debug)]
pub struct Rows {
    plan: Arc<Plan>,
    records: Distinct,
    next: Option<Record>,
    /// Minutes that are not spread yet, or not wholly, in order of date.
    minutes: VecDeque<Minute>,
    /// Those that are, in order of date, from `at` on.
    spread: Vec<Dated>,
    at: usize,
    dates: Stream,
    durations: Stream,
    thinning: Stream,
    is_over: bool,
}

impl Rows {
    pub(super) fn new(plan: Arc<Plan>, records: Merged, random: &mut Stream) -> Self {
        let seed = Seed(random.uniform(0..=u64::MAX));
        Self {
            records: Distinct::new(records, plan.drops_duplicates),
            plan,
            next: None,
            minutes: VecDeque::new(),
            spread: Vec::new(),
            at: 0,
            dates: seed.stream(0, "dates"),
            durations: seed.stream(0, "durations"),
            thinning: seed.stream(0, "thinning"),
            is_over: false,
        }
    }

    /// The next record of a function that is chosen, within the window, dated from its start.
    fn fetch(&mut self) -> Result<(), TraceError> {
        let (from, until) = self.plan.window;
        while self.next.is_none() && !self.is_over {
            let Some(mut record) = self.records.next()? else {
                self.is_over = true;
                break;
            };
            let chosen = self.plan.chosen[record.function as usize];
            self.is_over = record.date >= until;
            if let Some(function) = chosen.filter(|_| record.date >= from && !self.is_over) {
                record.function = function;
                record.date -= from;
                self.next = Some(record);
            }
        }
        Ok(())
    }

    /// Takes all numbers of invocations whose intervals begin at this date and are equally long.
    fn take_minute(&mut self, first: Record) -> Result<(), TraceError> {
        let mut minute = Minute::new(first.date, first.span);
        minute.add(first.function, first.invocations() as u32, first.ticks());
        loop {
            self.fetch()?;
            let Some(record) = self.next.take() else {
                break;
            };
            let belongs = record.kind == Kind::Count
                && (record.date, record.span) == (first.date, first.span);
            if !belongs {
                self.next = Some(record);
                break;
            }
            minute.add(record.function, record.invocations() as u32, record.ticks());
        }
        let minute = minute.prepare(self.plan.options.spread, &mut self.dates);
        self.wait(minute);
        Ok(())
    }

    /// Puts a minute among those that are not spread yet, if anything of it is left.
    fn wait(&mut self, minute: Minute) {
        if let Some(start) = minute.start() {
            let earlier = |other: &Minute| other.start().is_some_and(|other| other <= start);
            let place = self.minutes.partition_point(earlier);
            self.minutes.insert(place, minute);
        }
    }

    /// The date of the next row that is spread.
    fn spread_date(&self) -> u64 {
        self.spread.get(self.at).map_or(UNKNOWN, |(date, ..)| *date)
    }

    /// Whether the next minute must be spread, since nothing comes before it: all minutes of its date have been taken.
    fn is_due(&self, recorded: u64, spread: u64) -> bool {
        let Some(start) = self.minutes.front().and_then(Minute::start) else {
            return false;
        };
        let next = self.next.filter(|next| next.kind == Kind::Count);
        start <= recorded.min(spread) && next.is_none_or(|next| next.date > start)
    }

    fn step(&mut self) -> Result<Option<TraceRow>, TraceError> {
        loop {
            self.fetch()?;
            let recorded = self.next.map_or(UNKNOWN, |record| record.date);
            let spread = self.spread_date();
            if self.is_due(recorded, spread) {
                self.spread.drain(..self.at);
                self.at = 0;
                if let Some(mut minute) = self.minutes.pop_front() {
                    minute.spread(&mut self.spread);
                    self.wait(minute);
                }
                continue;
            }
            if spread < recorded {
                let (date, function, ticks) = self.spread[self.at];
                self.at += 1;
                if self.is_kept() {
                    let span = match ticks {
                        UNKNOWN_TICKS => UNKNOWN,
                        ticks => u64::from(ticks) * TICK,
                    };
                    return Ok(Some(self.row(date, function, span)));
                }
                continue;
            }
            let Some(record) = self.next.take() else {
                return Ok(None);
            };
            if record.kind == Kind::Count {
                self.take_minute(record)?;
            } else if self.is_kept() {
                let row = self.row(record.date, record.function, record.span);
                return Ok(Some(TraceRow {
                    memory: (record.amount != UNKNOWN).then(|| Bytes::new(record.amount)),
                    cold: match record.kind {
                        Kind::Warm => Some(false),
                        Kind::Cold => Some(true),
                        _ => None,
                    },
                    ..row
                }));
            }
        }
    }

    fn is_kept(&mut self) -> bool {
        let rate = self.plan.options.rate;
        rate >= 1.0 || self.thinning.unit() < rate
    }

    fn row(&mut self, date: u64, function: u32, span: u64) -> TraceRow {
        let function = function as usize;
        let duration = match span {
            UNKNOWN => {
                let law = self.plan.laws[function].as_ref();
                let law = law.unwrap_or(&self.plan.options.missing_duration);
                law.duration(&mut self.durations)
            }
            nanos => SimDuration::from_nanos(nanos),
        };
        TraceRow {
            date: SimTime::from_nanos(date),
            function,
            duration,
            memory: None,
            cold: None,
        }
    }
}

impl Iterator for Rows {
    type Item = Result<TraceRow, TraceError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step().transpose()
    }
}

/// Records in order of date, without those that are equal to one just before, if there should be none.
#[derive(Debug)]
pub(super) struct Distinct {
    records: Merged,
    drops_duplicates: bool,
    /// Those of the last date.
    last: Vec<Record>,
    /// How many have been left out.
    pub(super) dropped: u64,
}

/// How many records of one date are compared with each other.
const COMPARED: usize = 64;

impl Distinct {
    pub(super) fn new(records: Merged, drops_duplicates: bool) -> Self {
        Self {
            records,
            drops_duplicates,
            last: Vec::new(),
            dropped: 0,
        }
    }

    pub(super) fn next(&mut self) -> Result<Option<Record>, TraceError> {
        loop {
            let next = self.records.next();
            let next = next.map_err(|cause| TraceError::no_room(&cause))?;
            let Some(record) = next.filter(|_| self.drops_duplicates) else {
                return Ok(next);
            };
            if self
                .last
                .first()
                .is_some_and(|last| last.date != record.date)
            {
                self.last.clear();
            }
            if !self.last.contains(&record) {
                if self.last.len() < COMPARED {
                    self.last.push(record);
                }
                return Ok(Some(record));
            }
            self.dropped += 1;
        }
    }
}
