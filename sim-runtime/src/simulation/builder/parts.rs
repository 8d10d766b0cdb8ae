//! The parts of a declaration, as the world needs them.

use std::any::{TypeId, type_name};
use std::borrow::Cow;
use std::panic::Location;

use index_vec::IndexVec;
use rustc_hash::FxHashMap;

use crate::platform::{HostId, LinkId};
use crate::serverless::service::NETWORK_TIMEOUT;
use crate::serverless::{FunctionId, FunctionSpec, Image, MessageSizes, ServerlessSpec, ServiceId};
use crate::simulation::definition::Definition;
use crate::simulation::fault::{Begins, FaultLength, FaultTimes};
use crate::simulation::request::StartProcess;
use crate::storage::{Buffer, StorageId};
use crate::units::{SimDuration, SimTime};

/// What a storage service is made of.
#[derive(Clone, Debug)]
pub struct StorageSpec {
    /// Container images that it holds from the beginning. Default: none.
    pub images: Vec<Image>,
    /// How it moves files. Default: fluid.
    pub buffer: Buffer,
    /// How large its messages are \[B\]. Default: as everywhere in the simulation, where they have no size unless that is set.
    pub messages: Option<MessageSizes>,
    /// How long a process waits for the acknowledgement of a file that it has written in chunks \[s\]. Default: 30 s.
    pub network_timeout: SimDuration,
}

impl Default for StorageSpec {
    fn default() -> Self {
        Self {
            images: Vec::new(),
            buffer: Buffer::default(),
            messages: None,
            network_timeout: NETWORK_TIMEOUT,
        }
    }
}

pub(crate) struct StorageDeclaration {
    pub(crate) name: String,
    pub(crate) host: HostId,
    pub(crate) spec: StorageSpec,
    /// Where among its images each name is first. Looked up, never iterated.
    pub(super) places: FxHashMap<Cow<'static, str>, usize>,
    pub(super) location: &'static Location<'static>,
}

impl StorageDeclaration {
    /// It holds an image, too, unless it has one of this name; returns whether it had none.
    pub(super) fn hold(&mut self, image: &Image) -> bool {
        let next = self.spec.images.len();
        let place = *self.places.entry(image.name.clone()).or_insert(next);
        if place == next {
            self.spec.images.push(image.clone());
        }
        place == next
    }

    /// The image of a name, if the storage holds it.
    pub(super) fn image(&self, name: &str) -> Option<&Image> {
        self.places.get(name).map(|place| &self.spec.images[*place])
    }
}

pub(crate) struct ServiceDeclaration {
    pub(crate) name: String,
    pub(crate) head: HostId,
    pub(crate) nodes: Vec<HostId>,
    pub(crate) spec: ServerlessSpec,
    pub(super) location: &'static Location<'static>,
}

pub(crate) struct Deployment {
    pub(crate) function: FunctionId,
    pub(crate) service: ServiceId,
    pub(crate) storage: StorageId,
    /// What this service knows of it, if not what was defined.
    pub(super) own_spec: Option<FunctionSpec>,
    /// Registered before the controllers start, or by one of them.
    pub(crate) at_start: bool,
    pub(super) location: &'static Location<'static>,
}

pub(crate) struct ControllerDeclaration {
    pub(crate) name: String,
    pub(crate) host: HostId,
    pub(crate) start: StartProcess,
}

pub(crate) struct MailboxDeclaration {
    pub(crate) name: String,
    /// The type of its messages.
    pub(super) messages: TypeId,
    pub(super) messages_name: &'static str,
}

impl MailboxDeclaration {
    pub(super) fn new<T: 'static>(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            messages: TypeId::of::<T>(),
            messages_name: type_name::<T>(),
        }
    }
}

impl Deployment {
    /// What the service knows of the function.
    pub(crate) fn spec<'a>(
        &'a self,
        functions: &'a IndexVec<FunctionId, Definition>,
    ) -> &'a FunctionSpec {
        self.own_spec
            .as_ref()
            .unwrap_or(&functions[self.function].spec)
    }
}

/// A declaration that has no end of its own.
pub(in crate::simulation) struct Endless {
    pub(super) declaration: String,
    /// What would end it, beside a horizon.
    pub(super) mend: &'static str,
    pub(super) location: &'static Location<'static>,
}

/// What a fault befalls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::simulation) enum Stricken {
    NodeDown(HostId),
    NodeSlow(HostId, f64),
    Link(LinkId),
    Storage(StorageId),
    Containers(FunctionId, ServiceId),
    /// Changes that are no faults.
    Speed(HostId),
    Bandwidth(LinkId),
    Latency(LinkId),
}

impl Stricken {
    /// Whether two faults are the same, so that they cannot be twice at a time.
    pub(super) fn is_same(self, other: Self) -> bool {
        match (self, other) {
            (Self::NodeSlow(one, _), Self::NodeSlow(other, _)) => one == other,
            _ => self == other,
        }
    }
}

/// A fault that has been declared.
pub(in crate::simulation) struct FaultDeclaration {
    pub(in crate::simulation) name: String,
    pub(in crate::simulation) stricken: Stricken,
    pub(in crate::simulation) times: FaultTimes,
    pub(super) location: &'static Location<'static>,
}

impl FaultDeclaration {
    /// When it begins and when it is over, if both are known.
    pub(super) fn dates(&self) -> Option<(SimTime, SimTime)> {
        let Begins::At(date) = self.times.begins else {
            return None;
        };
        let begin = SimTime::ZERO + date;
        match self.times.lasts {
            None => Some((begin, SimTime::MAX)),
            Some(FaultLength::Fixed(time)) => Some((begin, begin + time)),
            Some(FaultLength::Drawn(_)) => None,
        }
    }
}
