//! Requests that may be attempted more than once: the attempts, the waits between them, and what comes of the last.
//!
//! An attempt ends like any call, and is told of as one. What it means for its request is decided here: it is done, has failed, or
//! is attempted again later, by an event of its own, since a service that has just told of the one cannot be asked for the next.

use std::rc::Rc;

use super::World;
use crate::kernel::ProcessId;
use crate::kernel::guard::guarded;
use crate::serverless::{Failure, InvocationId, Message, Progress, calls};
use crate::simulation::dead_letter::DeadLetter;
use crate::simulation::event::{Event, Kernel};
use crate::simulation::input_type::CopyInput;
use crate::simulation::outcome::Halt;
use crate::simulation::recorder::{Recorder, RequestRecord};
use crate::simulation::request::{Answer, Interest, InvokeForm, InvokeRequest, Reply};
use crate::simulation::state::WorldState;
use crate::simulation::state::process_state::{PendingReply, ProcessState};
use crate::simulation::state::repetition::{AttemptOf, Letter, Next, Plan, Repeated, Target};
use crate::units::SimTime;

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

impl WorldState {
    /// Notes the next attempt of a request, unless its input cannot be copied; and whether the provider makes it itself, where the
    /// input is already.
    fn next_attempt(
        &mut self,
        kernel: &mut Kernel,
        request: InvocationId,
    ) -> Option<(InvocationId, bool)> {
        let now = kernel.now();
        let call = &mut self.calls[request];
        let (service, function, number) = (call.service, call.function, call.number);
        let (identity, home, input_size) = (call.identity.clone(), call.home, call.input_size);
        let stage = call.stage.clone();
        let repeated = call.repeated_mut()?;
        let input = if repeated.is_last() {
            repeated.template.take()?
        } else {
            let (copy, template) = (repeated.copy, repeated.template.as_deref()?);
            match guarded(|| copy(template)) {
                Ok(input) => input,
                Err(message) => {
                    let what = format!(
                        "the clone of the input of `{}#{number}`",
                        self.shared.names.function(function)
                    );
                    let date = now;
                    self.halt(Halt::Crashed {
                        what,
                        date,
                        message,
                    });
                    return None;
                }
            }
        };
        repeated.attempts += 1;
        let is_of_event = repeated.plan.is_event();
        let is_at_head = is_of_event && (repeated.is_at_head || repeated.attempts > 1);
        let timeout = repeated.plan.timeout();
        let of = AttemptOf {
            request,
            number: repeated.attempts,
            first: (repeated.attempts > 1).then_some(number),
            is_of_event,
        };
        let home = match is_at_head {
            true => self.sites.head(service),
            false => home,
        };
        let asked = InvokeRequest {
            service,
            function,
            input,
            input_size,
            interest: Interest::None,
            form: None,
            stage,
        };
        let attempt = self.calls.place_attempt(now, (identity, home), asked, of);
        if let Some(repeated) = self.calls[request].repeated_mut() {
            repeated.current = Some(attempt);
        }
        if !timeout.is_zero() {
            kernel.after(timeout, Event::AttemptDue(attempt));
        }
        Some((attempt, is_at_head))
    }

    /// Whether a process still waits to hear that a request was accepted; if so it waits for this attempt from now on.
    fn asks_for(&mut self, caller: ProcessId, request: InvocationId, now: SimTime) -> bool {
        let state = self.processes.get_mut(caller).map(|entry| &mut entry.state);
        match state {
            Some(ProcessState::Asking(since, PendingReply::Acceptance(asked)))
                if *asked == request =>
            {
                *since = now;
                true
            }
            _ => false,
        }
    }

    /// The request that waits for an attempt; none if that is over, or nobody waits for it any more.
    fn request_of(&self, attempt: InvocationId) -> Option<InvocationId> {
        let call = self.calls.get(attempt).filter(|call| !call.over)?;
        let request = call.attempt_of()?.request;
        let repeated = self.calls.get(request)?.repeated()?;
        (repeated.current == Some(attempt)).then_some(request)
    }

    /// The client hears that an attempt was accepted or refused.
    pub(super) fn attempt_answered(
        &mut self,
        kernel: &mut Kernel,
        recorder: &mut impl Recorder,
        attempt: InvocationId,
        rounds: u32,
    ) {
        let call = &mut self.calls[attempt];
        call.accepted = Some(kernel.now());
        if call.refused {
            return self.end_call(kernel, recorder, attempt, None, rounds);
        }
        if let Some(request) = self.request_of(attempt)
            && self.calls[request].accepted.is_none()
        {
            self.answered(kernel, recorder, request, rounds);
        }
    }

