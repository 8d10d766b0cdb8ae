//! Executions of workflows: that they begin, end, and are left before their end.

use super::World;
use crate::simulation::recorder::Recorder;
use crate::simulation::request::{Answer, Reply, WorkflowBegin, WorkflowReport};
use crate::units::SimTime;

impl<R: Recorder> World<R> {
    /// An execution begins.
    pub(super) fn begin_workflow(&mut self, now: SimTime, begin: WorkflowBegin) -> Answer {
        let workflows = &mut self.state.workflows;
        let begun = workflows.begin(now, &mut self.listener, begin);
        Answer::Now(Reply::Value(Box::new(begun)))
    }

    /// An execution is over.
    pub(super) fn end_workflow(&mut self, now: SimTime, report: &WorkflowReport) -> Answer {
        let workflows = &mut self.state.workflows;
        workflows.end(now, &mut self.listener, report);
        Answer::Now(Reply::Done)
    }

    /// Tells of the executions that their process has left.
    #[inline]
    pub(super) fn forget_left_workflows(&mut self, now: SimTime) {
        if !self.state.shared.left.borrow().is_empty() {
            self.tell_of_left(now);
        }
    }

    fn tell_of_left(&mut self, now: SimTime) {
        for number in self.state.shared.left.take() {
            let workflows = &mut self.state.workflows;
            workflows.leave(now, &mut self.listener, number);
        }
    }
}
