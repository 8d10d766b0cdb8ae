//! The world behind the contexts: answers what processes ask, and lets things happen.
//!
//! It puts together what the rooms of the [state](super::state) do, reaches services, and tells the recorder. It knows
//! everything below it in this layer, and nothing that declares or runs a simulation.
//!
//! One file a kind: `invocations`, `cancellations`, `registrations`, `memory` and `accesses` answer what concerns a service
//! or a file, and `file_names` forgets names; `repetitions`, `attempts` and `requests` go on with what is attempted again; `computations` end; `messages` and
//! `payloads` take in what arrives; `delivery` and `dialogues` send it and go on with it; `spawning` starts
//! processes beside others, and `terminations` ends them;
//! `lasting` has the bodies that are data; `workflows` notes their executions; `faults` break things; `environment` is what a
//! service sees of the world; `records`, `waiting` and `hints` tell what has happened, what is waited for and why; `standstill`
//! ends a run in which that never comes; `setup`, `facts` and `conclusion` are its beginning and its
//! end.

mod accesses;
mod attempts;
mod cancellations;
mod computations;
mod conclusion;
mod delivery;
mod dialogues;
mod environment;
mod facts;
mod faults;
mod file_names;
mod hints;
mod invocations;
mod lasting;
mod listener;
mod memory;
mod messages;
mod payloads;
mod records;
mod registrations;
mod repetitions;
mod requests;
mod setup;
mod spawning;
mod standstill;
mod terminations;
mod waiting;
mod workflows;

use std::rc::Rc;

use environment::Environment;
use index_vec::IndexVec;
use listener::Listener;

use super::event::{Event, Kernel, Token};
use super::identity::Identity;
use super::outcome::Halt;
use super::recorder::{Recorder, Snapshot};
use super::request::{Answer, Completion, ProcessCoroutine, Reply, Request};
use super::state::WorldState;
use super::state::processes::{ProcessEntry, Role};
use crate::kernel::{self, Begin, End, ProcessId};
use crate::platform::HostId;
use crate::serverless::ImageId;
use crate::serverless::image::KnownImage;
use crate::serverless::{Alarm, FunctionId, Message, Service, ServiceId};
use crate::units::{SimDuration, SimTime};

/// One simulated world.
pub(super) struct World<R> {
    services: IndexVec<ServiceId, Service>,
    images: Rc<IndexVec<ImageId, KnownImage>>,
    state: WorldState,
    listener: Listener<R>,
    /// What is registered before anything else happens, in order of declaration.
    to_register: Vec<(ServiceId, FunctionId)>,
    /// The services whose policies publish series.
    publishing: Vec<ServiceId>,
}

impl<R: Recorder> World<R> {
    /// Starts a controller; it runs when the engine does.
    pub(super) fn start_controller(
        &mut self,
        kernel: &mut Kernel,
        coroutine: ProcessCoroutine,
        identity: Identity,
        host: HostId,
    ) {
        let role = Role::Controller;
        let process = ProcessEntry::new(coroutine, identity, host, role, SimTime::ZERO);
        self.state.processes.start(kernel, process, Reply::Start);
    }

    /// Tells the recorder what the numbers stand for that it will hear, and registers what the declaration deploys.
    pub(super) fn begin(&mut self, kernel: &mut Kernel) {
        let directory = self.directory();
        self.listener.began(&directory);
        for (id, service) in self.services.iter_mut_enumerated() {
            service.begin();
            if !service.series().is_empty() {
                self.publishing.push(id);
            }
        }
        self.register_declared(kernel);
        self.change_at_start(kernel);
        self.state.faults.begin(kernel);
    }

    /// Reaches a service. There is no other way to one that may change anything.
    #[inline]
    fn with_service<T>(
        &mut self,
        kernel: &mut Kernel,
        id: ServiceId,
        work: impl FnOnce(&mut Service, &mut Environment<'_, Listener<R>>) -> T,
    ) -> T {
        let mut environment = Environment {
            kernel,
            state: &mut self.state,
            recorder: &mut self.listener,
            service: id,
            calls: 0,
        };
        work(&mut self.services[id], &mut environment)
    }

    fn deliver(&mut self, kernel: &mut Kernel, to: ServiceId, message: Message) {
        self.with_service(kernel, to, |service, world| service.deliver(world, message));
    }

    fn alarm(&mut self, kernel: &mut Kernel, service: ServiceId, alarm: Alarm) {
        self.state.alarms.goes_off(alarm);
        if let Some(policy) = alarm.policy() {
            self.policy_wakes(kernel, service, (policy, alarm));
        }
        self.with_service(kernel, service, |service, world| {
            service.alarm(world, alarm)
        });
    }

    /// Lets the services set alarms for the instances that expire before anything else happens.
    fn arm_expiries(&mut self, kernel: &mut Kernel, next: Option<SimTime>) {
        let mut first = None;
        for id in self.services.indices() {
            let expiry = self.with_service(kernel, id, |service, world| {
                service.arm_expiries(world, next)
            });
            first = [first, expiry].into_iter().flatten().min();
        }
        self.state.alarms.next_expiry(first);
    }

    /// Movements of bytes may have ended.
    fn moved(&mut self, kernel: &mut Kernel) {
        let now = kernel.now();
        let mut next = self.state.activities.fabric.moved(now);
        while let Some(token) = next {
            next = self.state.activities.fabric.moved(now);
            kernel.with_others(next.is_some(), |kernel| self.token_moved(kernel, token));
            next = next.or_else(|| self.state.activities.fabric.moved(now));
        }
    }

    fn token_moved(&mut self, kernel: &mut Kernel, token: Token) {
        match token {
            Token::Leg(leg) => self.advance_transfer(kernel, leg),
            Token::Message(message) => self.message_arrived(kernel, message),
            Token::Payload(payload) => self.payload_moved(kernel, payload, None),
            Token::Process(_) | Token::Step(..) => {}
        }
    }
}

impl WorldState {
    // Called in one place.
    #[inline(always)]
    fn sleep(&mut self, kernel: &mut Kernel, by: ProcessId, duration: SimDuration) -> Answer {
        if let Some(host) = self.processes.sleep(kernel, by, duration) {
            self.activities.begin_on(host);
        }
        Answer::Later
    }

