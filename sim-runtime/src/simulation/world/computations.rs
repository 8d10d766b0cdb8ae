//! The ends of computations: of processes, and of steps of start-ups.

use super::World;
use crate::platform::HostId;
use crate::simulation::event::{Kernel, Token};
use crate::simulation::recorder::Recorder;
use crate::simulation::request::Reply;

impl<R: Recorder> World<R> {
    /// Computations of a host may have ended.
    pub(super) fn computed(&mut self, kernel: &mut Kernel, host: HostId) {
        while let Some(token) = self.state.activities.computed(kernel, host) {
            match token {
                Token::Process(process) => {
                    self.state.processes.resume(kernel, process, Reply::Done);
                }
                Token::Step(id, step) => self.with_service(kernel, id, |service, world| {
                    service.step_over(world, step, Ok(()));
                }),
                Token::Leg(_) | Token::Message(_) | Token::Payload(_) => {}
            }
        }
    }
}
