//! What the world tells its recorder about processes and their files.

use super::files::{FileMove, Place, Purpose};
use super::processes::{Process, Role};
use super::{ProcessId, Recorder, Scene};
use crate::serverless::service::PrivateAccess;
use crate::simulation::recorder::{FileAction, FileMoved, ProcessEnd, ProcessEnded};
use crate::units::SimTime;

impl<R: Recorder> Scene<R> {
    /// Tells about a process that is over, unless it is told as an invocation.
    pub(super) fn record_process(
        &mut self,
        process: &Process,
        end: Option<SimTime>,
        outcome: ProcessEnd,
    ) {
        if matches!(process.role, Role::Body(_)) {
            return;
        }
        self.recorder.process_ended(ProcessEnded {
            identity: &process.identity,
            host: process.host,
            start: process.started,
            end,
            outcome,
        });
    }

    /// Tells about the processes that the run ends without, in order of their start.
    pub(super) fn record_processes_that_go_on(&mut self) {
        let mut processes: Vec<(ProcessId, Process)> = self.processes.drain().collect();
        processes.sort_by_key(|(id, process)| (process.started, *id));
        for (_, process) in processes {
            self.record_process(&process, None, ProcessEnd::Unfinished);
        }
    }

    /// Tells about a file that was read, written or copied.
    pub(super) fn record_file(&mut self, file: &FileMove, end: Option<SimTime>, success: bool) {
        let action = match (file.place, file.access) {
            (Place::Between(..), _) => FileAction::Copy,
            (_, PrivateAccess::Read) => FileAction::Read,
            (_, PrivateAccess::Write) => FileAction::Write,
        };
        self.recorder.file_moved(FileMoved {
            action,
            file: self.files.name(file.file),
            from: file.from,
            to: file.to,
            bytes: file.size,
            start: file.asked,
            end,
            success,
            invocation: file.invocation,
        });
    }

    /// Tells about the files whose bytes are still on their way at the end, in order of their start.
    pub(super) fn record_files_on_their_way(&mut self) {
        let mut files: Vec<FileMove> = self
            .transfers
            .purposes()
            .filter_map(|purpose| match purpose {
                Purpose::File(file) => Some(*file),
                Purpose::Image(..) => None,
            })
            .collect();
        files.sort_by_key(|file| file.asked);
        for file in files {
            self.record_file(&file, None, false);
        }
    }
}
