//! The source files of the repository, for the tests of the house rules.

use std::fs;
use std::path::{Path, PathBuf};

use super::files::repository;

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    repository("")
}

/// The Rust files of a folder, in order, without what builds leave behind.
pub(crate) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry of the folder").path())
        .collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && name != "target" && !name.starts_with('.') {
            files.extend(rust_files(&path));
        } else if name.ends_with(".rs") {
            files.push(path);
        }
    }
    files
}

/// Whether a file holds nothing but tests.
pub(crate) fn is_test(file: &Path) -> bool {
    let place = shown(file);
    place
        .split('/')
        .any(|part| part == "tests" || part == "tests.rs")
}

/// The path of a file from the workspace's root, as messages show it.
pub(crate) fn shown(file: &Path) -> String {
    let place = file.strip_prefix(root()).unwrap_or(file);
    place
        .iter()
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

/// The text of a file.
pub(crate) fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", shown(file)))
}

/// Fails with all problems, if there is one.
#[track_caller]
pub(crate) fn assert_none(problems: &[String]) {
    assert!(problems.is_empty(), "\n  {}\n", problems.join("\n  "));
}
