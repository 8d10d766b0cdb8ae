//! Where the files are that tests read.

use std::path::{Path, PathBuf};

/// A file or folder of the repository.
pub(crate) fn repository(place: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(place)
}

/// A scenario of the reference.
pub(crate) fn reference(name: &str) -> PathBuf {
    repository(&format!("tests/reference/{name}.scenario.json"))
}
