//! A trace that has been read: its functions, and its invocations in order of date.

use std::path::Path;
use std::sync::Arc;

use super::error::TraceError;
use super::format::Format;
use super::function::TraceFunction;
use super::intake::Intake;
use super::mended::{Defect, Mended};
use super::options::{Selection, TraceOptions};
use super::reader::TraceReader;
use super::rows::{Distinct, Plan, Rows};
use super::sorting::Sorted;
use crate::kernel::Stream;
use crate::units::{SimDuration, SimTime};

/// A trace: functions, and when each is invoked.
///
/// It keeps its functions and at most 16 MiB of rows in memory; the rest of them is in a temporary file, 32 bytes each.
///
/// ```
/// # use std::io::Write;
/// use sim_runtime::kernel::Seed;
/// use sim_runtime::units::SimTime;
/// use sim_runtime::units::short::{millis, secs};
/// use sim_runtime::workload::trace::{Format, Trace, TraceOptions};
///
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("day.csv");
/// # let mut file = std::fs::File::create(&path).unwrap();
/// # writeln!(file, "date,function,duration\n2,resize,0.5\n1,resize,0.25").unwrap();
/// // The file has the lines `date,function,duration`, `2,resize,0.5` and `1,resize,0.25`.
/// let random = &mut Seed(1).stream(0, "day");
/// let day = Trace::open(Format::Coldstart, &path, &TraceOptions::default(), random)?;
/// assert_eq!(day.functions()[0].name, "resize");
/// let rows: Result<Vec<_>, _> = day.rows(random).collect();
/// let rows = rows?;
/// assert_eq!((rows[0].date, rows[0].duration), (SimTime::ZERO + secs(1), millis(250)));
/// assert_eq!(day.mended().to_string(), "\
/// 1 rows out of order of date: sorted
/// 1 functions without memory: take the default
/// ");
/// # Ok::<(), sim_runtime::workload::trace::TraceError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Trace {
    functions: Vec<TraceFunction>,
    records: Sorted,
    plan: Arc<Plan>,
    mended: Mended,
    invocations: u64,
    ends: Option<(SimTime, SimTime)>,
}

impl Trace {
    /// Reads a trace: a file, or a folder where the format has several. What is drawn to [choose](Selection::Stratified) functions comes from
    /// `random`.
    ///
    /// # Errors
    ///
    /// What cannot be read, or means nothing in the options.
    pub fn open(
        format: Format,
        path: &Path,
        options: &TraceOptions,
        random: &mut Stream,
    ) -> Result<Self, TraceError> {
        options.check()?;
        Self::read(&mut format.reader(path)?, options, random)
    }

    /// The same with a reader, which may be one of one's own.
    ///
    /// # Errors
    ///
    /// Those of the reader, or what means nothing in the options.
    pub fn read(
        reader: &mut dyn TraceReader,
        options: &TraceOptions,
        random: &mut Stream,
    ) -> Result<Self, TraceError> {
        options.check()?;
        let mut intake = Intake::new(options.zero_duration);
        reader.read(&mut intake)?;
        let functions = intake.finish_functions(options);
        let records = intake.sorting.finish();
        let mut scan = Scan::new(functions, options);
        scan.scan(&records, intake.drops_duplicates, intake.starts_at_first)?;
        let mut mended = intake.mended;
        mended.add(Defect::Duplicate, scan.dropped);
        let Scan {
            functions,
            window,
            ends,
            ..
        } = scan;
        let (functions, chosen) = choose(functions, options.functions, random);
        let plan = Plan {
            chosen,
            laws: functions.iter().map(|one| one.duration.clone()).collect(),
            options: options.clone(),
            window,
            drops_duplicates: intake.drops_duplicates,
        };
        Ok(Self {
            invocations: functions.iter().map(|one| one.invocations).sum(),
            functions,
            records,
            plan: Arc::new(plan),
            mended,
            ends,
        })
    }

    /// Its functions, those that were chosen, in the order in which the trace names them.
    pub fn functions(&self) -> &[TraceFunction] {
        &self.functions
    }

