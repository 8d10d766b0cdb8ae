//! Files and their names.

use indexmap::IndexSet;

use crate::units::Bytes;

/// A file that a process reads or writes: a name and a size, no contents.
///
/// ```
/// use sim_runtime::storage::File;
/// use sim_runtime::units::short::mb;
///
/// let thumbnail = File::new("thumbnail.jpg", mb(1));
/// assert_eq!(thumbnail.size, mb(1));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The name; a partition holds at most one file of a name.
    pub name: String,
    /// How much is read or written \[B\].
    pub size: Bytes,
}

impl File {
    /// A file of this name and size.
    pub fn new(name: impl Into<String>, size: Bytes) -> Self {
        Self {
            name: name.into(),
            size,
        }
    }
}

/// A file's name, as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// The names that occur in a simulation.
#[derive(Clone, Debug, Default)]
pub struct FileNames(IndexSet<String, rustc_hash::FxBuildHasher>);

impl FileNames {
    /// The number of a name, the same for the same name.
    pub fn id(&mut self, name: &str) -> FileId {
        let index = match self.0.get_index_of(name) {
            Some(index) => index,
            None => self.0.insert_full(name.to_owned()).0,
        };
        FileId(index as u32)
    }

    /// The name behind a number.
    pub fn name(&self, file: FileId) -> &str {
        &self.0[file.0 as usize]
    }
}
