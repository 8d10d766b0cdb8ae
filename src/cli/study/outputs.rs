//! What is written of a study.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use sim_runtime::experiment::study::{RunPages, StudyResult, is_of_rows};
use sim_runtime::units::spelling::visible;

use crate::cli::console::Channel;
use crate::cli::document::Document;
use crate::cli::failed::Failed;
use crate::cli::one_file::OneFile;
use crate::cli::target::Place;

/// The table with a row a run.
const RUNS: &str = "runs.csv";
/// The table with a row a point.
const POINTS: &str = "points.csv";

/// The files that are written of a study, found to be possible.
pub struct StudyOutputs {
    json: Option<OneFile>,
    tables: Option<[OneFile; 2]>,
    #[cfg_attr(
        not(feature = "parquet"),
        expect(dead_code, reason = "it cannot be written")
    )]
    parquet: Option<OneFile>,
    page: Option<OneFile>,
    /// Where the page lies, and where those of single runs are.
    page_folder: PathBuf,
    run_pages: Option<PathBuf>,
}

impl StudyOutputs {
    /// Those that a command line asks for; the files that are read are not overwritten, and neither are rows in a folder.
    ///
    /// # Errors
    ///
    /// If they cannot be written.
    pub fn new(
        matches: &ArgMatches,
        read: &[PathBuf],
        rows: Option<&Path>,
    ) -> Result<Self, Failed> {
        apart_from_rows(matches, rows)?;
        let read: Vec<&Path> = read.iter().map(PathBuf::as_path).collect();
        let json = matches.get_one::<PathBuf>("json");
        let json = json
            .map(|path| OneFile::new("json", path, &read))
            .transpose()?;
        let tables = matches.get_one::<PathBuf>("csv");
        let tables = tables.map(|folder| tables_in(folder, &read)).transpose()?;
        let parquet = matches.get_one::<PathBuf>("parquet");
        let parquet = parquet
            .map(|folder| parquet_in(folder, &read))
            .transpose()?;
        let page = matches.get_one::<PathBuf>("report");
        if let (Some(page), Some(json)) = (page, matches.get_one::<PathBuf>("json"))
            && Place::of(page).is(&Place::of(json))
        {
            return Err(Failed::bad_input(format!(
                "--report: cannot write {}: another option writes to the same place; choose another one, nothing was written",
                visible(&page.display().to_string())
            )));
        }
        let page_folder = page.and_then(|page| page.parent());
        let page_folder = page_folder.filter(|folder| *folder != Path::new(""));
        Ok(Self {
            json,
            tables,
            parquet,
            page: page
                .map(|path| OneFile::new("report", path, &read))
                .transpose()?,
            page_folder: page_folder.unwrap_or(Path::new(".")).to_owned(),
            run_pages: matches.get_one::<PathBuf>("reports").cloned(),
        })
    }

    /// Which channel is left for what else is printed.
    pub fn channel(&self) -> Channel {
        let mut files = self.json.iter().chain(&self.page);
        let is_taken = files.any(|file| file.channel() == Channel::Error);
        match is_taken {
            true => Channel::Error,
            false => Channel::Output,
        }
    }

    /// Writes them.
    ///
    /// # Errors
    ///
    /// If one of them cannot be written.
    pub fn write(&self, matches: &ArgMatches, result: &StudyResult) -> Result<(), Failed> {
        if let Some(json) = &self.json {
            json.write(|out| {
                let whole = result.whole();
                let document = Document::new(matches, &whole);
                serde_json::to_writer_pretty(&mut *out, &document)?;
                out.write_all(b"\n")
            })?;
        }
        if let Some([runs, points]) = &self.tables {
            runs.write(|out| result.write_csv(out))?;
            points.write(|out| result.write_points_csv(out))?;
        }
        #[cfg(feature = "parquet")]
        if let Some(parquet) = &self.parquet {
            parquet.write(|out| result.write_parquet(out))?;
        }
        if let Some(page) = &self.page {
            let pages = self.run_pages.as_deref().map(RunPages::written);
            let pages = pages.transpose().map_err(Failed::bad_input)?;
            let pages = pages.as_ref().map(|pages| (pages, &*self.page_folder));
            page.write(|out| result.write_page(pages, out))?;
        }
        Ok(())
    }
}

/// Checks that what is written takes no place of what a folder of rows has.
fn apart_from_rows(matches: &ArgMatches, rows: Option<&Path>) -> Result<(), Failed> {
    for option in ["json", "report", "csv", "parquet", "reports"] {
        let path = matches.get_one::<PathBuf>(option);
        // Of a folder, what is written into it.
        let file = |path: &Path| match option {
            "json" | "report" => path.to_owned(),
            _ => path.join("file"),
        };
        if let (Some(path), Some(rows)) = (path, rows)
            && is_of_rows(rows, &file(path))
        {
            return Err(Failed::bad_input(format!(
                "--{option}: cannot write {}: {} keeps the rows of the study there; choose another place, nothing was written",
                visible(&path.display().to_string()),
                visible(&rows.display().to_string())
            )));
        }
    }
    Ok(())
}

fn tables_in(folder: &Path, read: &[&Path]) -> Result<[OneFile; 2], Failed> {
    make("csv", folder)?;
    let table = |name| OneFile::new("csv", &folder.join(name), read);
    Ok([table(RUNS)?, table(POINTS)?])
}

#[cfg(feature = "parquet")]
fn parquet_in(folder: &Path, read: &[&Path]) -> Result<OneFile, Failed> {
    make("parquet", folder)?;
    OneFile::new("parquet", &folder.join("runs.parquet"), read)
}

#[cfg(not(feature = "parquet"))]
fn parquet_in(folder: &Path, _: &[&Path]) -> Result<OneFile, Failed> {
    Err(Failed::bad_input(format!(
        "--parquet: cannot write {}: this program is built without Parquet files; build it with `--features parquet`",
        visible(&folder.display().to_string())
    )))
}

/// Makes a folder, if there is none.
fn make(option: &str, folder: &Path) -> Result<(), Failed> {
    match fs::create_dir(folder) {
        Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => {
            Err(Failed::bad_input(format!(
                "--{option}: cannot make the folder {}: {cause}; choose another place, nothing was written",
                visible(&folder.display().to_string())
            )))
        }
        _ => Ok(()),
    }
}
