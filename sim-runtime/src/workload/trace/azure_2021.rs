//! Azure Functions 2021: every invocation of two weeks.
//!
//! Zhang et al., Faster and Cheaper Serverless Computing on Harvested Resources, SOSP 2021; the columns as the page
//! `AzureFunctionsInvocationTrace2021.md` of `Azure/AzurePublicDataset` describes them, looked at on 2026-11-26: `app`, `func`
//! (which is one of an application), `end_timestamp` \[s\] and `duration` \[s\].
//!
//! Rows are dated by their end and in no order; 8.65 % of the durations are zero.

use std::io::Read;
use std::path::Path;

use super::error::TraceError;
use super::intake::{Intake, Invocation};
use super::mended::Defect;
use super::reader::TraceReader;
use super::source;
use super::table::Table;

/// Reads Azure Functions 2021.
pub struct Azure2021 {
    table: Table,
}

impl Azure2021 {
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

impl TraceReader for Azure2021 {
    fn read(&mut self, intake: &mut Intake) -> Result<(), TraceError> {
        let names = ["app", "func", "end_timestamp", "duration"];
        let table = &mut self.table;
        let [app, function, end, duration] = table.columns(names, "Azure Functions 2021")?;
        if [app, function, end, duration] != [0, 1, 2, 3] {
            intake.mend(Defect::ColumnsReordered);
        }
        intake.drop_duplicates();
        while let Some(line) = table.next()? {
            let number = intake.function(line.name(app)?, line.name(function)?)?;
            let duration = line.number(duration)?;
            let end = line.present(end)?;
            intake.mend(Defect::DatedByEnd);
            intake.invocation(Invocation {
                start: end - duration.unwrap_or(0.0).max(0.0),
                duration,
                ..Invocation::of(number)
            })?;
        }
        Ok(())
    }
}
