//! The text of a file that is read whole.

use std::path::Path;
use std::{fs, io};

/// Reads the text of a file.
///
/// # Errors
///
/// If it cannot be read, is no file but what may never end, such as a pipe or a device, or is no text in UTF-8.
pub(crate) fn read_text(path: &Path) -> io::Result<String> {
    let there = fs::metadata(path)?;
    // What the system says of a folder is clear.
    if !there.is_file() && !there.is_dir() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is a pipe or a device; write it to a file, and name that",
        ));
    }
    String::from_utf8(fs::read(path)?).map_err(|_| {
        io::Error::new(
            io::ErrorKind::InvalidData,
            "it is not text in UTF-8; save it as UTF-8",
        )
    })
}
