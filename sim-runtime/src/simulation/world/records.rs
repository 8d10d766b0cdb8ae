//! What the recorder is told of invocations, processes and their files.

use crate::serverless::service::PrivateAccess;
use crate::serverless::{Dates, InvocationId, Progress};
use crate::simulation::recorder::{
    CallRecord, FileAction, FileMoved, ProcessEnd, ProcessEnded, Recorder,
};
use crate::simulation::state::WorldState;
use crate::simulation::state::files::{FileMove, Place};
use crate::simulation::state::processes::{ProcessEntry, Role};
use crate::units::{Bytes, SimTime};

impl WorldState {
    /// Tells of an invocation that is over, once.
    ///
    /// What it has come to is `news`, unless the call has kept it.
    pub(super) fn record_call(
        &mut self,
        recorder: &mut impl Recorder,
        invocation: InvocationId,
        news: Option<&Progress>,
    ) {
        let call = self.calls.get_mut(invocation);
        let Some(call) = call.filter(|call| !call.recorded) else {
            return;
        };
        call.recorded = true;
        let progress = news.or(call.progress.as_deref());
        let place = progress.and_then(|progress| progress.place);
        let failure = progress.and_then(|progress| progress.failure.as_deref());
        let of = call.attempt_of();
        let is_over = progress.is_some_and(|progress| progress.dates.completion.is_some());
        // An attempt that its client has given up and that the provider goes on with is neither over nor refused.
        let lost = call
            .lost
            .as_deref()
            .filter(|_| of.is_none() || call.refused || is_over);
        recorder.called(CallRecord {
            number: call.number,
            service: call.service,
            function: call.function,
            dates: progress.map_or_else(Dates::default, |progress| progress.dates),
            node: place.map(|(node, _)| node),
            container: place.map(|(_, container)| container),
            reused: progress.is_some_and(|progress| progress.reused),
            caller: &call.identity,
            requested: call.requested,
            accepted: call.accepted,
            refused: call.refused || (lost.is_some() && of.is_none()),
            failure: lost.or(failure),
            input: call.input_size,
            output: call.output_size,
            peak_memory: progress.map_or(Bytes::ZERO, |progress| progress.peak_memory),
            attempt: of.map(|of| of.number),
            retry_of: of.and_then(|of| of.first),
            stage: call.stage.as_deref().copied(),
        });
    }

    /// Tells of a process that is over, unless it is told of as an invocation.
    pub(super) fn record_process(
        &self,
        recorder: &mut impl Recorder,
        process: &ProcessEntry,
        end: Option<SimTime>,
        outcome: ProcessEnd,
    ) {
        if matches!(process.role, Role::Body(_)) {
            return;
        }
        recorder.process_ended(ProcessEnded {
            identity: &process.identity,
            host: process.host,
            start: process.started,
            end,
            outcome,
        });
    }

    /// Tells of a file that was read, written or copied.
    pub(super) fn record_file(
        &self,
        recorder: &mut impl Recorder,
        file: &FileMove,
        end: Option<SimTime>,
        success: bool,
    ) {
        let action = match (file.place, file.access) {
            (Place::Between(..), _) => FileAction::Copy,
            (_, PrivateAccess::Read) => FileAction::Read,
            (_, PrivateAccess::Write) => FileAction::Write,
        };
        recorder.file_moved(FileMoved {
            action,
            file: self.files.names.name(file.file),
            from: file.from,
            to: file.to,
            bytes: file.size,
            start: file.by.date,
            end,
            success,
            invocation: file.by.invocation,
        });
    }

    /// Tells of everything that the run ends without, each kind in order of its beginning.
    pub(super) fn record_unfinished(
        &mut self,
        recorder: &mut impl Recorder,
        processes: &[ProcessEntry],
    ) {
        for invocation in self.calls.in_order() {
            self.record_call(recorder, invocation, None);
        }
        for process in processes {
            self.record_process(recorder, process, None, ProcessEnd::Unfinished);
        }
        for file in self.files.moving() {
            self.record_file(recorder, &file, None, false);
        }
        self.workflows.record_unfinished(recorder);
    }
}
