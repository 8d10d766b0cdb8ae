//! Requests that may be attempted more than once: the attempts, the waits between them, and what comes of the last.
//!
//! An attempt ends like any call, and is told of as one. What it means for its request is decided here: it is done, has failed, or
//! is attempted again later, by an event of its own, since a service that has just told of the one cannot be asked for the next.

use std::rc::Rc;

use super::World;
use crate::kernel::ProcessId;
use crate::serverless::{Failure, InvocationId, Message, calls};
use crate::simulation::event::{Event, Kernel};
use crate::simulation::input_type::CopyInput;
use crate::simulation::recorder::Recorder;
use crate::simulation::request::{Answer, Interest, InvokeForm, InvokeRequest, Reply};
use crate::simulation::state::process_state::{PendingReply, ProcessState};
use crate::simulation::state::repetition::{Letter, Plan, Repeated};

impl<R: Recorder> World<R> {
    /// How a request is repeated: as it says itself, or else as its function says.
    #[inline]
    pub(super) fn repetition(&self, request: &mut InvokeRequest) -> Option<(Plan, CopyInput)> {
        let functions = &self.state.functions;
        let (service, function) = (request.service, request.function);
        match request.form.take() {
            None => functions.retry(service, function),
            Some(form) => Some(match *form {
                InvokeForm::Retrying(retry, copy) => (Plan::Client(Rc::new(retry)), copy),
                InvokeForm::Event(copy) => (functions.events(service, function), copy),
            }),
        }
    }

    /// Places a request that may be attempted more than once, and its first attempt.
    pub(super) fn invoke_repeatedly(
        &mut self,
        kernel: &mut Kernel,
        by: ProcessId,
        request: InvokeRequest,
        (plan, copy): (Plan, CopyInput),
    ) -> Answer {
        let (now, interest) = (kernel.now(), request.interest);
        let caller = &mut self.state.processes[by];
        caller.open += 1;
        let origin = (caller.identity.clone(), caller.host);
        let repeated = |input| Repeated::new(plan, copy, input);
        let calls = &mut self.state.calls;
        let request = calls.place_request(now, by, origin, request, repeated);
        if interest != Interest::Acceptance {
            self.attempt(kernel, request);
            return Answer::Now(Reply::Invoked(request));
        }
        let asking = ProcessState::Asking(now, PendingReply::Acceptance(request));
        self.state.processes.suspend(kernel, by, asking);
        self.state.processes[by].listening = false;
        self.attempt(kernel, request);
        self.state
            .listen_after(calls::UNTIL_ACCEPTANCE - 1, kernel, by);
        Answer::Later
    }

    /// Makes the next attempt of a request.
    fn attempt(&mut self, kernel: &mut Kernel, request: InvocationId) {
        let Some((attempt, is_at_head)) = self.state.next_attempt(kernel, request) else {
            return;
        };
        let call = &self.state.calls[attempt];
        let (caller, service) = (call.caller, call.service);
        if is_at_head {
            self.state.draw_length(kernel, attempt);
            self.deliver(kernel, service, Message::Invoke(attempt));
        } else {
            self.place(kernel, attempt);
        }
        // Each attempt is waited for anew by a process that has not heard of any yet.
        if self.state.asks_for(caller, request, kernel.now()) {
            self.limit_answer(kernel, caller, service);
        }
    }

    /// The wait before the next attempt of a request is over.
    pub(super) fn retry(&mut self, kernel: &mut Kernel, request: InvocationId) {
        let call = self.state.calls.get_mut(request);
        let Some(call) = call.filter(|call| !call.over) else {
            return;
        };
        let caller = call.caller;
        let Some(repeated) = call.repeated_mut() else {
            return;
        };
        repeated.next = None;
        let is_event = repeated.plan.is_event();
        let is_over = repeated.expires || !is_event && self.state.processes.get(caller).is_none();
        if is_over {
            let listener = &mut self.listener;
            self.state.request_failed(kernel, listener, request, 0);
        } else {
            self.attempt(kernel, request);
        }
    }

    /// The client has waited for an attempt for as long as it does. What is over at that date still counts, so everything else at
    /// it goes first.
    pub(super) fn attempt_due(&mut self, kernel: &mut Kernel, attempt: InvocationId) {
        if self.state.request_of(attempt).is_some() {
            kernel.at(kernel.now(), Event::AttemptOverdue(attempt));
        }
    }

    /// The same, when nothing else happens at that date.
    pub(super) fn attempt_overdue(&mut self, kernel: &mut Kernel, attempt: InvocationId) {
        let call = self.state.calls.get(attempt);
        if let Some(call) = call {
            let after = kernel.now() - call.requested;
            self.give_up(kernel, attempt, Failure::GivenUp { after });
        }
    }

    /// The client does not wait for an attempt any longer, which goes on.
    pub(super) fn give_up(&mut self, kernel: &mut Kernel, attempt: InvocationId, why: Failure) {
        let Some(request) = self.state.request_of(attempt) else {
            return;
        };
        self.update_progress(attempt);
        let call = &mut self.state.calls[attempt];
        call.lost = Some(Box::new(why.clone()));
        // The service may have refused it, which its client has not heard.
        let was_refused = call.accepted.is_none();
        self.state.attempt_failed(
            kernel,
            &mut self.listener,
            request,
            (attempt, why, was_refused),
            0,
        );
    }

    /// A process wants a request to end: its attempt does, and there is no other.
    pub(super) fn cancel_request(
        &mut self,
        kernel: &mut Kernel,
        by: ProcessId,
        request: InvocationId,
    ) -> Answer {
        let call = &mut self.state.calls[request];
        call.cancelled = true;
        if let Some(current) = call.repeated().and_then(|repeated| repeated.current) {
            return self.cancel(kernel, by, current);
        }
        if let Some(repeated) = call.repeated_mut() {
            repeated.failure = Some(Failure::Cancelled);
        }
        let listener = &mut self.listener;
        self.state.request_failed(kernel, listener, request, 0);
        Answer::Now(Reply::Flag(true))
    }

    /// A dead letter invokes a function, as an event.
    pub(super) fn deliver_letter(&mut self, kernel: &mut Kernel) {
        let Some(letter) = self.state.repetitions.letters.pop_front() else {
            return;
        };
        let Letter {
            service,
            function,
            input,
            size,
            caller,
        } = letter;
        let Some(copy) = self.state.functions.input(function).copy else {
            unreachable!(
                "a function that takes dead letters was checked to be one whose input can be copied"
            )
        };
        let plan = self.state.functions.events(service, function);
        let request = InvokeRequest {
            service,
            function,
            input,
            input_size: size,
            interest: Interest::None,
            form: None,
            stage: None,
        };
        let origin = (caller, self.state.sites.head(service));
        let repeated = |input| Repeated {
            is_at_head: true,
            ..Repeated::new(plan, copy, input)
        };
        let calls = &mut self.state.calls;
        let nobody = ProcessId::default();
        let request = calls.place_request(kernel.now(), nobody, origin, request, repeated);
        self.attempt(kernel, request);
    }
}
