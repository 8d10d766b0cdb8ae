//! Attempts: one try of an invocation, from the request that its service has taken to its completion.

use slotmap::new_key_type;

use super::{Failure, FunctionId, InstanceId, NodeId};
use crate::units::{Bytes, SimTime};

new_key_type! {
    /// An invocation that somebody still has an interest in.
    pub struct InvocationId;

    /// An attempt that its service has accepted and not completed.
    pub struct AttemptId;
}

/// A request for an invocation, as it reaches its service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// The invocation.
    pub invocation: InvocationId,
    /// Its number, by order of request in the whole simulation.
    pub number: u64,
    /// The function.
    pub function: FunctionId,
    /// The size of its input.
    pub input: Bytes,
}

/// One try of an invocation.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The invocation.
    pub invocation: InvocationId,
    /// Its number, by order of request in the whole simulation.
    pub number: u64,
    /// The function.
    pub function: FunctionId,
    /// When the service took the request, after its processing overhead.
    pub submitted: SimTime,
    /// How far it has come.
    pub phase: Phase,
    /// The memory that its body holds; none if it has never asked for some.
    pub memory: Option<Box<MemoryUse>>,
}

/// The memory that a body holds of what its instance has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemoryUse {
    /// Now \[B\].
    pub held: Bytes,
    /// At most so far \[B\], with what it asked for when that was too much.
    pub peak: Bytes,
}

/// How far an attempt has come, and when it came there.
#[derive(Clone, Debug)]
pub enum Phase {
    /// Its image is not on the head host yet.
    AwaitsImage,
    /// It waits for the scheduler to dispatch it.
    Queued,
    /// It has its resources and an instance.
    Placed {
        /// Where.
        on: Placement,
        /// How far it has come there.
        stage: Stage,
    },
}

/// How far an attempt has come that has its place.
#[derive(Clone, Debug)]
pub enum Stage {
    /// Its instance starts, or its input is on its way.
    Starting,
    /// Its body runs.
    Running {
        /// Since when.
        started: SimTime,
    },
    /// Its body has ended, was killed, or will never start; the service does not know yet.
    Ended {
        /// What became of its body.
        body: BodyEnd,
        /// Why it failed, if it has.
        failure: Option<Box<Failure>>,
    },
}

/// Where an attempt runs, and since when it has its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// When it was dispatched.
    pub dispatched: SimTime,
    /// The node.
    pub node: NodeId,
    /// The instance.
    pub instance: InstanceId,
    /// The number of the instance, by order of creation in its service.
    pub container: u32,
    /// Whether the instance had served before.
    pub reused: bool,
    /// The place of its start-up, and then of its time limit, among the sleeps that began at the same date.
    pub sleep_order: u32,
}

/// What became of the body of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyEnd {
    /// It never started: its input did not arrive.
    NeverStarted,
    /// It was killed; the reference gives such a body no date of its end (SEMANTICS 4.11).
    Killed {
        /// When it had started.
        started: SimTime,
    },
    /// It came to its end.
    Returned {
        /// When it had started.
        started: SimTime,
        /// When it ended.
        ended: SimTime,
    },
}

/// When the steps of an invocation happened; `None` for what did not happen (yet).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// The service has taken the request, after its processing overhead.
    pub submit: Option<SimTime>,
    /// It got its resources and an instance.
    pub dispatch: Option<SimTime>,
    /// Its body started.
    pub start: Option<SimTime>,
    /// Its body ended; stays `None` for a body that was killed at its time limit (SEMANTICS 4.11).
    pub end: Option<SimTime>,
    /// The service knew that it was over.
    pub completion: Option<SimTime>,
}

/// What an attempt has come to, for its caller and for reports.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// When its steps happened.
    pub dates: Dates,
    /// The node that it was dispatched to, and the number of its instance there.
    pub place: Option<(NodeId, u32)>,
    /// Whether its instance had served before.
    pub reused: bool,
    /// The most memory that its body held at once; zero if it allocated none.
    pub peak_memory: Bytes,
    /// Why it failed, if it has.
    pub failure: Option<Box<Failure>>,
}

impl Attempt {
    /// Whether it waits: for its image, or to be dispatched.
    pub fn is_waiting(&self) -> bool {
        matches!(self.phase, Phase::AwaitsImage | Phase::Queued)
    }

    /// Where it runs, or did.
    pub fn placement(&self) -> Option<&Placement> {
        match &self.phase {
            Phase::AwaitsImage | Phase::Queued => None,
            Phase::Placed { on, .. } => Some(on),
        }
    }

    /// When its body started, if it has.
    pub fn started(&self) -> Option<SimTime> {
        match self.stage()? {
            Stage::Starting => None,
            Stage::Running { started } => Some(*started),
            Stage::Ended { body, .. } => body.started(),
        }
    }

    /// Why it has failed, if it has.
    pub fn failure(&self) -> Option<&Failure> {
        match self.stage()? {
            Stage::Ended { failure, .. } => failure.as_deref(),
            Stage::Starting | Stage::Running { .. } => None,
        }
    }

    /// What it has come to so far, without the cause of a failure.
    #[inline(always)]
    pub fn progress(&self) -> Progress {
        let mut dates = Dates {
            submit: Some(self.submitted),
            ..Dates::default()
        };
        let Phase::Placed { on, stage } = &self.phase else {
            return Progress {
                dates,
                ..Progress::default()
            };
        };
        dates.dispatch = Some(on.dispatched);
        match stage {
            Stage::Starting => {}
            Stage::Running { started } => dates.start = Some(*started),
            Stage::Ended { body, .. } => (dates.start, dates.end) = (body.started(), body.ended()),
        }
        Progress {
            dates,
            place: Some((on.node, on.container)),
            reused: on.reused,
            peak_memory: self
                .memory
                .as_ref()
                .map_or(Bytes::ZERO, |memory| memory.peak),
            failure: None,
        }
    }

    fn stage(&self) -> Option<&Stage> {
        match &self.phase {
            Phase::AwaitsImage | Phase::Queued => None,
            Phase::Placed { stage, .. } => Some(stage),
        }
    }
}

impl BodyEnd {
    /// When the body started, if it did.
    pub fn started(self) -> Option<SimTime> {
        match self {
            Self::NeverStarted => None,
            Self::Killed { started } | Self::Returned { started, .. } => Some(started),
        }
    }

    /// When the body came to its end, if it did.
    pub fn ended(self) -> Option<SimTime> {
        match self {
            Self::NeverStarted | Self::Killed { .. } => None,
            Self::Returned { ended, .. } => Some(ended),
        }
    }
}
