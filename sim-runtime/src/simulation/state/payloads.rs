//! Inputs and outputs on their way: caller, head host, node, and back.

use slotmap::SlotMap;

use super::activities::Activities;
use super::sites::Sites;
use crate::platform::{End, HostId, Movement};
use crate::serverless::service::network_failure;
use crate::serverless::{Failure, InvocationId};
use crate::simulation::event::{Event, Kernel, PayloadTransferId, Token};
use crate::units::Bytes;

/// An input or an output on its way.
#[derive(Clone, Debug)]
pub(crate) struct PayloadTransfer {
    pub(crate) invocation: InvocationId,
    pub(crate) leg: PayloadLeg,
    /// Why it never left, if so.
    pub(crate) failure: Option<Failure>,
}

/// A part of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PayloadLeg {
    /// The input, from the caller to the head host.
    Request,
    /// The input, from the head host to the node.
    Fetch,
    /// The output, from the node to the head host.
    Return,
    /// The output, from the head host to the caller.
    Answer,
}

/// The inputs and outputs on their way.
#[derive(Debug, Default)]
pub(crate) struct PayloadTransfers(SlotMap<PayloadTransferId, PayloadTransfer>);

impl PayloadTransfers {
    /// Puts an input or an output on its way between two hosts. If that cannot be, it comes back at this date.
    pub(crate) fn start(
        &mut self,
        kernel: &mut Kernel,
        activities: &mut Activities,
        sites: &Sites,
        (invocation, leg): (InvocationId, PayloadLeg),
        (from, to): (HostId, HostId),
        bytes: Bytes,
    ) {
        let now = kernel.now();
        let id = self.0.insert(PayloadTransfer {
            invocation,
            leg,
            failure: None,
        });
        let movement = Movement {
            from: End::Memory(from),
            to: End::Memory(to),
            bytes,
            departure: now,
        };
        let token = Token::Payload(id);
        if let Err(broken) = activities.fabric.start(now, movement, token) {
            let peer = sites.name(to).to_string();
            self.0[id].failure = Some(network_failure(broken, peer));
            kernel.at(now, Event::PayloadLost(id));
        }
    }

    /// Whether an input or an output is on a part of its way.
    pub(crate) fn carry(&self, invocation: InvocationId, leg: PayloadLeg) -> bool {
        let mut all = self.0.values();
        all.any(|payload| payload.invocation == invocation && payload.leg == leg)
    }

    pub(crate) fn get(&self, id: PayloadTransferId) -> Option<&PayloadTransfer> {
        self.0.get(id)
    }

    /// One has arrived, or was lost on its way.
    pub(crate) fn take(&mut self, id: PayloadTransferId) -> Option<PayloadTransfer> {
        self.0.remove(id)
    }
}
