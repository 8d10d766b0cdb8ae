//! Files of parts that others share: their space, their arrival and their eviction.

use std::rc::Rc;

use super::parts::{Gains, Held, Part, Presence};
use super::{Caching, NoSpace, Partition};
use crate::storage::FileId;
use crate::units::Bytes;

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
