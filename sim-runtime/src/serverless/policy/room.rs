//! What a new instance takes on a node, and whether there is room for it.

use super::view::{NodeView, View};
use crate::serverless::queue::Queued;
use crate::serverless::resources::Resources;
use crate::units::Bytes;

/// What a new instance would take on a node: what it and an invocation are charged, and the space of the image unless it is
/// there or on its way.
pub(super) fn missing(view: &View<'_>, queued: &Queued, node: NodeView<'_>) -> Resources {
    missing_image(view, queued, node) + view.charge(queued.function).of_new()
}

/// What its image would take on a node, unless it is there or on its way.
pub(super) fn missing_image(view: &View<'_>, queued: &Queued, node: NodeView<'_>) -> Resources {
    let image = view.image(queued.image);
    let on_disk = node.has_on_disk(queued.image) || node.is_copying(queued.image);
    let in_memory = node.has_in_memory(queued.image) || node.is_loading(queued.image);
    let disk = match on_disk {
        true => Bytes::ZERO,
        // Costs a walk over its layers.
        false => node.missing_on_disk(queued.image),
    };
    let memory = if in_memory { Bytes::ZERO } else { image.ram };
    Resources::space(disk, memory)
}

/// Whether a new instance would fit on a node of whose space so much is free, if idle instances were evicted, and images.
///
/// A copy or a load evicts images alone: the image must fit without the idle instances (SEMANTICS 4.8).
pub(super) fn has_room(
    view: &View<'_>,
    queued: &Queued,
    node: NodeView<'_>,
    free: Resources,
) -> bool {
    if !node.is_up() {
        return false;
    }
    let (all, image) = (
        missing(view, queued, node),
        missing_image(view, queued, node),
    );
    let idle = node.idle_space();
    if image.fits(free) && all.fits(free + idle) {
        return true;
    }
    let free = free + node.evictable_space_for(queued.image);
    image.fits(free) && all.fits(free + idle)
}
