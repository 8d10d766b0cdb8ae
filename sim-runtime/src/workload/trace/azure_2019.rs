//! Azure Functions 2019: for each of 14 days, three tables.
//!
//! Shahrad et al., Serverless in the Wild, USENIX ATC 2020; the tables as the page `AzureFunctionsDataset2019.md` of
//! `Azure/AzurePublicDataset` describes them (revision 2), looked at on 2026-11-26.
//!
//! * `invocations_per_function_md.anon.dNN.csv`: `HashOwner`, `HashApp`, `HashFunction`, `Trigger`, and the number of invocations
//!   in each of the 1440 minutes of the day, `1` to `1440`.
//! * `function_durations_percentiles.anon.dNN.csv`: `Average`, `Count`, `Minimum`, `Maximum` and quantiles \[ms\], without the
//!   time of a cold start. The quantiles are those of averages over 30 s. They are what durations are drawn from; the extremes
//!   `Minimum` and `Maximum` are not, since straight lines to them would make the mean far too long.
//! * `app_memory_percentiles.anon.dNN.csv`: `AverageAllocatedMb` and quantiles of the memory of a whole application \[MB\]; not
//!   of the last two days.

use std::path::{Path, PathBuf};

use super::azure_tables::{read_durations, read_invocations, read_memory};
use super::error::TraceError;
use super::intake::Intake;
use super::reader::TraceReader;
use super::source;
use super::table::Table;

const NAME: &str = "Azure Functions 2019";
const INVOCATIONS: &str = "invocations_per_function";
const DURATIONS: &str = "function_durations_percentiles";
const MEMORY: &str = "app_memory_percentiles";

/// Reads Azure Functions 2019: a folder with the three tables of each day, or the table of invocations of one day, beside which
/// the others lie. Days follow each other; a function has the durations and the memory of the first day that knows them.
#[derive(Clone, Debug)]
pub struct Azure2019 {
    days: Vec<PathBuf>,
}

impl Azure2019 {
    /// The tables at a path.
    ///
    /// # Errors
    ///
    /// If there are none.
    pub fn open(path: &Path) -> Result<Self, TraceError> {
        let is_table = |name: &str| name.starts_with(INVOCATIONS) && name.ends_with(".csv");
        let what = "invocations of Azure Functions 2019 (invocations_per_function_md.anon.dNN.csv)";
        let days = source::files(path, what, &is_table)?;
        Ok(Self { days })
    }

    /// The table of another kind of the same day, if there is one.
    fn beside(day: &Path, kind: &str) -> Option<PathBuf> {
        let name = source::name(day);
        // The end says which day: `.anon.d01.csv`.
        let end = name.find(".anon").map_or(".csv", |at| &name[at..]);
        let folder = match day.parent()? {
            folder if folder.as_os_str().is_empty() => Path::new("."),
            folder => folder,
        };
        let is_wanted = |name: &str| name.starts_with(kind) && name.ends_with(end);
        let found = source::files(folder, kind, &is_wanted).ok()?;
        found.into_iter().next()
    }
}

impl TraceReader for Azure2019 {
    fn read(&mut self, intake: &mut Intake) -> Result<(), TraceError> {
        let mut minutes = 0;
        for day in &self.days {
            let mut table = Table::open(day)?;
            let sums = read_invocations(&mut table, minutes, NAME, intake)?;
            if let Some(durations) = Self::beside(day, DURATIONS) {
                read_durations(&mut Table::open(&durations)?, &sums, NAME, intake)?;
            }
            if let Some(memory) = Self::beside(day, MEMORY) {
                read_memory(&mut Table::open(&memory)?, NAME, intake)?;
            }
            minutes += 1440;
        }
        Ok(())
    }
}
