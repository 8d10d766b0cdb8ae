//! Who listens to a run as a whole.

use super::world::Token;
use crate::platform::{Fabric, HostId, LinkId, Platform};
use crate::serverless::{Failure, FunctionId, Invocation, Observer, Service, ServiceId};
use crate::units::{Bytes, SimTime};

/// An invocation, as far as it has come, with what its caller saw.
#[derive(Clone, Copy, Debug)]
pub struct CallRecord<'a> {
    /// What the service made of it.
    pub invocation: &'a Invocation,
    /// When its caller asked for it.
    pub requested: SimTime,
    /// When its caller knew that it was accepted, or refused.
    pub accepted: Option<SimTime>,
    /// Whether the service refused it, or its answer was lost.
    pub refused: bool,
    /// Why it failed, as far as its caller knows, if it did.
    pub failure: Option<&'a Failure>,
    /// The size of its input.
    pub input: Bytes,
    /// The size of its output.
    pub output: Bytes,
}

/// The state of a world between two instants, for reading.
pub struct Snapshot<'a> {
    pub(super) services: &'a [Service],
    pub(super) fabric: &'a Fabric<Token>,
}

impl<'a> Snapshot<'a> {
    /// The services, in order of declaration: their nodes have the free cores, the disks and the memories.
    pub fn services(&self) -> &'a [Service] {
        self.services
    }

    /// The platform.
    pub fn platform(&self) -> &'a Platform {
        self.fabric.platform()
    }

    /// How much of a link is in use \[B/s\].
    pub fn link_load(&self, link: LinkId) -> f64 {
        self.fabric.link_load(link)
    }

    /// How much of a disk's read and write bandwidth is in use \[B/s\]; `None` for a host without a disk.
    pub fn disk_load(&self, host: HostId) -> Option<(f64, f64)> {
        self.fabric.disk_load(host)
    }
}

/// Listens to what happens in a run, and is handed back at its end.
pub trait Recorder: Observer {
    /// A registration was answered.
    fn registered(
        &mut self,
        at: SimTime,
        service: ServiceId,
        function: FunctionId,
        outcome: &Result<(), Failure>,
    );

    /// An invocation is over, or the run has ended without it; once for each invocation.
    fn called(&mut self, call: CallRecord<'_>);

    /// All that happens at a date has happened, and time is about to move on.
    fn settled(&mut self, at: SimTime, snapshot: Snapshot<'_>) {
        let _ = (at, snapshot);
    }
}
