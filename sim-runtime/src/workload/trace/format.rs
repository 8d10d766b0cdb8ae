//! The formats that there are, by name.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use super::azure_2019::Azure2019;
use super::coldstart_csv::ColdstartCsv;
use super::dslab::Dslab;
use super::error::TraceError;
use super::reader::TraceReader;
use crate::units::spelling::{choices, visible};

/// A format of traces.
///
/// ```
/// use sim_runtime::workload::trace::Format;
///
/// assert_eq!("azure-2019".parse(), Ok(Format::Azure2019));
/// assert_eq!(
///     "azure-2091".parse::<Format>().unwrap_err(),
///     "unknown format `azure-2091`; did you mean `azure-2019`?"
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// [Azure Functions 2019](Azure2019): three tables a day.
    Azure2019,
    /// [DSLab FaaS](Dslab).
    Dslab,
    /// [Our own](ColdstartCsv), as comma-separated values.
    Coldstart,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Azure2019, Self::Dslab, Self::Coldstart];

    /// Its name on command lines and in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Azure2019 => "azure-2019",
            Self::Dslab => "dslab",
            Self::Coldstart => "coldstart",
        }
    }

    /// What reads the trace at a path.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn reader(self, path: &Path) -> Result<Box<dyn TraceReader>, TraceError> {
        Ok(match self {
            Self::Azure2019 => Box::new(Azure2019::open(path)?),
            Self::Dslab => Box::new(Dslab::open(path)?),
            Self::Coldstart => Box::new(ColdstartCsv::open(path)?),
        })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|format| format.name() == text);
        found.ok_or_else(|| {
            let names = Self::ALL.map(Self::name);
            let choices = choices(text, "formats", &names);
            format!("unknown format `{}`{choices}", visible(text))
        })
    }
}
