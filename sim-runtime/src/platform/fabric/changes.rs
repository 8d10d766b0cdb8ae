//! Links whose bandwidth or latency changes while bytes are on their way.

use super::{Coming, Fabric, MovementId, Phase};
use crate::platform::LinkId;
use crate::units::{Bandwidth, Latency, SimTime};

impl<T: Copy> Fabric<T> {
    /// A link has another bandwidth from now on. What is on its way keeps the bound that it started with, which is the bandwidth
    /// of the narrowest link at that date, as in SimGrid.
    pub(crate) fn set_bandwidth(&mut self, now: SimTime, link: LinkId, bandwidth: Bandwidth) {
        self.platform.links[link].spec.bandwidth = bandwidth;
        self.flows
            .set_capacity(now, self.links[link], bandwidth.get());
        self.revise(now, link, false);
    }

    /// A link has another latency from now on. What is on its way has had its own, but its window and its priority follow.
    pub(crate) fn set_latency(&mut self, now: SimTime, link: LinkId, latency: Latency) {
        let spec = &mut self.platform.links[link].spec;
        *spec = spec.with_latency(latency);
        self.revise(now, link, true);
    }

    /// Gives the movements that cross a link the priority, and perhaps the bound, that they would have if they started now.
    fn revise(&mut self, now: SimTime, link: LinkId, is_bound_new: bool) {
        self.ways.forget();
        self.is_quiet = false;
        let movements: Vec<(MovementId, _)> = self
            .movements
            .iter()
            .map(|(id, movement)| (id, movement.ends))
            .collect();
        for (id, (from, to)) in movements {
            let Ok(transmission) = self.transmission(from, to) else {
                continue;
            };
            let Some(movement) = self.movements.get_mut(id) else {
                continue;
            };
            if !transmission.uses.iter().any(|(used, _)| *used == link) {
                continue;
            }
            let bound = if is_bound_new {
                transmission.bound
            } else {
                movement.bound
            };
            movement.bound = bound;
            match &mut movement.phase {
                Phase::Latent(Coming::Unknown(_, demand)) => {
                    (demand.priority, demand.bound) = (transmission.priority, bound);
                }
                Phase::Latent(Coming::Announced(flow)) | Phase::Flowing(flow) => {
                    let flow = *flow;
                    self.flows.revise(now, flow, transmission.priority, bound);
                }
            }
        }
    }
}
