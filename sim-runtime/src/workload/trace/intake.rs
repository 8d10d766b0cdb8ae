//! What readers tell: functions, invocations, numbers of invocations, and what they have mended.

use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::error::TraceError;
use super::function::TraceFunction;
use super::mended::{Defect, Mended};
use super::options::TraceOptions;
use super::record::{Kind, Record, UNKNOWN};
use super::sorting::Sorting;
use crate::units::{Bytes, SimDuration};

/// Half of what a date can be \[s\], so that sums of dates and durations stay within 584 years.
const LATEST: f64 = 9e9;

/// More memory than any machine has \[B\]: an exbibyte.
const LARGEST: f64 = (1_u64 << 60) as f64;

/// A row of a trace.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Invocation {
    /// The number of its function, of [`Intake::function`].
    pub function: u32,
    /// When it arrives, after the start of the trace \[s\].
    pub start: f64,
    /// How long it lasts \[s\], if that is known.
    pub duration: Option<f64>,
    /// The memory that it takes \[B\], if that is known.
    pub memory: Option<f64>,
    /// Whether an instance was made for it, if that is known.
    pub cold: Option<bool>,
}

impl Invocation {
    /// One at the start of the trace, of which nothing else is known.
    pub const fn of(function: u32) -> Self {
        Self {
            function,
            start: 0.0,
            duration: None,
            memory: None,
            cold: None,
        }
    }
}

/// Takes in what a reader finds.
pub struct Intake {
    pub(super) functions: IndexMap<(String, String), Known, FxBuildHasher>,
    pub(super) sorting: Sorting,
    pub(super) mended: Mended,
    /// Whether equal rows are one that was written twice.
    pub(super) drops_duplicates: bool,
    /// Whether the first date is the start, because dates are those of a calendar.
    pub(super) starts_at_first: bool,
    zero_duration: u64,
    latest: u64,
}

/// What is known of a function so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub(super) facts: Facts,
    pub(super) has_rows: bool,
}

/// What a trace may know of a function; see [`TraceFunction`].
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "they are those of TraceFunction")]
pub struct Facts {
    pub memory: Option<Bytes>,
    pub duration: Option<crate::distribution::Distribution>,
    pub cold_start: Option<crate::distribution::Distribution>,
    pub trigger: Option<String>,
    pub concurrency: Option<u32>,
    pub cores: Option<f64>,
    pub min_instances: Option<u32>,
}

impl Intake {
    pub(super) fn new(zero_duration: SimDuration) -> Self {
        Self {
            functions: IndexMap::default(),
            sorting: Sorting::new(),
            mended: Mended::default(),
            drops_duplicates: false,
            starts_at_first: false,
            zero_duration: zero_duration.as_nanos(),
            latest: 0,
        }
    }

    /// The number of a function of an application, the same whenever it is named.
    ///
    /// # Errors
    ///
    /// If there are too many of them.
    pub fn function(&mut self, app: &str, name: &str) -> Result<u32, TraceError> {
        // One that is known costs no allocation.
        if let Some(index) = self.functions.get_index_of(&Key(app, name)) {
            return Ok(index as u32);
        }
        let key = (app.to_owned(), name.to_owned());
        let (index, _) = self.functions.insert_full(key, Known::default());
        u32::try_from(index)
            .map_err(|_| TraceError::new("functions", "there are more than 4 billion of them"))
    }

    /// The number of a function, if it has been named.
    pub fn known(&self, app: &str, name: &str) -> Option<u32> {
        let index = self.functions.get_index_of(&Key(app, name))?;
        u32::try_from(index).ok()
    }

