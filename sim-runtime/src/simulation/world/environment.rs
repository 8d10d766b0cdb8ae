//! What a service needs of the world, as the world gives it.

use std::rc::Rc;

use crate::platform::{Broken, HostId};
use crate::serverless::calls;
use crate::serverless::function::Registration;
use crate::serverless::{
    Alarm, Arrived, AttemptId, Failure, FunctionId, ImageId, ImageMove, InvocationId, Notice,
    Progress, Round, ServiceEnv, ServiceEvent, ServiceId,
};
use crate::simulation::event::{Event, Kernel};
use crate::simulation::identity::Identity;
use crate::simulation::recorder::Recorder;
use crate::simulation::request::Reply;
use crate::simulation::shared::Origin;
use crate::simulation::state::WorldState;
use crate::simulation::state::files::{FileMove, Purpose};
use crate::simulation::state::messages::ControlMessage;
use crate::simulation::state::payloads::PayloadLeg;
use crate::simulation::state::processes::{ProcessEntry, Role};
use crate::storage::{FileId, StorageId, StorageService, Transfer, TransferId};
use crate::units::{Bytes, SimDuration, SimTime};

/// The world around one service while it handles something.
pub(super) struct Environment<'a, R> {
    pub(super) kernel: &'a mut Kernel,
    pub(super) state: &'a mut WorldState,
    pub(super) recorder: &'a mut R,
    pub(super) service: ServiceId,
    /// How many calls the service has made since it was woken.
    pub(super) calls: u32,
}

