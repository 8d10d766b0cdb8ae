//! Parts that files have in common: a partition keeps each once, for as long as a file there is made of it.
//!
//! Source: the content store of containerd, which knows blobs by their digest, and removes those that no image refers to.

use std::collections::BTreeMap;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::storage::FileId;
use crate::units::Bytes;

/// A part of files, the same in all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: FileId,
    /// Its size.
    pub size: Bytes,
}

/// Whether parts are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presence {
    /// They are.
    Here,
    /// Some are still on their way; none is lost.
    Coming,
    /// Whoever was to bring one of them has not.
    Lost,
}

/// A part that is there or on its way; its space is taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub(super) size: Bytes,
    /// How many files are made of it, those on their way among them.
    pub(super) users: u32,
    pub(super) presence: Presence,
}

/// The parts of a partition, and what is made of them.
#[derive(Clone, Debug, Default)]
pub(super) struct SharedParts {
    // Looked up, never iterated.
    pub(super) parts_of: FxHashMap<FileId, Rc<[Part]>>,
    pub(super) held: BTreeMap<FileId, Held>,
}

impl SharedParts {
    /// The parts of a file.
    fn of(&self, file: FileId) -> &[Part] {
        if self.parts_of.is_empty() {
            return &[];
        }
        self.parts_of.get(&file).map_or(&[], |parts| parts)
    }

    /// The size of the parts of a file.
    pub(super) fn size_of(&self, file: FileId) -> Bytes {
        self.of(file).iter().map(|part| part.size).sum()
    }

    /// One file less is made of these; returns the space of those that no other is made of.
    pub(super) fn let_go(&mut self, parts: &[Part]) -> Bytes {
        let mut freed = Bytes::ZERO;
        for part in parts {
            let Some(held) = self.held.get_mut(&part.name) else {
                continue;
            };
            held.users -= 1;
            if held.users == 0 {
                freed += held.size;
                self.held.remove(&part.name);
            }
        }
        freed
    }

    /// A file goes; returns the space of those of its parts that no other is made of.
    pub(super) fn forget(&mut self, file: FileId) -> Bytes {
        if self.parts_of.is_empty() {
            return Bytes::ZERO;
        }
        match self.parts_of.remove(&file) {
            Some(parts) => self.let_go(&parts),
            None => Bytes::ZERO,
        }
    }

    /// All files go.
    pub(super) fn clear(&mut self) {
        self.parts_of.clear();
        self.held.clear();
    }
}

/// What space would be gained if some files went, one after the other.
pub(super) struct Gains<'a> {
    parts: &'a SharedParts,
    /// Parts that stay whatever goes.
    kept: &'a [Part],
    /// By how many of them each part is used. Looked up, never iterated.
    gone: FxHashMap<FileId, u32>,
}

impl<'a> Gains<'a> {
    pub(super) fn new(parts: &'a SharedParts, kept: &'a [Part]) -> Self {
        Self {
            parts,
            kept,
            gone: FxHashMap::default(),
        }
    }

    /// One more file would go: the space of those of its parts that none which stays is made of.
    pub(super) fn add(&mut self, file: FileId) -> Bytes {
        let mut gained = Bytes::ZERO;
        for part in self.parts.of(file) {
            let gone = self.gone.entry(part.name).or_default();
            *gone += 1;
            let users = self.parts.held.get(&part.name).map(|held| held.users);
            if users == Some(*gone) && !self.kept.contains(part) {
                gained += part.size;
            }
        }
        gained
    }
}
