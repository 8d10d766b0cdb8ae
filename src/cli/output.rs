//! Files of results: all of them written whole, or none at all.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sim_runtime::results::Report;
use sim_runtime::results::export::{self, Table};
use tempfile::NamedTempFile;

/// A form in which results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON file with everything.
    Json,
    /// A folder with one CSV file a table.
    Csv,
    /// A folder with one Parquet file a table.
    #[cfg(feature = "parquet")]
    Parquet,
    /// One trace file for Perfetto and Chrome.
    Perfetto,
    /// One HTML page.
    Report,
}

impl Format {
    /// All forms.
    pub const ALL: &[Self] = &[
        Self::Json,
        Self::Csv,
        #[cfg(feature = "parquet")]
        Self::Parquet,
        Self::Perfetto,
        Self::Report,
    ];

    /// The name of its option.
    pub fn option(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            #[cfg(feature = "parquet")]
            Self::Parquet => "parquet",
            Self::Perfetto => "perfetto",
            Self::Report => "report",
        }
    }

    /// What its option takes.
    pub fn value_name(self) -> &'static str {
        if self.is_folder() { "FOLDER" } else { "FILE" }
    }

    /// What its option does.
    pub fn help(self) -> &'static str {
        match self {
            Self::Json => "Write the result to this file as JSON",
            Self::Csv => {
                "Write one CSV file a table, and tables.json about them, into this folder, which is made if need be"
            }
            #[cfg(feature = "parquet")]
            Self::Parquet => {
                "Write one Parquet file a table into this folder, which is made if need be"
            }
            Self::Perfetto => "Write a trace to this file, for ui.perfetto.dev or chrome://tracing",
            Self::Report => "Write an HTML page to this file, which works without a network",
        }
    }

    fn is_folder(self) -> bool {
        match self {
            Self::Csv => true,
            #[cfg(feature = "parquet")]
            Self::Parquet => true,
            Self::Json | Self::Perfetto | Self::Report => false,
        }
    }
}

/// A result that could not be written.
#[derive(Debug)]
pub struct OutputError {
    option: &'static str,
    path: PathBuf,
    cause: io::Error,
    /// Files that had taken their names before.
    written: usize,
}

impl std::fmt::Display for OutputError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            option,
            path,
            cause,
            written,
        } = self;
        let path = path.display();
        write!(
            formatter,
            "--{option}: cannot write {path}: {cause}; choose another place, "
        )?;
        match written {
            0 => formatter.write_str("nothing was written"),
            1 => formatter.write_str("one file was complete before and was written"),
            _ => write!(
                formatter,
                "{written} files were complete before and were written"
            ),
        }
    }
}

impl std::error::Error for OutputError {}

/// What is to be written, and where.
#[derive(Clone, Debug, Default)]
pub struct Outputs {
    asked: Vec<(Format, PathBuf)>,
}

/// A file that is complete but does not have its name yet.
struct Complete {
    option: &'static str,
    file: NamedTempFile,
    target: PathBuf,
}

impl Outputs {
    /// These forms at these places.
    pub fn new(asked: impl IntoIterator<Item = (Format, PathBuf)>) -> Self {
        Self {
            asked: asked.into_iter().collect(),
        }
    }

    /// Whether nothing is to be written.
    pub fn is_empty(&self) -> bool {
        self.asked.is_empty()
    }

    /// Checks, before anything is run, that all places can be written to.
    ///
    /// # Errors
    ///
    /// The first place where a file would take the name of a folder, or the other way round, or whose folder does not
    /// exist, or that is asked for twice.
    pub fn check(&self) -> Result<(), OutputError> {
        for (index, (format, path)) in self.asked.iter().enumerate() {
            let refuse = |kind, text| Err(error(*format, path)(io::Error::new(kind, text)));
            if self.asked[..index].iter().any(|(_, other)| other == path) {
                return refuse(
                    io::ErrorKind::InvalidInput,
                    "another option writes to the same place",
                );
            }
            if format.is_folder() && path.exists() && !path.is_dir() {
                return refuse(io::ErrorKind::NotADirectory, "it is not a folder");
            }
            if !format.is_folder() && path.is_dir() {
                return refuse(io::ErrorKind::IsADirectory, "it is a folder");
            }
            if !folder_of(path).is_dir() {
                return refuse(io::ErrorKind::NotFound, "its folder does not exist");
            }
        }
        Ok(())
    }