    /// The functions so far, with their applications.
    pub fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        let names = self.functions.keys();
        names.map(|(app, name)| (app.as_str(), name.as_str()))
    }

    /// What is known of a function, to be added to.
    ///
    /// # Panics
    ///
    /// If it is not the number of a function.
    pub fn facts(&mut self, function: u32) -> &mut Facts {
        &mut self.functions[function as usize].facts
    }

    /// Each row of a function says how long it lasts, or that nobody knows.
    pub(super) fn durations_are_of_rows(&mut self, function: u32) {
        self.functions[function as usize].has_rows = true;
    }

    /// Counts what the reader has mended.
    pub fn mend(&mut self, defect: Defect) {
        self.mended.add(defect, 1);
    }

    /// Equal rows are one that was written twice: dates are so fine that two invocations are not equal by chance.
    pub fn drop_duplicates(&mut self) {
        self.drops_duplicates = true;
    }

    /// Dates are those of a calendar: the first becomes the start.
    pub fn start_at_first(&mut self) {
        self.starts_at_first = true;
    }

    /// An invocation.
    ///
    /// # Errors
    ///
    /// If there is no room for it.
    pub fn invocation(&mut self, row: Invocation) -> Result<(), TraceError> {
        let span = self.duration(row.duration);
        let date = self.date(row.start);
        let memory = row.memory.filter(|memory| memory.is_finite());
        let memory = memory.filter(|memory| {
            let is_sound = *memory >= 0.0;
            self.mended.add(Defect::Negative, u64::from(!is_sound));
            is_sound
        });
        let memory = memory.map(|memory| self.at_most(LARGEST, memory));
        self.functions[row.function as usize].has_rows = true;
        self.push(Record {
            date,
            span,
            amount: memory.map_or(UNKNOWN, |memory| memory as u64),
            function: row.function,
            kind: match row.cold {
                None => Kind::Invocation,
                Some(false) => Kind::Warm,
                Some(true) => Kind::Cold,
            },
        })
    }

    /// A number of invocations in an interval, which begins so long after the start of the trace \[s\] and is so long \[s\]; each
    /// lasts so long \[s\], if that is known of this interval.
    ///
    /// # Errors
    ///
    /// If there is no room for it.
    pub fn count(
        &mut self,
        function: u32,
        start: f64,
        length: f64,
        count: u32,
        duration: Option<f64>,
    ) -> Result<(), TraceError> {
        if count == 0 {
            return Ok(());
        }
        let date = self.date(start);
        let length = if length.is_nan() { 0.0 } else { length };
        let length = length.clamp(0.0, LATEST);
        self.push_in_any_order(Record {
            date,
            span: SimDuration::from_secs_f64(length).as_nanos(),
            amount: Record::counted(count, duration),
            function,
            kind: Kind::Count,
        })
    }

    /// An invocation of a function whose [durations](Facts::duration) are drawn: nothing is missing.
    pub(super) fn sampled(&mut self, row: Invocation) -> Result<(), TraceError> {
        let date = self.date(row.start);
        self.push_in_any_order(Record {
            date,
            span: UNKNOWN,
            amount: UNKNOWN,
            function: row.function,
            kind: Kind::Invocation,
        })
    }

    /// A duration \[s\], mended where that can be; `None` if it is not known.
    pub(super) fn mended_duration(&mut self, seconds: f64) -> Option<f64> {
        let nanos = self.duration(Some(seconds));
        (nanos != UNKNOWN).then(|| SimDuration::from_nanos(nanos).as_secs_f64())
    }

    fn push(&mut self, record: Record) -> Result<(), TraceError> {
        let is_late = record.date < self.latest;
        self.mended.add(Defect::OutOfOrder, u64::from(is_late));
        self.latest = self.latest.max(record.date);
        self.push_in_any_order(record)
    }

    fn push_in_any_order(&mut self, record: Record) -> Result<(), TraceError> {
        let pushed = self.sorting.push(record);
        pushed.map_err(|cause| TraceError::no_room(&cause))
    }

    fn date(&mut self, seconds: f64) -> u64 {
        if seconds.is_nan() || seconds < 0.0 {
            self.mend(Defect::BeforeStart);
            return 0;
        }
        SimDuration::from_secs_f64(self.at_most(LATEST, seconds)).as_nanos()
    }

    /// The number, or the largest that there can be.
    fn at_most(&mut self, largest: f64, number: f64) -> f64 {
        self.mended
            .add(Defect::TooLarge, u64::from(number > largest));
        number.min(largest)
    }

    /// The memory \[B\] of a function as a row says it; `None` if that is less than a byte.
    pub(super) fn memory_of_function(memory: f64) -> Option<Bytes> {
        (memory >= 1.0).then(|| Bytes::new(memory.min(LARGEST) as u64))
    }

    fn duration(&mut self, seconds: Option<f64>) -> u64 {
        let Some(seconds) = seconds.filter(|seconds| !seconds.is_nan()) else {
            self.mend(Defect::MissingDuration);
            return UNKNOWN;
        };
        if seconds < 0.0 {
            self.mend(Defect::Negative);
            return UNKNOWN;
        }
        let nanos = SimDuration::from_secs_f64(self.at_most(LATEST, seconds)).as_nanos();
        if nanos == 0 {
            self.mend(Defect::ZeroDuration);
            return self.zero_duration;
        }
        nanos
    }

    /// The shortest duration there is \[s\], which takes the place of zero.
    pub(super) fn shortest(&self) -> f64 {
        SimDuration::from_nanos(self.zero_duration).as_secs_f64()
    }

    /// The functions as the trace shows them, without their invocations. Counts those of which something is missing.
    pub(super) fn finish_functions(&mut self, options: &TraceOptions) -> Vec<TraceFunction> {
        let mut seen = FxHashSet::default();
        let is_unique = self.functions.keys().all(|(_, name)| seen.insert(name));
        let functions = std::mem::take(&mut self.functions);
        let finish = |((app, name), known): ((String, String), Known)| {
            let facts = known.facts;
            let no_memory = facts.memory.is_none();
            self.mended.add(Defect::MissingMemory, u64::from(no_memory));
            let no_duration = facts.duration.is_none() && !known.has_rows;
            (self.mended).add(Defect::MissingDuration, u64::from(no_duration));
            let missing = no_duration.then(|| options.missing_duration.clone());
            TraceFunction {
                name: match is_unique {
                    true => name,
                    false => format!("{app}/{name}"),
                },
                app,
                memory: facts.memory.unwrap_or(options.missing_memory),
                duration: facts.duration.or(missing),
                cold_start: facts.cold_start,
                trigger: facts.trigger,
                concurrency: facts.concurrency,
                cores: facts.cores,
                min_instances: facts.min_instances,
                invocations: 0,
            }
        };
        functions.into_iter().map(finish).collect()
    }
}

/// An application and a function, to look up without owning them.
#[derive(Hash)]
struct Key<'a>(&'a str, &'a str);

impl indexmap::Equivalent<(String, String)> for Key<'_> {
    fn equivalent(&self, key: &(String, String)) -> bool {
        (self.0, self.1) == (&*key.0, &*key.1)
    }
}
