//! The start-up of an instance, step by step: delays, packages, snapshots, computations.
//!
//! The reference knows a constant delay only, which takes another way: one sleep of the executor of an attempt, in
//! `execution`. A stage of several steps is over when all of them are. If one fails, so does the attempt; a provisioned
//! instance is shut down.

use super::{Service, network_failure};
use crate::kernel::Begin;
use crate::platform::{Broken, End};
use crate::serverless::InstanceEnd;
use crate::serverless::attempt::{AttemptId, BodyEnd, Phase, Stage};
use crate::serverless::calls;
use crate::serverless::env::{Alarm, ImageMove, ImageSource, Message, Notice, ServiceEnv, StepId};
use crate::serverless::policy::Activity;
use crate::serverless::starting::{Running, RunningActivity, Starting, Then};
use crate::serverless::{Failure, InstanceId, NodeId, ServiceEvent};
use crate::storage::{StorageId, Transfer};
use crate::units::Bytes;

impl Service {
    /// An instance begins to go through the stages of its start-up.
    pub(super) fn go_through(
        &mut self,
        env: &mut impl ServiceEnv,
        id: InstanceId,
        stages: Vec<Vec<Activity>>,
        then: Then,
    ) {
        let Some(instance) = self.instance(id) else {
            return;
        };
        let starting = Starting {
            of: (instance.number, instance.function),
            node: instance.node,
            since: env.now(),
            stages: stages.into_iter(),
            running: Vec::new(),
            begun: 0,
            then,
        };
        self.starting.insert(id, starting);
        self.next_stage(env, id);
    }

    /// The next stage of a start-up begins; without one it is over.
    fn next_stage(&mut self, env: &mut impl ServiceEnv, id: InstanceId) {
        let Some(starting) = self.starting.get_mut(id) else {
            return;
        };
        let Some(stage) = starting.stages.next() else {
            return self.end_steps(env, id);
        };
        for activity in stage {
            if let Err(failure) = self.begin_step(env, id, activity) {
                return self.fail_start(env, id, failure);
            }
        }
    }

    fn begin_step(
        &mut self,
        env: &mut impl ServiceEnv,
        id: InstanceId,
        activity: Activity,
    ) -> Result<(), Failure> {
        let Some(starting) = self.starting.get_mut(id) else {
            return Ok(());
        };
        let (node, number) = (starting.node, starting.begun);
        // Those that go on differ, and the alarms of those that do not mean nothing.
        starting.begun = starting.begun.wrapping_add(1);
        let step = StepId {
            instance: id,
            number,
        };
        let what = match activity {
            Activity::Wait(delay) => {
                let date = env.now();
                let order = u64::from(env.wake(date + delay, Alarm::Step(id, number)));
                RunningActivity::Delay(Begin { date, order })
            }
            Activity::Fetch { storage, size } => self.fetch(env, node, step, storage, size)?,
            Activity::Read(size) => self.restore(env, node, step, size)?,
            Activity::Compute(work) => {
                let host = self.state.cluster.node(node).host;
                RunningActivity::Computation(env.compute(host, work, step))
            }
        };
        if let Some(starting) = self.starting.get_mut(id) {
            starting.running.push(Running { number, what });
        }
        Ok(())
    }

    /// A package leaves a storage service for a node's disk.
    fn fetch(
        &mut self,
        env: &mut impl ServiceEnv,
        node: NodeId,
        step: StepId,
        storage: Option<String>,
        size: Bytes,
    ) -> Result<RunningActivity, Failure> {
        let function = self.instance(step.instance).map(|one| one.function);
        let source = match (&storage, function) {
            (Some(name), _) => env.storage_named(name),
            (None, Some(function)) => Some(self.state.registrations[function].source),
            (None, None) => None,
        };
        let Some(id) = source else {
            return Err(Failure::FileNotFound {
                file: "package".to_owned(),
                location: storage.unwrap_or_default(),
            });
        };
        let (from, target) = (env.storage(id), &self.state.cluster.node(node).disk);
        if from.is_down {
            let storage = from.name.clone();
            return Err(Failure::StorageDown { storage });
        }
        let (name, is_asked) = (from.name.clone(), from.buffer.is_asked_by(target.buffer));
        let plan = Transfer {
            from: from.end(),
            to: target.end(),
            bytes: size,
            file: size,
            buffer: from.buffer.copy_to(target.buffer),
        };
        let source = ImageSource::Storage { id, is_asked };
        self.package_started(env, step, Some(id), size);
        let moved = env.transfer(plan, ImageMove::Fetch(node, step, id), source);
        if moved.is_err() {
            self.package_ended(env, step, false);
        }
        moved
            .map(RunningActivity::Transfer)
            .map_err(|broken| network_failure(broken, name))
    }

    /// A snapshot is read from a node's disk.
    fn restore(
        &mut self,
        env: &mut impl ServiceEnv,
        node: NodeId,
        step: StepId,
        size: Bytes,
    ) -> Result<RunningActivity, Failure> {
        let target = self.state.cluster.node(node);
        let plan = Transfer {
            from: target.disk.end(),
            to: End::Memory(target.host),
            bytes: size,
            file: size,
            buffer: target.disk.buffer,
        };
        let name = target.disk.name.clone();
        self.package_started(env, step, None, size);
        let moved = env.transfer(plan, ImageMove::Restore(node, step), ImageSource::Head);
        if moved.is_err() {
            self.package_ended(env, step, false);
        }
        moved
            .map(RunningActivity::Transfer)
            .map_err(|broken: Broken| network_failure(broken, name))
    }

