//! Invocations that somebody wants to end: before their request is taken in, or through their service.

use super::World;
use crate::kernel::ProcessId;
use crate::serverless::{Failure, InvocationId, Message};
use crate::simulation::event::Kernel;
use crate::simulation::recorder::Recorder;
use crate::simulation::request::{Answer, Reply};
use crate::simulation::state::payloads::PayloadLeg;

impl<R: Recorder> World<R> {
    /// A process wants an invocation to end; it is told whether that may still be possible.
    ///
    /// The service hears of it by a message like that which asked for the invocation, and after that one. An input that is still
    /// on its way is not waited for: it goes on to its end, and nothing comes of it.
    pub(super) fn cancel(
        &mut self,
        kernel: &mut Kernel,
        by: ProcessId,
        invocation: InvocationId,
    ) -> Answer {
        let call = self.state.calls.get_mut(invocation);
        let Some(call) = call.filter(|call| !call.over && !call.complete) else {
            return Answer::Now(Reply::Flag(false));
        };
        if call.repeated().is_some() {
            return self.cancel_request(kernel, by, invocation);
        }
        if !std::mem::replace(&mut call.cancelled, true) {
            let (service, is_sized) = (call.service, !call.input_size.is_zero());
            if is_sized && self.state.payloads.carry(invocation, PayloadLeg::Request) {
                self.state.calls.refuse(invocation, Failure::Cancelled);
                let listener = &mut self.listener;
                self.state.answered(kernel, listener, invocation, 0);
            } else {
                let home = self.state.processes[by].host;
                self.send_request(kernel, home, service, Message::Cancel(invocation));
            }
        }
        Answer::Now(Reply::Flag(true))
    }
}