impl<R: Recorder> ServiceEnv for Environment<'_, R> {
    fn now(&self) -> SimTime {
        self.kernel.now()
    }

    fn request(&self, invocation: InvocationId) -> Arrived {
        let call = &self.state.calls[invocation];
        Arrived {
            invocation,
            number: call.number,
            function: call.function,
            input: call.input_size,
        }
    }

    fn deployment(&self, function: FunctionId) -> Registration {
        let deployment = self.state.functions.deployment(self.service, function);
        let Some(deployment) = deployment else {
            unreachable!("only what is deployed is registered")
        };
        deployment.clone()
    }

    fn function_name(&self, function: FunctionId) -> String {
        self.state.shared.names.function(function).to_string()
    }

    fn file_name(&self, file: FileId) -> String {
        self.state.files.names.name(file).to_owned()
    }

    fn storage(&mut self, storage: StorageId) -> &mut StorageService {
        &mut self.state.files.storages[storage]
    }

    fn transfer(&mut self, plan: Transfer, purpose: ImageMove) -> Result<TransferId, Broken> {
        let WorldState {
            files,
            activities,
            messages,
            ..
        } = &mut *self.state;
        let purpose = (self.service, purpose);
        files.start_image(self.kernel, activities, messages, plan, purpose)
    }

    fn cancel_transfer(&mut self, transfer: TransferId) {
        let state = &mut *self.state;
        let cancelled = state.files.cancel(&mut state.activities, transfer);
        if let Some(Purpose::File(file)) = cancelled {
            let now = self.kernel.now();
            state.record_file(self.recorder, &file, Some(now), false);
        }
    }

    fn wake(&mut self, at: SimTime, alarm: Alarm) -> u32 {
        self.state.alarms.set(at, alarm);
        self.kernel.at(at, Event::Alarm(self.service, alarm));
        self.kernel.begin_sleep()
    }

    fn stir(&mut self, host: HostId) {
        self.state.activities.stir(host);
    }

    fn expires(&mut self, at: SimTime) -> u32 {
        self.state.alarms.expires(at);
        self.kernel.begin_sleep()
    }

    fn spend(&mut self, calls: u32) {
        self.calls += calls;
    }

    fn is_alone(&self) -> bool {
        self.kernel.is_alone()
    }

    fn notify(&mut self, notice: Notice, rounds: u32) {
        let answer = match notice {
            Notice::Completed(_) | Notice::Expired(_) => SimDuration::ZERO,
            Notice::Downloaded(_) | Notice::Copied { .. } | Notice::Loaded { .. } => {
                let head = self.state.sites.head(self.service);
                let fabric = &self.state.activities.fabric;
                self.state.messages.delay(fabric, head, head)
            }
        };
        let notice = Event::Notice(self.service, notice);
        if answer.is_zero() {
            self.kernel.soon(self.calls + rounds, notice);
        } else {
            self.kernel.after(answer, notice);
        }
    }

    fn notify_last(&mut self, notice: Notice, rounds: u32) {
        let notice = Event::Notice(self.service, notice);
        self.kernel.soon_last(self.calls + rounds, notice);
    }

    fn appear(&mut self, image: ImageId, rounds: u32) {
        let appears = Event::Appears(self.service, image);
        self.kernel.soon(self.calls + rounds, appears);
    }

    fn time_up(&mut self, attempt: AttemptId) {
        self.kernel.soon(1, Event::TimeIsUp(self.service, attempt));
    }

    fn take_turn(&mut self, rounds: u32) {
        self.kernel
            .soon(self.calls + rounds, Event::Turn(self.service));
    }

    fn listen_at(&mut self, round: Round) {
        let rounds = round.number.wrapping_sub(self.kernel.round());
        let listens = Event::ServiceListens(self.service);
        self.kernel.soon(rounds.saturating_sub(1), listens);
    }

    fn ready(&self) -> Round {
        let calls = self.calls + calls::RECEIVE - 1;
        Round {
            instant: self.kernel.instants(),
            number: self.kernel.round().wrapping_add(calls),
        }
    }

    fn told(&self) -> u64 {
        self.state.processes.told()
    }

    fn is_to_come(&self, round: Round) -> bool {
        let left = round.number.wrapping_sub(self.kernel.round());
        round.instant == self.kernel.instants() && left.cast_signed() > 0
    }

    fn fetch_input(&mut self, invocation: InvocationId, node: HostId) -> bool {
        let size = self.state.calls[invocation].input_size;
        let way = (self.state.sites.head(self.service), node);
        self.move_payload(invocation, PayloadLeg::Fetch, way, size)
    }

    fn return_output(&mut self, invocation: InvocationId, node: HostId) -> bool {
        let size = self.output_size(invocation);
        let way = (node, self.state.sites.head(self.service));
        self.move_payload(invocation, PayloadLeg::Return, way, size)
    }

    fn output_size(&mut self, invocation: InvocationId) -> Bytes {
        self.state.calls[invocation].output_size
    }

    fn start_body(&mut self, invocation: InvocationId, host: HostId, rounds: u32) {
        let state = &mut *self.state;
        let call = &mut state.calls[invocation];
        let (function, number) = (call.function, call.number);
        let Some(input) = call.payload.take() else {
            return;
        };
        call.has_begun = true;
        let identity = Identity::Body(function, number);
        let exchange = self.kernel.exchange();
        let coroutine = state.functions.coroutine(function, exchange, || Origin {
            identity: identity.clone(),
            shared: Rc::clone(&state.shared),
        });
        let role = Role::Body(invocation);
        let process = ProcessEntry::new(coroutine, identity, host, role, self.kernel.now());
        let job = Reply::Job(number, input);
        let rounds = self.calls + rounds;
        let process = state
            .processes
            .start_after(rounds, self.kernel, process, job);
        call.body = Some(process);
    }

    fn kill_body(&mut self, invocation: InvocationId) {
        if let Some(process) = self.state.calls[invocation].body.take() {
            self.state.kill(self.kernel, self.recorder, process);
        }
    }

    fn registered(&mut self, function: FunctionId, ticket: u64, outcome: Result<(), Failure>) {
        let what = (self.service, function);
        let rounds = self.calls;
        self.spend(calls::ANSWER);
        match self.state.host_of(ticket) {
            Some(host) if !self.state.messages.is_instant() => self.send(
                ControlMessage::Registered {
                    service: self.service,
                    function,
                    ticket,
                    outcome,
                },
                host,
            ),
            _ => self.state.registration_answered(
                self.kernel,
                self.recorder,
                what,
                ticket,
                outcome,
                rounds,
            ),
        }
    }

    fn answer(&mut self, invocation: InvocationId, outcome: Result<AttemptId, Failure>) {
        match outcome {
            Ok(attempt) => self.state.calls[invocation].attempt = Some(attempt),
            Err(failure) => self.state.calls.refuse(invocation, failure),
        }
        let rounds = self.calls;
        self.spend(calls::ANSWER);
        if self.state.messages.is_instant() {
            return self
                .state
                .answered(self.kernel, self.recorder, invocation, rounds);
        }
        let home = self.state.calls[invocation].home;
        self.send(ControlMessage::Answered(invocation), home);
    }

    fn completed(&mut self, invocation: InvocationId, progress: Progress) {
        let rounds = self.calls + 1;
        self.spend(calls::ANSWER);
        let call = &mut self.state.calls[invocation];
        let (caller, home, size) = (call.caller, call.home, call.output_size);
        let succeeded = progress.failure.is_none();
        call.complete = true;
        if self.state.messages.is_instant() && (!succeeded || size.is_zero()) {
            let (kernel, recorder) = (&mut *self.kernel, &mut *self.recorder);
            return self
                .state
                .end_call(kernel, recorder, invocation, Some(progress), rounds);
        }
        call.progress = Some(Box::new(progress));
        if succeeded && !size.is_zero() {
            let what = (invocation, PayloadLeg::Answer);
            let way = (self.state.sites.head(self.service), home);
            return self.state.send_payload(self.kernel, what, way, size);
        }
        self.send(ControlMessage::Completed(caller, invocation), home);
    }

    fn observe(&mut self, event: ServiceEvent) {
        let now = self.kernel.now();
        if let ServiceEvent::CopyEnded { .. } | ServiceEvent::LoadEnded { .. } = event {
            self.state.image_moved(now);
        }
        self.recorder.observe(now, self.service, event);
    }
}

impl<R: Recorder> Environment<'_, R> {
    /// Starts to move a file of private storage.
    pub(super) fn start_file(
        &mut self,
        plan: Transfer,
        purpose: FileMove,
    ) -> Result<TransferId, Broken> {
        let WorldState {
            files,
            activities,
            messages,
            ..
        } = &mut *self.state;
        files.start(self.kernel, activities, messages, plan, purpose)
    }

    /// Moves an input or an output between the head host and the node; false if there is nothing to move.
    fn move_payload(
        &mut self,
        invocation: InvocationId,
        leg: PayloadLeg,
        way: (HostId, HostId),
        size: Bytes,
    ) -> bool {
        if size.is_zero() {
            return false;
        }
        self.state
            .send_payload(self.kernel, (invocation, leg), way, size);
        true
    }

    /// Sends a control message with a size to a caller.
    fn send(&mut self, message: ControlMessage, to: HostId) {
        let way = (self.state.sites.head(self.service), to);
        let (messages, fabric) = (&mut self.state.messages, &mut self.state.activities.fabric);
        messages.send(self.kernel.now(), fabric, message, way);
    }
}
