//! Invocations: from the request to its answer, and from the end of a body to the processes that wait for it.

use super::World;
use crate::kernel::ProcessId;
use crate::platform::HostId;
use crate::serverless::calls;
use crate::serverless::{Failure, FunctionId, InvocationId, Message, Progress, ServiceId};
use crate::simulation::event::{Event, Kernel};
use crate::simulation::parcel::Parcel;
use crate::simulation::recorder::Recorder;
use crate::simulation::request::{Answer, Completion, Interest, InvokeRequest, Reply};
use crate::simulation::state::WorldState;
use crate::simulation::state::calls::{Body, Call};
use crate::simulation::state::payloads::PayloadLeg;
use crate::simulation::state::process_state::{PendingReply, ProcessState};
use crate::simulation::state::repetition::Repetition;
use crate::units::{Bytes, SimTime};

impl<R: Recorder> World<R> {
    /// Places an invocation: the request goes to the service, whose answer resumes the caller.
    pub(super) fn invoke(
        &mut self,
        kernel: &mut Kernel,
        by: ProcessId,
        mut request: InvokeRequest,
    ) -> Answer {
        if let Some(repetition) = self.repetition(&mut request) {
            return self.invoke_repeatedly(kernel, by, request, repetition);
        }
        let now = kernel.now();
        let (service, interest) = (request.service, request.interest);
        let caller = &mut self.state.processes[by];
        caller.open += 1;
        let origin = (caller.identity.clone(), caller.host);
        let invocation = self.state.calls.place(now, by, origin, request);
        if interest != Interest::Acceptance {
            self.place(kernel, invocation);
            return Answer::Now(Reply::Invoked(invocation));
        }
        let asking = ProcessState::Asking(now, PendingReply::Acceptance(invocation));
        self.state.processes.suspend(kernel, by, asking);
        self.state.processes[by].listening = false;
        self.place(kernel, invocation);
        self.limit_answer(kernel, by, service);
        self.state
            .listen_after(calls::UNTIL_ACCEPTANCE - 1, kernel, by);
        Answer::Later
    }

    /// Sends the request for an invocation to its service, after the input if that has a size.
    pub(super) fn place(&mut self, kernel: &mut Kernel, invocation: InvocationId) {
        self.state.draw_length(kernel, invocation);
        let call = &self.state.calls[invocation];
        let (service, home, size) = (call.service, call.home, call.input_size);
        if size.is_zero() {
            return self.send_request(kernel, home, service, Message::Invoke(invocation));
        }
        let function = call.function;
        let deployment = self.state.functions.deployment(service, function);
        match deployment.map(|known| known.ingress) {
            Some(limit) if size > limit => {
                let function = self.state.shared.names.function(function).to_string();
                let failure = Failure::InputTooLarge {
                    function,
                    size,
                    limit,
                };
                self.state.calls.refuse(invocation, failure);
                self.state
                    .answered(kernel, &mut self.listener, invocation, 0);
            }
            _ => {
                let way = (home, self.state.sites.head(service));
                let leg = PayloadLeg::Request;
                self.state
                    .send_payload(kernel, (invocation, leg), way, size);
            }
        }
    }

    /// Bounds how long a process that has just asked a service for something waits for the answer.
    pub(super) fn limit_answer(&mut self, kernel: &mut Kernel, by: ProcessId, service: ServiceId) {
        let at_once = self.state.messages.is_instant() && self.services[service].answers_at_once();
        if !at_once {
            let limit = self.services[service].network_timeout();
            kernel.after(limit, Event::AnswerOverdue(by));
        }
    }

