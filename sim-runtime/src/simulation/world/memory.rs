//! What bodies do with the memory of their containers.

use super::World;
use crate::kernel::ProcessId;
use crate::serverless::service::OutOfMemory;
use crate::serverless::{AttemptId, Failure, InstanceId, ServiceId};
use crate::simulation::event::{Event, Kernel};
use crate::simulation::recorder::Recorder;
use crate::simulation::request::{Answer, Reply};
use crate::units::Bytes;

impl<R: Recorder> World<R> {
    /// A body takes memory of its container. If that has not so much, there is no answer: the container is killed, at this date.
    pub(super) fn allocate(&mut self, kernel: &mut Kernel, by: ProcessId, size: Bytes) -> Answer {
        let (id, attempt) = match self.own_attempt(by) {
            Ok(place) => place,
            Err(failure) => return Answer::Now(Reply::Failed(Box::new(failure))),
        };
        let allocated = self.with_service(kernel, id, |service, _| service.allocate(attempt, size));
        match allocated {
            Ok(()) => Answer::Now(Reply::Done),
            Err(OutOfMemory(instance)) => {
                kernel.soon(0, Event::OutOfMemory(id, instance));
                Answer::Later
            }
        }
    }

    /// A body gives memory of its container back.
    pub(super) fn free(&mut self, kernel: &mut Kernel, by: ProcessId, size: Bytes) -> Answer {
        let freed = self.own_attempt(by).and_then(|(id, attempt)| {
            let freed = self.with_service(kernel, id, |service, _| service.free(attempt, size));
            freed.map_err(|held| Failure::NotAllocated {
                process: self.process_name(by),
                size,
                held,
            })
        });
        Answer::Now(match freed {
            Ok(()) => Reply::Done,
            Err(failure) => Reply::Failed(Box::new(failure)),
        })
    }

    /// A container whose memory did not suffice is killed.
    pub(super) fn kill_exhausted(&mut self, kernel: &mut Kernel, id: ServiceId, of: InstanceId) {
        self.with_service(kernel, id, |service, world| {
            service.kill_exhausted(world, of);
        });
    }

    /// The attempt whose body a process is, or belongs to.
    fn own_attempt(&self, by: ProcessId) -> Result<(ServiceId, AttemptId), Failure> {
        let body = self.state.processes[by].body_of;
        let call = body.and_then(|invocation| self.state.calls.get(invocation));
        let place = call.and_then(|call| {
            let attempt = call.attempt?;
            self.services[call.service].placement(attempt)?;
            Some((call.service, attempt))
        });
        place.ok_or_else(|| Failure::NoContainer {
            process: self.process_name(by),
        })
    }

    fn process_name(&self, process: ProcessId) -> String {
        let identity = &self.state.processes[process].identity;
        self.state.shared.names.of(identity).to_string()
    }
}
