//! What processes do with files, and the ends of all transfers.

use super::World;
use super::environment::Environment;
use super::faults::Lost;
use crate::kernel::ProcessId;
use crate::platform::Broken;
use crate::serverless::calls;
use crate::serverless::service::{PrivateAccess, network_failure};
use crate::serverless::{Attempt, Failure, InstanceId, ServiceId};
use crate::simulation::event::{Event, Kernel};
use crate::simulation::recorder::Recorder;
use crate::simulation::request::{Answer, FileAccess, FileRequest, Reply};
use crate::simulation::state::WorldState;
use crate::simulation::state::files::{FileMove, Place, Purpose, Requester};
use crate::simulation::state::process_state::{FileOperation, ProcessState};
use crate::storage::{FileId, Leg, Progress, StorageId, Transfer, TransferId};
use crate::units::SimDuration;

impl<R: Recorder> World<R> {
    /// A process wants something of a file.
    pub(super) fn access(
        &mut self,
        kernel: &mut Kernel,
        by: ProcessId,
        request: FileRequest,
    ) -> Answer {
        self.tidy_file_names();
        let requester = self.state.requester(kernel, by);
        let outcome = match request.at {
            Some(storage) => self
                .state
                .access_stored(kernel, requester, storage, &request),
            None => self.access_private(kernel, requester, &request),
        };
        match outcome {
            Ok(None) => Answer::Now(Reply::Done),
            Ok(Some(transfer)) => {
                let operation = FileOperation {
                    transfer,
                    name: request.file.name,
                    reply: None,
                };
                let accessing = ProcessState::Accessing(Box::new(operation));
                self.state.processes.suspend(kernel, by, accessing);
                Answer::Later
            }
            Err(failure) => match request.access {
                FileAccess::Create => Answer::Now(Reply::Failed(Box::new(failure))),
                _ => self.refuse_access(kernel, by, failure),
            },
        }
    }

    /// The storage service refuses, which takes as long as an answer.
    fn refuse_access(&mut self, kernel: &mut Kernel, by: ProcessId, failure: Failure) -> Answer {
        let reply = Reply::Failed(Box::new(failure));
        if kernel.is_alone() {
            return Answer::Now(reply);
        }
        self.state
            .processes
            .resume_after(calls::ASK - 1, kernel, by, reply);
        Answer::Later
    }

    /// Does something with a file of private storage; `None` if that took no time.
    fn access_private(
        &mut self,
        kernel: &mut Kernel,
        by: Requester,
        request: &FileRequest,
    ) -> Result<Option<TransferId>, Failure> {
        let (id, container) = self.own_container(by.process)?;
        let file = self.state.files.names.id(&request.file.name);
        let (name, size) = (&request.file.name, request.file.size);
        let access = match request.access {
            FileAccess::Read => PrivateAccess::Read,
            FileAccess::Write => PrivateAccess::Write,
            FileAccess::Create => {
                return self.with_service(kernel, id, |service, _| {
                    let created = service.create_private(container, file, size, name);
                    created.map(|()| None)
                });
            }
            FileAccess::Delete => {
                return self.with_service(kernel, id, |service, _| {
                    let deleted = service.delete_private(container, file, name);
                    deleted.map(|()| None)
                });
            }
            FileAccess::CopyTo(_) => unreachable!("a copy names the storage that it comes from"),
        };
        let place = Place::Private(id, container);
        self.with_service(kernel, id, |service, world| {
            let plan = match service.begin_private(container, access, file, size, name) {
                Ok(plan) => plan,
                Err(failure) => return world.refuse_file(by, place, (access, file), failure),
            };
            let purpose = FileMove {
                by,
                from: plan.from.host(),
                to: plan.to.host(),
                place,
                access,
                file,
                size: plan.bytes,
            };
            match world.start_file(plan, purpose) {
                Ok(transfer) => {
                    service.track_private(container, transfer);
                    Ok(Some(transfer))
                }
                Err(broken) => {
                    service.end_private(container, None, (access, file, size, false), true);
                    Err(network_failure(broken, world.state.sites.head_name(id)))
                }
            }
        })
    }

