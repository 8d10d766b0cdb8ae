//! What does not work: links that are down, and hosts that are.

use super::{Broken, Fabric, MovementId, Phase};
use crate::platform::{HostId, LinkId};

impl<T: Copy> Fabric<T> {
    /// Turns a link off: returns the tokens of the movements that this breaks, in order of start.
    pub fn turn_off(&mut self, link: LinkId) -> Vec<T> {
        self.down[link] = true;
        let constraint = self.links[link];
        let latent = self
            .movements
            .iter()
            .filter(|(_, movement)| match &movement.phase {
                Phase::Latent(coming) => coming.will_use(constraint),
                Phase::Flowing(_) => false,
            });
        let latent: Vec<MovementId> = latent.map(|(id, _)| id).collect();
        let flowing = self.flows.users(constraint);
        let flowing = flowing
            .into_iter()
            .filter_map(|flow| self.flows.cancel(flow))
            .collect::<Vec<_>>();
        flowing
            .into_iter()
            .chain(latent)
            .filter_map(|id| Some(self.movements.remove(id)?.token))
            .collect()
    }

    /// Turns a link on again: what starts from now on crosses it.
    pub fn turn_on(&mut self, link: LinkId) {
        self.down[link] = false;
    }

    /// A host goes down: nothing moves from, to or within it until it is [up](Self::raise). Returns the tokens of the movements
    /// that this breaks, in an order that depends on nothing but what happened. Its computations are whoever's that has
    /// started them.
    pub fn fell(&mut self, host: HostId) -> Vec<T> {
        self.dark[host] = true;
        let movements = self.movements.iter();
        let there = movements.filter(|(_, one)| one.ends.0 == host || one.ends.1 == host);
        let there: Vec<MovementId> = there.map(|(id, _)| id).collect();
        there.into_iter().filter_map(|id| self.cancel(id)).collect()
    }

    /// A host is up again.
    pub fn raise(&mut self, host: HostId) {
        self.dark[host] = false;
    }

    /// That both hosts are up.
    ///
    /// # Errors
    ///
    /// [`Broken::HostDown`] with the first that is not.
    pub fn check_up(&self, one: HostId, other: HostId) -> Result<(), Broken> {
        match [one, other].into_iter().find(|host| self.dark[*host]) {
            Some(host) => Err(Broken::HostDown(host)),
            None => Ok(()),
        }
    }
}
