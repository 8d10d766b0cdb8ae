//! A file that is written whole or not at all, whatever is in it.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sim_runtime::units::spelling::visible;

use super::console::{Channel, UntilClosed};
use super::failed::Failed;
use super::target::{Place, Target, refuse};
use super::unfinished;

/// A file that will be written, found to be possible.
pub struct OneFile {
    option: &'static str,
    given: PathBuf,
    target: Target,
}

impl OneFile {
    /// The file of an option: another one takes its place when it is complete; `-` is standard output. It must not be one of those
    /// that are read.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn new(option: &'static str, given: &Path, read: &[&Path]) -> Result<Self, Failed> {
        let target = possible(given, read).map_err(|cause| failed(option, given, &cause))?;
        Ok(Self {
            option,
            given: given.to_owned(),
            target,
        })
    }

    /// Which channel is left for what else is printed.
    pub fn channel(&self) -> Channel {
        match self.target {
            Target::Output => Channel::Error,
            _ => Channel::Output,
        }
    }

    /// Writes it.
    ///
    /// # Errors
    ///
    /// If it cannot be written; then it is what it was before.
    pub fn write<T>(
        &self,
        render: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<T>,
    ) -> Result<T, Failed> {
        let written = match &self.target {
            Target::File(path) => replace(path, render),
            Target::Output => through(io::stdout(), render),
            Target::Stream(path) => {
                let stream = OpenOptions::new().append(true).open(path);
                stream.and_then(|stream| through(stream, render))
            }
        };
        written.map_err(|cause| failed(self.option, &self.given, &cause))
    }
}

fn possible(given: &Path, read: &[&Path]) -> io::Result<Target> {
    let target = Target::of(given)?;
    let place = target.place();
    if read.iter().any(|path| Place::of(path).is(&place)) {
        return refuse(io::ErrorKind::InvalidInput, "it is the file that is read");
    }
    target.test(&[])?;
    Ok(target)
}

fn replace<T>(
    path: &Path,
    render: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<T>,
) -> io::Result<T> {
    let file = unfinished::beside(path)?;
    let value = through(file.as_file(), render)?;
    unfinished::take_names([(file, path)]).map_err(|(_, cause)| cause)?;
    Ok(value)
}

fn through<T>(
    out: impl Write + Send,
    render: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<T>,
) -> io::Result<T> {
    let mut out = BufWriter::with_capacity(1 << 16, UntilClosed::new(out));
    let value = render(&mut out)?;
    out.flush()?;
    Ok(value)
}

fn failed(option: &str, given: &Path, cause: &io::Error) -> Failed {
    let path = given.display().to_string();
    let path = match path.as_str() {
        "-" => "to standard output".into(),
        path => visible(path),
    };
    Failed::bad_input(format!(
        "--{option}: cannot write {path}: {cause}; choose another place, nothing was written"
    ))
}
