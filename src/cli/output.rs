//! Files of results: written whole, or not at all.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::NamedTempFile;

/// A result that could not be written.
#[derive(Debug)]
pub struct OutputError {
    file: PathBuf,
    cause: io::Error,
}

impl std::fmt::Display for OutputError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { file, cause } = self;
        write!(
            formatter,
            "cannot write {}: {cause}; choose another file, nothing was written",
            file.display()
        )
    }
}

impl std::error::Error for OutputError {}

/// Writes a value as indented JSON with a line feed at its end.
///
/// The text goes to a temporary file beside the target, which takes the target's name when it is complete: whoever reads
/// the target finds the former content or the new one, never a part.
///
/// # Errors
///
/// If the file cannot be written; nothing is left behind.
pub fn write_json(file: &Path, value: &impl Serialize) -> Result<(), OutputError> {
    write(file, value).map_err(|cause| OutputError {
        file: file.to_owned(),
        cause,
    })
}

fn write(file: &Path, value: &impl Serialize) -> io::Result<()> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut writer = BufWriter::new(NamedTempFile::new_in(folder)?);
    serde_json::to_writer_pretty(&mut writer, value)?;
    writer.write_all(b"\n")?;
    let temporary = writer
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    make_readable(&temporary)?;
    temporary.persist(file).map_err(|error| error.error)?;
    Ok(())
}

/// Temporary files are for their owner alone; results are not secret.
#[cfg(unix)]
fn make_readable(file: &NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file()
        .set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_: &NamedTempFile) -> io::Result<()> {
    Ok(())
}
