//! The world behind the contexts: answers what processes ask, and lets things happen.

mod calls;
mod directory;
mod event;
mod files;
mod letters;
mod limits;
mod mailboxes;
mod parcels;
mod processes;
mod recorded;
mod setup;
mod spawned;
mod stage;
mod stored;
mod waits;

use std::rc::Rc;

use rustc_hash::FxHashMap;
use slotmap::SlotMap;

use super::builder::{Builder, Definition};
use super::function::{Body, Remains};
use super::identity::Identity;
use super::recorder::{ProcessEnd, Recorder, Snapshot};
use super::request::{Reply, Request, SpawnId};
use super::run::{Conclusion, Halt};
use super::shared::Shared;
use crate::kernel::{Answer, Kernel, ProcessId, Step, World as KernelWorld};
use crate::platform::{Fabric, HostId};
use crate::serverless::function::Registration;
use crate::serverless::image::KnownImage;
use crate::serverless::{Alarm, FunctionId, InvocationId, Message, Service, ServiceId};
use crate::storage::{FileNames, StorageService, Transfers};
use crate::units::SimTime;
use calls::{Call, CallState};
pub(crate) use event::{Event, Token};
use files::Purpose;
use letters::Post;
use mailboxes::Mailbox;
use parcels::{Parcel, ParcelId};
use processes::{Doing, Process, Role};
use spawned::Spawned;
use stage::Stage;

/// Everything but the services, so that a service can use it while it is itself in use.
pub(crate) struct Scene<R> {
    fabric: Fabric<Token>,
    transfers: Transfers<Purpose>,
    /// The date of the latest [`Event::Moved`].
    moved_at: SimTime,
    /// The date of the latest [`Event::Computed`] of each host.
    computed_at: Vec<SimTime>,
    storages: Vec<StorageService>,
    files: FileNames,
    functions: Vec<Definition>,
    /// By function: coroutines that wait for the next invocation.
    spare: Vec<Vec<Body>>,
    /// The function whose body has ended last, until its coroutine is put among the spare ones.
    vacated: Option<FunctionId>,
    host_names: Vec<Rc<str>>,
    heads: Vec<HostId>,
    node_hosts: Vec<Vec<HostId>>,
    // Looked up, never iterated.
    deployments: FxHashMap<(ServiceId, FunctionId), Registration>,
    start_deployments: Vec<(ServiceId, FunctionId)>,
    calls: SlotMap<InvocationId, Call>,
    called: u64,
    processes: SlotMap<ProcessId, Process>,
    post: Post,
    parcels: SlotMap<ParcelId, Parcel>,
    spawned: SlotMap<SpawnId, Spawned>,
    mailboxes: Vec<Mailbox>,
    next_limit: u32,
    /// Copies and loads that have ended since a process last ran.
    moves: u64,
    /// The date of the first idle time-out of any service.
    next_expiry: SimTime,
    policy_alarms: PolicyAlarms,
    controllers: usize,
    halt: Option<Halt>,
    shared: Rc<Shared>,
    recorder: R,
}

/// Alarms of policies.
#[derive(Default)]
pub(crate) struct PolicyAlarms {
    pending: usize,
}

impl PolicyAlarms {
    fn set(&mut self, alarm: Alarm) {
        if let Alarm::Wake(_) | Alarm::Scale = alarm {
            self.pending += 1;
        }
    }
}

/// One simulated world.
pub(crate) struct World<R> {
    services: Vec<Service>,
    images: Rc<[KnownImage]>,
    scene: Scene<R>,
}

impl<R: Recorder> World<R> {
    /// The world of a declaration without mistakes.
    pub(super) fn new(builder: Builder, shared: Rc<Shared>, recorder: R) -> Self {
        setup::world(builder, shared, recorder)
    }

    /// Tells the recorder what the numbers stand for that it will hear.
    pub(super) fn begin(&mut self) {
        let directory = self.directory();
        self.scene.recorder.began(&directory);
    }

    /// Registers what the declaration deploys, in order, before anything else happens.
    pub(super) fn register_deployments(&mut self, kernel: &mut Kernel<Self>) {
        for (service, function) in std::mem::take(&mut self.scene.start_deployments) {
            self.deliver(
                kernel,
                service,
                Message::Register {
                    function,
                    ticket: letters::NOBODY,
                },
            );
        }
    }

    pub(super) fn start_controller(
        &mut self,
        kernel: &mut Kernel<Self>,
        body: Body,
        identity: Identity,
        host: HostId,
    ) {
        self.scene.controllers += 1;
        let process = Process::new(body, identity, host, Role::Controller, SimTime::ZERO);
        let process = self.scene.processes.insert(process);
        kernel.start(process);
    }

