//! The table of live processes.

use slotmap::{SlotMap, new_key_type};

use super::coroutine::{Coroutine, Step};
use super::engine::World;

new_key_type! {
    /// A live process; the identifier of a process that has ended never comes back.
    pub struct ProcessId;
}

/// The suspended coroutine of a process.
pub type Body<W> =
    Box<dyn Coroutine<<W as World>::Request, <W as World>::Reply, <W as World>::Output>>;

pub(crate) type StepOf<W> = Step<<W as World>::Request, <W as World>::Output>;

/// Live processes, each a suspended coroutine.
pub(crate) struct Processes<W: World> {
    live: SlotMap<ProcessId, Option<Body<W>>>,
}

impl<W: World> Processes<W> {
    pub(crate) fn new() -> Self {
        Self {
            live: SlotMap::with_key(),
        }
    }

    pub(crate) fn insert(&mut self, body: Body<W>) -> ProcessId {
        self.live.insert(Some(body))
    }

    /// Takes the coroutine out to run it, so that it may start or kill other processes meanwhile.
    pub(crate) fn take(&mut self, process: ProcessId) -> Option<Body<W>> {
        self.live.get_mut(process)?.take()
    }

    pub(crate) fn put_back(&mut self, process: ProcessId, body: Body<W>) {
        if let Some(slot) = self.live.get_mut(process) {
            *slot = Some(body);
        }
    }

    pub(crate) fn remove(&mut self, process: ProcessId) {
        self.live.remove(process);
    }

    pub(crate) fn len(&self) -> usize {
        self.live.len()
    }
}