    fn own_container(&self, by: ProcessId) -> Result<(ServiceId, InstanceId), Failure> {
        let process = &self.state.processes[by];
        let call = process
            .body_of
            .and_then(|invocation| self.state.calls.get(invocation));
        let place = call.and_then(|call| {
            let service = call.service;
            let (_, container) = self.services[service].placement(call.attempt?)?;
            Some((service, container))
        });
        place.ok_or_else(|| Failure::NoPrivateStorage {
            process: self.state.shared.names.of(&process.identity).to_string(),
        })
    }

    /// Whether the container that a process runs in was made for its invocation.
    pub(super) fn is_cold_start(&self, by: ProcessId) -> bool {
        let invocation = self.state.processes[by].body_of;
        let call = invocation.and_then(|invocation| self.state.calls.get(invocation));
        let attempt = call.and_then(|call| self.services[call.service].attempt(call.attempt?));
        let placement = attempt.and_then(Attempt::placement);
        placement.is_some_and(|placement| !placement.reused)
    }

    /// The fabric has finished a part of a transfer.
    pub(super) fn advance_transfer(&mut self, kernel: &mut Kernel, leg: Leg) {
        let WorldState {
            files, activities, ..
        } = &mut self.state;
        match files.advance(kernel, activities, leg) {
            Progress::Going => {}
            Progress::Received => {
                // A writer waits for the acknowledgement of its last chunk, but not for ever (SEMANTICS 3.4).
                let purpose = files.purpose(leg.transfer);
                let limit = purpose.and_then(|purpose| self.network_timeout(purpose));
                if let Some(limit) = limit {
                    kernel.after(limit, Event::AcknowledgementOverdue(leg.transfer));
                }
            }
            Progress::Complete(purpose) => self.end_transfer(kernel, leg.transfer, purpose, None),
            Progress::Broken(purpose) => {
                self.end_transfer(kernel, leg.transfer, purpose, Some(Lost::Link));
            }
        }
    }

    /// How long a process waits for the acknowledgement of a file that it has written.
    fn network_timeout(&self, purpose: Purpose) -> Option<SimDuration> {
        let Purpose::File(file) = purpose else {
            return None;
        };
        match file.place {
            Place::Private(service, _) => Some(self.services[service].network_timeout()),
            Place::Stored(storage) => Some(self.state.files.storages[storage].network_timeout),
            Place::Between(..) => None,
        }
    }

    /// A link went down under a transfer.
    pub(super) fn break_transfer(&mut self, kernel: &mut Kernel, transfer: TransferId) {
        self.lose_transfer(kernel, transfer, Lost::Link);
    }

    /// The bytes of a transfer have arrived, or never will.
    pub(super) fn end_transfer(
        &mut self,
        kernel: &mut Kernel,
        transfer: TransferId,
        purpose: Purpose,
        lost: Option<Lost>,
    ) {
        match purpose {
            Purpose::Image(id, image_move) => {
                self.state.dialogues.remove(transfer);
                let outcome = match lost {
                    None => Ok(()),
                    Some(lost) => {
                        let peer = self.services[id].head().name.clone();
                        Err(self.failure_of(lost, peer))
                    }
                };
                self.with_service(kernel, id, |service, world| {
                    service.image_moved(world, image_move, outcome);
                });
            }
            Purpose::File(file) => self.end_file(kernel, transfer, file, lost),
        }
    }

