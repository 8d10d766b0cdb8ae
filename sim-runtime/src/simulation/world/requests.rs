//! The ends of requests that may be attempted more than once: what their last attempt has come to, their dead letters, and those that
//! the run ends without.

use crate::serverless::{Failure, InvocationId};
use crate::simulation::dead_letter::DeadLetter;
use crate::simulation::event::{Event, Kernel};
use crate::simulation::parcel::Parcel;
use crate::simulation::recorder::{Recorder, RequestRecord};
use crate::simulation::request::{Interest, InvokeRequest};
use crate::simulation::state::WorldState;
use crate::simulation::state::repetition::{AttemptOf, Letter, Plan, Target};
use crate::units::SimTime;

impl WorldState {
    /// A request has failed while it waited for its next attempt.
    pub(super) fn request_failed(
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
    pub(super) fn request_over(
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
                    input: answer.map_or(Parcel::Boxed(letter), |answer| answer()),
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
            input: Parcel::Nothing,
            input_size: call.input_size,
            interest: Interest::None,
            form: None,
            stage: call.stage.clone(),
        };
        self.calls.place_attempt(now, origin, asked, of);
    }
}
