//! IBM Cloud Code Engine 2026: requests of 1780 applications in 62 days.
//!
//! Nasiri et al., In-Production Characterization of an Open Source Serverless Platform and New Scaling Strategies, EuroSys 2026;
//! the columns as the README of `ubc-cirrus-lab/ibm-cloud-code-engine-traces` describes them, looked at on 2026-11-26.
//!
//! * Traffic, `week_N.pickle`: `NamespaceHash`, `AppHash`, `InvocationTimes` \[s\], `AppExecTimes` \[ms\]. There the times of an
//!   application are one list; here each line has one, as pandas writes it after
//!   `read_pickle("week_1.pickle").explode(["InvocationTimes", "AppExecTimes", "TotalExecTimes", "PodHash"]).to_csv("week_1.csv")`.
//! * Configurations, `app_configs.csv`: `AppContainerRequestCpu` \[cores\], `AppContainerRequestMemory` \[GB\],
//!   `AppContainerConcurrency`, `AppMinScale`. The last line of an application counts.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::error::TraceError;
use super::intake::{Intake, Invocation};
use super::mended::Defect;
use super::reader::TraceReader;
use super::source;
use super::table::{Line, Table};
use crate::units::Bytes;

const NAME: &str = "IBM Code Engine 2026";

/// Reads IBM Cloud Code Engine 2026: a table, or a folder with tables of traffic and of configurations, which are known by their
/// columns. An application is a function of its namespace.
pub struct IbmCodeEngine {
    files: Vec<PathBuf>,
    text: Option<Table>,
}

impl IbmCodeEngine {
    /// The tables at a path.
    ///
    /// # Errors
    ///
    /// If there are none.
    pub fn open(path: &Path) -> Result<Self, TraceError> {
        let is_table = |name: &str| name.ends_with(".csv");
        let what = "IBM Code Engine (week_N.csv, app_configs.csv)";
        let files = source::files(path, what, &is_table)?;
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

impl TraceReader for IbmCodeEngine {
    fn read(&mut self, intake: &mut Intake) -> Result<(), TraceError> {
        intake.start_at_first();
        if let Some(mut table) = self.text.take() {
            read_table(&mut table, intake)?;
        }
        for file in &self.files {
            read_table(&mut Table::open(file)?, intake)?;
        }
        Ok(())
    }
}

fn read_table(table: &mut Table, intake: &mut Intake) -> Result<(), TraceError> {
    match table.column("AppContainerRequestMemory") {
        Some(_) => read_configurations(table, intake),
        None => read_traffic(table, intake),
    }
}

fn read_traffic(table: &mut Table, intake: &mut Intake) -> Result<(), TraceError> {
    let names = [
        "NamespaceHash",
        "AppHash",
        "InvocationTimes",
        "AppExecTimes",
    ];
    let [namespace, app, time, duration] = table.columns(names, NAME)?;
    while let Some(line) = table.next()? {
        if line.bytes(time).starts_with(b"[") {
            return Err(line.error_in(
                time,
                "is a list of all times of an application; give each a line of its own, with pandas' `explode`",
            ));
        }
        let function = intake.function(line.name(namespace)?, line.name(app)?)?;
        let Some(start) = line.number(time)? else {
            // What `explode` makes of an empty list.
            intake.mend(Defect::MissingCount);
            continue;
        };
        intake.invocation(Invocation {
            start,
            duration: line
                .number(duration)?
                .map(|milliseconds| milliseconds / 1e3),
            ..Invocation::of(function)
        })?;
    }
    Ok(())
}

fn read_configurations(table: &mut Table, intake: &mut Intake) -> Result<(), TraceError> {
    let names = [
        "NamespaceHash",
        "AppHash",
        "AppContainerRequestCpu",
        "AppContainerRequestMemory",
        "AppContainerConcurrency",
        "AppMinScale",
    ];
    let [namespace, app, cores, memory, concurrency, least] = table.columns(names, NAME)?;
    while let Some(line) = table.next()? {
        let function = intake.function(line.name(namespace)?, line.name(app)?)?;
        let cores = positive(&line, cores, intake)?;
        let gigabytes = positive(&line, memory, intake)?;
        let concurrency = whole(&line, concurrency, intake)?;
        let least = whole(&line, least, intake)?;
        let facts = intake.facts(function);
        facts.cores = cores;
        facts.memory = gigabytes.map(|one| Bytes::new((one.min(1e9) * 1e9) as u64));
        // None at once would be no service: for Knative it is no limit.
        facts.concurrency = concurrency.filter(|count| *count > 0);
        facts.min_instances = least;
    }
    Ok(())
}

fn positive(
    line: &Line<'_>,
    column: usize,
    intake: &mut Intake,
) -> Result<Option<f64>, TraceError> {
    let number = line.number(column)?;
    if number.is_some_and(|number| number < 0.0) {
        intake.mend(Defect::Negative);
    }
    Ok(number.filter(|number| *number > 0.0))
}

/// A whole number, which the tables write with a point.
fn whole(line: &Line<'_>, column: usize, intake: &mut Intake) -> Result<Option<u32>, TraceError> {
    let Some(number) = line.number(column)? else {
        return Ok(None);
    };
    if number < 0.0 {
        intake.mend(Defect::Negative);
        return Ok(None);
    }
    if libm::floor(number) != number || number > f64::from(u32::MAX) {
        let reason = format!("{number} is not a whole number up to {}", u32::MAX);
        return Err(line.error_in(column, reason));
    }
    Ok(Some(number as u32))
}
