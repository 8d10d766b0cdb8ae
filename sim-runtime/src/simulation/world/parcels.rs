//! Inputs and outputs on their way: caller, head host, node, and back.

use slotmap::new_key_type;

use super::calls::CallState;
use super::{Event, Kernel, Recorder, Scene, Stage, Token, World};
use crate::platform::{End, HostId, Movement};
use crate::serverless::service::network_failure;
use crate::serverless::{Failure, InvocationId, Message};
use crate::units::Bytes;

new_key_type! {
    /// An input or an output on its way.
    pub(crate) struct ParcelId;
}

/// An input or an output on its way.
#[derive(Clone, Debug)]
pub(super) struct Parcel {
    invocation: InvocationId,
    stretch: Stretch,
    /// Why it never left, if so.
    failure: Option<Failure>,
}

/// A part of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stretch {
    /// The input, from the caller to the head host.
    Request,
    /// The input, from the head host to the node.
    Fetch,
    /// The output, from the node to the head host.
    Return,
    /// The output, from the head host to the caller.
    Answer,
}

impl<R: Recorder> World<R> {
    /// A parcel has arrived (unless it never left), or was lost on its way.
    pub(super) fn parcel_moved(
        &mut self,
        kernel: &mut Kernel<Self>,
        parcel: ParcelId,
        lost: Option<Failure>,
    ) {
        if let Some(Parcel {
            invocation,
            stretch,
            failure,
        }) = self.scene.parcels.remove(parcel)
        {
            let outcome = failure.or(lost).map_or(Ok(()), Err);
            self.stretch_done(kernel, invocation, stretch, outcome);
        }
    }

    fn stretch_done(
        &mut self,
        kernel: &mut Kernel<Self>,
        invocation: InvocationId,
        stretch: Stretch,
        outcome: Result<(), Failure>,
    ) {
        let Some(call) = self.scene.calls.get_mut(invocation) else {
            return;
        };
        let (service, home) = (call.service, call.home);
        match (stretch, outcome) {
            (Stretch::Request, Ok(())) => {
                self.send_request(kernel, home, service, Message::Invoke(invocation))
            }
            (Stretch::Request, Err(failure)) => {
                self.scene.refuse(invocation, failure);
                self.scene.answered(kernel, invocation);
            }
            (Stretch::Answer, outcome) => {
                if let Err(failure) = outcome {
                    if let CallState::Over(progress) = &mut call.state {
                        progress.failure = Some(Box::new(failure));
                    }
                }
                self.scene.end_call(kernel, invocation, None);
            }
            (Stretch::Fetch, outcome) => {
                let CallState::InService(attempt) = call.state else {
                    return;
                };
                let mut stage = Stage {
                    kernel,
                    scene: &mut self.scene,
                    service,
                };
                self.services[service.index()].input_fetched(&mut stage, attempt, outcome);
            }
            (Stretch::Return, outcome) => {
                let CallState::InService(attempt) = call.state else {
                    return;
                };
                let mut stage = Stage {
                    kernel,
                    scene: &mut self.scene,
                    service,
                };
                self.services[service.index()].output_returned(&mut stage, attempt, outcome);
            }
        }
    }
}

impl<R: Recorder> Scene<R> {
    /// Puts an input or an output on its way between two hosts. If that cannot be, the parcel comes back at this date.
    pub(super) fn send_parcel(
        &mut self,
        kernel: &mut Kernel<World<R>>,
        invocation: InvocationId,
        stretch: Stretch,
        (from, to): (HostId, HostId),
        bytes: Bytes,
    ) {
        let now = kernel.now();
        let parcel = self.parcels.insert(Parcel {
            invocation,
            stretch,
            failure: None,
        });
        let movement = Movement {
            from: End::Memory(from),
            to: End::Memory(to),
            bytes,
            departure: now,
        };
        if let Err(broken) = self.fabric.start(now, movement, Token::Parcel(parcel)) {
            let peer = self.host_name(to).to_string();
            self.parcels[parcel].failure = Some(network_failure(broken, peer));
            kernel.at(now, Event::ParcelLost(parcel));
        }
    }

    /// Who is at the other end of a parcel, for messages.
    pub(super) fn parcel_peer(&self, parcel: ParcelId) -> String {
        let invocation = self.parcels.get(parcel).map(|parcel| parcel.invocation);
        let call = invocation.and_then(|invocation| self.calls.get(invocation));
        call.map_or_else(String::new, |call| {
            self.host_name(self.heads[call.service.index()]).to_string()
        })
    }
}
