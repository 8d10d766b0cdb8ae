//! InVitro: the three tables of Azure Functions 2019, cleaned and sampled.
//!
//! Ustiugov et al., Enabling In-Vitro Serverless Systems Research, 2023; the files as `vhive-serverless/invitro` has them in
//! `data/traces/example`, looked at on 2026-11-26: `invocations.csv`, `durations.csv` and `memory.csv`. Memory is that of
//! functions, an equal part of their application's. Counts may have a point (`57523.0`), columns may be in another order, and the
//! minutes of an excerpt begin at its start, such as 540.

use std::path::{Path, PathBuf};

use super::azure_tables::{read_durations, read_invocations, read_memory};
use super::error::TraceError;
use super::intake::Intake;
use super::reader::TraceReader;
use super::source;
use super::table::Table;

const NAME: &str = "InVitro";

/// Reads a sample of InVitro: a folder with its three tables, or the table of invocations, beside which the others lie.
#[derive(Clone, Debug)]
pub struct InVitro {
    invocations: PathBuf,
}

impl InVitro {
    /// The tables at a path.
    ///
    /// # Errors
    ///
    /// If there are none.
    pub fn open(path: &Path) -> Result<Self, TraceError> {
        let is_table = |name: &str| name == "invocations.csv";
        let found = source::files(path, "InVitro (invocations.csv)", &is_table)?;
        let invocations = found.into_iter().next().unwrap_or_default();
        Ok(Self { invocations })
    }

    fn beside(&self, name: &str) -> Option<PathBuf> {
        [name.to_owned(), format!("{name}.gz")]
            .iter()
            .map(|name| self.invocations.with_file_name(name))
            .find(|path| path.is_file())
    }
}

impl TraceReader for InVitro {
    fn read(&mut self, intake: &mut Intake) -> Result<(), TraceError> {
        let mut invocations = Table::open(&self.invocations)?;
        let sums = read_invocations(&mut invocations, 0, NAME, intake)?;
        if let Some(durations) = self.beside("durations.csv") {
            read_durations(&mut Table::open(&durations)?, &sums, NAME, intake)?;
        }
        if let Some(memory) = self.beside("memory.csv") {
            read_memory(&mut Table::open(&memory)?, NAME, intake)?;
        }
        Ok(())
    }
}
