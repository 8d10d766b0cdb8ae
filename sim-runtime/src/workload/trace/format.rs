//! The formats that there are, by name.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use super::azure_2019::Azure2019;
use super::azure_2021::Azure2021;
use super::cloud_watch::CloudWatch;
use super::coldstart_csv::ColdstartCsv;
use super::dslab::Dslab;
use super::error::TraceError;
use super::huawei_2023::Huawei2023;
use super::huawei_2025::Huawei2025;
use super::ibm_code_engine::IbmCodeEngine;
use super::in_vitro::InVitro;
use super::open_dc::OpenDc;
use super::reader::TraceReader;
use crate::units::spelling::{choices, cut, visible};

/// A format of traces.
///
/// ```
/// use sim_runtime::workload::trace::Format;
///
/// assert_eq!("azure-2019".parse(), Ok(Format::Azure2019));
/// let told = "azure-2091".parse::<Format>().unwrap_err();
/// assert!(told.starts_with("unknown format `azure-2091`; did you mean `azure-2019`?"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// [Azure Functions 2019](Azure2019): three tables a day.
    Azure2019,
    /// [Azure Functions 2021](Azure2021): every invocation.
    Azure2021,
    /// [Huawei 2023](Huawei2023): numbers of each minute or second.
    Huawei2023,
    /// [Huawei 2025](Huawei2025): every request, and cold starts.
    Huawei2025,
    /// [IBM Cloud Code Engine 2026](IbmCodeEngine): requests and configurations.
    IbmCodeEngine,
    /// [InVitro](InVitro): samples of Azure Functions 2019.
    InVitro,
    /// [DSLab FaaS](Dslab).
    Dslab,
    /// [OpenDC Serverless](OpenDc): a table for each function.
    OpenDc,
    /// [CloudWatch](CloudWatch): logs of AWS Lambda.
    CloudWatch,
    /// [Our own](ColdstartCsv), as comma-separated values.
    Coldstart,
    /// Our own as a Parquet file, with the feature `parquet`.
    Parquet,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Azure2019,
        Self::Azure2021,
        Self::Huawei2023,
        Self::Huawei2025,
        Self::IbmCodeEngine,
        Self::InVitro,
        Self::Dslab,
        Self::OpenDc,
        Self::CloudWatch,
        Self::Coldstart,
        Self::Parquet,
    ];

    /// Its name on command lines and in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Azure2019 => "azure-2019",
            Self::Azure2021 => "azure-2021",
            Self::Huawei2023 => "huawei-2023",
            Self::Huawei2025 => "huawei-2025",
            Self::IbmCodeEngine => "ibm-code-engine",
            Self::InVitro => "in-vitro",
            Self::Dslab => "dslab",
            Self::OpenDc => "open-dc",
            Self::CloudWatch => "cloud-watch",
            Self::Coldstart => "coldstart",
            Self::Parquet => "parquet",
        }
    }

    /// What reads the trace at a path.
    ///
    /// # Errors
    ///
    /// If there is none, or this program is built without the format.
    pub fn reader(self, path: &Path) -> Result<Box<dyn TraceReader>, TraceError> {
        Ok(match self {
            Self::Azure2019 => Box::new(Azure2019::open(path)?),
            Self::Azure2021 => Box::new(Azure2021::open(path)?),
            Self::Huawei2023 => Box::new(Huawei2023::open(path)?),
            Self::Huawei2025 => Box::new(Huawei2025::open(path)?),
            Self::IbmCodeEngine => Box::new(IbmCodeEngine::open(path)?),
            Self::InVitro => Box::new(InVitro::open(path)?),
            Self::Dslab => Box::new(Dslab::open(path)?),
            Self::OpenDc => Box::new(OpenDc::open(path)?),
            Self::CloudWatch => Box::new(CloudWatch::open(path)?),
            Self::Coldstart => Box::new(ColdstartCsv::open(path)?),
            #[cfg(feature = "parquet")]
            Self::Parquet => Box::new(super::coldstart_parquet::ColdstartParquet::open(path)),
            #[cfg(not(feature = "parquet"))]
            Self::Parquet => {
                return Err(TraceError::new(
                    path.display().to_string(),
                    "is a Parquet file, which this program is built without: build it with `--features parquet`",
                ));
            }
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
            format!("unknown format `{}`{choices}", visible(&cut(text)))
        })
    }
}