    /// Hands the recorder back, after telling it about every invocation that is not over.
    pub(super) fn conclude(mut self, stuck: bool, date: SimTime, events: u64) -> Conclusion<R> {
        if stuck && self.scene.halt.is_none() {
            let waiting = self.scene.waiting(&self.services);
            self.scene.halt = Some(Halt::Stuck { date, waiting });
        }
        if let Some(Halt::Thrashing { waiting, .. }) = &mut self.scene.halt {
            waiting.clear();
        }
        let thrashing = matches!(self.scene.halt, Some(Halt::Thrashing { .. }));
        if thrashing {
            let list = self.scene.waiting(&self.services);
            if let Some(Halt::Thrashing { waiting, .. }) = &mut self.scene.halt {
                *waiting = list;
            }
        }
        self.scene.record_unfinished(&self.services);
        self.scene.record_processes_that_go_on();
        self.scene.record_files_on_their_way();
        let directory = self.directory();
        Conclusion {
            recorder: self.scene.recorder,
            date,
            events,
            log: self.scene.shared.log.take(),
            directory,
            halt: self.scene.halt,
        }
    }

    fn deliver(&mut self, kernel: &mut Kernel<Self>, service: ServiceId, message: Message) {
        let mut stage = Stage {
            kernel,
            scene: &mut self.scene,
            service,
        };
        self.services[service.index()].deliver(&mut stage, message);
    }

    fn arm_expiries(&mut self, kernel: &mut Kernel<Self>, next: Option<SimTime>) {
        self.scene.next_expiry = SimTime::MAX;
        let mut first = SimTime::MAX;
        for (index, service) in self.services.iter_mut().enumerate() {
            let mut stage = Stage {
                kernel,
                scene: &mut self.scene,
                service: ServiceId::from_index(index),
            };
            if let Some(date) = service.arm_expiries(&mut stage, next) {
                first = first.min(date);
            }
        }
        self.scene.next_expiry = first;
    }

    fn moved(&mut self, kernel: &mut Kernel<Self>) {
        let now = kernel.now();
        while let Some(token) = self.scene.fabric.moved(now) {
            match token {
                Token::Leg(leg) => self.advance_transfer(kernel, leg),
                Token::Letter(letter) => self.receive(kernel, letter),
                Token::Parcel(parcel) => self.parcel_moved(kernel, parcel, None),
                Token::Process(_) => {}
            }
        }
    }

    fn alarm(&mut self, kernel: &mut Kernel<Self>, service: ServiceId, alarm: Alarm) {
        let mut stage = Stage {
            kernel,
            scene: &mut self.scene,
            service,
        };
        self.services[service.index()].alarm(&mut stage, alarm);
        if let Alarm::Processed(_) = alarm {
            self.take_in(kernel, service);
        }
    }

    fn body_ended(
        &mut self,
        kernel: &mut Kernel<Self>,
        invocation: InvocationId,
        remains: Remains,
    ) {
        let Some(call) = self.scene.calls.get_mut(invocation) else {
            return;
        };
        call.body = None;
        self.scene.vacated = Some(call.function);
        let CallState::InService(attempt) = call.state else {
            return;
        };
        call.output = remains.output;
        call.output_size = remains.output_size;
        let service = call.service;
        let mut stage = Stage {
            kernel,
            scene: &mut self.scene,
            service,
        };
        self.services[service.index()].body_ended(
            &mut stage,
            attempt,
            remains.failure.map(|failure| *failure),
        );
    }
}

impl<R: Recorder> KernelWorld for World<R> {
    type Request = Request;
    type Reply = Reply;
    type Output = Remains;
    type Event = Event;

    fn ask(
        &mut self,
        kernel: &mut Kernel<Self>,
        by: ProcessId,
        request: Request,
    ) -> Answer<Reply, Remains> {
        match request {
            Request::Sleep(duration) if duration.is_zero() => Answer::Now(Reply::Done),
            Request::Sleep(duration) => {
                let until = kernel.now() + duration;
                self.scene.suspend(kernel, by, Doing::Sleeping(until));
                kernel.at(until, Event::Wake(by));
                Answer::Later
            }
            Request::Compute(work) => self.scene.compute(kernel, by, work),
            Request::File(request) => self.access(kernel, by, *request),
            Request::Invoke(request) => self.invoke(kernel, by, request),
            Request::IsDone(invocation) => Answer::Now(Reply::Flag(self.scene.is_over(invocation))),
            Request::Wait(invocations, mode) => self.scene.wait(kernel, by, invocations, mode),
            Request::Drain => self.scene.drain(kernel, by),
            Request::Take(invocation) => Answer::Now(self.scene.take(&self.services, invocation)),
            Request::Register(service, function) => self.register(kernel, by, service, function),
            Request::Spawn(body, identity) => self.scene.spawn(kernel, by, body, identity),
            Request::Finish(remains) => Answer::Over(remains),
            Request::Join(spawned) => self.scene.join(kernel, by, spawned),
            Request::Send(mailbox, message) => {
                self.scene.send_message(kernel, mailbox, message);
                Answer::Now(Reply::Done)
            }
            Request::Receive(mailbox) => self.scene.receive_message(kernel, by, mailbox),
            Request::Limit(after) => self.scene.limit(kernel, by, after),
            Request::Unlimit(limit) => {
                self.scene.unlimit(by, limit);
                Answer::Now(Reply::Done)
            }
            Request::TurnOff(link) => {
                self.turn_off(kernel, link);
                Answer::Now(Reply::Done)
            }
        }
    }