    /// An attempt is over: it is told of, and its request goes on, unless its client had given it up.
    pub(super) fn attempt_ended(
        &mut self,
        kernel: &mut Kernel,
        recorder: &mut impl Recorder,
        attempt: InvocationId,
        news: Option<Progress>,
        rounds: u32,
    ) {
        let request = self.request_of(attempt);
        let call = &mut self.calls[attempt];
        call.over = true;
        if let Some(news) = news {
            call.progress = Some(Box::new(news));
        }
        let (failure, was_refused) = (call.failure().cloned(), call.refused);
        self.record_call(recorder, attempt, None);
        match (request, failure) {
            (Some(request), None) => {
                self.request_over(kernel, recorder, request, Some(attempt), rounds);
            }
            (Some(request), Some(failure)) => {
                let what = (attempt, failure, was_refused);
                self.attempt_failed(kernel, recorder, request, what, rounds);
            }
            (None, _) => {}
        }
        self.forget(kernel.now(), attempt);
    }

    /// An attempt has failed, as far as its request is concerned: there is another one later, or it was the last.
    fn attempt_failed(
        &mut self,
        kernel: &mut Kernel,
        recorder: &mut impl Recorder,
        request: InvocationId,
        (attempt, failure, was_refused): (InvocationId, Failure, bool),
        rounds: u32,
    ) {
        let now = kernel.now();
        let call = &mut self.calls[request];
        let (function, requested, is_cancelled) = (call.function, call.requested, call.cancelled);
        let is_gone = self.processes.get(call.caller).is_none();
        let Some(repeated) = call.repeated_mut() else {
            return;
        };
        repeated.accepted += u32::from(!was_refused);
        let random = self.repetitions.stream(function, &self.shared);
        let next = match repeated.after(&failure, was_refused, random) {
            _ if is_cancelled || (is_gone && !repeated.plan.is_event()) => Next::Nothing,
            next => next,
        };
        repeated.failure = Some(failure);
        match next {
            Next::Nothing => self.request_over(kernel, recorder, request, Some(attempt), rounds),
            Next::Attempt(delay) => {
                let (date, expiry) = (now + delay, repeated.expiry(requested));
                repeated.expires = date > expiry;
                let date = date.min(expiry).max(now);
                repeated.current = None;
                repeated.next = Some(date);
                kernel.at(date, Event::Retry(request));
            }
        }
    }

    /// A request has failed while it waited for its next attempt.
    fn request_failed(
        &mut self,
        kernel: &mut Kernel,
        recorder: &mut impl Recorder,
        request: InvocationId,
        rounds: u32,
    ) {
        let call = &mut self.calls[request];
        let failure = call
            .repeated()
            .and_then(|repeated| repeated.failure.clone());
        if let Some(failure) = failure {
            call.fail(failure);
        }
        self.request_over(kernel, recorder, request, None, rounds);
    }

    /// A request is over; what its last attempt has come to, if that is why, is what it has come to.
    fn request_over(
        &mut self,
        kernel: &mut Kernel,
        recorder: &mut impl Recorder,
        request: InvocationId,
        last: Option<InvocationId>,
        rounds: u32,
    ) {
        let lost = last.and_then(|last| self.take_over(request, last));
        let call = &mut self.calls[request];
        call.complete = true;
        let has_failed = lost.is_some() || call.failure().is_some();
        if let Some(repeated) = call.repeated_mut() {
            repeated.current = None;
        }
        let is_dead = has_failed && !call.cancelled && self.bury(kernel, request);
        self.record_request(recorder, request, Some(!has_failed), is_dead);
        self.drop_template(kernel.now(), request);
        if self.calls[request].accepted.is_none() {
            self.answered(kernel, recorder, request, rounds);
        }
        if let Some(call) = self.calls.get_mut(request).filter(|call| !call.over) {
            call.lost = lost;
            self.end_call(kernel, recorder, request, None, rounds);
        }
    }

