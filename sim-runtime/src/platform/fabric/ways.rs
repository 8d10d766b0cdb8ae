//! How transfers between two hosts behave, remembered.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::{Broken, Fabric};
use crate::platform::{HostId, LinkId, Transmission};

/// How many pairs of hosts are remembered.
const REMEMBERED: usize = 1 << 20;

/// How transfers between pairs of hosts behave, as far as it was asked.
#[derive(Debug, Default)]
pub(super) struct Ways {
    // Looked up, never iterated.
    known: RefCell<FxHashMap<(HostId, HostId), Way>>,
}

#[derive(Clone, Debug)]
struct Way {
    transmission: Rc<Transmission>,
    /// The links of the route.
    links: Rc<[LinkId]>,
}

impl Ways {
    /// Links have changed.
    pub(super) fn forget(&mut self) {
        self.known.get_mut().clear();
    }
}

impl<T: Copy> Fabric<T> {
    /// How transfers from one host to another behave now.
    pub(super) fn transmission(
        &self,
        from: HostId,
        to: HostId,
    ) -> Result<Rc<Transmission>, Broken> {
        self.check_up(from, to)?;
        let way = self.way(from, to).ok_or(Broken::NoRoute)?;
        if way.links.iter().any(|link| self.down[*link]) {
            return Err(Broken::LinkDown);
        }
        Ok(way.transmission)
    }

    fn way(&self, from: HostId, to: HostId) -> Option<Way> {
        let mut known = self.ways.known.borrow_mut();
        if let Some(way) = known.get(&(from, to)) {
            return Some(way.clone());
        }
        let way = self.find(from, to)?;
        if known.len() == REMEMBERED {
            known.clear();
        }
        known.insert((from, to), way.clone());
        Some(way)
    }

    fn find(&self, from: HostId, to: HostId) -> Option<Way> {
        if from == to {
            return Some(Way {
                transmission: Rc::new(self.model.within()),
                links: Rc::default(),
            });
        }
        let routes = &self.platform.routes;
        let forward = routes.get(from, to)?;
        let backward = routes.get(to, from).unwrap_or_default();
        let transmission = match forward.links.is_empty() && forward.distance.is_zero() {
            true => self.model.within(),
            false => self.model.between(&self.platform, &forward, &backward),
        };
        Some(Way {
            transmission: Rc::new(transmission),
            links: forward.links.as_ref().into(),
        })
    }
}
