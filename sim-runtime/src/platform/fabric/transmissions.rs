//! How transfers between two hosts behave now.

use std::rc::Rc;

use super::ways::Way;
use super::{Broken, Fabric};
use crate::platform::{HostId, Transmission};

impl<T: Copy> Fabric<T> {
    /// How transfers from one host to another behave now.
    pub(super) fn transmission(
        &self,
        from: HostId,
        to: HostId,
    ) -> Result<Rc<Transmission>, Broken> {
        self.check_up(from, to)?;
        let way = self.ways.get((from, to), || self.find(from, to));
        let way = way.ok_or(Broken::NoRoute)?;
        if way.links.iter().any(|link| self.down[*link]) {
            return Err(Broken::LinkDown);
        }
        Ok(way.transmission)
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
