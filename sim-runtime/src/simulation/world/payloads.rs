//! Inputs and outputs that have arrived, or never will.

use super::World;
use crate::serverless::{Failure, InvocationId, Message};
use crate::simulation::event::{Kernel, PayloadTransferId};
use crate::simulation::recorder::Recorder;
use crate::simulation::state::WorldState;
use crate::simulation::state::payloads::{PayloadLeg, PayloadTransfer};

impl<R: Recorder> World<R> {
    /// An input or an output has arrived (unless it never left), or was lost on its way.
    pub(super) fn payload_moved(
        &mut self,
        kernel: &mut Kernel,
        id: PayloadTransferId,
        lost: Option<Failure>,
    ) {
        if let Some(PayloadTransfer {
            invocation,
            leg,
            failure,
        }) = self.state.payloads.take(id)
        {
            let outcome = failure.or(lost).map_or(Ok(()), Err);
            self.leg_ended(kernel, invocation, leg, outcome);
        }
    }

    fn leg_ended(
        &mut self,
        kernel: &mut Kernel,
        invocation: InvocationId,
        leg: PayloadLeg,
        outcome: Result<(), Failure>,
    ) {
        let Some(call) = self.state.calls.get_mut(invocation) else {
            return;
        };
        let (service, home) = (call.service, call.home);
        if leg == PayloadLeg::Request && call.complete {
            // It was cancelled on its way.
            return;
        }
        match (leg, outcome) {
            (PayloadLeg::Request, Ok(())) => {
                self.send_request(kernel, home, service, Message::Invoke(invocation));
            }
            (PayloadLeg::Request, Err(failure)) => {
                self.state.calls.refuse(invocation, failure);
                self.state
                    .answered(kernel, &mut self.listener, invocation, 0);
            }
            (PayloadLeg::Answer, outcome) => {
                if let Err(failure) = outcome {
                    call.fail(failure);
                }
                self.state
                    .end_call(kernel, &mut self.listener, invocation, None, 0);
            }
            (PayloadLeg::Fetch, outcome) => {
                let Some(attempt) = call.attempt else { return };
                self.with_service(kernel, service, |service, world| {
                    service.input_fetched(world, attempt, outcome);
                });
            }
            (PayloadLeg::Return, outcome) => {
                let Some(attempt) = call.attempt else { return };
                self.with_service(kernel, service, |service, world| {
                    service.output_returned(world, attempt, outcome);
                });
            }
        }
    }
}

impl WorldState {
    /// The host at the other end of an input or an output, for messages.
    pub(super) fn payload_peer(&self, id: PayloadTransferId) -> String {
        let invocation = self.payloads.get(id).map(|payload| payload.invocation);
        let call = invocation.and_then(|invocation| self.calls.get(invocation));
        call.map_or_else(String::new, |call| self.sites.head_name(call.service))
    }
}
