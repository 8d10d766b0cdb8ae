//! Files and their names.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

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

/// How many names there are at least before it is asked which of them are of use.
const MANY: usize = 4096;

/// The names that occur in a simulation.
#[derive(Clone, Debug, Default)]
pub struct FileNames {
    // Looked up, never iterated.
    ids: FxHashMap<Rc<str>, FileId>,
    /// By number; nothing for one that is free.
    names: Vec<Option<Rc<str>>>,
    /// Numbers that have been given back.
    free: Vec<FileId>,
    /// How many were of use when that was asked last.
    were_of_use: usize,
}

impl FileNames {
    /// The number of a name, the same for the same name until [`FileNames::keep`] does not keep it.
    pub fn id(&mut self, name: &str) -> FileId {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let name: Rc<str> = name.into();
        let id = match self.free.pop() {
            Some(id) => id,
            None => {
                self.names.push(None);
                FileId(self.names.len() as u32 - 1)
            }
        };
        self.names[id.0 as usize] = Some(Rc::clone(&name));
        self.ids.insert(name, id);
        id
    }

    /// The name behind a number.
    pub fn name(&self, file: FileId) -> &str {
        self.names[file.0 as usize].as_deref().unwrap_or_default()
    }

    /// Whether there are so many names, and twice as many as were of use once, that it is time to [keep](FileNames::keep) only
    /// those that are: so a name costs what it costs to look at two that are of use.
    pub fn are_many(&self) -> bool {
        self.ids.len() >= MANY.max(2 * self.were_of_use)
    }

    /// Forgets all names but these; new names get the numbers of the others.
    pub fn keep(&mut self, of_use: &FxHashSet<FileId>) {
        for (index, name) in self.names.iter_mut().enumerate() {
            let id = FileId(index as u32);
            if !of_use.contains(&id)
                && let Some(name) = name.take()
            {
                self.ids.remove(&name);
                self.free.push(id);
            }
        }
        self.were_of_use = self.ids.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_of_no_use_make_room_for_others() {
        let mut names = FileNames::default();
        let kept = names.id("kept");
        for round in 0..3 {
            for number in 0..MANY - 1 {
                names.id(&format!("{round}, {number}"));
            }
            assert!(names.are_many());
            names.keep(&FxHashSet::from_iter([kept]));
            assert!(!names.are_many());
        }
        assert_eq!(names.names.len(), MANY);
        assert_eq!((names.id("kept"), names.name(kept)), (kept, "kept"));
        let other = names.id("0, 1");
        assert_ne!(other, kept);
        assert_eq!(names.name(other), "0, 1");
    }
}