    /// Gives a request what its last attempt has come to; returns why it never heard of that, if so.
    fn take_over(&mut self, request: InvocationId, last: InvocationId) -> Option<Box<Failure>> {
        let attempt = &mut self.calls[last];
        let (refused, lost) = (attempt.refused, attempt.lost.clone());
        let progress = attempt.progress.clone();
        let output = match lost {
            // Its body may still be running, and its output is not for this client.
            Some(_) => None,
            None => attempt.payload.take(),
        };
        let (has_begun, output_size) = (attempt.has_begun, attempt.output_size);
        let call = &mut self.calls[request];
        (call.refused, call.progress, call.payload) = (refused, progress, output);
        (call.has_begun, call.output_size) = (has_begun, output_size);
        lost
    }

    /// Drops the input that was kept for another attempt.
    fn drop_template(&mut self, now: SimTime, request: InvocationId) {
        let call = &mut self.calls[request];
        let (function, number) = (call.function, call.number);
        let template = call.repeated_mut().and_then(|one| one.template.take());
        if let Some(template) = template {
            self.discard(now, template, |names| {
                format!("the input of `{}#{number}`", names.function(function))
            });
        }
    }

    /// Sends what is left of an event that is given up to where its function says; returns whether it says so.
    fn bury(&mut self, kernel: &mut Kernel, request: InvocationId) -> bool {
        let call = &mut self.calls[request];
        let (service, function, size) = (call.service, call.function, call.input_size);
        let (requested, caller) = (call.requested, call.identity.clone());
        let Some(repeated) = call.repeated_mut() else {
            return false;
        };
        let target = match &repeated.plan {
            Plan::Provider(plan) => plan.on_failure,
            Plan::Client(_) => None,
        };
        let (Some(target), Some(cause)) = (target, repeated.failure.clone()) else {
            return false;
        };
        let Some(input) = repeated.template.take() else {
            return false;
        };
        let letter = DeadLetter {
            function: self.shared.names.function(function).to_string(),
            input: (),
            cause,
            attempts: repeated.attempts,
            requested,
            given_up: kernel.now(),
        };
        let letter = (self.functions.input(function).write)(letter, input);
        match target {
            Target::Mailbox(mailbox) => {
                let processes = &mut self.processes;
                self.mailboxes.send(kernel, processes, mailbox, letter);
            }
            Target::Function(function) => {
                let answer = self.functions.input(function).answer.clone();
                let letter = Letter {
                    service,
                    function,
                    input: answer.map_or(letter, |answer| answer()),
                    size,
                    caller,
                };
                self.repetitions.letters.push_back(letter);
                kernel.at(kernel.now(), Event::DeadLetter);
            }
        }
        true
    }

    /// Notes what has become of a request.
    fn record_request(
        &self,
        recorder: &mut impl Recorder,
        request: InvocationId,
        success: Option<bool>,
        is_dead: bool,
    ) {
        let call = &self.calls[request];
        if let Some(repeated) = call.repeated() {
            recorder.request_ended(RequestRecord {
                number: call.number,
                service: call.service,
                function: call.function,
                is_event: repeated.plan.is_event(),
                attempts: repeated.attempts,
                success,
                is_dead,
            });
        }
    }

    /// Notes the requests that the run ends without; each that waits for its next attempt gets the row of that, which is not over.
    pub(super) fn record_unfinished_requests(
        &mut self,
        recorder: &mut impl Recorder,
        now: SimTime,
    ) {
        for request in self.calls.in_order() {
            let call = &self.calls[request];
            let is_open = !call.over;
            let Some(repeated) = call.repeated().filter(|_| is_open) else {
                continue;
            };
            self.record_request(recorder, request, None, false);
            if repeated.current.is_none() {
                self.note_pending(request, now);
            }
        }
    }

    fn note_pending(&mut self, request: InvocationId, now: SimTime) {
        let call = &self.calls[request];
        let Some(repeated) = call.repeated() else {
            return;
        };
        let of = AttemptOf {
            request,
            number: repeated.attempts + 1,
            first: Some(call.number),
            is_of_event: repeated.plan.is_event(),
        };
        let origin = (call.identity.clone(), call.home);
        let asked = InvokeRequest {
            service: call.service,
            function: call.function,
            input: Box::new(()),
            input_size: call.input_size,
            interest: Interest::None,
            form: None,
            stage: call.stage.clone(),
        };
        self.calls.place_attempt(now, origin, asked, of);
    }
}
