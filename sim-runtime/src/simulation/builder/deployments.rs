//! What is deployed where.

use std::panic::Location;

use super::{Builder, Deployment};
use crate::serverless::{FunctionId, FunctionSpec};
use crate::simulation::handle::{Serverless, Storage};
use crate::simulation::invocable::Invocable;

impl Builder {
    /// Deploys a function on a service, with its image from a storage service, before the controllers start.
    #[track_caller]
    pub fn deploy<F: Invocable<How>, How>(&mut self, function: F, on: Serverless, from: Storage) {
        self.add_deployment(function, on, from, true);
    }

    /// Deploys a function with limits of its own on this service, instead of those that it was defined with.
    #[track_caller]
    pub fn deploy_as<F: Invocable<How>, How>(
        &mut self,
        function: F,
        on: Serverless,
        from: Storage,
        spec: FunctionSpec,
    ) {
        self.add_deployment(function, on, from, true);
        if let Some(deployment) = self.deployments.last_mut() {
            deployment.own_spec = Some(spec);
        }
    }

    /// Deploys a function that a controller will register, with [`Ctx::register`](crate::simulation::Ctx::register).
    #[track_caller]
    pub fn deploy_later<F: Invocable<How>, How>(
        &mut self,
        function: F,
        on: Serverless,
        from: Storage,
    ) {
        self.add_deployment(function, on, from, false);
    }

    /// Which function this is; it is defined if it is new.
    #[track_caller]
    pub(super) fn function_id<F: Invocable<How>, How>(&mut self, function: &F) -> FunctionId {
        if let Some(id) = function.find(&self.types) {
            return id;
        }
        let Some(definition) = function.definition() else {
            unreachable!("a function that gives no definition is found")
        };
        let key = definition.key;
        let id = self.define(definition);
        self.types.extend(key.map(|key| (key, id)));
        id
    }

    #[track_caller]
    fn add_deployment<F: Invocable<How>, How>(
        &mut self,
        function: F,
        on: Serverless,
        from: Storage,
        at_start: bool,
    ) {
        let function = self.function_id(&function);
        self.check_deployment(function, on.0, from.0);
        let location = Location::caller();
        self.deployments.push(Deployment {
            function,
            service: on.0,
            storage: from.0,
            own_spec: None,
            at_start,
            location,
        });
    }
}
