//! The three tables of Azure Functions 2019, which samplers write too: invocations of each minute, quantiles of durations, and
//! quantiles of memory.

use rustc_hash::FxHashMap;

use super::error::TraceError;
use super::intake::Intake;
use super::mended::Defect;
use super::table::{Count, Line, Table};
use crate::distribution::Distribution;
use crate::distribution::constructors::{Constant, Quantiles};
use crate::units::{Bytes, SimDuration};

/// The columns of durations, with the probabilities that they are for.
const QUANTILES: [(&str, f64); 7] = [
    ("percentile_Average_0", 0.0),
    ("percentile_Average_1", 0.01),
    ("percentile_Average_25", 0.25),
    ("percentile_Average_50", 0.5),
    ("percentile_Average_75", 0.75),
    ("percentile_Average_99", 0.99),
    ("percentile_Average_100", 1.0),
];

/// The columns that say which function a line is about.
struct Names {
    app: usize,
    function: usize,
}

impl Names {
    fn of(table: &Table, format: &str) -> Result<Self, TraceError> {
        let [app, function] = table.columns(["HashApp", "HashFunction"], format)?;
        Ok(Self { app, function })
    }

    fn known(&self, line: &Line<'_>, intake: &Intake) -> Result<Option<u32>, TraceError> {
        let (app, function) = (line.name(self.app)?, line.name(self.function)?);
        Ok(intake.known(app, function))
    }
}

/// Reads how often each function is invoked in each minute, the first of which begins so long after the start \[min\]. Returns
/// how often each is invoked in all.
pub(super) fn read_invocations(
    table: &mut Table,
    first_minute: u64,
    format: &str,
    intake: &mut Intake,
) -> Result<Vec<Option<u64>>, TraceError> {
    let names = Names::of(table, format)?;
    let trigger = table.column("Trigger");
    let minutes = minutes(table, intake)?;
    let mut sums: Vec<Option<u64>> = Vec::new();
    while let Some(line) = table.next()? {
        let (app, name) = (line.name(names.app)?, line.name(names.function)?);
        let function = intake.function(app, name)?;
        let place = function as usize;
        if sums.len() <= place {
            sums.resize(place + 1, None);
        }
        if sums[place].is_some() {
            intake.mend(Defect::Duplicate);
            continue;
        }
        if let Some(trigger) = trigger {
            let text = line.text(trigger)?;
            let known = &mut intake.facts(function).trigger;
            if known.is_none() && !text.is_empty() {
                *known = Some(text.to_owned());
            }
        }
        let mut sum = 0;
        for (column, minute) in &minutes {
            let count = count(&line, *column, intake)?;
            if count > 0 {
                let start = (first_minute + minute) as f64 * 60.0;
                intake.count(function, start, 60.0, count, None)?;
                sum += u64::from(count);
            }
        }
        sums[place] = Some(sum);
    }
    Ok(sums)
}

/// A number of invocations, mended where that can be.
pub(super) fn count(
    line: &Line<'_>,
    column: usize,
    intake: &mut Intake,
) -> Result<u32, TraceError> {
    let (count, defect) = match line.count(column)? {
        Count::Whole(count) => return Ok(count),
        Count::WithPoint(count) => (count, Defect::PointInCount),
        Count::Negative => (0, Defect::Negative),
        Count::Missing => (0, Defect::MissingCount),
    };
    intake.mend(defect);
    Ok(count)
}

/// The columns of minutes, and which minute each is, from 0.
fn minutes(table: &Table, intake: &mut Intake) -> Result<Vec<(usize, u64)>, TraceError> {
    let numbers = table.header().iter().map(|name| name.parse::<u32>());
    let minutes: Vec<(usize, u64)> = numbers
        .enumerate()
        .filter_map(|(column, number)| Some((column, u64::from(number.ok()?))))
        .collect();
    let Some(first) = minutes.iter().map(|(_, number)| *number).min() else {
        return Err(TraceError::new(
            table.file(),
            "has no columns of minutes, which are called 1, 2, 3 and so on; name the table of invocations",
        )
        .at_line(1));
    };
    let has_names_first = minutes.first().is_some_and(|(column, _)| *column <= 4);
    let is_in_order = minutes.windows(2).all(|pair| pair[0].1 < pair[1].1);
    let id_columns = ["HashApp", "HashFunction"].map(|name| table.column(name));
    if !has_names_first || !is_in_order || !id_columns.is_sorted() {
        intake.mend(Defect::ColumnsReordered);
    }
    if first != 1 {
        intake.mend(Defect::MinutesRenumbered);
    }
    let mut seen: Vec<u64> = minutes.iter().map(|(_, number)| *number).collect();
    seen.sort_unstable();
    if let Some(pair) = seen.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(
            TraceError::new(table.file(), "is there twice; remove one of the columns")
                .at_line(1)
                .in_column(pair[0].to_string()),
        );
    }
    let from_zero = minutes.into_iter();
    Ok(from_zero
        .map(|(column, number)| (column, number - first))
        .collect())
}