    /// How many invocations the chosen functions have in the window, before any are thinned out.
    pub fn invocations(&self) -> u64 {
        self.invocations
    }

    /// The dates of the first and the last row or minute of the window, of all functions; `None` if there is none.
    pub fn ends(&self) -> Option<(SimTime, SimTime)> {
        self.ends
    }

    /// What was wrong in the whole trace, and how often it was mended.
    pub fn mended(&self) -> &Mended {
        &self.mended
    }

    /// Its invocations in order of date, made as they are asked for. The same stream gives the same rows; each call takes one
    /// number of it.
    pub fn rows(&self, random: &mut Stream) -> Rows {
        Rows::new(Arc::clone(&self.plan), self.records.iter(), random)
    }
}

/// What one look at all records finds.
struct Scan {
    functions: Vec<TraceFunction>,
    from: u64,
    until: u64,
    window: (u64, u64),
    ends: Option<(SimTime, SimTime)>,
    dropped: u64,
}

impl Scan {
    fn new(functions: Vec<TraceFunction>, options: &TraceOptions) -> Self {
        Self {
            functions,
            from: options.from.as_nanos(),
            until: options.until.as_nanos(),
            window: (0, 0),
            ends: None,
            dropped: 0,
        }
    }

    fn scan(
        &mut self,
        records: &Sorted,
        drops_duplicates: bool,
        starts_at_first: bool,
    ) -> Result<(), TraceError> {
        let mut records = Distinct::new(records.iter(), drops_duplicates);
        let mut window = (self.from, self.until);
        let mut is_first = true;
        while let Some(record) = records.next()? {
            if is_first && starts_at_first {
                window = (
                    self.from.saturating_add(record.date),
                    self.until.saturating_add(record.date),
                );
            }
            is_first = false;
            if !(window.0..window.1).contains(&record.date) {
                continue;
            }
            let invocations = &mut self.functions[record.function as usize].invocations;
            *invocations = invocations.saturating_add(record.invocations());
            let date = SimTime::from_nanos(record.date - window.0);
            let first = self.ends.map_or(date, |(first, _)| first);
            self.ends = Some((first, date));
        }
        self.window = window;
        self.dropped = records.dropped;
        Ok(())
    }
}

/// The functions that are chosen, and the place of each among them.
fn choose(
    functions: Vec<TraceFunction>,
    selection: Selection,
    random: &mut Stream,
) -> (Vec<TraceFunction>, Vec<Option<u32>>) {
    let by_load = || {
        let mut order: Vec<usize> = (0..functions.len()).collect();
        order.sort_by_key(|index| std::cmp::Reverse(functions[*index].invocations));
        order
    };
    let chosen: Vec<usize> = match selection {
        Selection::All => (0..functions.len()).collect(),
        Selection::First(count) => (0..functions.len().min(count)).collect(),
        Selection::Top(count) => by_load().into_iter().take(count).collect(),
        Selection::Stratified(count) => {
            let order = by_load();
            let strata = count.min(order.len());
            let edge = |stratum: usize| stratum * order.len() / strata;
            let drawn = |stratum| order[random.uniform(edge(stratum)..edge(stratum + 1))];
            (0..strata).map(drawn).collect()
        }
    };
    let mut is_chosen = vec![false; functions.len()];
    chosen.iter().for_each(|index| is_chosen[*index] = true);
    let mut next = 0..;
    let places: Vec<Option<u32>> = is_chosen
        .iter()
        .map(|is_chosen| next.by_ref().take(usize::from(*is_chosen)).next())
        .collect();
    let pairs = functions.into_iter().zip(is_chosen);
    let kept = pairs.filter_map(|(function, is_chosen)| is_chosen.then_some(function));
    (kept.collect(), places)
}

impl Trace {
    /// How long the window is that was asked for, as far as the trace has rows in it: from the start to the last date.
    pub fn length(&self) -> SimDuration {
        self.ends
            .map_or(SimDuration::ZERO, |(_, last)| last.since(SimTime::ZERO))
    }
}
