//! What a service needs of the world, as the world gives it.

use std::rc::Rc;

use super::calls::CallState;
use super::files::Purpose;
use super::letters::Letter;
use super::parcels::Stretch;
use super::processes::{Process, Role};
use super::{Event, Kernel, Recorder, Scene, World};
use crate::platform::{Broken, HostId};
use crate::serverless::function::Registration;
use crate::serverless::{
    Alarm, Arrived, AttemptId, Failure, FunctionId, ImageMove, InvocationId, Notice, Progress,
    ServiceEnv, ServiceEvent, ServiceId,
};
use crate::simulation::context::Origin;
use crate::simulation::identity::Identity;
use crate::simulation::request::Reply;
use crate::storage::{FileId, StorageId, StorageService, Transfer, TransferId};
use crate::units::{Bytes, SimDuration, SimTime};

/// The world around one service while it handles something.
pub(super) struct Stage<'a, R: Recorder> {
    pub(super) kernel: &'a mut Kernel<World<R>>,
    pub(super) scene: &'a mut Scene<R>,
    pub(super) service: ServiceId,
}

impl<R: Recorder> ServiceEnv for Stage<'_, R> {
    fn now(&self) -> SimTime {
        self.kernel.now()
    }

    fn request(&self, invocation: InvocationId) -> Arrived {
        let call = &self.scene.calls[invocation];
        Arrived {
            invocation,
            number: call.number,
            function: call.function,
            input: call.input_size,
        }
    }

    fn deployment(&self, function: FunctionId) -> Registration {
        self.scene.deployments[&(self.service, function)].clone()
    }

    fn function_name(&self, function: FunctionId) -> String {
        self.scene.function_name(function)
    }

    fn file_name(&self, file: FileId) -> String {
        self.scene.files.name(file).to_owned()
    }

    fn storage(&mut self, storage: StorageId) -> &mut StorageService {
        &mut self.scene.storages[storage.index()]
    }

    fn transfer(&mut self, plan: Transfer, purpose: ImageMove) -> Result<TransferId, Broken> {
        let now = self.kernel.now();
        // The storage service at the destination is asked from its own host.
        let departure = now + self.scene.storage_message(plan.to.host(), plan.to.host());
        let purpose = Purpose::Image(self.service, purpose);
        self.scene
            .transfers
            .start(&mut self.scene.fabric, now, departure, plan, purpose)
    }

    fn cancel_transfer(&mut self, transfer: TransferId) {
        let scene = &mut *self.scene;
        let cancelled = scene.transfers.cancel(&mut scene.fabric, transfer);
        if let Some(Purpose::File(file)) = cancelled {
            scene.record_file(&file, Some(self.kernel.now()), false);
        }
    }

    fn wake(&mut self, at: SimTime, alarm: Alarm) {
        self.scene.policy_alarms.set(alarm);
        self.kernel.at(at, Event::Alarm(self.service, alarm));
    }

    fn expires(&mut self, at: SimTime) {
        self.scene.next_expiry = self.scene.next_expiry.min(at);
    }

    fn notify(&mut self, notice: Notice) {
        let head = self.scene.heads[self.service.index()];
        let answer = match notice {
            Notice::Completed(_) => SimDuration::ZERO,
            Notice::Downloaded(_) | Notice::Copied { .. } | Notice::Loaded { .. } => {
                self.scene.storage_message(head, head)
            }
        };
        self.kernel
            .after(answer, Event::Notice(self.service, notice));
    }

    fn fetch_input(&mut self, invocation: InvocationId, node: HostId) -> bool {
        let size = self.scene.calls[invocation].input_size;
        let head = self.scene.heads[self.service.index()];
        self.move_parcel(invocation, Stretch::Fetch, (head, node), size)
    }

    fn return_output(&mut self, invocation: InvocationId, node: HostId) -> bool {
        let size = self.output_size(invocation);
        let head = self.scene.heads[self.service.index()];
        self.move_parcel(invocation, Stretch::Return, (node, head), size)
    }

    fn output_size(&mut self, invocation: InvocationId) -> Bytes {
        self.scene.calls[invocation].output_size
    }

    fn start_body(&mut self, invocation: InvocationId, host: HostId) {
        let scene = &mut *self.scene;
        let call = &mut scene.calls[invocation];
        let (function, number) = (call.function, call.number);
        let Some(input) = call.input.take() else {
            return;
        };
        let identity = Identity::Body(function, number);
        let body = scene.spare[function.index()].pop().unwrap_or_else(|| {
            let origin = Origin {
                identity: identity.clone(),
                shared: Rc::clone(&scene.shared),
            };
            let code = &scene.functions[function.index()].code;
            code(Rc::clone(self.kernel.pulse()), origin)
        });
        let role = Role::Body(invocation);
        let process = Process::new(body, identity, host, role, self.kernel.now());
        let process = scene.processes.insert(process);
        call.body = Some(process);
        scene.moves = 0;
        self.kernel.resume(process, Reply::Job(number, input));
    }

    fn kill_body(&mut self, invocation: InvocationId) {
        let scene = &mut *self.scene;
        let Some(process) = scene.calls[invocation].body.take() else {
            return;
        };
        scene.kill(self.kernel, process);
    }

    fn registered(&mut self, function: FunctionId, ticket: u64, outcome: Result<(), Failure>) {
        let to = self.scene.host_of(ticket);
        let letter = Letter::Registered {
            service: self.service,
            function,
            ticket,
            outcome,
        };
        match to {
            Some(host) => self.scene.reply(self.kernel, self.service, host, letter),
            None => self.scene.read(self.kernel, letter),
        }
    }

    fn answer(&mut self, invocation: InvocationId, outcome: Result<AttemptId, Failure>) {
        match outcome {
            Ok(attempt) => self.scene.calls[invocation].state = CallState::InService(attempt),
            Err(failure) => self.scene.refuse(invocation, failure),
        }
        self.tell_caller(invocation, Letter::Answered(invocation));
    }

    fn completed(&mut self, invocation: InvocationId, progress: Progress) {
        let call = &mut self.scene.calls[invocation];
        let (caller, home, size) = (call.caller, call.home, call.output_size);
        let succeeded = progress.failure.is_none();
        call.state = CallState::Over(progress);
        if succeeded && !size.is_zero() {
            let way = (self.scene.heads[self.service.index()], home);
            return self
                .scene
                .send_parcel(self.kernel, invocation, Stretch::Answer, way, size);
        }
        self.tell_caller(invocation, Letter::Completed(caller, invocation));
    }

    fn observe(&mut self, what: ServiceEvent) {
        if let ServiceEvent::CopyEnded { .. } | ServiceEvent::LoadEnded { .. } = what {
            self.scene.note_move(self.kernel.now());
        }
        self.scene
            .recorder
            .observe(self.kernel.now(), self.service, what);
    }
}

impl<R: Recorder> Stage<'_, R> {
    /// Moves an input or an output between the head host and the node; false if there is nothing to move.
    fn move_parcel(
        &mut self,
        invocation: InvocationId,
        stretch: Stretch,
        way: (HostId, HostId),
        size: Bytes,
    ) -> bool {
        if size.is_zero() {
            return false;
        }
        self.scene
            .send_parcel(self.kernel, invocation, stretch, way, size);
        true
    }

    fn tell_caller(&mut self, invocation: InvocationId, letter: Letter) {
        let home = self.scene.calls[invocation].home;
        self.scene.reply(self.kernel, self.service, home, letter);
    }
}
