//! Execution: from the start of a body to its completion (SEMANTICS 4.11 to 4.13).

use super::Service;
use crate::platform::HostId;
use crate::serverless::Failure;
use crate::serverless::attempt::{
    Attempt, AttemptId, BodyEnd, InvocationId, Phase, Progress, Stage,
};
use crate::serverless::calls;
use crate::serverless::env::{Alarm, Message, Notice, ServiceEnv};
use crate::units::SimTime;

impl Service {
    /// The executor of an attempt begins, and the instance is up: the body starts as soon as its input is there.
    pub(super) fn start(&mut self, env: &mut impl ServiceEnv, id: AttemptId) {
        self.run(env, id, true, calls::BEFORE_BODY);
    }

    /// The input of an attempt has reached its node, or never will.
    pub fn input_fetched(
        &mut self,
        env: &mut impl ServiceEnv,
        id: AttemptId,
        outcome: Result<(), Failure>,
    ) {
        let Err(lost) = outcome else {
            return self.run(env, id, false, 0);
        };
        let attempt = self.attempts.get_mut(id);
        if let Some(Phase::Placed { stage, .. }) = attempt.map(|attempt| &mut attempt.phase)
            && let Stage::Starting = stage
        {
            *stage = Stage::Ended {
                body: BodyEnd::NeverStarted,
                failure: Some(Box::new(lost)),
            };
            self.hand_in(env, id, calls::TELL);
        }
    }

    /// The body starts after so many calls of its executor, and its time limit begins, unless its input must be fetched
    /// first.
    pub(super) fn run(
        &mut self,
        env: &mut impl ServiceEnv,
        id: AttemptId,
        needs_input: bool,
        calls: u32,
    ) {
        let Some(attempt) = self.attempts.get_mut(id) else {
            return;
        };
        let Phase::Placed { on, stage } = &mut attempt.phase else {
            return;
        };
        let Stage::Starting = stage else { return };
        let (invocation, function) = (attempt.invocation, attempt.function);
        let host = self.state.cluster.node(on.node).host;
        if needs_input && env.fetch_input(invocation, host) {
            return;
        }
        let started = env.now();
        *stage = Stage::Running { started };
        let limit = self.state.registrations[function].time_limit;
        let watch = if limit.is_zero() {
            0
        } else {
            on.sleep_order = env.wake(started + limit, Alarm::TimeLimit(id));
            env.begin_on(host);
            calls::WATCH
        };
        env.start_body(invocation, host, calls + watch);
    }

    /// Notes the place of the sleep that has begun for an attempt.
    pub(super) fn note_order(&mut self, id: AttemptId, order: u32) {
        if let Some(Phase::Placed { on, .. }) = self.attempts.get_mut(id).map(|one| &mut one.phase)
        {
            on.sleep_order = order;
        }
    }

    /// The executor of an attempt tells the service that it is over, after so many calls.
    pub(super) fn hand_in(&mut self, env: &mut impl ServiceEnv, id: AttemptId, calls: u32) {
        let notice = Notice::Completed(id);
        match calls.checked_sub(1) {
            Some(rounds) if !env.is_alone() => env.notify(notice, rounds),
            _ => self.deliver(env, Message::Notice(notice)),
        }
    }

    /// The same for an executor that has joined the body to watch over its limit: it is released last in its round.
    fn hand_in_joined(&mut self, env: &mut impl ServiceEnv, id: AttemptId) {
        let notice = Notice::Completed(id);
        if env.is_alone() {
            self.deliver(env, Message::Notice(notice));
        } else {
            env.notify_last(notice, calls::UNWATCH - 1);
        }
    }

    /// A body has come to its end by itself.
    pub fn body_ended(
        &mut self,
        env: &mut impl ServiceEnv,
        id: AttemptId,
        failure: Option<Failure>,
    ) {
        let failure = failure.or_else(|| self.output_too_large(env, id));
        let ended = env.now();
        let body = |started| BodyEnd::Returned { started, ended };
        self.end(env, id, failure, body, false);
    }

    fn output_too_large(&self, env: &mut impl ServiceEnv, id: AttemptId) -> Option<Failure> {
        let attempt = self.attempts.get(id)?;
        let size = env.output_size(attempt.invocation);
        if size.is_zero() {
            return None;
        }
        let limit = self.state.registrations[attempt.function].egress;
        (size > limit).then(|| Failure::OutputTooLarge {
            function: env.function_name(attempt.function),
            size,
            limit,
        })
    }

    /// The output of an attempt has reached the head host, or never will.
    pub fn output_returned(
        &mut self,
        env: &mut impl ServiceEnv,
        id: AttemptId,
        outcome: Result<(), Failure>,
    ) {
        let attempt = self.attempts.get_mut(id);
        if let Err(lost) = outcome
            && let Some(Phase::Placed { stage, .. }) = attempt.map(|attempt| &mut attempt.phase)
            && let Stage::Ended { failure, .. } = stage
        {
            failure.get_or_insert_with(|| Box::new(lost));
        }
        self.hand_in(env, id, calls::TELL);
    }

    /// A body has had its time; its executor, which is woken, stops it two calls later.
    pub(super) fn reach_time_limit(&mut self, env: &mut impl ServiceEnv, id: AttemptId) {
        if env.is_alone() {
            self.time_is_up(env, id);
        } else {
            env.time_up(id);
        }
    }

