//! Where a path leads: to a file, to something that is written to as it is, or to standard output.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::unfinished::{self, folder_of};

/// How many symbolic links in a row are followed.
const MOST_LINKS: usize = 40;

/// Where something is written.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// A regular file, there or not, behind all symbolic links: another file takes its place when it is complete.
    File(PathBuf),
    /// A device, a pipe, or a descriptor that is open already: it is written to.
    Stream(PathBuf),
    /// Standard output.
    Output,
}

impl Target {
    /// What a path stands for; `-` is standard output.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        if path == Path::new("-") {
            return Ok(Self::Output);
        }
        let end = end_of_links(path)?;
        match descriptor(&end) {
            Some(1) => return Ok(Self::Output),
            Some(_) => return Ok(Self::Stream(end)),
            None => {}
        }
        match fs::metadata(&end) {
            Ok(there) if is_standard_output(&there) => Ok(Self::Output),
            Ok(there) if !there.is_file() && !there.is_dir() => Ok(Self::Stream(end)),
            _ => Ok(Self::File(end)),
        }
    }

    /// Which place it is.
    pub(super) fn place(&self) -> Place {
        match self {
            Self::File(path) | Self::Stream(path) => Place::of(path),
            Self::Output => Place {
                path: PathBuf::from("-"),
                identity: None,
            },
        }
    }

    /// Tests that it can be written, and leaves everything as it is. Files can be made in `folders`, that is known.
    pub(super) fn test(&self, folders: &[Place]) -> io::Result<()> {
        match self {
            Self::File(path) => test_file(path, folders),
            Self::Stream(path) => may_write(path),
            Self::Output => Ok(()),
        }
    }
}

fn test_file(path: &Path, folders: &[Place]) -> io::Result<()> {
    if path.is_dir() {
        return refuse(io::ErrorKind::IsADirectory, "it is a folder");
    }
    if path.file_name().is_none() || is_folder_name(path) {
        return refuse(io::ErrorKind::InvalidFilename, "it is no name of a file");
    }
    let folder = Place::of(folder_of(path));
    if !folders.iter().any(|one| one.is(&folder)) {
        test_folder(folder_of(path))?;
    }
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        // A file that its owner has made read-only is not to be replaced.
        Ok(_) => OpenOptions::new().write(true).open(path).map(drop),
    }
}

/// Tests that files can be made in a folder, by making one.
pub(super) fn test_folder(folder: &Path) -> io::Result<()> {
    match fs::metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return refuse(error.kind(), "its folder does not exist");
        }
        Err(error) => return Err(error),
        Ok(there) if !there.is_dir() => {
            return refuse(io::ErrorKind::NotADirectory, "its folder is a file");
        }
        Ok(_) => {}
    }
    match unfinished::inside(folder, true) {
        // It is removed again when it is dropped.
        Ok(_) => Ok(()),
        Err(error) => {
            let text = format!("no file can be made in its folder: {error}");
            refuse(error.kind(), &text)
        }
    }
}

/// An error with a text of ours.
pub(super) fn refuse<T>(kind: io::ErrorKind, text: &str) -> io::Result<T> {
    Err(io::Error::new(kind, text))
}

/// Whether a path ends with the sign that separates folders.
fn is_folder_name(path: &Path) -> bool {
    let text = path.as_os_str().as_encoded_bytes();
    text.last()
        .is_some_and(|last| std::path::is_separator(char::from(*last)))
}

/// Where symbolic links lead: to what there is, or to a name that is free.
pub(super) fn end_of_links(path: &Path) -> io::Result<PathBuf> {
    let mut end = path.to_owned();
    for _ in 0..MOST_LINKS {
        // The links of open descriptors do not name files that could be made.
        if descriptor(&end).is_some() {
            return Ok(end);
        }
        match fs::read_link(&end) {
            Ok(to) => end = folder_of(&end).join(to),
            Err(_) => return Ok(end),
        }
    }
    refuse(
        io::ErrorKind::InvalidInput,
        "its symbolic links lead round in a circle",
    )
}

/// The number of the open descriptor that a path names.
fn descriptor(path: &Path) -> Option<u32> {
    if !cfg!(unix) {
        return None;
    }
    match path.to_str()? {
        "/dev/stdout" => Some(1),
        "/dev/stderr" => Some(2),
        text => (text.strip_prefix("/dev/fd/"))
            .or_else(|| text.strip_prefix("/proc/self/fd/"))
            .and_then(|number| number.parse().ok()),
    }
}

/// A place in the file system: two names of one place are the same.
#[derive(Clone, Debug)]
pub(super) struct Place {
    path: PathBuf,
    identity: Option<(u64, u64)>,
}

impl Place {
    pub(super) fn of(path: &Path) -> Self {
        Self {
            path: canonical(path),
            identity: fs::metadata(path).ok().and_then(|there| identity(&there)),
        }
    }

    /// Whether it is the same place, by its path or as another link to one file.
    pub(super) fn is(&self, other: &Self) -> bool {
        let one_file = self.identity.is_some() && self.identity == other.identity;
        one_file || self.path == other.path
    }
}

/// The one path of a place, as far as it exists.
fn canonical(path: &Path) -> PathBuf {
    if let Ok(whole) = fs::canonicalize(path) {
        return whole;
    }
    match path.file_name() {
        Some(name) => canonical(folder_of(path)).join(name),
        None => path.to_owned(),
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> Option<(u64, u64)> {
    None
}

/// Whether it is the file or the pipe that standard output goes into. A terminal and other devices can be opened again.
#[cfg(unix)]
fn is_standard_output(there: &Metadata) -> bool {
    use std::os::fd::AsFd;
    use std::os::unix::fs::FileTypeExt;
    let Ok(output) = io::stdout().as_fd().try_clone_to_owned() else {
        return false;
    };
    let Ok(output) = File::from(output).metadata() else {
        return false;
    };
    let shared = output.is_file() || output.file_type().is_fifo();
    shared && identity(&output) == identity(there)
}

#[cfg(not(unix))]
fn is_standard_output(_: &Metadata) -> bool {
    false
}

/// Tests that something may be written without opening it, which could wait for the reader of a pipe.
#[cfg(unix)]
fn may_write(path: &Path) -> io::Result<()> {
    use rustix::fs::{Access, AtFlags, CWD, accessat};
    accessat(CWD, path, Access::WRITE_OK, AtFlags::EACCESS).map_err(io::Error::from)
}

#[cfg(not(unix))]
fn may_write(_: &Path) -> io::Result<()> {
    Ok(())
}
