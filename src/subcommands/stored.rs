//! Opening what `--json` has stored.

use std::fs::File;
use std::io::{self, Seek};
use std::path::Path;

use coldstart::cli::Failed;
use coldstart::results::stored::Document;

/// Opens a result. What cannot be read from any place, such as a pipe, is copied to a temporary file first.
pub(super) fn open(path: &Path) -> Result<Document, Failed> {
    let origin = path.display().to_string();
    match seekable(path) {
        Ok(file) => Document::new(file, origin).map_err(Failed::bad_input),
        Err(cause) => Err(Failed::bad_input(format!(
            "{origin}: cannot be read: {cause}"
        ))),
    }
}

fn seekable(path: &Path) -> io::Result<File> {
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::Error::new(
            io::ErrorKind::IsADirectory,
            "it is a folder; name the file in it",
        ));
    }
    if metadata.is_file() {
        return Ok(file);
    }
    let mut copy = tempfile::tempfile()?;
    io::copy(&mut file, &mut copy)?;
    copy.rewind()?;
    Ok(copy)
}
