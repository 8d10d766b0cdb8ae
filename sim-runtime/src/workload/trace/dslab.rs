//! DSLab FaaS: invocations as that simulator makes them of Azure Functions 2019.
//!
//! Lines `#app,ID,MEMORY,COLD` say the memory \[MB\] and the cold start \[s\] of an application; `time,app,func,duration` is an
//! invocation, both times in seconds. Other lines that begin with `#` are remarks, and a first line may name the columns.

use std::io::Read;
use std::path::Path;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::error::TraceError;
use super::intake::{Intake, Invocation};
use super::mended::Defect;
use super::reader::TraceReader;
use super::source;
use super::table::{Line, Table};
use crate::distribution::constructors::Constant;
use crate::units::{Bytes, SimDuration};

/// Reads invocations of DSLab FaaS.
pub struct Dslab {
    table: Table,
}

/// What is known of an application.
#[derive(Clone, Copy)]
struct App {
    memory: Option<f64>,
    cold_start: Option<f64>,
}

impl Dslab {
    /// A file.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub fn open(path: &Path) -> Result<Self, TraceError> {
        Ok(Self::from_text(
            path.display().to_string(),
            source::open(path)?,
        ))
    }

    /// Text of anywhere, under a name for messages.
    pub fn from_text(name: impl Into<String>, text: Box<dyn Read>) -> Self {
        Self {
            table: Table::headless(name.into(), text),
        }
    }
}

impl TraceReader for Dslab {
    fn read(&mut self, intake: &mut Intake) -> Result<(), TraceError> {
        let mut apps: IndexMap<String, App, FxBuildHasher> = IndexMap::default();
        let mut may_be_header = true;
        while let Some(line) = self.table.next_of_any_length()? {
            let first = line.text(0)?;
            if first == "#app" {
                if let Some((id, app)) = app(&line, intake)?
                    && apps.insert(id, app).is_some()
                {
                    intake.mend(Defect::Duplicate);
                }
                continue;
            }
            let is_header = std::mem::take(&mut may_be_header) && first == "time";
            if first.starts_with('#') || is_header {
                may_be_header |= !is_header;
                continue;
            }
            invocation(&line, &apps, intake)?;
        }
        Ok(())
    }
}

fn app(line: &Line<'_>, intake: &mut Intake) -> Result<Option<(String, App)>, TraceError> {
    let id = line.name(1)?;
    let mut number = |column| -> Result<Option<f64>, TraceError> {
        let number = line.number(column)?;
        let is_negative = number.is_some_and(|number| number < 0.0);
        if is_negative {
            intake.mend(Defect::Negative);
        }
        Ok(number.filter(|_| !is_negative))
    };
    let app = App {
        memory: number(2)?,
        cold_start: number(3)?,
    };
    Ok(Some((id.to_owned(), app)))
}

fn invocation(
    line: &Line<'_>,
    apps: &IndexMap<String, App, FxBuildHasher>,
    intake: &mut Intake,
) -> Result<(), TraceError> {
    if line.len() != 4 {
        return Err(line.error(format!(
            "has {} columns and not the four of DSLab, time, app, func and duration; the file may be cut off, or of another format",
            line.len()
        )));
    }
    let start = line.present(0)?;
    let (app, name) = (line.name(1)?, line.name(2)?);
    let function = match intake.known(app, name) {
        Some(function) => function,
        None => {
            let function = intake.function(app, name)?;
            if let Some(app) = apps.get(app) {
                let facts = intake.facts(function);
                let memory = app.memory.filter(|memory| *memory > 0.0);
                facts.memory = memory.map(|memory| Bytes::new((memory.min(1e12) * 1e6) as u64));
                let cold_start = app.cold_start.map(|seconds| seconds.min(3.2e7));
                facts.cold_start =
                    cold_start.map(|seconds| Constant(SimDuration::from_secs_f64(seconds)));
            }
            function
        }
    };
    intake.invocation(Invocation {
        start,
        duration: line.number(3)?,
        ..Invocation::of(function)
    })
}