    #[inline]
    fn wake(&mut self, kernel: &mut Kernel, process: ProcessId) {
        if let Some(host) = self.processes.wake(kernel, process) {
            self.activities.end_on(host);
        }
    }

    /// A limit that a process has set itself has been reached.
    fn limit_reached(&mut self, kernel: &mut Kernel, process: ProcessId, limit: u32) {
        if self.timeouts.holds(&self.processes, process, limit) {
            self.interrupt(kernel, process);
            self.timeouts
                .reach(kernel, &mut self.processes, process, limit);
        }
    }
}

impl<R: Recorder> kernel::World for World<R> {
    type Request = Request;
    type Reply = Reply;
    type Output = Completion;
    type Event = Event;

    fn ask(&mut self, kernel: &mut Kernel, by: ProcessId, request: Request) -> Answer {
        let state = &mut self.state;
        let processes = &mut state.processes;
        match request {
            Request::Sleep(duration) if duration.is_zero() => Answer::Now(Reply::Done),
            Request::Sleep(duration) => state.sleep(kernel, by, duration),
            Request::Compute(work) => self.compute(kernel, by, work),
            Request::File(request) => self.access(kernel, by, *request),
            Request::Allocate(size) => self.allocate(kernel, by, size),
            Request::Free(size) => self.free(kernel, by, size),
            Request::Invoke(request) => self.invoke(kernel, by, request),
            Request::Cancel(invocation) => self.cancel(kernel, by, invocation),
            Request::IsDone(invocation) => {
                Answer::Now(Reply::Flag(state.calls.is_over(invocation)))
            }
            Request::IsColdStart => Answer::Now(Reply::Flag(self.is_cold_start(by))),
            Request::Wait(wait) => state.calls.wait(kernel, processes, &state.sites, by, wait),
            Request::Drain => processes.drain(kernel, by),
            Request::NextInvocation => {
                Answer::Now(Reply::Value(Box::new(state.calls.next_number())))
            }
            Request::Capacity(service) => Answer::Now(self.capacity(service)),
            Request::Refusal(invocation) => Answer::Now(state.calls.refusal(invocation)),
            Request::Register(service, function) => self.register(kernel, by, service, function),
            Request::Spawn(coroutine, identity) => state.spawn(kernel, by, coroutine, identity),
            Request::Finish(completion) => Answer::Over(completion),
            Request::Join(spawned) => state.spawned.join(kernel, processes, by, spawned),
            Request::Send(mailbox, message) => {
                state.mailboxes.send(kernel, processes, mailbox, message);
                Answer::Now(Reply::Done)
            }
            Request::Receive(mailbox) => state.mailboxes.receive(kernel, processes, by, mailbox),
            Request::Limit(after) => Answer::Now(Reply::Limited(
                state.timeouts.set(kernel, processes, by, after),
            )),
            Request::Unlimit(limit) => {
                state.timeouts.lift(processes, by, limit);
                Answer::Now(Reply::Done)
            }
            Request::BeginWorkflow(begin) => self.begin_workflow(kernel.now(), begin),
            Request::EndWorkflow(report) => self.end_workflow(kernel.now(), &report),
            Request::TurnOff(link) => {
                self.turn_off(kernel, link);
                Answer::Now(Reply::Done)
            }
        }
    }