    fn package_started(
        &mut self,
        env: &mut impl ServiceEnv,
        step: StepId,
        source: Option<StorageId>,
        bytes: Bytes,
    ) {
        let Some(starting) = self.starting.get(step.instance) else {
            return;
        };
        let ((container, function), node) = (starting.of, starting.node);
        let what = ServiceEvent::PackageStarted {
            container,
            step: step.number,
            function,
            node,
            source,
            bytes,
        };
        self.observe(env, what);
    }

    fn package_ended(&mut self, env: &mut impl ServiceEnv, step: StepId, success: bool) {
        if let Some(starting) = self.starting.get(step.instance) {
            let (container, step) = (starting.of.0, step.number);
            let what = ServiceEvent::PackageEnded {
                container,
                step,
                success,
            };
            self.observe(env, what);
        }
    }

    /// A step of a start-up is over, unless that has been broken off.
    pub fn step_over(
        &mut self,
        env: &mut impl ServiceEnv,
        step: StepId,
        outcome: Result<(), Failure>,
    ) {
        let Some(starting) = self.starting.get_mut(step.instance) else {
            return;
        };
        let running = &mut starting.running;
        let place = running.iter().position(|one| one.number == step.number);
        let over = place.map(|place| running.remove(place).what);
        let (was_running, is_last) = (over.is_some(), running.is_empty());
        if let Some(RunningActivity::Transfer(_)) = over {
            self.package_ended(env, step, outcome.is_ok());
        }
        match outcome {
            _ if !was_running => {}
            Err(failure) => self.fail_start(env, step.instance, failure),
            Ok(()) if is_last => self.next_stage(env, step.instance),
            Ok(()) => {}
        }
    }

    /// When a step began that is a delay and goes on.
    pub fn step_began(&self, instance: InstanceId, number: u16) -> Option<Begin> {
        let running = self.starting.get(instance)?.running.iter();
        let found = running.filter(|one| one.number == number);
        found
            .filter_map(|one| match one.what {
                RunningActivity::Delay(begin) => Some(begin),
                RunningActivity::Transfer(_) | RunningActivity::Computation(_) => None,
            })
            .next()
    }

    /// All steps are over: the instance has started.
    fn end_steps(&mut self, env: &mut impl ServiceEnv, id: InstanceId) {
        let Some(starting) = self.starting.remove(id) else {
            return;
        };
        if let Some(instance) = self.state.cluster.instance_mut(id) {
            instance.start_up = env.now() - starting.since;
            let function = instance.function;
            self.failed_starts.forget(function);
            // One that had failed to start may start now.
            self.note_missing(function);
        }
        match starting.then {
            Then::Run(attempt) => self.started(env, attempt),
            Then::Wait(by) => {
                env.wake(env.now(), Alarm::Provisioned(id, by));
            }
        }
    }

    /// A step has failed, and so has the start-up.
    fn fail_start(&mut self, env: &mut impl ServiceEnv, id: InstanceId, failure: Failure) {
        let Some(then) = self.starting.get(id).map(|starting| starting.then) else {
            return;
        };
        self.break_off_steps(env, id);
        self.state.cluster.set_failed(id);
        let Some(instance) = self.state.cluster.instance_mut(id) else {
            return;
        };
        let (function, waiting) = (instance.function, std::mem::take(&mut instance.waiting));
        // It goes with the last that leaves it.
        instance.starter = instance.starter.or(waiting.first().copied());
        self.failed_starts.note(function, &failure);
        match then {
            Then::Run(attempt) => self.fail_starting(env, attempt, true, &failure),
            Then::Wait(_) if !waiting.is_empty() => {}
            Then::Wait(_) if env.is_alone() => {
                self.deliver(env, Message::Notice(Notice::StartUpFailed(id)));
            }
            Then::Wait(_) => env.notify(Notice::StartUpFailed(id), 0),
        }
        for attempt in waiting {
            self.fail_starting(env, attempt, false, &failure);
        }
    }

    /// The body of an attempt will never start, since its instance has not; its executor may have slept through the start-up.
    fn fail_starting(
        &mut self,
        env: &mut impl ServiceEnv,
        id: AttemptId,
        has_slept: bool,
        failure: &Failure,
    ) {
        let attempt = self.attempts.get_mut(id);
        let Some(Phase::Placed { on, stage }) = attempt.map(|attempt| &mut attempt.phase) else {
            return;
        };
        if let Stage::Starting = stage {
            *stage = Stage::Ended {
                body: BodyEnd::NeverStarted,
                failure: Some(Box::new(failure.clone())),
            };
            if has_slept {
                env.end_on(self.state.cluster.node(on.node).host);
            }
            self.hand_in(env, id, calls::TELL);
        }
    }

    /// A provisioned instance goes whose start-up has failed.
    #[inline(never)]
    pub(super) fn give_up_start(&mut self, env: &mut impl ServiceEnv, id: InstanceId) {
        if let Some(instance) = self.instance(id)
            && instance.is_starting()
        {
            let place = (instance.number, instance.function, instance.node);
            self.failed_starts.count += u64::from(instance.uses == 0);
            self.break_off(env, id, place, InstanceEnd::NotKept);
        }
    }

    /// What goes on of a start-up stops.
    pub(super) fn break_off_steps(&mut self, env: &mut impl ServiceEnv, id: InstanceId) {
        let Some(starting) = self.starting.remove(id) else {
            return;
        };
        let host = self.state.cluster.node(starting.node).host;
        for running in starting.running {
            match running.what {
                // Its alarm will mean nothing.
                RunningActivity::Delay(_) => {}
                RunningActivity::Transfer(transfer) => {
                    env.cancel_transfer(transfer);
                    let what = ServiceEvent::PackageEnded {
                        container: starting.of.0,
                        step: running.number,
                        success: false,
                    };
                    self.observe(env, what);
                }
                RunningActivity::Computation(task) => env.cancel_computation(host, task),
            }
        }
    }
}
