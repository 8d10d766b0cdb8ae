//! A movement of an image or a file as bytes.

use super::number::{Reader, Writer};
use super::{Before, Pack};
use crate::platform::HostId;
use crate::results::record::{Moved, TransferRecord};
use crate::results::report::TransferKind;
use crate::serverless::{ImageId, ServiceId};
use crate::units::Bytes;

/// All kinds, in order of declaration.
const KINDS: [TransferKind; 6] = [
    TransferKind::Download,
    TransferKind::Copy,
    TransferKind::Load,
    TransferKind::Read,
    TransferKind::Write,
    TransferKind::FileCopy,
];

const SUCCESS: u8 = 1;
const ENDED: u8 = 1 << 1;
const FILE: u8 = 1 << 2;
const FOR_INVOCATION: u8 = 1 << 3;
/// From here on: the kind.
const KIND: u32 = 4;

fn parts(row: &TransferRecord) -> u8 {
    let has = [
        (row.success, SUCCESS),
        (row.end.is_some(), ENDED),
        (matches!(row.what, Moved::File(..)), FILE),
        (matches!(row.what, Moved::File(_, Some(_))), FOR_INVOCATION),
    ];
    let bits = has.into_iter().filter(|(has, _)| *has);
    bits.fold((row.kind as u8) << KIND, |bits, (_, bit)| bits | bit)
}

impl Pack for TransferRecord {
    fn pack(&self, before: &mut Before, to: &mut Writer<'_>) {
        to.byte(parts(self));
        match self.what {
            Moved::Image(service, image) => {
                to.index(service.index());
                to.index(image.index());
            }
            Moved::File(name, invocation) => {
                to.text(name);
                if let Some(number) = invocation {
                    to.near(&mut before.number, number);
                }
            }
        }
        to.index(self.from.index());
        to.index(self.to.index());
        to.number(self.bytes.get());
        to.date(&mut before.date, self.start);
        if let Some(end) = self.end {
            let mut latest = before.date;
            to.date(&mut latest, end);
        }
    }

    fn unpack(before: &mut Before, from: &mut Reader<'_>) -> Self {
        let parts = from.byte();
        let has = |part: u8| parts & part != 0;
        let what = if has(FILE) {
            let name = from.text();
            let invocation = has(FOR_INVOCATION).then(|| from.near(&mut before.number));
            Moved::File(name, invocation)
        } else {
            let service = ServiceId::from_index(from.index());
            Moved::Image(service, ImageId::from_index(from.index()))
        };
        let source = HostId::from_index(from.index());
        let target = HostId::from_index(from.index());
        let bytes = Bytes::new(from.number());
        let start = from.date(&mut before.date);
        let mut latest = before.date;
        Self {
            kind: KINDS[usize::from(parts >> KIND)],
            what,
            from: source,
            to: target,
            bytes,
            start,
            end: from.date_if(has(ENDED), &mut latest),
            success: has(SUCCESS),
        }
    }
}
