//! Dialogues with storage services, step by step (SEMANTICS 3.5).

use crate::platform::{Broken, End};
use crate::serverless::Failure;
use crate::serverless::calls;
use crate::serverless::service::PrivateAccess;
use crate::simulation::event::{Event, Kernel};
use crate::simulation::request::Reply;
use crate::simulation::state::WorldState;
use crate::simulation::state::control_message::{Address, Asked, ControlMessage, StorageAddress};
use crate::simulation::state::dialogues::{Dialogue, Form, Parties};
use crate::simulation::state::files::{FileMove, Place, Purpose, Requester};
use crate::storage::{Buffer, FileId, StorageService, Transfer, TransferId};
use crate::units::Bytes;

impl WorldState {
    /// Those of what a process does with a file.
    fn parties_of_file(&self, file: &FileMove, plan: &Transfer) -> Parties {
        let asker = file.by.host;
        let site = |storage| {
            let stored: &StorageService = &self.files.storages[storage];
            (StorageAddress::Stored(storage), stored.host)
        };
        let asked = match file.place {
            Place::Private(service, instance) => {
                (StorageAddress::Private(service, instance), asker)
            }
            Place::Stored(storage) => site(storage),
            Place::Between(from, to) => {
                let storages = &self.files.storages;
                let asks_source = storages[from].buffer.is_asked_by(storages[to].buffer);
                return Parties::of_copy(asker, site(from), site(to), plan, asks_source);
            }
        };
        let form = match file.access {
            PrivateAccess::Read => Form::Read,
            PrivateAccess::Write => Form::Write,
        };
        Parties { asker, asked, form }
    }

    /// Asks for a transfer; its bytes leave when that has been granted.
    pub(super) fn ask(
        &mut self,
        kernel: &mut Kernel,
        plan: Transfer,
        purpose: Purpose,
        parties: Parties,
        refusal: Option<Failure>,
    ) -> TransferId {
        let transfer = self.files.prepare(plan, purpose);
        let process = match &purpose {
            Purpose::File(file) => Some(file.by.process),
            Purpose::Image(..) => None,
        };
        let dialogue = Dialogue {
            parties,
            process,
            is_stream: plan.buffer == Buffer::Fluid,
            refusal,
            granted: false,
            ended: false,
        };
        self.dialogues.insert(transfer, dialogue);
        let (address, host) = parties.asked;
        let message = ControlMessage::Asks(transfer, address, parties.form.asked());
        self.send(kernel, message, (parties.asker, host));
        transfer
    }

    /// Starts what a process does with a file.
    pub(super) fn start_file(
        &mut self,
        kernel: &mut Kernel,
        plan: Transfer,
        file: FileMove,
    ) -> Result<TransferId, Broken> {
        if self.messages.is_instant() {
            let (activities, purpose) = (&mut self.activities, Purpose::File(file));
            return self.files.start(kernel, activities, plan, purpose);
        }
        let parties = self.parties_of_file(&file, &plan);
        Ok(self.ask(kernel, plan, Purpose::File(file), parties, None))
    }

    /// A process is told that it cannot do that with a file: at once, or after a request and its answer.
    pub(super) fn refuse_file(
        &mut self,
        kernel: &mut Kernel,
        by: Requester,
        place: Place,
        (access, file): (PrivateAccess, FileId),
        failure: Failure,
    ) -> Result<Option<TransferId>, Failure> {
        if self.messages.is_instant() {
            return Err(failure);
        }
        // Nothing will move.
        let plan = Transfer {
            from: End::Memory(by.host),
            to: End::Memory(by.host),
            bytes: Bytes::ZERO,
            file: Bytes::ZERO,
            buffer: Buffer::Fluid,
        };
        let purpose = FileMove {
            by,
            from: by.host,
            to: by.host,
            place,
            access,
            file,
            size: Bytes::ZERO,
        };
        let parties = self.parties_of_file(&purpose, &plan);
        if self
            .messages
            .refuses_at_once(parties.asked.0, parties.form.asked())
        {
            return Err(failure);
        }
        let purpose = Purpose::File(purpose);
        Ok(Some(self.ask(
            kernel,
            plan,
            purpose,
            parties,
            Some(failure),
        )))
    }

