//! What a process is doing while it is not running.

use crate::fluid::TaskId;
use crate::serverless::{FunctionId, InvocationId, ServiceId};
use crate::simulation::identity::{MailboxId, SpawnId};
use crate::simulation::request::{Reply, Wait};
use crate::storage::TransferId;
use crate::units::SimTime;

/// What a process is doing while it is not running.
#[derive(Debug)]
pub(crate) enum ProcessState {
    Running,
    /// Sleeps until this date.
    Sleeping(SimTime),
    Computing(TaskId),
    /// Reads or writes a file.
    Accessing(Box<FileOperation>),
    /// Waits for the answer to a request that it made at this date.
    Asking(SimTime, PendingReply),
    /// Waits for invocations, so many of which are not over.
    Waiting(Wait, u32),
    Joining(SpawnId),
    Receiving(MailboxId),
    /// Waits until every invocation that it has placed is over.
    Draining,
}

impl ProcessState {
    /// The process does something else from now on.
    #[inline]
    pub(crate) fn change(&mut self, next: Self) {
        // What a running or sleeping process does owns nothing: to say so spares each sleep two calls.
        match self {
            Self::Running | Self::Sleeping(_) => std::mem::forget(std::mem::replace(self, next)),
            _ => *self = next,
        }
    }
}

/// What a process has asked a service for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PendingReply {
    /// To accept an invocation.
    Acceptance(InvocationId),
    /// To register a function.
    Registration(ServiceId, FunctionId),
}

/// What a process reads or writes, and the answer that is on its way to it.
pub(crate) struct FileOperation {
    pub(crate) transfer: TransferId,
    pub(crate) name: String,
    pub(crate) reply: Option<Reply>,
}

impl std::fmt::Debug for FileOperation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("FileOperation")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
