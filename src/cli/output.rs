//! Files of results: all of them written whole, or none at all.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sim_runtime::results::Report;
use sim_runtime::results::export::html;
use sim_runtime::results::observed::Observed;
use sim_runtime::units::spelling::visible;
use tempfile::NamedTempFile;

use super::console::{Channel, UntilClosed};
pub use super::format::Format;
use super::format::Part;
use super::target::{Place, Target, end_of_links, refuse, test_folder};
use super::unfinished::{self, Folders, folder_of};

/// A result that could not be written.
#[derive(Debug)]
pub struct OutputError {
    option: &'static str,
    path: PathBuf,
    cause: io::Error,
    /// Files that had taken their names before.
    written: usize,
}

impl OutputError {
    fn new(format: Format, path: &Path, cause: io::Error) -> Self {
        Self {
            option: format.option(),
            path: path.to_owned(),
            cause,
            written: 0,
        }
    }
}

impl std::fmt::Display for OutputError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            option,
            path,
            cause,
            written,
        } = self;
        let path = path.display().to_string();
        let path = match path.as_str() {
            "-" => "to standard output".into(),
            path => visible(path),
        };
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

/// What is written into a file of a form.
type Render<'a> = dyn Fn(Format, Part, &mut (dyn Write + Send)) -> io::Result<()> + 'a;

/// What is to be written, and where.
///
/// Symbolic links are followed. A regular file is replaced by another one when that is complete, which has the same access
/// rights; devices and pipes are written to. `-` is standard output.
#[derive(Clone, Debug, Default)]
pub struct Outputs {
    asked: Vec<(Format, PathBuf)>,
    inputs: Vec<PathBuf>,
    observed: Option<Observed>,
}

impl Outputs {
    /// These forms at these places.
    pub fn new(asked: impl IntoIterator<Item = (Format, PathBuf)>) -> Self {
        Self {
            asked: asked.into_iter().collect(),
            inputs: Vec::new(),
            observed: None,
        }
    }

    /// The same, with observed invocations beside those of the run in pages.
    pub fn beside(mut self, observed: Option<Observed>) -> Self {
        self.observed = observed;
        self
    }

    /// The same, where this file is read: nothing is written in its place, whatever name it is given.
    pub fn reading(mut self, input: impl Into<PathBuf>) -> Self {
        self.inputs.push(input.into());
        self
    }

    /// Whether a page is to be written.
    pub fn has_page(&self) -> bool {
        let mut asked = self.asked.iter();
        asked.any(|(format, _)| *format == Format::Report)
    }

    /// Whether nothing is to be written.
    pub fn is_empty(&self) -> bool {
        self.asked.is_empty()
    }

    /// Checks, before anything is run, that all places can be written to. Where files would be made, another one is made and
    /// removed again. Returns which channel is left for what else is printed: standard output, unless a result goes there.
    ///
    /// # Errors
    ///
    /// The first place that cannot be written to, such as a file in a folder that does not exist or is read-only, or that
    /// is asked for twice, or that is read.
    pub fn check(&self) -> Result<Channel, OutputError> {
        let plan = self.plan()?;
        let mut targets = plan.files.iter().map(|one| &one.target);
        let is_taken = targets.any(|target| matches!(target, Target::Output));
        Ok(if is_taken {
            Channel::Error
        } else {
            Channel::Output
        })
    }

    /// Writes a report in all the forms that were asked for, `json` as JSON. Everything is written to temporary files beside
    /// the targets, which are renamed when all are complete: a target has its former content or the new one, never a part
    /// of it. Devices and pipes come before that; a pipe whose reader goes away has been read as far as it should be.
    ///
    /// # Errors
    ///
    /// If a file cannot be written; then none is.
    pub fn write(&self, report: &Report, json: &impl Serialize) -> Result<(), OutputError> {
        self.write_with(&|format, part, out| match (format, &self.observed) {
            (Format::Report, Some(observed)) => html::write_beside(report, observed, out),
            _ => format.write(part, report, json, out),
        })
    }