    /// Writes a report in all the forms that were asked for, `json` as JSON. Everything is written to temporary files beside the
    /// targets, which are renamed when all are complete: a target has its former content or the new one, never a part of
    /// it.
    ///
    /// # Errors
    ///
    /// If a file cannot be written; then none is.
    pub fn write(&self, report: &Report, json: &impl Serialize) -> Result<(), OutputError> {
        self.check()?;
        let mut folders = Folders::default();
        let mut complete = Vec::new();
        for (format, path) in &self.asked {
            let written = write_form(*format, path, report, json, &mut folders, &mut complete);
            written
                .map_err(without_temporary_name)
                .map_err(error(*format, path))?;
        }
        for (written, one) in complete.into_iter().enumerate() {
            let Complete {
                option,
                file,
                target,
            } = one;
            file.persist(&target).map_err(|failed| OutputError {
                option,
                path: target,
                cause: failed.error,
                written,
            })?;
        }
        folders.keep();
        Ok(())
    }
}

/// The cause without the name of the temporary file, which the user has not given.
fn without_temporary_name(cause: io::Error) -> io::Error {
    let is_wrapped = cause.get_ref().is_some();
    match cause.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::StorageFull if is_wrapped => {
            cause.kind().into()
        }
        _ => cause,
    }
}

fn error(format: Format, path: &Path) -> impl Fn(io::Error) -> OutputError {
    let path = path.to_owned();
    move |cause| OutputError {
        option: format.option(),
        path: path.clone(),
        cause,
        written: 0,
    }
}

fn write_form(
    format: Format,
    path: &Path,
    report: &Report,
    json: &impl Serialize,
    folders: &mut Folders,
    complete: &mut Vec<Complete>,
) -> io::Result<()> {
    let mut file = |target: PathBuf, write: &dyn Fn(&mut (dyn Write + Send)) -> io::Result<()>| {
        let option = format.option();
        let file = write_beside(&target, write)?;
        complete.push(Complete {
            option,
            file,
            target,
        });
        Ok(())
    };
    match format {
        Format::Json => file(path.to_owned(), &|out| {
            serde_json::to_writer_pretty(&mut *out, json)?;
            out.write_all(b"\n")
        }),
        Format::Perfetto => file(path.to_owned(), &|out| export::perfetto::write(report, out)),
        Format::Report => file(path.to_owned(), &|out| export::html::write(report, out)),
        Format::Csv => {
            folders.make(path)?;
            Table::ALL.iter().try_for_each(|table| {
                let name = format!("{}.csv", table.name);
                file(path.join(name), &|out| {
                    export::csv::write(table, report, out)
                })
            })?;
            file(path.join(export::table_facts::FILE), &|out| {
                export::table_facts::write(report, out)
            })
        }
        #[cfg(feature = "parquet")]
        Format::Parquet => {
            folders.make(path)?;
            Table::ALL.iter().try_for_each(|table| {
                let name = format!("{}.parquet", table.name);
                file(path.join(name), &|out| {
                    export::parquet::write(table, report, out)
                })
            })
        }
    }
}

/// Folders that were made, and are removed unless they are kept.
#[derive(Default)]
struct Folders {
    made: Vec<PathBuf>,
}

impl Folders {
    fn make(&mut self, folder: &Path) -> io::Result<()> {
        if !folder.exists() {
            fs::create_dir(folder)?;
            self.made.push(folder.to_owned());
        }
        Ok(())
    }

    fn keep(mut self) {
        self.made.clear();
    }
}

impl Drop for Folders {
    fn drop(&mut self) {
        for folder in &self.made {
            // Made by this run, and empty again.
            let _ = fs::remove_dir(folder);
        }
    }
}

fn write_beside(
    target: &Path,
    write: &dyn Fn(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<NamedTempFile> {
    let mut writer = BufWriter::with_capacity(1 << 16, NamedTempFile::new_in(folder_of(target))?);
    write(&mut writer)?;
    let file = writer
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    make_readable(&file)?;
    Ok(file)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder.as_os_str() != OsStr::new("") => folder,
        _ => Path::new("."),
    }
}

/// Temporary files are for their owner alone; results are not secret.
#[cfg(unix)]
fn make_readable(file: &NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file()
        .set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_: &NamedTempFile) -> io::Result<()> {
    Ok(())
}
