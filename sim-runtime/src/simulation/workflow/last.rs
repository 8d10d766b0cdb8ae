//! What is said of the last step of a workflow, and of the whole.

use std::rc::Rc;

use super::chain::{Catch, Step};
use super::definition::Workflow;
use super::passed::{Passed, copy, typed};
use crate::serverless::Retry;
use crate::simulation::workflow_failure::WorkflowFailure;

impl<I: Passed, O: Passed> Workflow<I, O> {
    /// With the last step changed.
    #[track_caller]
    fn with_last(self, what: &str, change: impl FnOnce(&mut Step)) -> Self {
        self.with_steps(|steps, name| match steps.last_mut() {
            Some(last) => change(last),
            None => panic!(
                "workflow `{name}` has no step yet; put `.{what}(..)` after the step that it is about"
            ),
        })
    }

    /// The last step is tried again if it fails. What it consists of begins anew.
    ///
    /// A time-out of the retry gives an attempt up as the failure of a branch does: it is stopped.
    ///
    /// # Panics
    ///
    /// If there is no step, or the numbers of the retry mean nothing.
    #[track_caller]
    pub fn retry(self, retry: Retry) -> Self {
        if let Some(mistake) = retry.mistake() {
            panic!("the retry of workflow `{}`: {mistake}", self.name());
        }
        self.with_last("retry", |last| last.retry = Some(Rc::new(retry)))
    }

    /// If the last step fails, after all its attempts, other steps follow in its place. They get what this workflow got, and the
    /// failure. If they fail, the step has failed.
    ///
    /// # Panics
    ///
    /// If there is no step.
    #[track_caller]
    pub fn catch(self, handler: Workflow<(I, WorkflowFailure), O>) -> Self {
        let catch = Catch {
            handler: handler.into_chain(),
            input: |got, failure| Box::new((typed::<I>(got), failure)),
            copy: copy::<I>,
        };
        self.with_last("catch", |last| last.catch = Some(Rc::new(catch)))
    }

    /// The last step has this name in reports. By default it is that of its function, of the workflow that it includes, or what
    /// it does.
    ///
    /// # Panics
    ///
    /// If there is no step.
    #[track_caller]
    pub fn named(self, name: &str) -> Self {
        self.with_last("named", |last| last.name = Some(name.into()))
    }

    /// What stopped branches have invoked is [cancelled](crate::simulation::Ctx::cancel), where by default it goes on to its
    /// end. It concerns the workflow that is run, not those that are parts of it.
    pub fn cancelling(self) -> Self {
        self.cancels()
    }
}
