//! Arrival: from a request to an attempt in the queue (SEMANTICS 4.5 and 4.7).

use super::Service;
use crate::serverless::attempt::{Arrived, Attempt, AttemptId, InvocationId, Phase, Progress};
use crate::serverless::env::ServiceEnv;
use crate::serverless::event::ServiceEvent;
use crate::serverless::policy::Admit;
use crate::serverless::queue::Queued;
use crate::serverless::{Failure, ImageId};
use crate::units::{SimDuration, SimTime};

impl Service {
    /// Takes a request, once it has been processed.
    pub(super) fn submit(&mut self, env: &mut impl ServiceEnv, invocation: InvocationId) {
        if env.is_cancelled(invocation) {
            return env.answer(invocation, Err(Failure::Cancelled));
        }
        let arrived = env.request(invocation);
        let Some(registration) = self.state.registrations.get(arrived.function) else {
            let function = env.function_name(arrived.function);
            return env.answer(invocation, Err(Failure::FunctionNotFound { function }));
        };
        let (image, now) = (registration.image, env.now());
        let mut is_patient = registration.patience.is_none();
        let mut waits = SimDuration::MAX;
        match self.policies.admit(&arrived, &self.state.view(now)) {
            Admit::Accept => {}
            Admit::AcceptFor(time) => (is_patient, waits) = (false, time),
            refusal => return refuse(env, &arrived, refusal),
        }
        let is_here = self.head.partition.contains(self.file(image));
        let attempt = Attempt {
            invocation,
            number: arrived.number,
            function: arrived.function,
            submitted: now,
            phase: if is_here {
                Phase::Queued
            } else {
                Phase::AwaitsImage
            },
            memory: None,
        };
        let id = self.attempts.insert(attempt);
        self.tell_policies(
            now,
            &ServiceEvent::AttemptArrived {
                function: arrived.function,
                invocation: arrived.number,
            },
        );
        if is_here {
            let queued = Queued {
                attempt: id,
                function: arrived.function,
                image,
                arrived: now,
                input: arrived.input,
                key: 0,
            };
            self.enqueue(now, queued);
        } else if let Some(download) = self.downloads.get_mut(&image) {
            download.waiting.push(id);
        } else {
            self.new.push_back(id);
        }
        env.answer(invocation, Ok(id));
        if !is_patient {
            self.limit_wait(env, id, waits);
        }
        if self.looks_at_zero {
            self.look_if_none(env, arrived.function);
        }
    }

    /// The image of an attempt has come to the head host: it waits for the scheduler.
    pub(super) fn image_is_here(
        &mut self,
        env: &mut impl ServiceEnv,
        id: AttemptId,
        image: ImageId,
    ) {
        if let Some(attempt) = self.attempts.get_mut(id) {
            attempt.phase = Phase::Queued;
            let queued = Queued {
                attempt: id,
                function: attempt.function,
                image,
                arrived: attempt.submitted,
                input: env.request(attempt.invocation).input,
                key: 0,
            };
            self.enqueue(env.now(), queued);
        }
    }

    /// Puts an attempt into the queue.
    fn enqueue(&mut self, now: SimTime, mut queued: Queued) {
        queued.key = self.policies.key(&queued, &self.state.view(now));
        self.state.queue.push(queued);
    }

    /// Ends an attempt that was never dispatched.
    pub(super) fn fail(&mut self, env: &mut impl ServiceEnv, id: AttemptId, failure: Failure) {
        let Some(attempt) = self.attempts.remove(id) else {
            return;
        };
        let mut progress = attempt.progress();
        progress.failure = Some(Box::new(failure));
        self.conclude(env, &attempt, progress);
    }

    /// Tells what has become of an attempt that is over.
    pub(super) fn conclude(
        &mut self,
        env: &mut impl ServiceEnv,
        attempt: &Attempt,
        mut progress: Progress,
    ) {
        progress.dates.completion = Some(env.now());
        let dates = &progress.dates;
        let over = dates.end.unwrap_or(env.now());
        self.tell_policies(
            env.now(),
            &ServiceEvent::AttemptCompleted {
                function: attempt.function,
                invocation: attempt.number,
                success: progress.failure.is_none(),
                ran: dates.start.map(|start| over - start),
            },
        );
        env.completed(attempt.invocation, progress);
    }
}

/// Answers a request that is not admitted.
#[cold]
fn refuse(env: &mut impl ServiceEnv, arrived: &Arrived, refusal: Admit) {
    let function = env.function_name(arrived.function);
    let failure = match refusal {
        Admit::Accept | Admit::AcceptFor(_) => return,
        Admit::Throttle => Failure::Throttled { function },
        Admit::Reject(reason) => Failure::Rejected { function, reason },
    };
    env.answer(arrived.invocation, Err(failure));
}
