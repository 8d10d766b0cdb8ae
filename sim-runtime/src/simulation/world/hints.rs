//! Why something does not happen that a process waits for, for messages.

use super::World;
use crate::platform::HostId;
use crate::serverless::{AttemptId, Obstacle, Resources, ServiceId};
use crate::simulation::state::calls::Call;

impl<R> World<R> {
    /// Why an image has not reached the head host, or an attempt its instance. If nothing is scheduled any more, what is on
    /// its way would arrive after the end of time.
    pub(super) fn obstacle(
        &self,
        (service, id): (ServiceId, AttemptId),
        nothing_is_scheduled: bool,
    ) -> Option<String> {
        let head = self.state.sites.head(service);
        let host = |node| self.state.sites.node(service, node);
        let name = |node| self.state.sites.name(host(node));
        let never = |what: String| {
            nothing_is_scheduled.then(|| format!("{what} would end after the end of time"))
        };
        let obstacle = self.services[service].obstacle(id)?;
        let failure = match obstacle {
            Obstacle::Move { .. } | Obstacle::NotPlaced { .. } | Obstacle::NotWanted { .. } => {
                self.services[service].why_none_starts(id)
            }
            _ => None,
        };
        if let Some(failure) = failure {
            return Some(format!(
                "the start-up of its last container failed: {failure}"
            ));
        }
        match obstacle {
            Obstacle::Download { from } => {
                let storage = &self.state.files.storages[from];
                self.link_that_is_off(storage.host, head)
                    .or_else(|| never(format!("its download from `{}`", storage.name)))
            }
            Obstacle::Move { node } => self
                .link_that_is_off(head, host(node))
                .or_else(|| never(format!("the way of its image to node `{}`", name(node)))),
            Obstacle::NotPlaced { node, has_image } => {
                let link = (!has_image)
                    .then(|| self.link_that_is_off(head, host(node)))
                    .flatten();
                link.or_else(|| {
                    Some(format!(
                        "node `{}` has room for its container, and the scheduler does not place it there",
                        name(node)
                    ))
                })
            }
            Obstacle::NotWanted { wanted, instances } => Some(format!(
                "the scaler alone makes its containers: it wants {wanted}, and there are {instances}"
            )),
            Obstacle::NodeDown { node } => Some(format!(
                "node `{}` is down, and no other has room for its container",
                name(node)
            )),
            Obstacle::NoRoom { needed, node, free } => {
                let free = if needed.gpus == 0 {
                    Resources { gpus: 0, ..free }
                } else {
                    free
                };
                Some(format!(
                    "no node has room for its container now: it needs {}, and `{}` has {} free",
                    listed(needed),
                    name(node),
                    listed(free)
                ))
            }
        }
    }

    /// A link that is turned off between two hosts.
    pub(super) fn link_that_is_off(&self, from: HostId, to: HostId) -> Option<String> {
        let activities = &self.state.activities;
        let platform = activities.fabric.platform();
        let route = platform.routes.get(from, to)?;
        let off = route
            .links
            .iter()
            .find(|link| activities.turned_off.contains(link))?;
        Some(format!("link `{}` is turned off", platform[*off].name))
    }

    /// A link that is turned off between a caller and the service that it has asked.
    pub(super) fn link_to_service(&self, call: &Call) -> Option<String> {
        let caller = self.state.processes.get(call.caller)?.host;
        self.link_that_is_off(caller, self.state.sites.head(call.service))
    }
}

fn listed(resources: Resources) -> String {
    let Resources {
        cores,
        memory,
        disk,
        gpus,
    } = resources;
    let cores = format!(
        "{cores} {}",
        if cores.get() == 1.0 { "core" } else { "cores" }
    );
    match gpus {
        0 => format!("{cores}, {memory} of memory and {disk} of disk"),
        1 => format!("{cores}, 1 GPU, {memory} of memory and {disk} of disk"),
        _ => format!("{cores}, {gpus} GPUs, {memory} of memory and {disk} of disk"),
    }
}