    fn began(&self, now: SimTime, event: &Event) -> Option<Begin> {
        match *event {
            Event::Wake(process) => self.state.processes.asleep_since(process, now),
            Event::HasLasted(invocation) => self.has_lasted_since(invocation),
            Event::Alarm(service, Alarm::Started(id) | Alarm::TimeLimit(id)) => {
                let attempt = self.services[service].attempt(id)?;
                let on = attempt.placement()?;
                Some(Begin {
                    date: attempt.started().unwrap_or(on.dispatched),
                    order: u64::from(on.sleep_order),
                })
            }
            Event::Alarm(service, Alarm::Step(instance, number)) => {
                self.services[service].step_began(instance, number)
            }
            Event::Alarm(service, Alarm::Processed(_)) => self.services[service].processing_since(),
            Event::Alarm(service, Alarm::Expiry(id)) => self.services[service].expiring_since(id),
            Event::Computed(host) => Some(self.state.activities.place(host)),
            _ => None,
        }
    }

    fn occur(&mut self, kernel: &mut Kernel, event: Event) {
        match event {
            Event::Wake(process) => self.state.wake(kernel, process),
            Event::BodyGoesOn(invocation) => self.body_goes_on(kernel, invocation),
            Event::HasLasted(invocation) => self.state.lasted(kernel, invocation),
            Event::LimitDue(process, limit) => {
                let WorldState {
                    timeouts,
                    processes,
                    ..
                } = &self.state;
                timeouts.due(kernel, processes, process, limit);
            }
            Event::LimitReached(process, limit) => self.state.limit_reached(kernel, process, limit),
            Event::Computed(host) => self.computed(kernel, host),
            Event::Moved => self.moved(kernel),
            Event::Alarm(service, alarm) => self.alarm(kernel, service, alarm),
            Event::Notice(service, notice) => {
                self.deliver(kernel, service, Message::Notice(notice))
            }
            Event::PayloadLost(payload) => self.payload_moved(kernel, payload, None),
            Event::NeverLeft(transfer) => self.break_transfer(kernel, transfer),
            Event::Stopped(service) => self.storage_stopped(kernel, service),
            Event::AcknowledgementOverdue(transfer) => {
                self.state.acknowledgement_overdue(kernel, transfer);
            }
            Event::AnswerOverdue(process) => self.answer_overdue(kernel, process),
            Event::Listens(process) => self.state.listens(kernel, process),
            Event::Turn(service) => {
                self.with_service(kernel, service, |service, world| service.turn(world));
            }
            Event::ServiceListens(service) => {
                self.with_service(kernel, service, |service, world| service.listen(world));
            }
            Event::Appears(service, image) => {
                self.with_service(kernel, service, |service, world| {
                    service.image_appears(world, image);
                })
            }
            Event::TimeIsUp(service, id) => self.with_service(kernel, service, |service, world| {
                service.time_is_up(world, id);
            }),
            Event::OutOfMemory(service, id) => self.kill_exhausted(kernel, service, id),
            Event::Retry(request) => self.retry(kernel, request),
            Event::AttemptDue(attempt) => self.attempt_due(kernel, attempt),
            Event::AttemptOverdue(attempt) => self.attempt_overdue(kernel, attempt),
            Event::DeadLetter => self.deliver_letter(kernel),
            Event::FaultDue(fault) => self.fault_due(kernel, fault),
            Event::FaultStrikes(fault) => self.fault_strikes(kernel, fault),
        }
    }

    fn coroutine(&mut self, process: ProcessId) -> Option<&mut Option<ProcessCoroutine>> {
        let process = self.state.processes.get_mut(process)?;
        Some(&mut process.coroutine)
    }

    fn ended(
        &mut self,
        kernel: &mut Kernel,
        process: ProcessId,
        end: End<Completion>,
        coroutine: ProcessCoroutine,
    ) {
        self.process_ended(kernel, process, end, coroutine);
    }

    fn undeliverable(&mut self, kernel: &mut Kernel, _: ProcessId, reply: Reply) {
        let what = |_: &_| "what a killed process was about to be given".to_owned();
        self.state.discard(kernel.now(), reply, what);
    }

    fn stands_still(&mut self, kernel: &mut Kernel, process: ProcessId) {
        let process = self.state.processes.get(process);
        let process = process.map(|one| self.state.shared.names.of(&one.identity).to_string());
        self.state.halt(Halt::StandsStill {
            process: process.unwrap_or_default(),
            date: kernel.now(),
        });
    }

    fn settle(&mut self, kernel: &mut Kernel) -> bool {
        let now = kernel.now();
        if !self.state.forget_released(now) || !self.state.forget_detached(now) {
            return false;
        }
        self.forget_left_workflows(now);
        let network_changed = self.state.activities.settle(kernel);
        let next = kernel.next_date();
        if self.state.alarms.is_expiry_due(next) {
            self.arm_expiries(kernel, next);
        }
        if self.state.faults.are_coming() {
            self.state.arm_faults(kernel);
        }
        for id in &self.publishing {
            self.services[*id].read_series(now);
        }
        self.listener.settled(
            now,
            Snapshot {
                network_changed,
                events: kernel.events(),
                services: self.services.as_raw_slice(),
                publishing: &self.publishing,
                fabric: &self.state.activities.fabric,
            },
        );
        !self.listener.panicked()
    }

    fn is_over(&self) -> bool {
        self.state.processes.controllers_are_over()
            || self.state.is_given_up
            || self.listener.panicked()
    }
}
