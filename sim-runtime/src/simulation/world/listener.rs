//! The recorder, as the world tells it things: what it does not take with a panic stays here.

use crate::kernel::guard::guarded;
use crate::serverless::{Failure, FunctionId, Observer, ServiceEvent, ServiceId};
use crate::simulation::directory::Directory;
use crate::simulation::recorder::{
    CallRecord, FaultRecord, FileMoved, ProcessEnded, Recorder, RequestRecord, Snapshot,
};
use crate::simulation::stage::{StageFacts, WorkflowEnded};
use crate::units::SimTime;

/// A recorder, and the message of its first panic. It is told what there is to tell after that, too, so that its record
/// is as complete as it can be.
pub(super) struct Listener<R> {
    recorder: R,
    panic: Option<String>,
}

impl<R> Listener<R> {
    pub(super) fn new(recorder: R) -> Self {
        Self {
            recorder,
            panic: None,
        }
    }

    pub(super) fn panicked(&self) -> bool {
        self.panic.is_some()
    }

    /// The message of its first panic, if it has panicked since this was asked last.
    pub(super) fn take_panic(&mut self) -> Option<String> {
        self.panic.take()
    }

    pub(super) fn into_recorder(self) -> R {
        self.recorder
    }

    #[inline]
    fn tell(&mut self, tell: impl FnOnce(&mut R)) {
        if let Err(message) = guarded(|| tell(&mut self.recorder)) {
            self.panic.get_or_insert(message);
        }
    }
}

impl<R: Recorder> Observer for Listener<R> {
    fn observe(&mut self, at: SimTime, service: ServiceId, event: ServiceEvent) {
        self.tell(|recorder| recorder.observe(at, service, event));
    }
}

impl<R: Recorder> Recorder for Listener<R> {
    fn began(&mut self, directory: &Directory) {
        self.tell(|recorder| recorder.began(directory));
    }

    fn registered(
        &mut self,
        at: SimTime,
        service: ServiceId,
        function: FunctionId,
        outcome: &Result<(), Failure>,
    ) {
        self.tell(|recorder| recorder.registered(at, service, function, outcome));
    }

    fn called(&mut self, call: CallRecord<'_>) {
        self.tell(|recorder| recorder.called(call));
    }

    fn request_ended(&mut self, request: RequestRecord) {
        self.tell(|recorder| recorder.request_ended(request));
    }

    fn file_moved(&mut self, moved: FileMoved<'_>) {
        self.tell(|recorder| recorder.file_moved(moved));
    }

    fn process_ended(&mut self, process: ProcessEnded<'_>) {
        self.tell(|recorder| recorder.process_ended(process));
    }

    fn staged(&mut self, stage: &StageFacts) {
        self.tell(|recorder| recorder.staged(stage));
    }

    fn workflow_ended(&mut self, workflow: WorkflowEnded<'_>) {
        self.tell(|recorder| recorder.workflow_ended(workflow));
    }

    fn fault(&mut self, fault: FaultRecord<'_>) {
        self.tell(|recorder| recorder.fault(fault));
    }

    fn settled(&mut self, at: SimTime, snapshot: Snapshot<'_>) {
        self.tell(|recorder| recorder.settled(at, snapshot));
    }
}
