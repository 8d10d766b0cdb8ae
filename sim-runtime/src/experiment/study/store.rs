//! A folder of rows: each file is written whole or not at all, and what is there is not run again.
//!
//! `study.json` is the plan, and `rows/` has files of some rows each: short runs go together into one file. Which rows a file has does
//! not matter, nor who has written it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::plan::Plan;
use super::result::StudyResult;
use super::row::{Row, Rows, Unit};
use super::whole_file::write_whole;
use crate::experiment::ExperimentError;
use crate::kernel::Seed;
use crate::units::spelling::{cut, visible};

/// How long rows are gathered before they are written: longer than it takes to write them.
const GATHERED: Duration = Duration::from_secs(1);

/// The file with the plan.
const PLAN: &str = "study.json";
/// The folder with the rows.
const ROWS: &str = "rows";

/// Some rows, as a file.
#[derive(Serialize, Deserialize)]
struct Bundle {
    #[serde(default = "Bundle::first_format")]
    format_version: u32,
    study: String,
    rows: Vec<Row>,
}

impl Bundle {
    /// The version of the format of bundles that do not say it.
    fn first_format() -> u32 {
        1
    }
}

/// A folder of rows that is open.
pub(super) struct Store {
    folder: PathBuf,
    study: String,
    gathered: Vec<Row>,
    written: Instant,
}

impl Store {
    /// Opens the folder of a study, which is made if need be; with the rows that are in it.
    pub(super) fn open(folder: &Path, plan: &Plan) -> Result<(Self, Rows), ExperimentError> {
        let cannot = |cause: io::Error| {
            ExperimentError::Asked(format!(
                "cannot write {}: {cause}; choose another place",
                shown(folder)
            ))
        };
        fs::create_dir_all(folder.join(ROWS)).map_err(cannot)?;
        match read_plan(folder)? {
            Some(there) => same(folder, &there, plan)?,
            None if !is_empty(folder).map_err(cannot)? => {
                return Err(ExperimentError::Asked(format!(
                    "{} has other files in it and no {PLAN}; choose a folder that is new or empty",
                    shown(folder)
                )));
            }
            None => {}
        }
        let text = serde_json::to_string_pretty(plan).map_err(|error| cannot(error.into()))?;
        write_text(&folder.join(PLAN), &text).map_err(cannot)?;
        let study = identity(plan);
        let rows = read_rows(folder, plan, &study)?;
        let store = Self {
            folder: folder.to_owned(),
            study,
            gathered: Vec::new(),
            written: Instant::now(),
        };
        Ok((store, rows))
    }

    /// Keeps a row.
    pub(super) fn keep(&mut self, row: &Row) -> Result<(), ExperimentError> {
        self.gathered.push(row.clone());
        match self.written.elapsed() < GATHERED {
            true => Ok(()),
            false => self.write(),
        }
    }

    /// Writes what has been gathered.
    pub(super) fn write(&mut self) -> Result<(), ExperimentError> {
        self.written = Instant::now();
        let mut rows = std::mem::take(&mut self.gathered);
        let Some(first) = rows.iter().map(Row::unit).min() else {
            return Ok(());
        };
        rows.sort_by_key(Row::unit);
        let units: Vec<String> = rows
            .iter()
            .map(|row| format!("{}:{}", row.point, row.replication))
            .collect();
        // Two files of one name have the same rows.
        let name = format!(
            "{:06}-{:06}-{:016x}.json",
            first.point,
            first.replication,
            Seed::digest(&units.join(" "))
        );
        let bundle = Bundle {
            format_version: Plan::FORMAT_VERSION,
            study: self.study.clone(),
            rows,
        };
        let folder = self.folder.join(ROWS);
        let written = serde_json::to_string(&bundle).map_err(io::Error::from);
        let written = written.and_then(|text| write_text(&folder.join(name), &text));
        written.map_err(|cause| {
            ExperimentError::Asked(format!(
                "cannot write into {}: {cause}; the same command goes on from what is there",
                shown(&folder)
            ))
        })
    }
}

fn write_text(path: &Path, text: &str) -> io::Result<()> {
    write_whole(path, |out| writeln!(out, "{text}"))
}

fn shown(path: &Path) -> String {
    visible(&path.display().to_string()).into_owned()
}

