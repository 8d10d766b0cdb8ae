//! What happened to an image or a container as bytes.

use super::number::{Reader, Writer};
use super::{Before, Pack};
use crate::results::record::EventRecord;
use crate::results::report::EventKind;
use crate::serverless::{FunctionId, ImageId, NodeId, ServiceId};

/// All kinds, in order of declaration.
const KINDS: [EventKind; 10] = [
    EventKind::ImageDownloaded,
    EventKind::CopyStarted,
    EventKind::CopyDone,
    EventKind::CopyFailed,
    EventKind::LoadStarted,
    EventKind::LoadDone,
    EventKind::LoadFailed,
    EventKind::SpawnFailed,
    EventKind::IdleContainerEvicted,
    EventKind::ContainerShutdown,
];

const IMAGE: u8 = 1;
const NODE: u8 = 1 << 1;
const FUNCTION: u8 = 1 << 2;
/// From here on: the kind.
const KIND: u32 = 3;

impl Pack for EventRecord {
    fn pack(&self, before: &mut Before, to: &mut Writer<'_>) {
        let image = u8::from(self.image.is_some()) * IMAGE;
        let node = u8::from(self.node.is_some()) * NODE;
        let function = u8::from(self.function.is_some()) * FUNCTION;
        to.byte((self.kind as u8) << KIND | function | node | image);
        to.date(&mut before.date, self.date);
        to.index(self.service.index());
        let indices = [
            self.image.map(ImageId::index),
            self.node.map(NodeId::index),
            self.function.map(FunctionId::index),
        ];
        for index in indices.into_iter().flatten() {
            to.index(index);
        }
    }

    fn unpack(before: &mut Before, from: &mut Reader<'_>) -> Self {
        let parts = from.byte();
        let has = |part: u8| parts & part != 0;
        Self {
            kind: KINDS[usize::from(parts >> KIND)],
            date: from.date(&mut before.date),
            service: ServiceId::from_index(from.index()),
            image: has(IMAGE).then(|| ImageId::from_index(from.index())),
            node: has(NODE).then(|| NodeId::from_index(from.index())),
            function: has(FUNCTION).then(|| FunctionId::from_index(from.index())),
        }
    }
}
