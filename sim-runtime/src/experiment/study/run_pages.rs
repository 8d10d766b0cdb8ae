//! The reports of single runs, each as a page in one folder, named by point and replication.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::row::Unit;
use super::whole_file::write_whole;
use crate::experiment::ExperimentError;
use crate::results::Report;
use crate::results::export::html;
use crate::units::spelling::visible;

/// A folder with the reports of single runs as pages.
#[derive(Clone, Debug)]
pub struct RunPages {
    folder: PathBuf,
}

impl RunPages {
    /// In this folder, which is made if need be.
    ///
    /// # Errors
    ///
    /// If it cannot be made, or cannot be written to.
    pub fn in_folder(folder: &Path) -> Result<Self, ExperimentError> {
        let pages = Self {
            folder: folder.to_owned(),
        };
        let made = fs::create_dir_all(folder);
        let possible = made.and_then(|()| tempfile::tempfile_in(folder));
        possible.map_err(|cause| pages.cannot(&cause))?;
        Ok(pages)
    }

    /// Those that have been written into this folder.
    ///
    /// # Errors
    ///
    /// If there is no such folder.
    pub fn written(folder: &Path) -> Result<Self, ExperimentError> {
        match folder.is_dir() {
            true => Ok(Self {
                folder: folder.to_owned(),
            }),
            false => Err(ExperimentError::Asked(format!(
                "there is no folder {} with the pages of runs; name one that --reports has written",
                visible(&folder.display().to_string())
            ))),
        }
    }

    /// The name of the page of a run.
    pub(super) fn name(unit: Unit) -> String {
        format!(
            "point-{:06}-replication-{:06}.html",
            unit.point, unit.replication
        )
    }

    pub(super) fn has(&self, unit: Unit) -> bool {
        self.folder.join(Self::name(unit)).is_file()
    }

    /// Writes the page of a run, whole or not at all.
    pub(super) fn write(&self, unit: Unit, report: &Report) -> Result<(), ExperimentError> {
        let path = self.folder.join(Self::name(unit));
        let written = write_whole(&path, |out| html::write(report, out));
        written.map_err(|cause| self.cannot(&cause))
    }

    fn cannot(&self, cause: &io::Error) -> ExperimentError {
        let folder = self.folder.display().to_string();
        ExperimentError::Asked(format!(
            "cannot write the pages of runs into {}: {cause}; choose another folder",
            visible(&folder)
        ))
    }

    /// The way to the folder from that of a page, as it stands in a link, with a slash at its end; `None` if there is no such way.
    pub(super) fn link_from(&self, folder: &Path) -> Option<String> {
        let (from, to) = (
            folder.canonicalize().ok()?,
            self.folder.canonicalize().ok()?,
        );
        let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
            (from.components().collect(), to.components().collect());
        let common = from.iter().zip(&to).take_while(|(one, other)| one == other);
        let common = common.count();
        // Other drives cannot be reached.
        (common > 0).then_some(())?;
        let mut link = "../".repeat(from.len() - common);
        for part in &to[common..] {
            link.push_str(&in_address(&part.as_os_str().to_string_lossy()));
            link.push('/');
        }
        Some(link)
    }
}

/// A text as a part of an address: what has a meaning there is written with percent signs (RFC 3986, section 2).
fn in_address(text: &str) -> String {
    let mut address = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                address.push(char::from(byte));
            }
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_go_from_the_page_to_the_folder() {
        let place = tempfile::tempdir().unwrap();
        let (page, runs) = (place.path().join("a/b"), place.path().join("a/my runs#1"));
        fs::create_dir_all(&page).unwrap();
        let pages = RunPages::in_folder(&runs).unwrap();
        assert_eq!(pages.link_from(&page).as_deref(), Some("../my%20runs%231/"));
        assert_eq!(
            pages.link_from(&place.path().join("a")).as_deref(),
            Some("my%20runs%231/")
        );
        assert_eq!(pages.link_from(&runs).as_deref(), Some(""));
    }
}
