//! Our own format: a line for each invocation.
//!
//! `date`, `function` and `duration` must be there, dates and durations in seconds; `app`, `memory` \[B\], `cold` (`true`,
//! `false`), `trigger` and `concurrency` may be. An empty place is not known. Lines may be in any order, and so may columns.

use std::io::Read;
use std::path::Path;

use super::error::TraceError;
use super::intake::{Intake, Invocation};
use super::reader::TraceReader;
use super::source;
use super::table::{Line, Table};
use crate::units::spelling::{cut, visible};

const NAME: &str = "coldstart's own format";

/// The columns of our own format.
pub(super) const COLUMNS: [&str; 8] = [
    "date",
    "function",
    "duration",
    "app",
    "memory",
    "cold",
    "trigger",
    "concurrency",
];

/// Reads our own format, as [`write_csv`](super::write_csv) writes it.
pub struct ColdstartCsv {
    table: Table,
}

impl ColdstartCsv {
    /// A file.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is empty.
    pub fn open(path: &Path) -> Result<Self, TraceError> {
        Self::from_text(path.display().to_string(), source::open(path)?)
    }

    /// Text of anywhere, under a name for messages.
    ///
    /// # Errors
    ///
    /// If it is empty.
    pub fn from_text(name: impl Into<String>, text: Box<dyn Read>) -> Result<Self, TraceError> {
        let table = Table::read(name.into(), text)?;
        Ok(Self { table })
    }
}

/// The columns that may be there.
struct Columns {
    app: Option<usize>,
    memory: Option<usize>,
    cold: Option<usize>,
    trigger: Option<usize>,
    concurrency: Option<usize>,
}

impl TraceReader for ColdstartCsv {
    fn read(&mut self, intake: &mut Intake) -> Result<(), TraceError> {
        let table = &mut self.table;
        let [date, function, duration] = table.columns(["date", "function", "duration"], NAME)?;
        let columns = Columns {
            app: table.column("app"),
            memory: table.column("memory"),
            cold: table.column("cold"),
            trigger: table.column("trigger"),
            concurrency: table.column("concurrency"),
        };
        while let Some(line) = table.next()? {
            let start = line.present(date)?;
            let name = line.name(function)?;
            let app = columns.app.map_or(Ok(""), |app| line.text(app))?;
            let app = if app.is_empty() { name } else { app };
            let number = match intake.known(app, name) {
                Some(number) => number,
                None => first_seen(&line, app, name, &columns, intake)?,
            };
            intake.invocation(Invocation {
                function: number,
                start,
                duration: line.number(duration)?,
                memory: columns
                    .memory
                    .map_or(Ok(None), |memory| line.number(memory))?,
                cold: columns.cold.map_or(Ok(None), |cold| flag(&line, cold))?,
            })?;
        }
        Ok(())
    }
}

/// A function has the memory, the trigger and the concurrency of its first line.
fn first_seen(
    line: &Line<'_>,
    app: &str,
    name: &str,
    columns: &Columns,
    intake: &mut Intake,
) -> Result<u32, TraceError> {
    let number = intake.function(app, name)?;
    let memory = columns
        .memory
        .map_or(Ok(None), |memory| line.number(memory))?;
    let trigger = columns
        .trigger
        .map_or(Ok(""), |trigger| line.text(trigger))?;
    let concurrency = match columns.concurrency {
        Some(column) => concurrency(line, column)?,
        None => None,
    };
    let facts = intake.facts(number);
    facts.memory = memory.and_then(Intake::memory_of_function);
    facts.trigger = (!trigger.is_empty()).then(|| trigger.to_owned());
    facts.concurrency = concurrency;
    Ok(number)
}

fn concurrency(line: &Line<'_>, column: usize) -> Result<Option<u32>, TraceError> {
    let Some(number) = line.number(column)? else {
        return Ok(None);
    };
    if libm::floor(number) != number || !(1.0..=f64::from(u32::MAX)).contains(&number) {
        return Err(line.error_in(
            column,
            format!("{number} is no number of invocations at once, a whole number from 1; mend it or leave it empty"),
        ));
    }
    Ok(Some(number as u32))
}

fn flag(line: &Line<'_>, column: usize) -> Result<Option<bool>, TraceError> {
    let text = line.text(column)?;
    let is = |words: [&str; 3]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if text.is_empty() {
        Ok(None)
    } else if is(["true", "1", "yes"]) {
        Ok(Some(true))
    } else if is(["false", "0", "no"]) {
        Ok(Some(false))
    } else {
        let text = cut(text);
        let reason = format!(
            "`{}` is neither `true` nor `false`; write one of them, or leave it empty",
            visible(&text)
        );
        Err(line.error_in(column, reason))
    }
}
