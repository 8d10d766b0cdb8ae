//! Registrations: a process asks a service to take a function, and hears whether it has; and what it may ask besides.

use std::rc::Rc;

use slotmap::{Key, KeyData};

use super::World;
use crate::kernel::ProcessId;
use crate::platform::HostId;
use crate::serverless::calls;
use crate::serverless::{Failure, FunctionId, Message, ServiceId};
use crate::simulation::capacity::Capacity;
use crate::simulation::event::Kernel;
use crate::simulation::recorder::Recorder;
use crate::simulation::request::{Answer, Reply};
use crate::simulation::state::WorldState;
use crate::simulation::state::process_state::{PendingReply, ProcessState};

/// The ticket of a registration that no process waits for.
const NO_TICKET: u64 = 0;

impl<R: Recorder> World<R> {
    /// Registers what the declaration deploys.
    pub(super) fn register_declared(&mut self, kernel: &mut Kernel) {
        for (service, function) in std::mem::take(&mut self.to_register) {
            let ticket = NO_TICKET;
            let message = Message::Register { function, ticket };
            self.with_service(kernel, service, |service, world| {
                service.handle_first(world, message);
            });
        }
    }

    pub(super) fn register(
        &mut self,
        kernel: &mut Kernel,
        by: ProcessId,
        service: ServiceId,
        function: FunctionId,
    ) -> Answer {
        if self.state.functions.deployment(service, function).is_none() {
            let function = self.state.shared.names.function(function).to_string();
            let failure = Failure::FunctionNotFound { function };
            return Answer::Now(Reply::Failed(Box::new(failure)));
        }
        let pending = PendingReply::Registration(service, function);
        let asking = ProcessState::Asking(kernel.now(), pending);
        self.state.processes.suspend(kernel, by, asking);
        let ticket = by.data().as_ffi();
        let home = self.state.processes[by].host;
        let message = Message::Register { function, ticket };
        self.send_request(kernel, home, service, message);
        self.limit_answer(kernel, by, service);
        Answer::Later
    }

    /// What of a service is free.
    pub(super) fn capacity(&self, service: ServiceId) -> Reply {
        let sites = &self.state.sites;
        let names = sites.nodes(service).iter();
        let names = names.map(|host| Rc::clone(sites.name(*host)));
        Reply::Value(Box::new(Capacity::of(&self.services[service], names)))
    }

    /// A service should have answered a registration by now.
    pub(super) fn registration_overdue(
        &mut self,
        kernel: &mut Kernel,
        process: ProcessId,
        service: ServiceId,
        function: FunctionId,
    ) {
        let peer = self.state.sites.head_name(service);
        let failure = Failure::NetworkTimeout { peer };
        let outcome = Err(failure.clone());
        self.listener
            .registered(kernel.now(), service, function, &outcome);
        let reply = Reply::Failed(Box::new(failure));
        self.state.processes.resume(kernel, process, reply);
    }
}

impl WorldState {
    /// The process behind a ticket hears whether its registration has succeeded.
    pub(super) fn registration_answered(
        &mut self,
        kernel: &mut Kernel,
        recorder: &mut impl Recorder,
        (service, function): (ServiceId, FunctionId),
        ticket: u64,
        outcome: Result<(), Failure>,
        rounds: u32,
    ) {
        let process = process_of(ticket);
        let state = self.processes.state(process);
        let awaited = matches!(
            state,
            Some(ProcessState::Asking(_, PendingReply::Registration(..)))
        );
        if awaited || ticket == NO_TICKET {
            recorder.registered(kernel.now(), service, function, &outcome);
        }
        if awaited {
            let failed = |failure| Reply::Failed(Box::new(failure));
            let reply = outcome.map_or_else(failed, |()| Reply::Done);
            // Whoever asks takes five rounds until he is answered, and an answer that takes longer finds him waiting.
            let rounds = rounds.max(calls::ASK - 1);
            self.processes.resume_after(rounds, kernel, process, reply);
        }
    }

    /// The host of the process behind a ticket, if it lives.
    pub(super) fn host_of(&self, ticket: u64) -> Option<HostId> {
        let process = self.processes.get(process_of(ticket));
        process.map(|process| process.host)
    }
}

fn process_of(ticket: u64) -> ProcessId {
    ProcessId::from(KeyData::from_ffi(ticket))
}
