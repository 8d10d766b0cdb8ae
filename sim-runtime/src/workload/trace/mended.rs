//! What was wrong with a trace, and how often it was mended.

use std::fmt;

/// A known defect of traces that is mended rather than refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Defect {
    /// A row comes before one of an earlier date: rows are sorted.
    OutOfOrder,
    /// A row has the date of its end: it starts so much earlier as it lasts.
    DatedByEnd,
    /// A date before that of the trace's start: it becomes the start.
    BeforeStart,
    /// A duration of zero, too short for the clock: it becomes [`zero_duration`](super::TraceOptions::zero_duration).
    ZeroDuration,
    /// No duration: it is drawn from [`missing_duration`](super::TraceOptions::missing_duration).
    MissingDuration,
    /// No memory: it becomes [`missing_memory`](super::TraceOptions::missing_memory).
    MissingMemory,
    /// No number of invocations where there should be one: none.
    MissingCount,
    /// The number of durations is not that of invocations: the invocations count.
    CountDiffers,
    /// Columns of minutes that do not start at 1: the first is the first minute.
    MinutesRenumbered,
    /// Columns in another order than documented: their names count.
    ColumnsReordered,
    /// A whole number that is written with a point, such as `57523.0`.
    PointInCount,
    /// A row, or a function, that has been there before: it is left out.
    Duplicate,
    /// A number below zero where there is none: it counts as missing.
    Negative,
    /// Quantiles that decrease: each is at least the one before.
    QuantilesDecrease,
    /// A line that is not of the format, in a log where others are expected: it is left out.
    ForeignLine,
    /// A number that is larger than what can be simulated, 285 years or an exbibyte: it becomes the largest.
    TooLarge,
}

impl Defect {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::OutOfOrder,
        Self::DatedByEnd,
        Self::BeforeStart,
        Self::ZeroDuration,
        Self::MissingDuration,
        Self::MissingMemory,
        Self::MissingCount,
        Self::CountDiffers,
        Self::MinutesRenumbered,
        Self::ColumnsReordered,
        Self::PointInCount,
        Self::Duplicate,
        Self::Negative,
        Self::QuantilesDecrease,
        Self::ForeignLine,
        Self::TooLarge,
    ];

    /// What was found, and what is done with it.
    pub const fn description(self) -> &'static str {
        match self {
            Self::OutOfOrder => "rows out of order of date: sorted",
            Self::DatedByEnd => "rows dated by their end: start so much earlier as they last",
            Self::BeforeStart => "dates before the start: taken as the start",
            Self::ZeroDuration => "durations of zero: taken as the shortest",
            Self::MissingDuration => "missing durations: drawn from a distribution",
            Self::MissingMemory => "functions without memory: take the default",
            Self::MissingCount => "missing counts: taken as zero",
            Self::CountDiffers => {
                "functions with another number of durations than of invocations: invocations count"
            }
            Self::MinutesRenumbered => "files whose minutes do not start at 1: renumbered",
            Self::ColumnsReordered => "files with columns in another order: their names count",
            Self::PointInCount => "counts written with a point: taken as whole",
            Self::Duplicate => "duplicates: left out",
            Self::Negative => "numbers below zero: taken as missing",
            Self::QuantilesDecrease => "functions whose quantiles decrease: raised",
            Self::ForeignLine => "lines of something else: left out",
            Self::TooLarge => "numbers beyond 285 years or 1 EiB: taken as these",
        }
    }
}

/// How often each defect was mended.
///
/// ```
/// use sim_runtime::workload::trace::{Defect, Mended};
///
/// let mut mended = Mended::default();
/// mended.add(Defect::ZeroDuration, 2);
/// assert_eq!(mended.of(Defect::ZeroDuration), 2);
/// assert_eq!(mended.to_string(), "2 durations of zero: taken as the shortest\n");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mended([u64; Defect::ALL.len()]);

impl Mended {
    /// Counts so many more.
    pub fn add(&mut self, defect: Defect, count: u64) {
        let place = &mut self.0[defect as usize];
        *place = place.saturating_add(count);
    }

    /// How often this one was mended.
    pub fn of(&self, defect: Defect) -> u64 {
        self.0[defect as usize]
    }

    /// Those that there were, and how often.
    pub fn iter(&self) -> impl Iterator<Item = (Defect, u64)> {
        let all = Defect::ALL.into_iter().zip(self.0);
        all.filter(|(_, count)| *count > 0)
    }

    /// Whether nothing had to be mended.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

/// A line for each defect.
impl fmt::Display for Mended {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (defect, count) in self.iter() {
            writeln!(formatter, "{count} {}", defect.description())?;
        }
        Ok(())
    }
}
