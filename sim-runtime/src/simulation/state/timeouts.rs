//! Time limits that processes set themselves.

use std::rc::Rc;

use super::processes::Processes;
use crate::kernel::ProcessId;
use crate::simulation::event::{Event, Kernel};
use crate::simulation::request::Reply;
use crate::simulation::shared::Shared;
use crate::units::SimDuration;

/// The limits; which process has set which is noted with the process.
pub(crate) struct Timeouts {
    /// The number of the next one.
    next: u32,
    /// Where a process finds out that its limit has been reached.
    shared: Rc<Shared>,
}

impl Timeouts {
    pub(crate) fn new(shared: Rc<Shared>) -> Self {
        Self { next: 0, shared }
    }

    /// A process wants to be interrupted after a while; returns the number of the limit.
    pub(crate) fn set(
        &mut self,
        kernel: &mut Kernel,
        processes: &mut Processes,
        by: ProcessId,
        after: SimDuration,
    ) -> u32 {
        let number = self.next;
        self.next += 1;
        processes[by].limits.push(number);
        kernel.after(after, Event::LimitDue(by, number));
        number
    }

    /// A limit no longer holds, nor do those set since.
    pub(crate) fn lift(&self, processes: &mut Processes, by: ProcessId, number: u32) {
        processes[by].limits.retain(|other| *other < number);
    }

    /// The date of a limit has come. What is over at that date still counts, so everything else at it goes first.
    pub(crate) fn due(
        &self,
        kernel: &mut Kernel,
        processes: &Processes,
        process: ProcessId,
        number: u32,
    ) {
        if self.holds(processes, process, number) {
            kernel.at(kernel.now(), Event::LimitReached(process, number));
        }
    }

    /// Whether a limit of a process still holds.
    pub(crate) fn holds(&self, processes: &Processes, process: ProcessId, number: u32) -> bool {
        let process = processes.get(process);
        process.is_some_and(|process| process.limits.contains(&number))
    }

    /// A limit has been reached: its process, which has been interrupted, is resumed and drops what it was doing.
    pub(crate) fn reach(
        &self,
        kernel: &mut Kernel,
        processes: &mut Processes,
        process: ProcessId,
        number: u32,
    ) {
        self.lift(processes, process, number);
        self.shared.reached.borrow_mut().insert(number);
        processes.resume(kernel, process, Reply::Done);
    }
}
