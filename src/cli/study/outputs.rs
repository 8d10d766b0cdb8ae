//! What is written of a study.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use sim_runtime::experiment::study::StudyResult;
use sim_runtime::units::spelling::visible;

use crate::cli::console::Channel;
use crate::cli::failed::Failed;
use crate::cli::one_file::OneFile;

/// The table with a row a run.
const RUNS: &str = "runs.csv";
/// The table with a row a point.
const POINTS: &str = "points.csv";

/// The files that are written of a study, found to be possible.
pub struct StudyOutputs {
    json: Option<OneFile>,
    tables: Option<[OneFile; 2]>,
}

impl StudyOutputs {
    /// Those that a command line asks for; the files that are read are not overwritten.
    ///
    /// # Errors
    ///
    /// If they cannot be written.
    pub fn new(matches: &ArgMatches, read: &[PathBuf]) -> Result<Self, Failed> {
        let read: Vec<&Path> = read.iter().map(PathBuf::as_path).collect();
        let json = matches.get_one::<PathBuf>("json");
        let json = json
            .map(|path| OneFile::new("json", path, &read))
            .transpose()?;
        let tables = matches.get_one::<PathBuf>("csv");
        let tables = tables.map(|folder| tables_in(folder, &read)).transpose()?;
        Ok(Self { json, tables })
    }

    /// Which channel is left for what else is printed.
    pub fn channel(&self) -> Channel {
        self.json.as_ref().map_or(Channel::Output, OneFile::channel)
    }

    /// Writes them.
    ///
    /// # Errors
    ///
    /// If one of them cannot be written.
    pub fn write(&self, result: &StudyResult) -> Result<(), Failed> {
        if let Some(json) = &self.json {
            json.write(|out| {
                serde_json::to_writer_pretty(&mut *out, &result.whole())?;
                out.write_all(b"\n")
            })?;
        }
        if let Some([runs, points]) = &self.tables {
            runs.write(|out| result.write_csv(out))?;
            points.write(|out| result.write_points_csv(out))?;
        }
        Ok(())
    }
}

fn tables_in(folder: &Path, read: &[&Path]) -> Result<[OneFile; 2], Failed> {
    match fs::create_dir(folder) {
        Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => {
            return Err(Failed::bad_input(format!(
                "--csv: cannot make the folder {}: {cause}; choose another place, nothing was written",
                visible(&folder.display().to_string())
            )));
        }
        _ => {}
    }
    let table = |name| OneFile::new("csv", &folder.join(name), read);
    Ok([table(RUNS)?, table(POINTS)?])
}
