//! Space: its size, what occupies it, and which files are evicted when more is needed.
//!
//! Source: SEMANTICS, section 3.1. Recency is refreshed where a file is moved ([`Partition::touch`]); opening a file does
//! not refresh it, and an open file is never evicted. What several files have in common goes with the last of them
//! (`parts`).

mod parts;
mod sharing;

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::FileId;
use crate::units::Bytes;
use parts::{Gains, SharedParts};
pub use parts::{Part, Presence};

/// What a partition does when space lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caching {
    /// Nothing: the request fails.
    None,
    /// Closed files go, the least recently used first.
    LeastRecentlyUsed,
}

/// Space lacks, and evicting every closed file would not help (or is not done).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not enough space")]
pub struct NoSpace;

#[derive(Clone, Copy, Debug)]
struct Entry {
    size: Bytes,
    /// What the files of this name take that came before it.
    former: Bytes,
    open: u32,
    recency: u64,
}

/// A bounded space that holds files and reservations.
///
/// A *reservation* is space taken without a name: a file that is being written, a container's memory. It is never evicted.
///
/// ```
/// use sim_runtime::storage::{Caching, FileNames, Partition};
/// use sim_runtime::units::short::gb;
///
/// let mut names = FileNames::default();
/// let (old, new) = (names.id("old"), names.id("new"));
/// let mut disk = Partition::new(gb(10), Caching::LeastRecentlyUsed);
/// disk.create(old, gb(6))?;
/// disk.create(new, gb(6))?;
/// assert!(disk.contains(new) && !disk.contains(old));
/// # Ok::<(), sim_runtime::storage::NoSpace>(())
/// ```
#[derive(Clone, Debug)]
pub struct Partition {
    size: Bytes,
    free: Bytes,
    caching: Caching,
    // Looked up, never iterated: `recent` has the order.
    files: FxHashMap<FileId, Entry>,
    /// Closed and open files from least to most recently used.
    recent: BTreeMap<u64, FileId>,
    /// What files have in common.
    shared: SharedParts,
    clock: u64,
    evictions: u64,
    /// The files that have been evicted since [`Partition::take_evicted`].
    evicted: Vec<FileId>,
}

impl Partition {
    /// An empty partition.
    pub fn new(size: Bytes, caching: Caching) -> Self {
        Self {
            size,
            free: size,
            caching,
            files: FxHashMap::default(),
            recent: BTreeMap::new(),
            shared: SharedParts::default(),
            clock: 0,
            evictions: 0,
            evicted: Vec::new(),
        }
    }

    /// How much it holds in all.
    pub fn size(&self) -> Bytes {
        self.size
    }

    /// How much is really free: what could be evicted does not count.
    pub fn free(&self) -> Bytes {
        self.free
    }

    /// How much would be free besides if all that could be evicted were.
    pub fn evictable(&self) -> Bytes {
        self.evictable_besides(None, &[])
    }

    /// Whether a file of this name is there.
    pub fn contains(&self, file: FileId) -> bool {
        self.files.contains_key(&file)
    }

    /// The size of a file, if it is there.
    pub fn size_of(&self, file: FileId) -> Option<Bytes> {
        Some(self.files.get(&file)?.size + self.shared.size_of(file))
    }

