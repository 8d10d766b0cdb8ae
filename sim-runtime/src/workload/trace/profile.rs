//! What a trace looks like, in a few numbers.

use hdrhistogram::Histogram;

use super::error::TraceError;
use super::rows::Rows;
use super::trace::Trace;
use crate::units::{Bytes, SimDuration, SimTime};

const MINUTE: u64 = 60_000_000_000;

/// The longest duration that is told from longer ones \[us\]: a year.
const LONGEST: u64 = 31_536_000_000_000;

/// A trace in a few numbers, from one look at all its rows, in bounded memory.
#[derive(Clone, Debug)]
pub struct TraceProfile {
    /// How many rows there are.
    pub rows: u64,
    /// The dates of the first and of the last; `None` without rows.
    pub ends: Option<(SimTime, SimTime)>,
    /// How many there are in the minute that has the most.
    pub busiest_minute: u64,
    /// How many are known to be cold.
    pub cold: u64,
    /// How many are known not to be.
    pub warm: u64,
    /// Durations \[us\], within 0.1 %.
    durations: Histogram<u64>,
    /// The memory of functions, in order.
    memory: Vec<Bytes>,
}

impl TraceProfile {
    /// That of rows of a trace.
    ///
    /// # Errors
    ///
    /// Those of the rows.
    ///
    /// ```
    /// use sim_runtime::kernel::Seed;
    /// use sim_runtime::units::short::secs;
    /// use sim_runtime::workload::trace::{ColdstartCsv, Trace, TraceOptions, TraceProfile};
    ///
    /// let text = "date,function,duration,cold\n1,resize,4,true\n2,resize,2,false\n65,resize,2,false\n";
    /// let random = &mut Seed(1).stream(0, "trace");
    /// let mut reader = ColdstartCsv::from_text("day.csv", Box::new(text.as_bytes()))?;
    /// let trace = Trace::read(&mut reader, &TraceOptions::default(), random)?;
    /// let profile = TraceProfile::of(&trace, trace.rows(random))?;
    /// assert_eq!((profile.rows, profile.busiest_minute, profile.cold), (3, 2, 1));
    /// assert!((profile.duration(0.5).as_secs_f64() - 2.0).abs() < 0.002);
    /// assert!((profile.duration(1.0).as_secs_f64() - 4.0).abs() < 0.004);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(trace: &Trace, rows: Rows) -> Result<Self, TraceError> {
        let functions = trace.functions().iter();
        let mut memory: Vec<Bytes> = functions.map(|function| function.memory).collect();
        memory.sort_unstable();
        let mut profile = Self {
            rows: 0,
            ends: None,
            busiest_minute: 0,
            cold: 0,
            warm: 0,
            durations: Histogram::new_with_bounds(1, LONGEST, 3).expect("the bounds are in order"),
            memory,
        };
        let (mut minute, mut in_minute) = (0, 0);
        for row in rows {
            let row = row?;
            profile.rows += 1;
            let first = profile.ends.map_or(row.date, |(first, _)| first);
            profile.ends = Some((first, row.date));
            profile
                .durations
                .saturating_record(row.duration.as_nanos() / 1000);
            profile.cold += u64::from(row.cold == Some(true));
            profile.warm += u64::from(row.cold == Some(false));
            let own = row.date.as_nanos() / MINUTE;
            in_minute = if own == minute { in_minute + 1 } else { 1 };
            minute = own;
            profile.busiest_minute = profile.busiest_minute.max(in_minute);
        }
        Ok(profile)
    }

    /// The duration that is not exceeded with this probability, within 0.1 %; one out of 0 to 1 counts as the
    /// nearer of them.
    pub fn duration(&self, probability: f64) -> SimDuration {
        SimDuration::from_micros(
            self.durations
                .value_at_quantile(probability.clamp(0.0, 1.0)),
        )
    }

    /// The mean duration.
    pub fn mean_duration(&self) -> SimDuration {
        SimDuration::from_secs_f64(self.durations.mean() / 1e6)
    }

    /// The memory that so large a part of the functions does not exceed; none without functions.
    pub fn memory(&self, part: f64) -> Bytes {
        let place = (part.clamp(0.0, 1.0) * self.memory.len() as f64) as usize;
        let place = place.min(self.memory.len().saturating_sub(1));
        self.memory.get(place).copied().unwrap_or(Bytes::ZERO)
    }

    /// Invocations in a second, from the start to the last row.
    pub fn rate(&self) -> f64 {
        match self.ends {
            Some((_, last)) if last > SimTime::ZERO => self.rows as f64 / last.as_secs_f64(),
            _ => 0.0,
        }
    }
}