/// Reads how long the functions last that are known, in milliseconds; `sums` is how often each is invoked.
pub(super) fn read_durations(
    table: &mut Table,
    sums: &[Option<u64>],
    format: &str,
    intake: &mut Intake,
) -> Result<(), TraceError> {
    let names = Names::of(table, format)?;
    let [average] = table.columns(["Average"], format)?;
    let counted = table.column("Count");
    let quantiles = QUANTILES.map(|(name, probability)| (table.column(name), probability));
    let mut seen = vec![false; sums.len()];
    while let Some(line) = table.next()? {
        let Some(function) = names.known(&line, intake)? else {
            continue;
        };
        let Some(seen) = seen.get_mut(function as usize) else {
            continue;
        };
        if std::mem::replace(seen, true) {
            intake.mend(Defect::Duplicate);
            continue;
        }
        if let (Some(counted), Some(sum)) = (counted, sums[function as usize]) {
            let counted = u64::from(count(&line, counted, intake)?);
            if counted != sum {
                intake.mend(Defect::CountDiffers);
            }
        }
        let law = law(&line, average, &quantiles, intake)?;
        let known = &mut intake.facts(function).duration;
        if known.is_none() {
            *known = law;
        }
    }
    Ok(())
}

/// The distribution of a function's durations: its quantiles, or its mean where there are none.
fn law(
    line: &Line<'_>,
    average: usize,
    columns: &[(Option<usize>, f64)],
    intake: &mut Intake,
) -> Result<Option<Distribution>, TraceError> {
    let mut points: Vec<(f64, f64)> = Vec::new();
    let mut decreases = false;
    for (column, probability) in columns {
        let Some(column) = column else { continue };
        let Some(value) = not_negative(line, *column, intake)? else {
            continue;
        };
        let before = points.last().map_or(0.0, |(_, value)| *value);
        decreases |= value < before;
        points.push((*probability, value.max(before)));
    }
    if decreases {
        intake.mend(Defect::QuantilesDecrease);
    }
    if points.is_empty() {
        let Some(mean) = not_negative(line, average, intake)? else {
            return Ok(None);
        };
        points.push((0.0, mean));
    }
    let (least, most) = (points[0].1, points[points.len() - 1].1);
    if most <= 0.0 {
        intake.mend(Defect::ZeroDuration);
        return Ok(Some(Constant(SimDuration::from_secs_f64(
            intake.shortest(),
        ))));
    }
    if least == most {
        return Ok(Some(Constant(millis(most))));
    }
    if points[0].0 > 0.0 {
        points.insert(0, (0.0, least));
    }
    if points[points.len() - 1].0 < 1.0 {
        points.push((1.0, most));
    }
    let points = points.into_iter();
    Ok(Some(Quantiles(
        points.map(|(probability, value)| (probability, millis(value))),
    )))
}

fn millis(milliseconds: f64) -> SimDuration {
    // No function runs for more than a year; a number that says so is no reason to overflow.
    SimDuration::from_secs_f64((milliseconds / 1e3).min(3.2e7))
}

fn not_negative(
    line: &Line<'_>,
    column: usize,
    intake: &mut Intake,
) -> Result<Option<f64>, TraceError> {
    let number = line.number(column)?;
    if number.is_some_and(|number| number < 0.0) {
        intake.mend(Defect::Negative);
        return Ok(None);
    }
    Ok(number)
}

/// Reads the memory of applications, in MB, or that of functions where the table has them.
pub(super) fn read_memory(
    table: &mut Table,
    format: &str,
    intake: &mut Intake,
) -> Result<(), TraceError> {
    let [app, average] = table.columns(["HashApp", "AverageAllocatedMb"], format)?;
    let function = table.column("HashFunction");
    let mut seen: FxHashMap<(String, String), Option<Bytes>> = FxHashMap::default();
    while let Some(line) = table.next()? {
        let name = function.map_or(Ok(""), |function| line.name(function))?;
        let key = (line.name(app)?.to_owned(), name.to_owned());
        let memory = not_negative(&line, average, intake)?;
        let memory = memory.filter(|memory| *memory > 0.0);
        // No instance has more than an exabyte.
        let memory = memory.map(|memory| Bytes::new((memory.min(1e12) * 1e6) as u64));
        match seen.entry(key) {
            std::collections::hash_map::Entry::Occupied(_) => intake.mend(Defect::Duplicate),
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(memory);
            }
        }
    }
    let by_function = function.is_some();
    let found: Vec<Option<Bytes>> = (intake.names())
        .map(|(app, name)| {
            let name = if by_function { name } else { "" };
            seen.get(&(app.to_owned(), name.to_owned()))
                .copied()
                .flatten()
        })
        .collect();
    for (function, memory) in found.into_iter().enumerate() {
        let known = &mut intake.facts(function as u32).memory;
        if known.is_none() {
            *known = memory;
        }
    }
    Ok(())
}
