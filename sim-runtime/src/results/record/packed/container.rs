//! A container as bytes.

use super::number::{Reader, Writer};
use super::{Before, Pack};
use crate::results::record::ContainerRecord;
use crate::results::report::ColdCause;
use crate::serverless::{FunctionId, InstanceEnd, NodeId, ServiceId};
use crate::units::SimDuration;

/// All ways to end, in order of declaration.
const ENDS: [InstanceEnd; 3] = [
    InstanceEnd::Expired,
    InstanceEnd::Evicted,
    InstanceEnd::NotKept,
];

const EVICTED_BY: u8 = 1;
/// Three bits from here on: the cause.
const CAUSE: u32 = 1;
/// From here on: zero if it is alive, or one more than the way in which it ended.
const ENDED: u32 = 4;

impl Pack for ContainerRecord {
    fn pack(&self, before: &mut Before, to: &mut Writer<'_>) {
        let ended = self.ended.map_or(0, |(_, end)| end as u8 + 1);
        let evicted_by = u8::from(self.evicted_by.is_some()) * EVICTED_BY;
        to.byte(ended << ENDED | (self.cause as u8) << CAUSE | evicted_by);
        to.near(&mut before.number, self.number.into());
        to.index(self.service.index());
        to.index(self.function.index());
        to.index(self.node.index());
        to.date(&mut before.date, self.created);
        if let Some((date, _)) = self.ended {
            let mut latest = before.date;
            to.date(&mut latest, date);
        }
        if let Some(function) = self.evicted_by {
            to.index(function.index());
        }
        to.number(self.invocations);
        to.number(self.busy.as_nanos());
        to.number(self.idle.as_nanos());
    }

    fn unpack(before: &mut Before, from: &mut Reader<'_>) -> Self {
        let parts = from.byte();
        let number = from.near(&mut before.number) as u32;
        let service = ServiceId::from_index(from.index());
        let function = FunctionId::from_index(from.index());
        let node = NodeId::from_index(from.index());
        let created = from.date(&mut before.date);
        let end = usize::from(parts >> ENDED).checked_sub(1);
        let mut latest = before.date;
        Self {
            service,
            number,
            function,
            node,
            cause: ColdCause::ALL[usize::from(parts >> CAUSE & 7)],
            created,
            ended: end.map(|end| (from.date(&mut latest), ENDS[end])),
            evicted_by: (parts & EVICTED_BY != 0).then(|| FunctionId::from_index(from.index())),
            invocations: from.number(),
            busy: SimDuration::from_nanos(from.number()),
            idle: SimDuration::from_nanos(from.number()),
        }
    }
}
