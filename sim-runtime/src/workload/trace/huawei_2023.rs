//! Huawei 2023: numbers of requests of each minute, or each second, of 200 functions of a private and 5093 of a public cloud.
//!
//! Joosen et al., How Does It Function?, SoCC 2023; the tables as `README_data_release_2023.md` of `sir-lab/data-release` and its
//! notebooks describe them, looked at on 2026-11-26. A day is a file, `requests_minute/day_000.csv`: `day`, `time` \[s\], and a
//! column for each function, empty where there was no request. The private cloud has more tables of the same shape:
//! `function_delay_minute` (the mean time of executions, in
//! milliseconds as its users take it; the description does not say), `memory_limit_minute` (of all instances \[MB\]) and `instances_minute`.

use std::path::{Path, PathBuf};

use super::azure_tables::count;
use super::error::TraceError;
use super::intake::Intake;
use super::mended::Defect;
use super::reader::TraceReader;
use super::source;
use super::table::{Line, Table};
use super::thinned::Thinned;
use crate::units::Bytes;

const NAME: &str = "Huawei 2023";

/// Reads Huawei 2023: the folder of a cloud, that of its requests, or one day of them.
#[derive(Clone, Debug)]
pub struct Huawei2023 {
    days: Vec<PathBuf>,
}

impl Huawei2023 {
    /// The tables at a path.
    ///
    /// # Errors
    ///
    /// If there are none.
    pub fn open(path: &Path) -> Result<Self, TraceError> {
        let inner = ["requests_minute", "requests_second"];
        let inner = inner.map(|name| path.join(name));
        let folder = inner.iter().find(|folder| folder.is_dir());
        let folder = folder.map_or(path, PathBuf::as_path);
        let what = "requests of Huawei 2023 (day_000.csv)";
        let days = source::files(folder, what, &is_day)?;
        Ok(Self { days })
    }

    /// The table of the same day in the folder of something else.
    fn beside(day: &Path, kind: &str) -> Option<PathBuf> {
        let folder = day.parent()?.with_file_name(kind);
        let table = folder.join(day.file_name()?);
        table.is_file().then_some(table)
    }
}

fn is_day(name: &str) -> bool {
    name.starts_with("day_") && name.ends_with(".csv")
}

/// The columns of a table: that of the time, and those of functions, with their numbers.
struct Columns {
    time: usize,
    functions: Vec<(usize, u32)>,
}

impl Columns {
    fn of(table: &Table, intake: &mut Intake) -> Result<Self, TraceError> {
        let [day, time] = table.columns(["day", "time"], NAME)?;
        if (day, time) != (0, 1) {
            intake.mend(Defect::ColumnsReordered);
        }
        let mut functions = Vec::new();
        for (column, name) in table.header().iter().enumerate() {
            if column != day && column != time {
                if name.is_empty() {
                    let error = TraceError::new(table.file(), "has no name; name its function");
                    return Err(error.at_line(1).in_column((column + 1).to_string()));
                }
                functions.push((column, intake.function(name, name)?));
            }
        }
        Ok(Self { time, functions })
    }
}

impl TraceReader for Huawei2023 {
    fn read(&mut self, intake: &mut Intake) -> Result<(), TraceError> {
        let mut delays: Vec<Thinned> = Vec::new();
        let mut memory: Vec<Mean> = Vec::new();
        let mut instances: Vec<Mean> = Vec::new();
        for day in &self.days {
            read_requests(&mut Table::open(day)?, intake)?;
            let of_function = |value: f64, place: &mut Thinned| place.push(value / 1e3);
            read_values(
                day,
                "function_delay_minute",
                intake,
                &mut delays,
                &of_function,
            )?;
            read_values(day, "memory_limit_minute", intake, &mut memory, &Mean::push)?;
            read_values(day, "instances_minute", intake, &mut instances, &Mean::push)?;
        }
        for (function, delays) in delays.into_iter().enumerate() {
            intake.facts(function as u32).duration = delays.law();
        }
        for (function, (memory, instances)) in memory.into_iter().zip(instances).enumerate() {
            let each = memory.get() / instances.get();
            if each >= 1.0 {
                let bytes = Bytes::new((each.min(1e12) * 1e6) as u64);
                intake.facts(function as u32).memory = Some(bytes);
            }
        }
        Ok(())
    }
}

/// A mean that needs no list.
#[derive(Clone, Copy, Debug, Default)]
struct Mean {
    sum: f64,
    count: u32,
}

impl Mean {
    fn push(value: f64, place: &mut Self) {
        place.sum += value;
        place.count += 1;
    }

    fn get(self) -> f64 {
        self.sum / f64::from(self.count)
    }
}

/// Numbers of requests. A line's interval ends where the next begins, which the first two lines show.
fn read_requests(table: &mut Table, intake: &mut Intake) -> Result<(), TraceError> {
    let columns = Columns::of(table, intake)?;
    let mut length = None;
    let mut first: Option<(f64, Vec<(u32, u32)>)> = None;
    while let Some(line) = table.next()? {
        let time = line.present(columns.time)?;
        let counts = counts(&line, &columns, intake)?;
        match (length, first.take()) {
            (Some(length), _) => tell(time, length, &counts, intake)?,
            (None, None) => first = Some((time, counts)),
            (None, Some((before, earlier))) => {
                let gap = time - before;
                let gap = if gap > 0.0 && gap <= 3600.0 {
                    gap
                } else {
                    60.0
                };
                length = Some(gap);
                tell(before, gap, &earlier, intake)?;
                tell(time, gap, &counts, intake)?;
            }
        }
    }
    if let Some((only, counts)) = first {
        tell(only, 60.0, &counts, intake)?;
    }
    Ok(())
}

fn counts(
    line: &Line<'_>,
    columns: &Columns,
    intake: &mut Intake,
) -> Result<Vec<(u32, u32)>, TraceError> {
    let mut counts = Vec::new();
    for (column, function) in &columns.functions {
        // Most are empty: no request, and no defect.
        let bytes = line.bytes(*column);
        if bytes.is_empty() || bytes.eq_ignore_ascii_case(b"nan") {
            continue;
        }
        let count = count(line, *column, intake)?;
        if count > 0 {
            counts.push((*function, count));
        }
    }
    Ok(counts)
}

fn tell(
    time: f64,
    length: f64,
    counts: &[(u32, u32)],
    intake: &mut Intake,
) -> Result<(), TraceError> {
    for (function, count) in counts {
        intake.count(*function, time, length, *count, None)?;
    }
    Ok(())
}

/// The values of another table of the same day, if there is one.
fn read_values<T: Clone + Default>(
    day: &Path,
    kind: &str,
    intake: &mut Intake,
    places: &mut Vec<T>,
    push: &dyn Fn(f64, &mut T),
) -> Result<(), TraceError> {
    let Some(path) = Huawei2023::beside(day, kind) else {
        return Ok(());
    };
    let mut table = Table::open(&path)?;
    let columns = Columns::of(&table, intake)?;
    places.resize(intake.names().count(), T::default());
    while let Some(line) = table.next()? {
        for (column, function) in &columns.functions {
            let Some(value) = line.number(*column)? else {
                continue;
            };
            if value < 0.0 {
                intake.mend(Defect::Negative);
                continue;
            }
            push(value, &mut places[*function as usize]);
        }
    }
    Ok(())
}