/// Whether there is nothing but the folder for rows.
fn is_empty(folder: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        if name != ROWS && !name.to_string_lossy().starts_with('.') {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What a study is, whatever is made of its rows: a number that stands for it.
fn identity(plan: &Plan) -> String {
    let identity: String = parts(plan)
        .iter()
        .map(|(name, value)| format!("{name}={value}\n"))
        .collect();
    format!("{:016x}", Seed::digest(&identity))
}

/// What two studies have to agree in, for the rows of one to be those of the other.
fn parts(plan: &Plan) -> Vec<(&'static str, String)> {
    let json = |value: Result<String, serde_json::Error>| value.unwrap_or_default();
    vec![
        ("format", plan.format_version.to_string()),
        ("version of coldstart", plan.version.clone()),
        ("simulation", plan.study.clone()),
        ("scenario", plan.source.clone()),
        ("seed", plan.seed.to_string()),
        ("sweep", json(serde_json::to_string(&plan.factors))),
        ("other parameters", json(serde_json::to_string(&plan.fixed))),
        ("figures", json(serde_json::to_string(&plan.figures))),
        ("warm-up", plan.warm_up.to_string()),
        ("recording", plan.recording.to_string()),
        ("horizon", json(serde_json::to_string(&plan.horizon))),
    ]
}

/// Checks that the rows of a folder belong to a study.
fn same(folder: &Path, there: &Plan, plan: &Plan) -> Result<(), ExperimentError> {
    let (there, asked) = (parts(there), parts(plan));
    let differs = there.iter().zip(&asked).find(|(one, other)| one != other);
    let Some(((name, there), (_, asked))) = differs else {
        return Ok(());
    };
    Err(ExperimentError::Asked(format!(
        "{} has the rows of another study: its {name} is {}, and not {}; choose another folder",
        shown(folder),
        visible(&cut(there)),
        visible(&cut(asked))
    )))
}

fn read_plan(folder: &Path) -> Result<Option<Plan>, ExperimentError> {
    let path = folder.join(PLAN);
    let wrong = |cause: &dyn std::fmt::Display| {
        ExperimentError::Asked(format!(
            "{}: cannot be read: {cause}; remove it, and run the study again with this --out, which keeps its rows",
            shown(&path)
        ))
    };
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if is_absent(&error) => return Ok(None),
        Err(error) => return Err(wrong(&error)),
    };
    let value: serde_json::Value = serde_json::from_str(&text).map_err(|error| wrong(&error))?;
    match value["format_version"].as_u64() {
        Some(version) if version == u64::from(Plan::FORMAT_VERSION) => {}
        Some(version) => return Err(newer(&path, version)),
        None => {
            return Err(wrong(
                &"it has no `format_version`, so it is not the plan of a study",
            ));
        }
    }
    let plan: Plan = serde_json::from_value(value).map_err(|error| wrong(&error))?;
    // Somebody may have changed it: what is made of the rows relies on it.
    plan.check().map_err(|error| wrong(&error))?;
    Ok(Some(plan))
}

/// Whether there is no such file, or no folder that it could be in.
fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// That a file is of a version of the format which this program does not know.
fn newer(path: &Path, version: impl std::fmt::Display) -> ExperimentError {
    ExperimentError::Asked(format!(
        "{}: its format_version is {version}, and this program reads {}; use the version of coldstart that wrote it, or another folder",
        shown(path),
        Plan::FORMAT_VERSION
    ))
}

fn read_rows(folder: &Path, plan: &Plan, study: &str) -> Result<Rows, ExperimentError> {
    let mut rows = Rows::default();
    let folder = folder.join(ROWS);
    let wrong = |path: &Path, cause: &dyn std::fmt::Display| {
        ExperimentError::Asked(format!(
            "{}: cannot be read: {cause}; remove it, and its runs are made again",
            shown(path)
        ))
    };
    for path in files_of_rows(&folder)? {
        let text = fs::read_to_string(&path).map_err(|error| wrong(&path, &error))?;
        let bundle: Bundle = serde_json::from_str(&text).map_err(|error| wrong(&path, &error))?;
        if bundle.format_version != Plan::FORMAT_VERSION {
            return Err(newer(&path, bundle.format_version));
        }
        if bundle.study != study {
            return Err(wrong(&path, &"it has rows of another study or version"));
        }
        for row in bundle.rows {
            if row.point >= plan.points() || row.values.len() != plan.figures.len() {
                return Err(wrong(&path, &"it has a row that is none of this study"));
            }
            let unit = row.unit();
            if rows.get(unit).is_some_and(|there| *there != row) {
                let Unit { point, replication } = unit;
                let cause = format!(
                    "replication {replication} of point {point} came out differently in a file before it"
                );
                return Err(wrong(&path, &cause));
            }
            rows.insert(row);
        }
    }
    Ok(rows)
}

/// The files of rows, in order of their names; none without a folder.
fn files_of_rows(folder: &Path) -> Result<Vec<PathBuf>, ExperimentError> {
    let listed = fs::read_dir(folder).and_then(|entries| {
        let paths = entries.map(|entry| entry.map(|entry| entry.path()));
        paths.collect::<io::Result<Vec<PathBuf>>>()
    });
    let mut paths = match listed {
        Ok(paths) => paths,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            return Err(ExperimentError::Asked(format!(
                "{}: cannot be read: {error}; check its access rights, or choose another folder",
                shown(folder)
            )));
        }
    };
    paths.retain(|path| path.extension().is_some_and(|one| one == "json"));
    paths.sort();
    Ok(paths)
}

/// Whether a file is one that a folder of rows needs, or lies among its rows.
pub fn is_of_rows(folder: &Path, path: &Path) -> bool {
    let place = |folder: &Path| folder.canonicalize().ok();
    let parent = path.parent().filter(|parent| *parent != Path::new(""));
    let Some(parent) = place(parent.unwrap_or(Path::new("."))) else {
        return false;
    };
    let is_plan = path.file_name().is_some_and(|name| name == PLAN);
    is_plan && place(folder) == Some(parent.clone()) || place(&folder.join(ROWS)) == Some(parent)
}

/// What the rows of a folder say, which one or several shards have written.
///
/// # Errors
///
/// If there is no study, or a part of it is missing: which runs.
pub fn merge(folder: &Path) -> Result<StudyResult, ExperimentError> {
    let plan = read_plan(folder)?.ok_or_else(|| {
        ExperimentError::Asked(format!(
            "{} has no {PLAN}; name a folder that --out has written",
            shown(folder)
        ))
    })?;
    let rows = read_rows(folder, &plan, &identity(&plan))?;
    StudyResult::complete(plan, &rows)
}