    /// A service should have answered a request by now: the request fails, although the service may go on with it.
    pub(super) fn answer_overdue(&mut self, kernel: &mut Kernel, process: ProcessId) {
        let state = self.state.processes.state(process);
        let Some(&ProcessState::Asking(since, pending)) = state else {
            return;
        };
        let service = match pending {
            PendingReply::Acceptance(invocation) => {
                self.state.calls.get(invocation).map(|call| call.service)
            }
            PendingReply::Registration(service, _) => Some(service),
        };
        let limit = service.map(|service| self.services[service].network_timeout());
        // It has asked for something else since.
        if Some(kernel.now() - since) != limit {
            return;
        }
        match pending {
            PendingReply::Acceptance(invocation) => {
                let Some(call) = self.state.calls.get_mut(invocation) else {
                    return;
                };
                let peer = self.state.sites.head_name(call.service);
                if let Some(repeated) = call.repeated() {
                    let current = repeated.current;
                    let why = Failure::NetworkTimeout { peer };
                    return current
                        .into_iter()
                        .for_each(|attempt| self.give_up(kernel, attempt, why.clone()));
                }
                call.lost = Some(Box::new(Failure::NetworkTimeout { peer }));
                call.accepted = Some(kernel.now());
                self.update_progress(invocation);
                let reply = Reply::Invoked(invocation);
                self.state.processes.resume(kernel, process, reply);
                self.state
                    .end_call(kernel, &mut self.listener, invocation, None, 0);
            }
            PendingReply::Registration(service, function) => {
                self.registration_overdue(kernel, process, service, function);
            }
        }
    }

    /// A body has come to its end by itself.
    pub(super) fn body_ended(
        &mut self,
        kernel: &mut Kernel,
        invocation: InvocationId,
        completion: Completion,
    ) {
        let Some(call) = self.state.calls.get_mut(invocation) else {
            return;
        };
        call.body = Body::None;
        call.payload = completion.output;
        call.output_size = completion.output_size;
        let (service, attempt) = (call.service, call.attempt);
        let failure = completion.failure.map(|failure| *failure);
        if let Some(attempt) = attempt {
            self.with_service(kernel, service, |service, world| {
                service.body_ended(world, attempt, failure);
            });
        }
    }

    /// Notes what an invocation has come to in its service, which has not done with it.
    pub(super) fn update_progress(&mut self, invocation: InvocationId) {
        let Some(call) = self.state.calls.get_mut(invocation) else {
            return;
        };
        let service = &self.services[call.service];
        let attempt = call.attempt.and_then(|attempt| service.attempt(attempt));
        if let Some(attempt) = attempt {
            call.progress = Some(Box::new(Progress {
                failure: attempt.failure().cloned().map(Box::new),
                ..attempt.progress()
            }));
        }
    }
}

impl WorldState {
    /// Puts an input or an output on its way between two hosts.
    pub(super) fn send_payload(
        &mut self,
        kernel: &mut Kernel,
        what: (InvocationId, PayloadLeg),
        way: (HostId, HostId),
        size: Bytes,
    ) {
        let (activities, sites) = (&mut self.activities, &self.sites);
        self.payloads
            .start(kernel, activities, sites, what, way, size);
    }

    /// The caller hears that its request was accepted or refused.
    #[inline]
    pub(super) fn answered(
        &mut self,
        kernel: &mut Kernel,
        recorder: &mut impl Recorder,
        invocation: InvocationId,
        rounds: u32,
    ) {
        let Some(call) = self.calls.get_mut(invocation) else {
            return;
        };
        if call.lost.is_some() {
            return;
        }
        if call.attempt_of().is_some() {
            return self.attempt_answered(kernel, recorder, invocation, rounds);
        }
        call.accepted = Some(kernel.now());
        let (caller, refused) = (call.caller, call.refused);
        if call.asked {
            self.acceptance_heard(kernel, caller, invocation, rounds);
        }
        if refused {
            self.end_call(kernel, recorder, invocation, None, rounds);
        }
    }