    /// The files that are there, from least to most recently used.
    pub fn files(&self) -> impl Iterator<Item = FileId> + '_ {
        self.recent.values().copied()
    }

    /// How many files have been evicted so far.
    pub fn evictions(&self) -> u64 {
        self.evictions
    }

    /// The files that have been evicted since this was called last.
    pub(crate) fn take_evicted(&mut self) -> impl Iterator<Item = FileId> + '_ {
        self.evicted.drain(..)
    }

    /// Takes space without a name, evicting if need be; on failure nothing has been evicted.
    pub fn reserve(&mut self, size: Bytes) -> Result<(), NoSpace> {
        if size > self.free {
            self.evict(size.saturating_sub(self.free))?;
        }
        self.free -= size;
        Ok(())
    }

    /// Gives reserved space back.
    pub fn release(&mut self, size: Bytes) {
        self.free += size;
    }

    /// Creates a file, the most recently used, evicting if need be.
    pub fn create(&mut self, file: FileId, size: Bytes) -> Result<(), NoSpace> {
        self.reserve(size)?;
        self.publish(file, size);
        Ok(())
    }

    /// Turns a reservation of `size` into a file, the most recently used, in the place of one that had the name before.
    pub fn publish(&mut self, file: FileId, size: Bytes) {
        if let Some(former) = self.files.get_mut(&file) {
            self.free += former.size + former.former + self.shared.forget(file);
            (former.size, former.former) = (Bytes::ZERO, Bytes::ZERO);
        }
        self.publish_anew(file, size);
    }

    /// The same, but a file that had the name before goes on taking its space, until the name is [removed](Self::remove).
    pub fn publish_anew(&mut self, file: FileId, size: Bytes) {
        let (mut open, mut taken) = (0, Bytes::ZERO);
        if let Some(before) = self.files.remove(&file) {
            self.recent.remove(&before.recency);
            (open, taken) = (before.open, before.size + before.former);
        }
        let recency = self.tick();
        self.recent.insert(recency, file);
        self.files.insert(
            file,
            Entry {
                size,
                former: taken,
                open,
                recency,
            },
        );
    }

    /// Marks a file as in use: it is not evicted until as many times closed.
    pub fn open(&mut self, file: FileId) {
        if let Some(entry) = self.files.get_mut(&file) {
            entry.open += 1;
        }
    }

    /// Undoes one [`Partition::open`].
    pub fn close(&mut self, file: FileId) {
        if let Some(entry) = self.files.get_mut(&file) {
            entry.open = entry.open.saturating_sub(1);
        }
    }

    /// Whether a file is there and in use.
    pub fn is_open(&self, file: FileId) -> bool {
        self.files.get(&file).is_some_and(|entry| entry.open > 0)
    }

    /// Makes a file the most recently used.
    pub fn touch(&mut self, file: FileId) {
        let recency = self.tick();
        if let Some(entry) = self.files.get_mut(&file) {
            self.recent.remove(&entry.recency);
            entry.recency = recency;
            self.recent.insert(recency, file);
        }
    }

    /// Removes a file, unless it is open; returns whether it was removed.
    pub fn remove(&mut self, file: FileId) -> bool {
        if self.is_open(file) {
            return false;
        }
        let Some(entry) = self.files.remove(&file) else {
            return false;
        };
        self.recent.remove(&entry.recency);
        self.free += entry.size + entry.former + self.shared.forget(file);
        true
    }

    /// Removes all files, even open ones; reservations stay. Returns the files that were there, from least to most recently used.
    pub fn remove_all(&mut self) -> Vec<FileId> {
        let gone: Vec<FileId> = std::mem::take(&mut self.recent).into_values().collect();
        for file in &gone {
            if let Some(entry) = self.files.remove(file) {
                self.free += entry.size + entry.former + self.shared.forget(*file);
            }
        }
        gone
    }

    /// Forgets the names of all files, even open ones, and leaves their space taken.
    pub fn forget_names(&mut self) {
        self.files.clear();
        self.recent.clear();
        self.shared.clear();
    }

    /// Forgets all files, even open ones, and all reservations.
    pub fn clear(&mut self) {
        self.files.clear();
        self.recent.clear();
        self.shared.clear();
        self.free = self.size;
    }

    fn tick(&mut self) -> u64 {
        self.clock += 1;
        self.clock
    }

    /// Evicts closed files, the least recently used first, until `missing` more is free; all or nothing.
    fn evict(&mut self, missing: Bytes) -> Result<(), NoSpace> {
        if self.caching == Caching::None {
            return Err(NoSpace);
        }
        let mut victims = Vec::new();
        let mut gained = Bytes::ZERO;
        let mut gains = Gains::new(&self.shared, &[]);
        for (&recency, &file) in &self.recent {
            if gained >= missing {
                break;
            }
            let Some(entry) = self.files.get(&file) else {
                continue;
            };
            if entry.open == 0 {
                victims.push(recency);
                gained += entry.size + gains.add(file);
            }
        }
        if gained < missing {
            return Err(NoSpace);
        }
        for recency in victims {
            self.discard(recency);
        }
        Ok(())
    }

    fn discard(&mut self, recency: u64) {
        let Some(file) = self.recent.remove(&recency) else {
            return;
        };
        self.evicted.push(file);
        if let Some(entry) = self.files.remove(&file) {
            self.free += entry.size + self.shared.forget(file);
        }
        self.evictions += 1;
    }
}

#[cfg(test)]
mod tests;