    /// The same, with what is written into each file, whatever its form.
    ///
    /// # Errors
    ///
    /// If a file cannot be written; then none is.
    pub fn write_page(
        &self,
        page: &dyn Fn(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<(), OutputError> {
        self.write_with(&|_, _, out| page(out))
    }

    /// The same, with what is written into the file of each form.
    ///
    /// # Errors
    ///
    /// If a file cannot be written; then none is.
    pub fn write_each(
        &self,
        content: &dyn Fn(Format, &mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<(), OutputError> {
        self.write_with(&|format, _, out| content(format, out))
    }

    fn write_with(&self, render: &Render<'_>) -> Result<(), OutputError> {
        let plan = self.plan()?;
        let mut folders = Folders::default();
        for (format, folder) in &plan.to_be_made {
            (folders.make(folder)).map_err(|cause| OutputError::new(*format, folder, cause))?;
        }
        let mut complete: Vec<(NamedTempFile, &Path)> = Vec::new();
        let mut renamed: Vec<&Planned> = Vec::new();
        for one in &plan.files {
            if let Target::File(path) = &one.target {
                let file = write_beside(path, one, render).map_err(|cause| one.error(cause))?;
                complete.push((file, path));
                renamed.push(one);
            }
        }
        for one in &plan.files {
            one.write_stream(render).map_err(|cause| one.error(cause))?;
        }
        unfinished::take_names(complete).map_err(|(written, cause)| OutputError {
            written,
            ..renamed[written].error(cause)
        })?;
        folders.keep();
        Ok(())
    }

    fn plan(&self) -> Result<Plan, OutputError> {
        let mut plan = Plan {
            inputs: self.inputs.iter().map(|input| Place::of(input)).collect(),
            ..Plan::default()
        };
        // The other files may lie in a folder that is made for tables.
        let (folders, files): (Vec<_>, Vec<_>) =
            (self.asked.iter()).partition(|one| one.0.is_folder());
        for (format, path) in folders {
            if !format.is_built() {
                let message = "this program is built without Parquet files; build it with `--features parquet`";
                let cause = io::Error::new(io::ErrorKind::Unsupported, message);
                return Err(OutputError::new(*format, path, cause));
            }
            let added = plan.add_folder(*format, path);
            added.map_err(|cause| OutputError::new(*format, path, cause))?;
            for (name, part) in format.parts() {
                plan.add_file(*format, &path.join(name), part)?;
            }
        }
        for (format, path) in files {
            plan.add_file(*format, path, Part::Whole)?;
        }
        Ok(plan)
    }
}

/// A file that will be written.
struct Planned {
    format: Format,
    part: Part,
    /// As it was asked for.
    given: PathBuf,
    target: Target,
}

impl Planned {
    fn error(&self, cause: io::Error) -> OutputError {
        OutputError::new(self.format, &self.given, cause)
    }

    /// Writes it where it cannot be replaced as a whole.
    fn write_stream(&self, render: &Render<'_>) -> io::Result<()> {
        match &self.target {
            Target::File(_) => Ok(()),
            Target::Output => self.write_to(io::stdout(), render),
            Target::Stream(path) => {
                // What is open already may be a file that has a content.
                let stream = OpenOptions::new().append(true).open(path)?;
                self.write_to(stream, render)
            }
        }
    }

    fn write_to(&self, out: impl Write + Send, render: &Render<'_>) -> io::Result<()> {
        let mut out = BufWriter::with_capacity(1 << 16, UntilClosed::new(out));
        render(self.format, self.part, &mut out)?;
        out.flush()
    }
}

fn write_beside(
    target: &Path,
    planned: &Planned,
    render: &Render<'_>,
) -> io::Result<NamedTempFile> {
    let file = unfinished::beside(target)?;
    // By way of the file itself: errors then do not name it, which nobody has asked for.
    planned.write_to(file.as_file(), render)?;
    Ok(file)
}

/// All that will be written, found to be possible.
#[derive(Default)]
struct Plan {
    inputs: Vec<Place>,
    /// Folders that tables can be written into: they have been tested, or will be made.
    folders: Vec<Place>,
    to_be_made: Vec<(Format, PathBuf)>,
    files: Vec<Planned>,
    places: Vec<Place>,
}

impl Plan {
    fn add_folder(&mut self, format: Format, path: &Path) -> io::Result<()> {
        if path == Path::new("-") {
            return refuse(
                io::ErrorKind::InvalidInput,
                "standard output is no folder, and several tables do not fit into one file",
            );
        }
        let end = end_of_links(path)?;
        let place = Place::of(&end);
        let is_known = |place: &Place| self.folders.iter().any(|folder| folder.is(place));
        if is_known(&place) {
            return Ok(());
        }
        match fs::metadata(&end) {
            Ok(there) if there.is_dir() => test_folder(&end)?,
            Ok(_) => return refuse(io::ErrorKind::NotADirectory, "it is not a folder"),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if !is_known(&Place::of(folder_of(&end))) {
                    test_folder(folder_of(&end))?;
                }
                self.to_be_made.push((format, end));
            }
            Err(error) => return Err(error),
        }
        self.folders.push(place);
        Ok(())
    }

    fn add_file(&mut self, format: Format, given: &Path, part: Part) -> Result<(), OutputError> {
        let target = self.target_of(given);
        let target = target.map_err(|cause| OutputError::new(format, given, cause))?;
        self.places.push(target.place());
        self.files.push(Planned {
            format,
            part,
            given: given.to_owned(),
            target,
        });
        Ok(())
    }

    /// Where a path leads, if that is nobody else's and can be written.
    fn target_of(&self, given: &Path) -> io::Result<Target> {
        let target = Target::of(given)?;
        let place = target.place();
        let is_in = |places: &[Place]| places.iter().any(|one| one.is(&place));
        if is_in(&self.inputs) {
            return refuse(io::ErrorKind::InvalidInput, "it is the file that is read");
        }
        if is_in(&self.places) || is_in(&self.folders) {
            return refuse(
                io::ErrorKind::InvalidInput,
                "another option writes to the same place",
            );
        }
        target.test(&self.folders)?;
        Ok(target)
    }
}
