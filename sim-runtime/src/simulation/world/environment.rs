//! What a service needs of the world, as the world gives it.

use std::rc::Rc;

use crate::fluid::TaskId;
use crate::platform::{Broken, HostId};
use crate::serverless::calls;
use crate::serverless::function::Registration;
use crate::serverless::{
    Alarm, Arrived, AttemptId, Failure, FunctionId, ImageId, ImageMove, ImageSource, InstanceId,
    InvocationId, NodeId, Notice, Progress, Round, ServiceEnv, ServiceEvent, ServiceId, StepId,
};
use crate::simulation::event::{Event, Kernel, Token};
use crate::simulation::identity::Identity;
use crate::simulation::recorder::Recorder;
use crate::simulation::request::Reply;
use crate::simulation::shared::Origin;
use crate::simulation::state::WorldState;
use crate::simulation::state::calls::Body;
use crate::simulation::state::control_message::{Address, ControlMessage};
use crate::simulation::state::dialogues::Parties;
use crate::simulation::state::files::Purpose;
use crate::simulation::state::payloads::PayloadLeg;
use crate::simulation::state::processes::{ProcessEntry, Role};
use crate::storage::{FileId, StorageId, StorageService, Transfer, TransferId};
use crate::units::{Bytes, Flops, SimTime};

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

    fn is_cancelled(&self, invocation: InvocationId) -> bool {
        self.state.calls[invocation].cancelled
    }

    fn attempt(&self, invocation: InvocationId) -> Option<AttemptId> {
        self.state.calls.get(invocation)?.attempt
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

    fn storage_named(&self, name: &str) -> Option<StorageId> {
        let mut storages = self.state.files.storages.iter_enumerated();
        let found = storages.find(|(_, storage)| storage.name == name);
        found.map(|(id, _)| id)
    }

    fn compute(&mut self, host: HostId, work: Flops, step: StepId) -> TaskId {
        let token = Token::Step(self.service, step);
        let activities = &mut self.state.activities;
        activities.compute(self.kernel, token, host, work)
    }

    fn cancel_computation(&mut self, host: HostId, task: TaskId) {
        let activities = &mut self.state.activities;
        activities.cancel_computation(self.kernel, host, task);
    }

    fn transfer(
        &mut self,
        plan: Transfer,
        image_move: ImageMove,
        source: ImageSource,
    ) -> Result<TransferId, Broken> {
        let state = &mut *self.state;
        let purpose = Purpose::Image(self.service, image_move);
        if state.messages.is_instant() {
            let activities = &mut state.activities;
            return state.files.start(self.kernel, activities, plan, purpose);
        }
        let parties = Parties::of_image(self.service, image_move, source, &plan);
        Ok(state.ask(self.kernel, plan, purpose, parties, None))
    }

    fn cancel_transfer(&mut self, transfer: TransferId) {
        let state = &mut *self.state;
        let cancelled = state.files.cancel(&mut state.activities, transfer);
        state.dialogues.remove(transfer);
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

    fn begin_on(&mut self, host: HostId) {
        self.state.activities.begin_on(host);
    }

    fn end_on(&mut self, host: HostId) {
        self.state.activities.end_on(host);
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
        let notice = Event::Notice(self.service, notice);
        self.kernel.soon(self.calls + rounds, notice);
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
        let rounds = calls::FIND_LATE - 1;
        self.kernel
            .soon(rounds, Event::TimeIsUp(self.service, attempt));
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

    fn report(&mut self, notice: Notice, from: HostId, to: HostId) {
        if self.state.messages.is_instant() {
            return self.notify(notice, calls::STREAM_ENDED - 1);
        }
        let message = ControlMessage::Reports(self.service, notice);
        self.state.send(self.kernel, message, (from, to));
    }

    fn refuse(&mut self, notice: Notice, asker: HostId) {
        if self.state.messages.is_instant() {
            return self.notify(notice, calls::REFUSED);
        }
        let message = ControlMessage::Fails(self.service, notice, asker);
        self.state.send(self.kernel, message, (asker, asker));
    }

    fn stops_slowly(&self) -> bool {
        self.state.messages.stops_slowly(self.service)
    }

    fn stop(&mut self, instance: Option<InstanceId>, node: NodeId) {
        let (head, node) = (
            self.state.sites.head(self.service),
            self.state.sites.node(self.service, node),
        );
        let message = ControlMessage::Stops(self.service, instance, node);
        self.state.send(self.kernel, message, (head, node));
    }

    fn receives_next(&mut self) {
        if !self.state.messages.is_instant() {
            let address = Address::Service(self.service);
            self.state.done(self.kernel, address);
        }
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

    fn is_returning(&self, invocation: InvocationId) -> bool {
        self.state.payloads.carry(invocation, PayloadLeg::Return)
    }

    fn output_size(&mut self, invocation: InvocationId) -> Bytes {
        self.state.calls[invocation].output_size
    }

    fn start_body(&mut self, invocation: InvocationId, host: HostId, rounds: u32) {
        let state = &mut *self.state;
        let call = &mut state.calls[invocation];
        let (service, function, number) = (call.service, call.function, call.number);
        call.has_begun = true;
        if state.functions.is_data(function) {
            let rounds = self.calls + rounds;
            return state.begin_to_last(self.kernel, invocation, host, rounds);
        }
        let Some(input) = call.payload.take() else {
            return;
        };
        let identity = Identity::Body(function, number);
        let exchange = self.kernel.exchange();
        let coroutine = state.functions.coroutine(function, exchange, || Origin {
            identity: identity.clone(),
            shared: Rc::clone(&state.shared),
        });
        let role = Role::Body(invocation);
        let mut process = ProcessEntry::new(coroutine, identity, host, role, self.kernel.now());
        process.is_bounded = state.functions.is_bounded(service, function);
        let job = Reply::Job(number, input);
        let rounds = self.calls + rounds;
        let process = state
            .processes
            .start_after(rounds, self.kernel, process, job);
        call.body = Body::Process(process);
    }

    fn kill_body(&mut self, invocation: InvocationId) {
        match std::mem::take(&mut self.state.calls[invocation].body) {
            Body::Process(process) => self.state.kill(self.kernel, self.recorder, process),
            Body::Lasts { host, .. } => self.state.activities.end_on(host),
            Body::None | Body::Begins(_) | Body::Ends => {}
        }
    }

    fn registered(&mut self, function: FunctionId, ticket: u64, outcome: Result<(), Failure>) {
        let what = (self.service, function);
        let rounds = self.calls;
        self.spend(calls::ANSWER);
        let home = self.state.host_of(ticket);
        let answer = ControlMessage::Registered {
            service: self.service,
            function,
            ticket,
            outcome: outcome.clone(),
        };
        match home {
            Some(home) if !self.state.messages.is_call(&answer) => self.send(answer, home),
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
        let answer = ControlMessage::Answered(self.service, invocation);
        if self.state.messages.is_call(&answer) || self.state.calls[invocation].is_of_event() {
            return self
                .state
                .answered(self.kernel, self.recorder, invocation, rounds);
        }
        let home = self.state.calls[invocation].home;
        self.send(answer, home);
    }

    fn completed(&mut self, invocation: InvocationId, progress: Progress) {
        let rounds = self.calls + 1;
        self.spend(calls::ANSWER);
        let call = &mut self.state.calls[invocation];
        let (caller, home, size) = (call.caller, call.home, call.output_size);
        let is_of_event = call.is_of_event();
        let succeeded = progress.failure.is_none();
        call.complete = true;
        let news = ControlMessage::Completed(self.service, caller, invocation);
        if self.state.messages.is_call(&news) && (!succeeded || size.is_zero()) || is_of_event {
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
        self.send(news, home);
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
        self.state.send(self.kernel, message, way);
    }
}