    /// A body that has had its time is stopped. One that ended at this very date has failed all the same, but keeps its
    /// end (9.3).
    pub fn time_is_up(&mut self, env: &mut impl ServiceEnv, id: AttemptId) {
        let now = env.now();
        let Some(attempt) = self.attempts.get_mut(id) else {
            return;
        };
        let Phase::Placed { stage, .. } = &mut attempt.phase else {
            return;
        };
        match stage {
            Stage::Starting => {}
            Stage::Running { .. } => {
                env.kill_body(attempt.invocation);
                let limit = Some(Failure::TimeLimit);
                let body = |started| BodyEnd::Killed { started };
                self.end(env, id, limit, body, true);
            }
            Stage::Ended { body, failure } if body.ended() == Some(now) => {
                *failure = Some(Box::new(Failure::TimeLimit));
                self.hand_in(env, id, calls::TELL);
            }
            Stage::Ended { .. } => {}
        }
    }

    /// Nothing of a body runs any more; the service hears of it when the output is at the head host, if there is one, or
    /// when the executor has made its calls.
    pub(super) fn end(
        &mut self,
        env: &mut impl ServiceEnv,
        id: AttemptId,
        failure: Option<Failure>,
        body: impl FnOnce(SimTime) -> BodyEnd,
        is_killed: bool,
    ) {
        let succeeded = failure.is_none();
        let Some((invocation, host, is_limited)) = self.note_end(env, id, failure, body) else {
            return;
        };
        if succeeded && env.return_output(invocation, host) {
            return;
        }
        match (is_killed, is_limited) {
            (true, _) => self.hand_in(env, id, calls::KILLED),
            (false, false) => self.hand_in(env, id, 0),
            (false, true) => self.hand_in_joined(env, id),
        }
    }

    /// Notes that nothing of a body runs any more; returns its invocation, its host, and whether it had a time limit. None if it
    /// did not run.
    #[inline(always)]
    pub(super) fn note_end(
        &mut self,
        env: &mut impl ServiceEnv,
        id: AttemptId,
        failure: Option<Failure>,
        body: impl FnOnce(SimTime) -> BodyEnd,
    ) -> Option<(InvocationId, HostId, bool)> {
        let attempt = self.attempts.get_mut(id)?;
        let Phase::Placed { on, stage } = &mut attempt.phase else {
            return None;
        };
        let Stage::Running { started } = *stage else {
            return None;
        };
        if let Some(memory) = &mut attempt.memory
            && let Some(instance) = self.state.cluster.instance_mut(on.instance)
        {
            let held = std::mem::take(&mut memory.held);
            instance.memory_used = instance.memory_used.saturating_sub(held);
        }
        *stage = Stage::Ended {
            body: body(started),
            failure: failure.map(Box::new),
        };
        let limit = self.state.registrations[attempt.function].time_limit;
        let invocation = attempt.invocation;
        let host = self.state.cluster.node(on.node).host;
        if !limit.is_zero() {
            env.end_on(host);
        }
        Some((invocation, host, !limit.is_zero()))
    }

    /// The service hears that an attempt is over: its resources are free, its instance idle or gone.
    pub(super) fn complete(&mut self, env: &mut impl ServiceEnv, id: AttemptId) {
        let Some((attempt, progress, leaves)) = self.take_ended(id) else {
            return;
        };
        let Some(on) = attempt.placement().copied() else {
            return;
        };
        let place = (on.container, attempt.function, on.node);
        match self.state.cluster.instance_mut(on.instance) {
            Some(instance) if instance.runs_one() && instance.doom().is_none() => {
                instance.clear(leaves);
                self.become_idle(env, on.instance, place);
            }
            Some(instance) => {
                let doom = instance.doom().filter(|_| instance.runs_one());
                match (instance.is_starting(), doom) {
                    (true, _) => self.leave_starting(env, id, on.instance, place),
                    (false, Some(end)) => self.break_off(env, on.instance, place, end),
                    (false, None) => self.leave(env, on.instance, place),
                }
            }
            None => {}
        }
        if self.stopping.is_some() {
            return self.conclude_later(attempt, progress);
        }
        self.conclude(env, &attempt, progress);
    }

    /// An attempt that is over leaves; what it has taken besides its instance is free. Also returns whether its body leaves its
    /// files behind. None if it is not over.
    // A call of its own would move all of it twice.
    #[inline(always)]
    pub(super) fn take_ended(&mut self, id: AttemptId) -> Option<(Attempt, Progress, bool)> {
        let is_ended = |attempt: &Attempt| {
            matches!(
                attempt.phase,
                Phase::Placed {
                    stage: Stage::Ended { .. },
                    ..
                }
            )
        };
        if !self.attempts.get(id).is_some_and(is_ended) {
            return None;
        }
        let mut attempt = self.attempts.remove(id)?;
        let mut progress = attempt.progress();
        let Phase::Placed { on, stage } = &mut attempt.phase else {
            return None;
        };
        let mut leaves = false;
        if let Stage::Ended { body, failure } = stage {
            progress.failure = failure.take();
            // A body that ended at its limit by itself is not cleaned up after.
            let in_time = progress.failure.as_deref() != Some(&Failure::TimeLimit);
            leaves = !in_time && matches!(body, BodyEnd::Returned { .. });
        }
        let node = on.node;
        let charge = &self.state.registrations[attempt.function].charge;
        let cores = charge.per_invocation;
        self.state.cluster.give_cores_back(node, cores);
        Some((attempt, progress, leaves))
    }
}
