//! Invocations: from the request to the outcome.

use slotmap::new_key_type;

use super::{ContainerId, Failure, FunctionId, NodeId, ServiceId};
use crate::units::SimTime;

new_key_type! {
    /// An invocation that somebody still has an interest in.
    pub struct InvocationId;
}

/// Where an invocation is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// On its way to the service.
    Requested,
    /// Its image is not on the head host yet.
    AwaitsImage,
    /// Waits for the scheduler to dispatch it.
    Schedulable,
    /// Has a core and a container, which starts.
    Dispatched(Placement),
    /// Its body runs.
    Running(Placement),
    /// Its body has ended or was killed; the service does not know yet.
    Ended(Placement),
    /// Over, as the service knows.
    Complete,
}

/// Where an invocation runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// The node.
    pub node: NodeId,
    /// The container.
    pub container: ContainerId,
}

/// When the steps of an invocation happened; `None` for what did not happen (yet).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// The service has taken the request, after its processing overhead.
    pub submit: Option<SimTime>,
    /// It got a core and a container.
    pub dispatch: Option<SimTime>,
    /// Its body started.
    pub start: Option<SimTime>,
    /// Its body ended; stays `None` for a body that was killed at its time limit (SEMANTICS 4.11).
    pub end: Option<SimTime>,
    /// The service knew that it was over.
    pub completion: Option<SimTime>,
}

/// One invocation of a function.
#[derive(Clone, Debug)]
pub struct Invocation {
    /// Its number, by order of request in the whole simulation.
    pub number: u64,
    /// The service that it was placed on.
    pub service: ServiceId,
    /// The function.
    pub function: FunctionId,
    /// Where it is on its way.
    pub state: State,
    /// When its steps happened.
    pub dates: Dates,
    /// The node that it was dispatched to.
    pub node: Option<NodeId>,
    /// The number of its container, by order of creation in its service.
    pub container: Option<u32>,
    /// Whether its container had served before.
    pub reused: bool,
    /// Why it failed, once it has.
    pub failure: Option<Box<Failure>>,
}

impl Invocation {
    /// An invocation that has just been requested.
    pub fn new(number: u64, service: ServiceId, function: FunctionId) -> Self {
        Self {
            number,
            service,
            function,
            state: State::Requested,
            dates: Dates::default(),
            node: None,
            container: None,
            reused: false,
            failure: None,
        }
    }
}
