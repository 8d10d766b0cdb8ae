//! Why a workflow failed.

use std::rc::Rc;

use crate::serverless::Failure;

/// Why a workflow failed: the step that did, and its cause.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("stage `{stage}` of workflow `{workflow}` failed: {cause}")]
pub struct WorkflowFailure {
    /// The workflow.
    pub workflow: Rc<str>,
    /// The stage whose invocation or closure failed, with the names of those around it: `fan/resize`.
    pub stage: Rc<str>,
    /// Why. What a function has returned as its error is a [`Failure::Body`] with its text, unless it is a [`Failure`].
    pub cause: Failure,
}

/// So that a body which returns a [`Failure`] passes that of a workflow on, by `?`.
impl From<WorkflowFailure> for Failure {
    fn from(failure: WorkflowFailure) -> Self {
        failure.cause
    }
}
