//! The recorder: keeps what a report needs, in as little space as it can, while the simulation runs.

use crate::serverless::{Dates, Failure, FunctionId, Happening, NodeId, Observer, ServiceId};
use crate::simulation::{CallRecord, Recorder};
use crate::units::{Bytes, SimTime};

/// An invocation, with numbers for names.
#[derive(Clone, Debug)]
pub struct InvocationRecord {
    /// Its number, by order of request.
    pub number: u64,
    /// The service.
    pub service: ServiceId,
    /// The function.
    pub function: FunctionId,
    /// When its caller asked for it.
    pub requested: SimTime,
    /// When its caller knew that it was accepted, or refused.
    pub accepted: Option<SimTime>,
    /// When it went through its steps.
    pub dates: Dates,
    /// Whether the service refused it.
    pub refused: bool,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// The size of its input.
    pub input: Bytes,
    /// The size of its output.
    pub output: Bytes,
    /// Where it ran, and in which container.
    pub place: Option<(NodeId, u32)>,
    /// Whether its container had served before.
    pub reused: bool,
}

/// A registration, with numbers for names.
#[derive(Clone, Debug)]
pub struct RegistrationRecord {
    /// When it was answered.
    pub date: SimTime,
    /// The service.
    pub service: ServiceId,
    /// The function.
    pub function: FunctionId,
    /// Whether it was accepted.
    pub outcome: Result<(), Failure>,
}

/// Everything that happened in a run.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Invocations, in the order in which they ended.
    pub invocations: Vec<InvocationRecord>,
    /// Registrations, in the order in which they were answered.
    pub registrations: Vec<RegistrationRecord>,
    /// What services did with images and containers.
    pub happenings: Vec<(SimTime, ServiceId, Happening)>,
}

impl Observer for Record {
    fn happened(&mut self, at: SimTime, service: ServiceId, what: Happening) {
        self.happenings.push((at, service, what));
    }
}

impl Recorder for Record {
    fn registered(
        &mut self,
        at: SimTime,
        service: ServiceId,
        function: FunctionId,
        outcome: &Result<(), Failure>,
    ) {
        self.registrations.push(RegistrationRecord {
            date: at,
            service,
            function,
            outcome: outcome.clone(),
        });
    }

    fn called(&mut self, call: CallRecord<'_>) {
        let invocation = call.invocation;
        self.invocations.push(InvocationRecord {
            number: invocation.number,
            service: invocation.service,
            function: invocation.function,
            requested: call.requested,
            accepted: call.accepted,
            dates: invocation.dates,
            refused: call.refused,
            failure: call.failure.cloned(),
            input: call.input,
            output: call.output,
            place: invocation.node.zip(invocation.container),
            reused: invocation.reused,
        });
    }
}
