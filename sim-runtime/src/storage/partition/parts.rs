//! Parts that files have in common: a partition keeps each once, for as long as a file there is made of it.
//!
//! Source: the content store of containerd, which knows blobs by their digest, and removes those that no image refers to.

use std::collections::BTreeMap;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::{Caching, NoSpace, Partition};
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
struct Held {
    size: Bytes,
    /// How many files are made of it, those on their way among them.
    users: u32,
    presence: Presence,
}

/// The parts of a partition, and what is made of them.
#[derive(Clone, Debug, Default)]
pub(super) struct SharedParts {
    // Looked up, never iterated.
    parts_of: FxHashMap<FileId, Rc<[Part]>>,
    held: BTreeMap<FileId, Held>,
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
    fn let_go(&mut self, parts: &[Part]) -> Bytes {
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

impl Partition {
    /// How much of a file is neither there nor on its way, if it is `own` and these parts.
    pub fn missing(&self, own: Bytes, parts: &[Part]) -> Bytes {
        let absent = parts.iter().filter(|part| self.lacks(part));
        absent.fold(own, |sum, part| sum + part.size)
    }

    fn lacks(&self, part: &Part) -> bool {
        let held = self.shared.held.get(&part.name);
        held.is_none_or(|held| held.presence == Presence::Lost)
    }

    /// As [`Partition::evictable`], to make room for a file of these parts: it stays if it is there, and so do they.
    pub fn evictable_for(&self, file: FileId, parts: &[Part]) -> Bytes {
        self.evictable_besides(Some(file), parts)
    }

    /// How much would be free besides if all that could be evicted were, but for a file and some parts.
    pub(super) fn evictable_besides(&self, file: Option<FileId>, parts: &[Part]) -> Bytes {
        if self.caching == Caching::None {
            return Bytes::ZERO;
        }
        let mut gains = Gains::new(&self.shared, parts);
        let is_closed = |other: &FileId| !self.is_open(*other) && Some(*other) != file;
        self.files()
            .filter(is_closed)
            .fold(Bytes::ZERO, |sum, file| {
                sum + self.own_size_of(file).unwrap_or_default() + gains.add(file)
            })
    }

    /// Takes space for a file that is `own` and these parts, evicting if need be; the parts are not evicted from then on.
    /// Returns those that the file must bring: the others are there, or on their way.
    ///
    /// # Errors
    ///
    /// [`NoSpace`], and then nothing has been evicted or taken.
    pub fn reserve_parts(&mut self, own: Bytes, parts: &[Part]) -> Result<Vec<Part>, NoSpace> {
        if parts.is_empty() {
            return self.reserve(own).map(|()| Vec::new());
        }
        // Held before anything is evicted to make room.
        let mut needed = own;
        for part in parts {
            match self.shared.held.get_mut(&part.name) {
                Some(held) => held.users += 1,
                None => needed += part.size,
            }
        }
        if let Err(full) = self.reserve(needed) {
            self.free += self.shared.let_go(parts);
            return Err(full);
        }
        let mut brought = Vec::new();
        for part in parts {
            let held = self.shared.held.entry(part.name).or_insert(Held {
                size: part.size,
                users: 1,
                presence: Presence::Lost,
            });
            if held.presence == Presence::Lost {
                held.presence = Presence::Coming;
                brought.push(*part);
            }
        }
        Ok(brought)
    }

    /// Parts have arrived, or never will.
    pub fn settle_parts(&mut self, parts: &[Part], presence: Presence) {
        for part in parts {
            if let Some(held) = self.shared.held.get_mut(&part.name) {
                held.presence = presence;
            }
        }
    }

    /// Whether these parts are there.
    pub fn presence(&self, parts: &[Part]) -> Presence {
        let presence = |part: &Part| {
            let held = self.shared.held.get(&part.name);
            held.map_or(Presence::Lost, |held| held.presence)
        };
        parts.iter().map(presence).max().unwrap_or(Presence::Here)
    }

    /// Turns what was reserved for a file into the file, as [`Partition::publish`]. All its parts are there.
    pub fn publish_parts(&mut self, file: FileId, own: Bytes, parts: &Rc<[Part]>) {
        self.publish(file, own);
        if !parts.is_empty() {
            self.settle_parts(parts, Presence::Here);
            self.shared.parts_of.insert(file, Rc::clone(parts));
        }
    }

    /// Gives back what was reserved for a file that will not come.
    pub fn release_parts(&mut self, own: Bytes, parts: &[Part]) {
        self.free += own + self.shared.let_go(parts);
    }

    /// Creates a file that is `own` and these parts, as [`Partition::create`].
    ///
    /// # Errors
    ///
    /// [`NoSpace`], and then nothing has been evicted.
    pub fn create_of_parts(
        &mut self,
        file: FileId,
        own: Bytes,
        parts: &Rc<[Part]>,
    ) -> Result<(), NoSpace> {
        self.reserve_parts(own, parts)?;
        self.publish_parts(file, own, parts);
        Ok(())
    }

    /// The parts that are there or on their way, in order of their names' numbers.
    pub fn parts(&self) -> impl Iterator<Item = Part> + '_ {
        let held = self.shared.held.iter();
        held.map(|(name, held)| Part {
            name: *name,
            size: held.size,
        })
    }

    /// The size of a file without the parts that it may share, if it is there.
    pub fn own_size_of(&self, file: FileId) -> Option<Bytes> {
        Some(self.files.get(&file)?.size)
    }
}

#[cfg(test)]
mod tests;
