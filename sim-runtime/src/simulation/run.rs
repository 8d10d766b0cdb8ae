//! From a declaration to its outcome: built, run, concluded.

use std::rc::Rc;

use super::builder::Builder;
use super::event::Kernel;
use super::identity::{Identity, ProcessNames};
use super::outcome::Conclusion;
use super::problem::BuildError;
use super::recorder::Recorder;
use super::shared::{Origin, Shared};
use super::world::World;
use crate::kernel::guard::{discard, guarded};
use crate::kernel::{Engine, Seed};
use crate::units::SimTime;

/// A simulation without mistakes, ready to run.
pub struct Prepared {
    builder: Builder,
}

impl Builder {
    /// Checks the declaration as a whole.
    ///
    /// # Errors
    ///
    /// All that is wrong with it.
    #[track_caller]
    pub fn build(mut self) -> Result<Prepared, BuildError> {
        self.check_whole();
        if self.problems.is_empty() {
            Ok(Prepared { builder: self })
        } else {
            let problems = std::mem::take(&mut self.problems);
            self.discard();
            Err(BuildError { problems })
        }
    }

    /// Drops a declaration that will not be run. It is an error already, whatever the destructors in it do.
    fn discard(self) {
        for controller in self.controllers {
            let _ = discard(controller.start);
        }
        for function in self.functions {
            let _ = discard(function.body);
        }
        for service in self.services {
            for (_, policy) in service.spec.into_policies() {
                let _ = discard(policy);
            }
        }
    }
}

impl Prepared {
    /// Runs to the end of the last controller, or to the horizon.
    ///
    /// Nothing unwinds out of it: a panic of the user's code ends the run, and is told by the conclusion.
    pub fn execute<R: Recorder>(self, seed: Seed, recorder: R) -> Conclusion<R> {
        self.execute_replication(seed, 0, recorder)
    }

    /// As [`Self::execute`], with the random numbers of another replication: each named stream is another one.
    pub fn execute_replication<R: Recorder>(
        self,
        seed: Seed,
        replication: u64,
        recorder: R,
    ) -> Conclusion<R> {
        let mut builder = self.builder;
        let horizon = builder.horizon.unwrap_or(SimTime::MAX);
        let shared = Rc::new(shared(&mut builder, seed, replication));
        let controllers = std::mem::take(&mut builder.controllers);
        let mut engine = Engine::new(World::new(builder, Rc::clone(&shared), recorder));
        let Engine { world, kernel, .. } = &mut engine;
        for (id, controller) in controllers.into_iter_enumerated() {
            let identity = Identity::Controller(id);
            let origin = Origin {
                identity: identity.clone(),
                shared: Rc::clone(&shared),
            };
            let exchange = Rc::clone(Kernel::exchange(kernel));
            let coroutine = (controller.start)(exchange, origin);
            world.start_controller(kernel, coroutine, identity, controller.host);
        }
        let stop = guarded(|| {
            engine.world.begin(&mut engine.kernel);
            engine.run(horizon)
        });
        let (world, kernel) = engine.into_parts();
        world.conclude(kernel, stop)
    }
}

/// What every context of a run will share with its world.
fn shared(builder: &mut Builder, seed: Seed, replication: u64) -> Shared {
    let controllers = builder.controllers.iter();
    let functions = builder.functions.iter();
    let names = ProcessNames::new(
        controllers.map(|one| one.name.as_str().into()).collect(),
        functions.map(|one| one.spec.name.as_ref().into()).collect(),
    );
    Shared {
        seed,
        replication,
        functions: std::mem::take(&mut builder.types),
        parameters: std::mem::take(&mut builder.parameters),
        names,
        log: Default::default(),
        released: Default::default(),
        detached: Default::default(),
        reached: Default::default(),
        left: Default::default(),
    }
}
