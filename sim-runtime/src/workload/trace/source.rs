//! Opening files of traces: plain or compressed with gzip. What is something else is told.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;

use super::error::TraceError;

/// How long a line may be \[B\]: a day of minutes of 5000 functions is a quarter of it.
pub(super) const LONGEST: u64 = 1 << 20;

/// How files begin that are no text, and what they are.
const FOREIGN: [(&[u8], &str); 9] = [
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it first"),
    (b"PK\x03\x04", "a Zip archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"\xfd7zXZ\x00", "compressed with xz; unpack it first"),
    (b"(\xb5/\xfd", "compressed with zstd; unpack it first"),
    (b"BZh", "compressed with bzip2; unpack it first"),
    (
        b"PAR1",
        "a Parquet file, and not one of text; say `--format parquet` if it is one of coldstart's",
    ),
    (b"\xff\xfe", "written in UTF-16; store it as UTF-8"),
    (
        b"\x80",
        "a pickle of Python; write it as CSV with pandas: `read_pickle(FILE).explode([LISTS]).to_csv(NEW, index=False)`",
    ),
];

/// Text that is read: how much since the last line began is watched, so that a file without lines does not fill the memory.
pub(super) struct Source {
    text: Box<dyn Read>,
    since_line: Rc<Cell<u64>>,
}

impl Source {
    /// Text of anywhere, and what to set to zero when a line begins.
    pub(super) fn new(text: Box<dyn Read>) -> (Self, Rc<Cell<u64>>) {
        let since_line = Rc::new(Cell::new(0));
        let source = Self {
            text,
            since_line: Rc::clone(&since_line),
        };
        (source, since_line)
    }
}

impl Read for Source {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if self.since_line.get() > LONGEST {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the line is longer than 1 MiB; is there a quotation mark that is not closed, or is it a file of another kind?",
            ));
        }
        let read = self.text.read(bytes)?;
        self.since_line.set(self.since_line.get() + read as u64);
        Ok(read)
    }
}

/// Opens a file of text.
///
/// # Errors
///
/// If it cannot be read, or is no text.
pub(super) fn open(path: &Path) -> Result<Box<dyn Read>, TraceError> {
    let unreadable = |cause: io::Error| TraceError::unreadable(path, &cause);
    let is_folder = fs::metadata(path).map_err(unreadable)?.is_dir();
    if is_folder {
        return Err(TraceError::new(
            path.display().to_string(),
            "is a folder; name a file of it",
        ));
    }
    let mut file = File::open(path).map_err(unreadable)?;
    let mut head = Vec::new();
    (&mut file)
        .take(6)
        .read_to_end(&mut head)
        .map_err(unreadable)?;
    let foreign = FOREIGN.iter().find(|(magic, _)| head.starts_with(magic));
    if let Some((_, what)) = foreign {
        let reason = format!("is {what}");
        return Err(TraceError::new(path.display().to_string(), reason));
    }
    let is_compressed = head.starts_with(b"\x1f\x8b");
    if head.starts_with(b"\xef\xbb\xbf") {
        head.drain(..3);
    }
    let whole = io::Cursor::new(head).chain(BufReader::with_capacity(1 << 16, file));
    Ok(match is_compressed {
        true => Box::new(MultiGzDecoder::new(whole)),
        false => Box::new(whole),
    })
}

/// The files of a folder that are wanted, in order of name; or the file itself, if it is one.
///
/// # Errors
///
/// If the folder cannot be read, or there are none.
pub(super) fn files(
    path: &Path,
    what: &str,
    is_wanted: &dyn Fn(&str) -> bool,
) -> Result<Vec<PathBuf>, TraceError> {
    let unreadable = |cause: io::Error| TraceError::unreadable(path, &cause);
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?.path();
        if is_wanted(&name(&entry)) {
            found.push(entry);
        }
    }
    if found.is_empty() {
        let reason = format!("has no file of {what}; is it another format?");
        return Err(TraceError::new(path.display().to_string(), reason));
    }
    found.sort();
    Ok(found)
}

/// The name of a file, in small letters and without `.gz`.
pub(super) fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    let name = name.to_string_lossy().to_lowercase();
    name.strip_suffix(".gz").map(str::to_owned).unwrap_or(name)
}
