//! What a new instance takes on a node, and what could be evicted for it.

use super::view::{NodeView, View};
use crate::serverless::queue::Queued;
use crate::serverless::resources::Resources;
use crate::storage::Partition;
use crate::units::Bytes;

/// What a new instance would take on a node: its own space, and that of the image unless it is there or on its way.
pub(super) fn missing(view: &View<'_>, queued: &Queued, node: NodeView<'_>) -> Resources {
    let image = view.image(queued.image);
    let absent = |present: bool, size: Bytes| if present { Bytes::ZERO } else { size };
    let on_disk = node.has_on_disk(queued.image) || node.is_copying(queued.image);
    let in_memory = node.has_in_memory(queued.image) || node.is_loading(queued.image);
    let charge = view.charge(queued.function).per_instance;
    Resources::space(
        charge.disk + absent(on_disk, node.missing_on_disk(queued.image)),
        charge.memory + absent(in_memory, image.ram),
    )
}

/// What the images take that no instance uses, but for the one that an attempt needs.
pub(super) fn evictable_beside(view: &View<'_>, queued: &Queued, node: NodeView<'_>) -> Resources {
    let file = view.cluster().image(queued.image).file;
    let beside = |place: &Partition| {
        let kept = match place.is_open(file) {
            true => Bytes::ZERO,
            false => place.size_of(file).unwrap_or_default(),
        };
        place.evictable().saturating_sub(kept)
    };
    let node = view.cluster().node(node.id());
    Resources::space(beside(&node.disk.partition), beside(&node.ram))
}
