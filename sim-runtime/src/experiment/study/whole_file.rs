//! Files that are written whole or not at all.

use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes a file beside its place, and gives it its name when it is complete.
pub(super) fn write_whole(
    path: &Path,
    render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let file = tempfile::Builder::new()
        .prefix(".coldstart-")
        .tempfile_in(folder)?;
    let mut out = BufWriter::with_capacity(1 << 16, file.as_file());
    render(&mut out)?;
    out.flush()?;
    drop(out);
    readable(&file)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Temporary files are for their owner alone; who merges or looks may be somebody else.
#[cfg(unix)]
fn readable(file: &tempfile::NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file()
        .set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &tempfile::NamedTempFile) -> io::Result<()> {
    Ok(())
}