    /// The process that has asked for an invocation hears that it was accepted or refused, if it still waits for that.
    fn acceptance_heard(
        &mut self,
        kernel: &mut Kernel,
        caller: ProcessId,
        invocation: InvocationId,
        rounds: u32,
    ) {
        match self.processes.state(caller) {
            Some(ProcessState::Asking(_, PendingReply::Acceptance(asked)))
                if *asked == invocation =>
            {
                if self.processes[caller].listening {
                    let reply = Reply::Invoked(invocation);
                    self.processes.resume_after(rounds, kernel, caller, reply);
                } else {
                    self.processes.is_told();
                }
            }
            // The caller has given up asking, or was killed.
            _ => self.shared.released.borrow_mut().push(invocation),
        }
    }

    /// The caller's function manager hears that an invocation is over, and perhaps just now what it has come to.
    pub(super) fn end_call(
        &mut self,
        kernel: &mut Kernel,
        recorder: &mut impl Recorder,
        invocation: InvocationId,
        news: Option<Progress>,
        rounds: u32,
    ) {
        let Some(call) = self.calls.get_mut(invocation) else {
            return;
        };
        if call.attempt_of().is_some() {
            return self.attempt_ended(kernel, recorder, invocation, news, rounds);
        }
        let caller = (!call.over).then_some(call.caller);
        call.over = true;
        let waiters = std::mem::take(&mut call.waiters);
        // What nobody will ask for is not kept beyond its record.
        if waiters.is_empty() && call.released {
            self.record_call(recorder, invocation, news.as_ref());
        } else {
            if let Some(news) = news {
                call.progress = Some(Box::new(news));
            }
            self.record_call(recorder, invocation, None);
        }
        for waiter in waiters {
            let (processes, sites) = (&mut self.processes, &self.sites);
            self.calls
                .tell(kernel, processes, sites, (waiter, invocation), rounds);
        }
        self.forget(kernel.now(), invocation);
        if let Some(caller) = caller {
            self.processes.call_ended(kernel, caller);
        }
    }

    /// Forgets an invocation if it is over and its outcome will not be asked for.
    // As a call of its own it would move the whole call once more.
    #[inline(always)]
    pub(super) fn forget(&mut self, now: SimTime, invocation: InvocationId) {
        if let Some(call) = self.calls.forget(invocation) {
            self.discard_call(now, call);
        }
    }

    /// Drops what is left of an invocation: the input that no body has taken, and the output that no caller has.
    // As a call of its own it would move all of it once more.
    #[inline(always)]
    pub(super) fn discard_call(&mut self, now: SimTime, call: Call) {
        let (function, number) = (call.function, call.number);
        if let Some(repetition) = call.repetition {
            self.discard_template(now, *repetition, (function, number));
        }
        if let Some(payload) = call.payload.filter(Parcel::has_destructor) {
            let what = if call.has_begun { "output" } else { "input" };
            self.discard(now, payload, |names| {
                format!("the {what} of `{}#{number}`", names.function(function))
            });
        }
    }

    /// Drops the input that was kept for another attempt.
    #[inline(never)]
    fn discard_template(
        &mut self,
        now: SimTime,
        repetition: Repetition,
        (function, number): (FunctionId, u64),
    ) {
        if let Repetition::Request(repeated) = repetition
            && let Some(template) = repeated.template
        {
            self.discard(now, template, |names| {
                format!("the input of `{}#{number}`", names.function(function))
            });
        }
    }

    /// Forgets the invocations that are over and whose handle is gone; returns whether the run goes on.
    #[inline]
    pub(super) fn forget_released(&mut self, now: SimTime) -> bool {
        self.shared.released.borrow().is_empty() || self.forget_some(now)
    }

    fn forget_some(&mut self, now: SimTime) -> bool {
        let mut released = self.shared.released.take();
        for invocation in released.drain(..) {
            if let Some(call) = self.calls.get_mut(invocation) {
                call.released = true;
                self.forget(now, invocation);
            }
        }
        // Given back for its memory, with the handles that were in outputs which have just been dropped.
        let mut since = self.shared.released.borrow_mut();
        released.append(&mut since);
        *since = released;
        self.halt.is_none()
    }
}