    /// A request has reached a storage service.
    pub(super) fn asked(&mut self, kernel: &mut Kernel, transfer: TransferId, at: StorageAddress) {
        let Some(dialogue) = self.dialogues.get(transfer) else {
            return self.free(kernel, Address::Storage(at));
        };
        let Parties { asker, asked, form } = dialogue.parties;
        let refused = dialogue.refusal.is_some();
        let stream = dialogue.is_stream;
        match form {
            Form::Read => {
                let answer = ControlMessage::Grants(transfer, at, Asked::Read);
                self.send(kernel, answer, (asked.1, asker));
            }
            Form::Fetch(source) if source.0 == at && !refused => {
                let answer = ControlMessage::Grants(transfer, at, Asked::Read);
                self.send(kernel, answer, (source.1, asked.1));
            }
            Form::Fetch(source) if !refused => {
                let request = ControlMessage::Asks(transfer, source.0, Asked::Read);
                self.send(kernel, request, (asked.1, source.1));
                self.free(kernel, Address::Storage(at));
            }
            Form::Write => {
                let answer = ControlMessage::Grants(transfer, at, Asked::Write);
                self.send(kernel, answer, (asked.1, asker));
                if stream && !refused {
                    self.depart(kernel, transfer);
                }
                self.free(kernel, Address::Storage(at));
            }
            Form::Copy | Form::Fetch(_) => {
                if refused {
                    let answer = ControlMessage::Acknowledges(transfer, at, Asked::Copy);
                    self.send(kernel, answer, (asked.1, asker));
                } else {
                    self.depart(kernel, transfer);
                }
                self.free(kernel, Address::Storage(at));
            }
        }
    }

    /// The answer of a storage service before the bytes has arrived.
    pub(super) fn granted(&mut self, kernel: &mut Kernel, transfer: TransferId) {
        if let Some(dialogue) = self.dialogues.get_mut(transfer) {
            dialogue.granted = true;
            let Parties { asker, asked, form } = dialogue.parties;
            let ended = dialogue.ended;
            let departs = !matches!(form, Form::Write) || !dialogue.is_stream;
            if dialogue.refusal.is_some() {
                self.acknowledged(kernel, transfer);
            } else if ended {
                let message = ControlMessage::Acknowledges(transfer, asked.0, Asked::Write);
                self.send(kernel, message, (asked.1, asker));
            } else if departs {
                self.depart(kernel, transfer);
            }
        }
    }

    /// What a process has read, written or copied has arrived: its storage service tells it so.
    pub(super) fn acknowledge(
        &mut self,
        kernel: &mut Kernel,
        transfer: TransferId,
        file: &FileMove,
    ) {
        let Some(dialogue) = self.dialogues.get_mut(transfer) else {
            return self
                .processes
                .acknowledge(calls::STREAM_ENDED - 1, kernel, file.by.process);
        };
        let Parties { asker, asked, form } = dialogue.parties;
        if matches!(form, Form::Write) && !dialogue.granted {
            dialogue.ended = true;
            return;
        }
        let message = ControlMessage::Acknowledges(transfer, asked.0, form.asked());
        self.send(kernel, message, (asked.1, asker));
    }

    /// The last answer of a dialogue has reached its process.
    pub(super) fn acknowledged(&mut self, kernel: &mut Kernel, transfer: TransferId) {
        let Some(dialogue) = self.dialogues.remove(transfer) else {
            return;
        };
        if let Some(refusal) = dialogue.refusal {
            self.refuse(kernel, transfer, refusal);
        } else if let Some(process) = dialogue.process {
            self.processes.acknowledge(0, kernel, process);
        }
    }

    fn refuse(&mut self, kernel: &mut Kernel, transfer: TransferId, refusal: Failure) {
        let purpose = self.files.cancel(&mut self.activities, transfer);
        if let Some(Purpose::File(file)) = purpose
            && let Some(reply) = self.processes.open_operation(file.by.process, transfer)
        {
            *reply = Some(Reply::Failed(Box::new(refusal)));
            self.processes.acknowledge(0, kernel, file.by.process);
        }
    }

    /// The bytes of a transfer leave.
    fn depart(&mut self, kernel: &mut Kernel, transfer: TransferId) {
        let departed = self.files.depart(kernel, &mut self.activities, transfer);
        if let Err(Broken::NoRoute | Broken::LinkDown | Broken::HostDown(_)) = departed {
            kernel.at(kernel.now(), Event::NeverLeft(transfer));
        }
    }
}
