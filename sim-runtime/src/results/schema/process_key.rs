//! Who a process is, in a record: an id or two; a spawned process has a place in a list, which has its parent.

use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;

use super::encoding::Encode;
use super::number::{Reader, Writer};
use crate::serverless::FunctionId;
use crate::simulation::{ControllerId, Descent, Identity, Lineage};

/// A spawned process of a record, by order of first use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::results) struct SpawnedId(u32);

/// Who a process is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::results) enum ProcessKey {
    /// A controller.
    Controller(ControllerId),
    /// The body of the invocation of this number.
    Body(FunctionId, u64),
    /// A process that another one has spawned.
    Spawned(SpawnedId),
    /// The process of a record that is not kept.
    Unkept,
}

/// Where a spawned process comes from.
#[derive(Clone, Copy, Debug)]
struct Spawned {
    parent: ProcessKey,
    /// The place of the name that it was spawned under.
    name: u32,
    /// How many processes its parent had spawned before.
    number: u32,
    /// How many spawned processes its line of descent has, itself among them.
    depth: u32,
    /// The last of the ancestors that its name begins with, if there are more than these.
    top: Option<SpawnedId>,
}

/// The spawned processes of a record.
#[derive(Debug, Default)]
pub(in crate::results) struct SpawnedProcesses {
    /// By the order in which they were spawned.
    processes: IndexMap<u32, Spawned, FxBuildHasher>,
    names: IndexSet<Arc<str>, FxBuildHasher>,
}

impl SpawnedProcesses {
    /// What stands for a process in a record.
    pub(in crate::results) fn key(&mut self, identity: &Identity) -> ProcessKey {
        match identity {
            Identity::Controller(controller) => ProcessKey::Controller(*controller),
            Identity::Body(function, number) => ProcessKey::Body(*function, *number),
            Identity::Spawned(lineage) => ProcessKey::Spawned(self.spawned(lineage)),
        }
    }

    /// A line of descent may be long: it is gone up to the first process that is known, and down again.
    fn spawned(&mut self, lineage: &Lineage) -> SpawnedId {
        let mut unknown = Vec::new();
        let mut next = Some(lineage);
        while let Some(lineage) = next
            && !self.processes.contains_key(&lineage.serial())
        {
            unknown.push(lineage);
            next = match lineage.parent() {
                Identity::Spawned(parent) => Some(parent),
                Identity::Controller(_) | Identity::Body(..) => None,
            };
        }
        for lineage in unknown.into_iter().rev() {
            let parent = match lineage.parent() {
                Identity::Controller(controller) => ProcessKey::Controller(*controller),
                Identity::Body(function, number) => ProcessKey::Body(*function, *number),
                Identity::Spawned(parent) => ProcessKey::Spawned(self.known(parent)),
            };
            let spawned = Spawned {
                parent,
                name: self.name(lineage.name()),
                number: lineage.number(),
                depth: lineage.depth(),
                top: lineage.top().map(|top| self.known(top)),
            };
            self.processes.insert(lineage.serial(), spawned);
        }
        self.known(lineage)
    }

    fn known(&self, lineage: &Lineage) -> SpawnedId {
        let index = self.processes.get_index_of(&lineage.serial());
        SpawnedId(index.expect("ancestors are known before their descendants") as u32)
    }

    fn name(&mut self, name: &str) -> u32 {
        let index = match self.names.get_index_of(name) {
            Some(index) => index,
            None => self.names.insert_full(name.into()).0,
        };
        index as u32
    }

    /// The process that a line of descent begins with, and what its name tells of the others.
    pub(super) fn descent(&self, id: SpawnedId) -> (ProcessKey, Descent<'_>) {
        let spawned = self.get(id);
        let named = |spawned: &Spawned| (&*self.names[spawned.name as usize], spawned.number);
        let top = spawned.top.map(|top| self.get(top));
        let line = |from| std::iter::successors(from, |spawned: &&Spawned| self.parent(spawned));
        let outermost = line(Some(top.unwrap_or(spawned))).last();
        let root = outermost.map_or(spawned.parent, |outermost| outermost.parent);
        let descent = Descent::new(
            spawned.depth,
            line(Some(spawned)).map(named),
            line(top).map(named),
        );
        (root, descent)
    }

    fn get(&self, id: SpawnedId) -> &Spawned {
        &self.processes[id.0 as usize]
    }

    /// The parent of a process, if it has been spawned itself.
    fn parent(&self, spawned: &Spawned) -> Option<&Spawned> {
        match spawned.parent {
            ProcessKey::Spawned(parent) => Some(self.get(parent)),
            _ => None,
        }
    }

    /// The memory that the processes take \[B\].
    #[cfg(test)]
    pub(in crate::results) fn bytes(&self) -> usize {
        // An entry has a hash and a place in the table of places.
        let overhead = 2 * size_of::<usize>();
        let names = self.names.iter().map(|name| name.len() + overhead);
        names.sum::<usize>()
            + self.names.capacity() * (size_of::<Arc<str>>() + overhead)
            + self.processes.capacity() * (size_of::<(u32, Spawned)>() + overhead)
    }
}

impl Encode for ProcessKey {
    const BITS: u32 = 2;

    fn head(&self) -> u64 {
        match self {
            Self::Controller(_) => 0,
            Self::Body(..) => 1,
            Self::Spawned(_) => 2,
            Self::Unkept => 3,
        }
    }

    fn write(&self, to: &mut Writer<'_>) {
        match self {
            Self::Controller(controller) => to.number(controller.index() as u64),
            Self::Body(function, number) => {
                to.number(function.index() as u64);
                to.number(*number);
            }
            Self::Spawned(spawned) => to.number(spawned.0.into()),
            Self::Unkept => {}
        }
    }

    fn read(head: u64, from: &mut Reader<'_>) -> Self {
        let index = |from: &mut Reader<'_>| from.number() as usize;
        match head {
            0 => Self::Controller(ControllerId::from_index(index(from))),
            1 => Self::Body(FunctionId::from_index(index(from)), from.number()),
            2 => Self::Spawned(SpawnedId(index(from) as u32)),
            _ => Self::Unkept,
        }
    }

    #[cfg(test)]
    fn any(numbers: &mut dyn FnMut() -> u64) -> Self {
        let index = numbers() as usize % u32::MAX as usize;
        match numbers() % 3 {
            0 => Self::Controller(ControllerId::from_index(index)),
            1 => Self::Body(FunctionId::from_index(index), numbers()),
            _ => Self::Spawned(SpawnedId(index as u32)),
        }
    }
}
