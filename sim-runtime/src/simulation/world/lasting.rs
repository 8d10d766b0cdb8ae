//! Bodies that are data: they last for a while, and do nothing else.
//!
//! Such a body has no process. It goes on in the same rounds as one that sleeps so long, and its sleep has the same place among
//! those that end at one date, so that no date and no record tells which of the two it was.

use super::World;
use crate::kernel::Begin;
use crate::platform::HostId;
use crate::serverless::InvocationId;
use crate::simulation::event::{Event, Kernel};
use crate::simulation::parcel::Parcel;
use crate::simulation::recorder::Recorder;
use crate::simulation::request::Completion;
use crate::simulation::state::WorldState;
use crate::simulation::state::calls::{Body, Call};
use crate::units::{SimDuration, SimTime};

impl<R: Recorder> World<R> {
    /// The turn has come of a body that lasts for a while: its time begins, or is over.
    pub(super) fn body_goes_on(&mut self, kernel: &mut Kernel, invocation: InvocationId) {
        let Some(call) = self.state.calls.get_mut(invocation) else {
            return;
        };
        match call.body {
            Body::Begins(host) => {
                let length = length(call);
                if length.is_zero() {
                    return self.has_lasted(kernel, invocation);
                }
                let order = kernel.begin_sleep();
                let date = kernel.now() + length;
                let ends = date < SimTime::MAX;
                call.body = Body::Lasts { host, order, ends };
                kernel.at(date, Event::HasLasted(invocation));
                self.state.activities.begin_on(host);
            }
            Body::Ends => self.has_lasted(kernel, invocation),
            Body::None | Body::Process(_) | Body::Lasts { .. } => {}
        }
    }

    fn has_lasted(&mut self, kernel: &mut Kernel, invocation: InvocationId) {
        let nothing = Completion {
            output: Some(Parcel::Nothing),
            ..Completion::default()
        };
        self.body_ended(kernel, invocation, nothing);
    }

    /// Since when a body has lasted that may end now; `None` if it has been killed.
    pub(super) fn has_lasted_since(&self, invocation: InvocationId) -> Option<Begin> {
        let call = self.state.calls.get(invocation)?;
        let Body::Lasts { order, .. } = call.body else {
            return None;
        };
        let attempt = self.services[call.service].attempt(call.attempt?)?;
        Some(Begin {
            date: attempt.started()?,
            order: u64::from(order),
        })
    }
}

impl WorldState {
    /// Starts a body that is data, so many rounds later.
    pub(super) fn begin_to_last(
        &mut self,
        kernel: &mut Kernel,
        invocation: InvocationId,
        host: HostId,
        rounds: u32,
    ) {
        self.processes.note_run();
        self.calls[invocation].body = Body::Begins(host);
        kernel.go_on_after(rounds, Event::BodyGoesOn(invocation));
    }

    /// The time of a body is over, unless it has been killed.
    #[inline]
    pub(super) fn lasted(&mut self, kernel: &mut Kernel, invocation: InvocationId) {
        if let Some(call) = self.calls.get_mut(invocation)
            && let Body::Lasts { host, .. } = call.body
        {
            call.body = Body::Ends;
            self.processes.note_run();
            kernel.go_on_after(0, Event::BodyGoesOn(invocation));
            self.activities.end_on(host);
        }
    }

    /// Draws or finds how long an attempt lasts, if its function is one that says so; that is the input of its body from now on.
    #[inline]
    pub(super) fn draw_length(&mut self, kernel: &Kernel, invocation: InvocationId) {
        if self.functions.has_laws() {
            self.draw_length_by_law(kernel, invocation);
        }
    }

    #[inline(never)]
    fn draw_length_by_law(&mut self, kernel: &Kernel, invocation: InvocationId) {
        let call = &mut self.calls[invocation];
        let (function, number) = (call.function, call.number);
        let Some(input) = &call.payload else { return };
        let (functions, shared) = (&mut self.functions, &self.shared);
        let Some(length) = functions.length(function, input.as_any(), shared) else {
            return;
        };
        let input = call.payload.replace(Parcel::Duration(length));
        if let Some(input) = input.filter(Parcel::has_destructor) {
            self.discard(kernel.now(), input, |names| {
                format!("the input of `{}#{number}`", names.function(function))
            });
        }
    }
}

/// How long a body lasts that has not begun.
fn length(call: &mut Call) -> SimDuration {
    match call.payload.take().map(Parcel::open) {
        Some(Ok(length)) => length,
        _ => unreachable!("the input of a body that lasts for a while is how long"),
    }
}
