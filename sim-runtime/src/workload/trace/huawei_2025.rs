//! Huawei 2025: every request of a day, and every cold start, of five regions of a public cloud.
//!
//! Joosen et al., Serverless Cold Starts and Where to Find Them, EuroSys 2025; the tables as `README_data_release_2025.md` of
//! `sir-lab/data-release` describes them, looked at on 2026-11-26.
//!
//! * Requests: `time_worker` \[s\], `funcName`, `userID`, `podID`, `totalCost_worker` \[s\], `memory_usage` \[MB\] and more.
//!   A function is what has the same `funcName`, `userID` and pool; a `podID` such as `pool22-300-128-0000618412` says the
//!   pool, 300 thousandths of a core and 128 MB. The frontend's time is after the worker's, so times are those of the end.
//! * Cold starts: `totalCost_cold_start` \[s\]. How long they last goes to the functions; which request waited for which is not
//!   taken, since that would need all of them in memory.
//! * Triggers: `funcID`, which is `FUNCNAME---USERID---POOL`, and `triggerType-invocationType`.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::error::TraceError;
use super::intake::{Intake, Invocation};
use super::mended::Defect;
use super::reader::TraceReader;
use super::source;
use super::table::{Line, Table};
use super::thinned::Thinned;
use crate::units::Bytes;

const NAME: &str = "Huawei 2025";

/// Reads Huawei 2025: a table of requests, or a folder with any of its tables, which are known by their columns.
pub struct Huawei2025 {
    files: Vec<PathBuf>,
    text: Option<Table>,
}

impl Huawei2025 {
    /// The tables at a path.
    ///
    /// # Errors
    ///
    /// If there are none.
    pub fn open(path: &Path) -> Result<Self, TraceError> {
        let is_table = |name: &str| name.ends_with(".csv");
        let files = source::files(path, "Huawei 2025 (.csv)", &is_table)?;
        Ok(Self { files, text: None })
    }

    /// Text of anywhere, under a name for messages.
    ///
    /// # Errors
    ///
    /// If it is empty.
    pub fn from_text(name: impl Into<String>, text: Box<dyn Read>) -> Result<Self, TraceError> {
        Ok(Self {
            files: Vec::new(),
            text: Some(Table::read(name.into(), text)?),
        })
    }
}

impl TraceReader for Huawei2025 {
    fn read(&mut self, intake: &mut Intake) -> Result<(), TraceError> {
        intake.start_at_first();
        intake.drop_duplicates();
        let mut cold_starts = Vec::new();
        if let Some(mut table) = self.text.take() {
            read_table(&mut table, intake, &mut cold_starts)?;
        }
        for file in &self.files {
            read_table(&mut Table::open(file)?, intake, &mut cold_starts)?;
        }
        for (function, cold_starts) in cold_starts.into_iter().enumerate() {
            if let Some(law) = Thinned::law(cold_starts) {
                intake.facts(function as u32).cold_start = Some(law);
            }
        }
        Ok(())
    }
}

fn read_table(
    table: &mut Table,
    intake: &mut Intake,
    cold_starts: &mut Vec<Thinned>,
) -> Result<(), TraceError> {
    if table.column("totalCost_cold_start").is_some() {
        return read_cold_starts(table, intake, cold_starts);
    }
    if table.column("funcID").is_some() && table.column("triggerType-invocationType").is_some() {
        return read_triggers(table, intake);
    }
    read_requests(table, intake)
}

fn read_requests(table: &mut Table, intake: &mut Intake) -> Result<(), TraceError> {
    let names = [
        "time_worker",
        "funcName",
        "userID",
        "podID",
        "totalCost_worker",
    ];
    let [time, name, user, pod, cost] = table.columns(names, NAME)?;
    let memory = table.column("memory_usage");
    while let Some(line) = table.next()? {
        let function = function(&line, [name, user, pod], intake)?;
        let duration = line.number(cost)?;
        let end = line.present(time)?;
        intake.mend(Defect::DatedByEnd);
        let memory = memory.map_or(Ok(None), |memory| line.number(memory))?;
        intake.invocation(Invocation {
            start: end - duration.unwrap_or(0.0).max(0.0),
            duration,
            memory: memory.map(|megabytes| megabytes * 1e6),
            ..Invocation::of(function)
        })?;
    }
    Ok(())
}

/// The function of a line, with the memory and the cores of its pool.
fn function(line: &Line<'_>, columns: [usize; 3], intake: &mut Intake) -> Result<u32, TraceError> {
    let [name, user, pod] = columns;
    let (name, user) = (line.name(name)?, line.name(user)?);
    let pool = pool(line.name(pod)?);
    let id = format!("{name}---{user}---{pool}");
    if let Some(known) = intake.known(user, &id) {
        return Ok(known);
    }
    let function = intake.function(user, &id)?;
    let mut parts = pool.split('-').skip(1).map(str::parse::<u32>);
    let facts = intake.facts(function);
    if let (Some(Ok(millicores)), Some(Ok(megabytes))) = (parts.next(), parts.next()) {
        facts.cores = Some(f64::from(millicores) / 1e3);
        facts.memory = Some(Bytes::new(u64::from(megabytes) * 1_000_000));
    }
    Ok(function)
}

/// The name of the pool of a pod: all but its number.
fn pool(pod: &str) -> &str {
    match pod.rsplit_once('-') {
        Some((pool, _)) if pool.split('-').count() == 3 => pool,
        _ => pod,
    }
}

fn read_cold_starts(
    table: &mut Table,
    intake: &mut Intake,
    cold_starts: &mut Vec<Thinned>,
) -> Result<(), TraceError> {
    let names = ["funcName", "userID", "podID", "totalCost_cold_start"];
    let [name, user, pod, cost] = table.columns(names, NAME)?;
    while let Some(line) = table.next()? {
        let function = function(&line, [name, user, pod], intake)? as usize;
        match line.number(cost)? {
            Some(seconds) if seconds >= 0.0 => {
                if cold_starts.len() <= function {
                    cold_starts.resize(function + 1, Thinned::default());
                }
                cold_starts[function].push(seconds);
            }
            Some(_) => intake.mend(Defect::Negative),
            None => intake.mend(Defect::MissingDuration),
        }
    }
    Ok(())
}

fn read_triggers(table: &mut Table, intake: &mut Intake) -> Result<(), TraceError> {
    let names = ["funcID", "triggerType-invocationType"];
    let [id, trigger] = table.columns(names, NAME)?;
    while let Some(line) = table.next()? {
        let id = line.name(id)?;
        let Some(user) = id.split("---").nth(1) else {
            return Err(line.error_in(0, "is not FUNCNAME---USERID---POOL; remove the line"));
        };
        let function = intake.function(user, id)?;
        let text = line.text(trigger)?;
        intake.facts(function).trigger = (!text.is_empty()).then(|| text.to_owned());
    }
    Ok(())
}
