//! An invocation as bytes.
//!
//! Its dates follow each other, so each is told from the one before; what most invocations do not have (an input, a
//! failure, an image that moved) takes no byte.

use super::number::{Reader, Writer};
use super::{Before, Pack};
use crate::results::record::{Cold, InvocationRecord, KeptInvocation};
use crate::results::report::ColdCause;
use crate::serverless::{Dates, FunctionId, NodeId, ServiceId};
use crate::units::{Bytes, SimDuration, SimTime};

const ACCEPTED: u16 = 1;
const SUBMIT: u16 = 1 << 1;
const DISPATCH: u16 = 1 << 2;
const START: u16 = 1 << 3;
const END: u16 = 1 << 4;
const COMPLETION: u16 = 1 << 5;
const REFUSED: u16 = 1 << 6;
const FAILED: u16 = 1 << 7;
const PLACED: u16 = 1 << 8;
const EVICTED_BY: u16 = 1 << 9;
const MOVED: u16 = 1 << 10;
const SIZED: u16 = 1 << 11;
/// From here on: zero for no cold start, or one more than the cause.
const COLD: u32 = 12;

/// What an invocation has, as bits.
fn parts(kept: &KeptInvocation) -> u16 {
    let row = &kept.row;
    let dates = &row.dates;
    let has = [
        (row.accepted.is_some(), ACCEPTED),
        (dates.submit.is_some(), SUBMIT),
        (dates.dispatch.is_some(), DISPATCH),
        (dates.start.is_some(), START),
        (dates.end.is_some(), END),
        (dates.completion.is_some(), COMPLETION),
        (row.refused, REFUSED),
        (kept.failure.is_some(), FAILED),
        (row.place.is_some(), PLACED),
        (evicted_by(row).is_some(), EVICTED_BY),
        (moved(row).iter().any(|time| !time.is_zero()), MOVED),
        ([row.input, row.output] != [Bytes::ZERO; 2], SIZED),
    ];
    let bits = has.into_iter().filter(|(has, _)| *has);
    let cold = row.cold.map_or(0, |cold| cold.cause as u16 + 1);
    bits.fold(cold << COLD, |bits, (_, bit)| bits | bit)
}

fn evicted_by(row: &InvocationRecord) -> Option<FunctionId> {
    row.cold.and_then(|cold| cold.evicted_by)
}

fn moved(row: &InvocationRecord) -> [SimDuration; 3] {
    [row.download, row.copy, row.load]
}

/// The dates after the request, in the order in which they come.
fn dates(row: &InvocationRecord) -> [Option<SimTime>; 6] {
    let dates = &row.dates;
    [
        row.accepted,
        dates.submit,
        dates.dispatch,
        dates.start,
        dates.end,
        dates.completion,
    ]
}

impl Pack for KeptInvocation {
    fn pack(&self, before: &mut Before, to: &mut Writer<'_>) {
        let row = &self.row;
        let parts = parts(self);
        for byte in parts.to_le_bytes() {
            to.byte(byte);
        }
        to.near(&mut before.number, row.number);
        to.index(row.service.index());
        to.index(row.function.index());
        to.text(self.caller);
        to.date(&mut before.date, row.requested);
        let mut latest = before.date;
        for date in dates(row).into_iter().flatten() {
            to.date(&mut latest, date);
        }
        if let Some((node, container)) = row.place {
            to.index(node.index());
            to.number(container.into());
        }
        if let Some(function) = evicted_by(row) {
            to.index(function.index());
        }
        if parts & MOVED != 0 {
            for time in moved(row) {
                to.number(time.as_nanos());
            }
        }
        if parts & SIZED != 0 {
            for size in [row.input, row.output] {
                to.number(size.get());
            }
        }
        if let Some(failure) = self.failure {
            to.text(failure);
        }
    }

    fn unpack(before: &mut Before, from: &mut Reader<'_>) -> Self {
        let parts = u16::from_le_bytes([from.byte(), from.byte()]);
        let has = |part: u16| parts & part != 0;
        let number = from.near(&mut before.number);
        let service = ServiceId::from_index(from.index());
        let function = FunctionId::from_index(from.index());
        let caller = from.text();
        let requested = from.date(&mut before.date);
        let mut latest = before.date;
        let accepted = from.date_if(has(ACCEPTED), &mut latest);
        let dates = Dates {
            submit: from.date_if(has(SUBMIT), &mut latest),
            dispatch: from.date_if(has(DISPATCH), &mut latest),
            start: from.date_if(has(START), &mut latest),
            end: from.date_if(has(END), &mut latest),
            completion: from.date_if(has(COMPLETION), &mut latest),
        };
        let place = has(PLACED).then(|| {
            let node = NodeId::from_index(from.index());
            (node, from.number() as u32)
        });
        let evicted_by = has(EVICTED_BY).then(|| FunctionId::from_index(from.index()));
        let cause = usize::from(parts >> COLD).checked_sub(1);
        let cold = cause.map(|cause| Cold {
            cause: ColdCause::ALL[cause],
            evicted_by,
        });
        let [download, copy, load] = [(); 3].map(|()| {
            let nanos = if has(MOVED) { from.number() } else { 0 };
            SimDuration::from_nanos(nanos)
        });
        let [input, output] = [(); 2].map(|()| {
            let size = if has(SIZED) { from.number() } else { 0 };
            Bytes::new(size)
        });
        let failure = has(FAILED).then(|| from.text());
        let row = InvocationRecord {
            number,
            service,
            function,
            requested,
            accepted,
            dates,
            refused: has(REFUSED),
            failed: failure.is_some(),
            input,
            output,
            place,
            cold,
            download,
            copy,
            load,
        };
        Self {
            row,
            caller,
            failure,
        }
    }
}