    fn end_file(
        &mut self,
        kernel: &mut Kernel,
        transfer: TransferId,
        ended: FileMove,
        lost: Option<Lost>,
    ) {
        let success = lost.is_none();
        let now = kernel.now();
        self.state
            .record_file(&mut self.listener, &ended, Some(now), success);
        let mut private = None;
        if let Place::Private(id, container) = ended.place {
            let alive = self.state.processes.get(ended.by.process).is_some();
            let access = (ended.access, ended.file, ended.size, success);
            private = self.with_service(kernel, id, |service, _| {
                service.end_private(container, Some(transfer), access, alive);
                (!success).then(|| service.private_name(container))
            });
        }
        self.state.files.end_stored(&ended, success);
        let reply = match lost {
            None => Reply::Done,
            Some(lost) => {
                let peer = private.unwrap_or_else(|| self.state.place_name(ended.place));
                Reply::Failed(Box::new(self.failure_of(lost, peer)))
            }
        };
        self.state.answer_access(kernel, &ended, transfer, reply);
    }
}

impl<R: Recorder> Environment<'_, R> {
    /// Starts to move a file of private storage.
    pub(super) fn start_file(
        &mut self,
        plan: Transfer,
        file: FileMove,
    ) -> Result<TransferId, Broken> {
        self.state.start_file(self.kernel, plan, file)
    }

    /// A process is told that it cannot have a file of private storage: at once, or after a request and its answer.
    pub(super) fn refuse_file(
        &mut self,
        by: Requester,
        place: Place,
        what: (PrivateAccess, FileId),
        failure: Failure,
    ) -> Result<Option<TransferId>, Failure> {
        self.state
            .refuse_file(self.kernel, by, place, what, failure)
    }
}

impl WorldState {
    /// Does something with a file of a storage service; `None` if that took no time.
    fn access_stored(
        &mut self,
        kernel: &mut Kernel,
        by: Requester,
        at: StorageId,
        request: &FileRequest,
    ) -> Result<Option<TransferId>, Failure> {
        let file = self.files.names.id(&request.file.name);
        let begun = self.files.begin_stored(by, at, file, request)?;
        let Some((place, access, plan)) = begun else {
            return Ok(None);
        };
        let plan = match plan {
            Ok(plan) => plan,
            Err(failure) => return self.refuse_file(kernel, by, place, (access, file), failure),
        };
        let purpose = FileMove {
            by,
            from: plan.from.host(),
            to: plan.to.host(),
            place,
            access,
            file,
            size: plan.bytes,
        };
        match self.start_file(kernel, plan, purpose) {
            Ok(transfer) => Ok(Some(transfer)),
            Err(broken) => {
                self.files.end_stored(&purpose, false);
                let peer = self.files.storages[at].name.clone();
                Err(network_failure(broken, peer))
            }
        }
    }

    fn requester(&self, kernel: &Kernel, process: ProcessId) -> Requester {
        let entry = &self.processes[process];
        let call = entry.body_of.and_then(|body| self.calls.get(body));
        Requester {
            process,
            host: entry.host,
            invocation: call.map(|call| call.number),
            date: kernel.now(),
        }
    }

    /// Sends a process the answer to a file operation, if it still waits for it.
    fn answer_access(
        &mut self,
        kernel: &mut Kernel,
        ended: &FileMove,
        transfer: TransferId,
        answer: Reply,
    ) {
        let process = ended.by.process;
        let Some(reply) = self.processes.open_operation(process, transfer) else {
            return;
        };
        *reply = Some(answer);
        self.acknowledge(kernel, transfer, ended);
    }

    /// A writer has waited long enough for its last chunk to be on disk; the bytes go on without it.
    pub(super) fn acknowledgement_overdue(&mut self, kernel: &mut Kernel, transfer: TransferId) {
        let Some(Purpose::File(file)) = self.files.purpose(transfer) else {
            return;
        };
        let process = file.by.process;
        let peer = self.place_name(file.place);
        if let Some(reply @ None) = self.processes.open_operation(process, transfer) {
            *reply = Some(Reply::Failed(Box::new(Failure::NetworkTimeout { peer })));
            self.processes.acknowledge(0, kernel, process);
        }
    }

    /// The name of the storage where a file is, for messages.
    fn place_name(&self, place: Place) -> String {
        match place {
            Place::Private(..) => "the private storage".to_owned(),
            Place::Stored(storage) | Place::Between(storage, _) => {
                self.files.storages[storage].name.clone()
            }
        }
    }
}