    fn began(&self, now: SimTime, event: &Event) -> Option<SimTime> {
        match *event {
            Event::Wake(process) => self.scene.asleep_since(process, now),
            Event::Alarm(service, Alarm::Started(attempt)) => {
                let attempt = self.services[service.index()].attempt(attempt)?;
                Some(attempt.placement()?.dispatched)
            }
            Event::Alarm(service, Alarm::TimeLimit(attempt)) => {
                self.services[service.index()].attempt(attempt)?.started()
            }
            Event::Alarm(_, Alarm::Processed(invocation)) => {
                self.scene.calls.get(invocation).map(|call| call.requested)
            }
            _ => None,
        }
    }

    fn occur(&mut self, kernel: &mut Kernel<Self>, event: Event) {
        match event {
            Event::Wake(process) => self.scene.wake(kernel, process),
            Event::LimitDue(process, limit) => self.scene.limit_due(kernel, process, limit),
            Event::LimitReached(process, limit) => {
                self.scene.limit_reached(kernel, process, limit);
            }
            Event::Computed(host) => self.computed(kernel, host),
            Event::Moved => self.moved(kernel),
            Event::Alarm(service, alarm) => self.alarm(kernel, service, alarm),
            Event::Notice(service, notice) => {
                self.deliver(kernel, service, Message::Notice(notice))
            }
            Event::ParcelLost(parcel) => self.parcel_moved(kernel, parcel, None),
            Event::Acknowledged(process) => self.scene.acknowledge(kernel, process),
            Event::AcknowledgementOverdue(transfer) => {
                self.scene.acknowledgement_overdue(kernel, transfer)
            }
            Event::AnswerOverdue(process) => {
                self.scene.answer_overdue(kernel, &self.services, process)
            }
        }
    }

    fn body(&mut self, process: ProcessId) -> Option<&mut Option<Body>> {
        let process = self.scene.processes.get_mut(process)?;
        Some(&mut process.body)
    }

    fn ended(
        &mut self,
        kernel: &mut Kernel<Self>,
        process: ProcessId,
        step: Step<Request, Remains>,
    ) {
        let Some(entry) = self.scene.processes.remove(process) else {
            return;
        };
        let date = kernel.now();
        let outcome = match (&step, &entry.role) {
            (Step::Ended(remains), Role::Controller) if remains.failure.is_some() => {
                ProcessEnd::Failed
            }
            (Step::Ended(_), _) => ProcessEnd::Returned,
            _ => ProcessEnd::Failed,
        };
        self.scene.record_process(&entry, Some(date), outcome);
        self.scene.end_children(kernel, entry.children);
        let shared = &self.scene.shared;
        let name = || shared.names.of(&entry.identity).to_string();
        match (step, entry.role) {
            (Step::Ended(remains), Role::Body(invocation)) => {
                self.body_ended(kernel, invocation, remains);
            }
            (Step::Ended(remains), Role::Spawned(spawned)) => {
                self.scene.spawned_ended(kernel, spawned, remains.output);
            }
            (Step::Ended(remains), Role::Controller) => {
                self.scene.controllers -= 1;
                if let Some(failure) = remains.failure {
                    let message = failure.to_string();
                    self.scene.halt = Some(Halt::ControllerFailed {
                        process: name(),
                        date,
                        message,
                    });
                }
            }
            (Step::Panicked(message), _) => {
                self.scene.halt = Some(Halt::Panicked {
                    process: name(),
                    date,
                    message,
                });
            }
            (Step::AwaitedForeign, _) => {
                self.scene.halt = Some(Halt::AwaitedForeign {
                    process: name(),
                    date,
                })
            }
            (Step::Asked(_), _) => {}
        }
    }

    fn retired(&mut self, _: ProcessId, body: Body) {
        if let Some(function) = self.scene.vacated.take() {
            self.scene.spare[function.index()].push(body);
        }
    }

    fn settle(&mut self, kernel: &mut Kernel<Self>) {
        self.scene.forget_released();
        self.scene.forget_detached();
        let network_changed = self.scene.fabric.settle(kernel.now());
        self.scene.schedule_moved(kernel);
        let next = kernel.next_date();
        if self.scene.next_expiry <= next.unwrap_or(SimTime::MAX)
            && self.scene.next_expiry < SimTime::MAX
        {
            self.arm_expiries(kernel, next);
        }
        let Scene {
            fabric, recorder, ..
        } = &mut self.scene;
        recorder.settled(
            kernel.now(),
            Snapshot {
                network_changed,
                events: kernel.events(),
                services: &self.services,
                fabric,
            },
        );
    }

    fn is_over(&self) -> bool {
        self.scene.controllers == 0 || self.scene.halt.is_some()
    }
}
