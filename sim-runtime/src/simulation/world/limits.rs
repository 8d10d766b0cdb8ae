//! Time limits that processes set themselves.

use super::{Answer, Event, Kernel, ProcessId, Recorder, Scene, World};
use crate::simulation::function::Remains;
use crate::simulation::request::Reply;
use crate::units::SimDuration;

impl<R: Recorder> Scene<R> {
    /// A process wants to be interrupted after a while.
    pub(super) fn limit(
        &mut self,
        kernel: &mut Kernel<World<R>>,
        by: ProcessId,
        after: SimDuration,
    ) -> Answer<Reply, Remains> {
        let number = self.next_limit;
        self.next_limit += 1;
        self.processes[by].limits.push(number);
        kernel.after(after, Event::LimitDue(by, number));
        Answer::Now(Reply::Limited(number))
    }

    /// A limit no longer holds, nor do those set since.
    pub(super) fn unlimit(&mut self, by: ProcessId, number: u32) {
        self.processes[by].limits.retain(|other| *other < number);
    }

    /// The date of a limit has come. What is over at that date still counts, so everything else at it goes first.
    pub(super) fn limit_due(
        &mut self,
        kernel: &mut Kernel<World<R>>,
        process: ProcessId,
        number: u32,
    ) {
        if self.is_limited(process, number) {
            kernel.at(kernel.now(), Event::LimitReached(process, number));
        }
    }

    /// A limit has been reached: the process is resumed, and drops what it was doing.
    pub(super) fn limit_reached(
        &mut self,
        kernel: &mut Kernel<World<R>>,
        process: ProcessId,
        number: u32,
    ) {
        if self.is_limited(process, number) {
            self.interrupt(kernel, process);
            self.unlimit(process, number);
            self.shared.reached.borrow_mut().insert(number);
            self.resume(kernel, process, Reply::Done);
        }
    }

    fn is_limited(&self, process: ProcessId, number: u32) -> bool {
        self.processes
            .get(process)
            .is_some_and(|process| process.limits.contains(&number))
    }
}
