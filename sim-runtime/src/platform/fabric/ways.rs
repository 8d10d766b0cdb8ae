//! How transfers between two hosts behave, remembered.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::platform::{HostId, LinkId, Transmission};

/// How many pairs of hosts are remembered.
const REMEMBERED: usize = 1 << 20;

/// How transfers between pairs of hosts behave, as far as it was asked.
#[derive(Debug, Default)]
pub(super) struct Ways {
    // Looked up, never iterated.
    known: RefCell<FxHashMap<(HostId, HostId), Way>>,
}

/// How transfers behave, and over which links.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub(super) transmission: Rc<Transmission>,
    /// The links of the route.
    pub(super) links: Rc<[LinkId]>,
}

impl Ways {
    /// What is remembered of a pair, or else what is found, which is remembered from now on.
    pub(super) fn get(
        &self,
        ends: (HostId, HostId),
        find: impl FnOnce() -> Option<Way>,
    ) -> Option<Way> {
        let mut known = self.known.borrow_mut();
        if let Some(way) = known.get(&ends) {
            return Some(way.clone());
        }
        let way = find()?;
        if known.len() == REMEMBERED {
            known.clear();
        }
        known.insert(ends, way.clone());
        Some(way)
    }

    /// Links have changed.
    pub(super) fn forget(&mut self) {
        self.known.get_mut().clear();
    }
}
