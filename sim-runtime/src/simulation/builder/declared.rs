//! What has been declared, as the world needs it.

use std::panic::Location;

use super::StorageSpec;
use crate::platform::HostId;
use crate::serverless::{FunctionId, FunctionSpec, ServerlessSpec, ServiceId};
use crate::simulation::function::Code;
use crate::simulation::request::StartProcess;
use crate::storage::StorageId;

pub(in crate::simulation) struct StorageDeclaration {
    pub(in crate::simulation) name: String,
    pub(in crate::simulation) host: HostId,
    pub(in crate::simulation) spec: StorageSpec,
    pub(super) location: &'static Location<'static>,
}

pub(in crate::simulation) struct ServiceDeclaration {
    pub(in crate::simulation) name: String,
    pub(in crate::simulation) head: HostId,
    pub(in crate::simulation) nodes: Vec<HostId>,
    pub(in crate::simulation) spec: ServerlessSpec,
    pub(super) location: &'static Location<'static>,
}

pub(in crate::simulation) struct Definition {
    pub(in crate::simulation) spec: FunctionSpec,
    pub(in crate::simulation) code: Code,
}

pub(in crate::simulation) struct Deployment {
    pub(in crate::simulation) function: FunctionId,
    pub(in crate::simulation) service: ServiceId,
    pub(in crate::simulation) storage: StorageId,
    /// What this service knows of it, if not what was defined.
    pub(super) own_spec: Option<FunctionSpec>,
    /// Registered before the controllers start, or by one of them.
    pub(in crate::simulation) at_start: bool,
    pub(super) location: &'static Location<'static>,
}

pub(in crate::simulation) struct ControllerDeclaration {
    pub(in crate::simulation) name: String,
    pub(in crate::simulation) host: HostId,
    pub(in crate::simulation) start: StartProcess,
}

impl Deployment {
    /// What the service knows of the function.
    pub(in crate::simulation) fn spec<'a>(
        &'a self,
        functions: &'a [Definition],
    ) -> &'a FunctionSpec {
        self.own_spec
            .as_ref()
            .unwrap_or(&functions[self.function.index()].spec)
    }
}
