//! Attempts of requests that may be attempted more than once: made, answered, over, and what follows.

use crate::kernel::ProcessId;
use crate::kernel::guard::guarded;
use crate::serverless::{Failure, InvocationId, Progress};
use crate::simulation::event::{Event, Kernel};
use crate::simulation::outcome::Halt;
use crate::simulation::recorder::Recorder;
use crate::simulation::request::{Interest, InvokeRequest};
use crate::simulation::state::WorldState;
use crate::simulation::state::process_state::{PendingReply, ProcessState};
use crate::simulation::state::repetition::{AttemptOf, Next};
use crate::units::SimTime;

impl WorldState {
    /// Notes the next attempt of a request, unless its input cannot be copied; and whether the provider makes it itself, where the
    /// input is already.
    pub(super) fn next_attempt(
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
            let (copy, template) = (repeated.copy, repeated.template.as_ref()?.as_any());
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
    pub(super) fn asks_for(
        &mut self,
        caller: ProcessId,
        request: InvocationId,
        now: SimTime,
    ) -> bool {
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
    pub(super) fn request_of(&self, attempt: InvocationId) -> Option<InvocationId> {
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
    pub(super) fn attempt_failed(
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
}
