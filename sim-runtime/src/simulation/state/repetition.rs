//! Requests that may be attempted more than once: what their client or the provider does next, and what it needs for that.
//!
//! Such a request is a call that no service knows. Each attempt is a call of its own, with a row of its own; the handle is that of
//! the request, which takes over what its last attempt has come to.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use crate::kernel::Stream;
use crate::serverless::{
    AsyncInvoke, Failure, FailureKind, FunctionId, InvocationId, Retry, ServiceId,
};
use crate::simulation::identity::{Identity, MailboxId};
use crate::simulation::input_type::CopyInput;
use crate::simulation::parcel::Parcel;
use crate::simulation::shared::Shared;
use crate::units::{Bytes, SimDuration, SimTime};

/// What a call is, of a request that may be attempted more than once.
pub(crate) enum Repetition {
    /// The request.
    Request(Repeated),
    /// An attempt of it.
    Attempt(AttemptOf),
}

/// Which attempt of which request a call is.
#[derive(Clone, Copy)]
pub(crate) struct AttemptOf {
    /// The request.
    pub(crate) request: InvocationId,
    /// Which one, from 1 on.
    pub(crate) number: u32,
    /// The number of the first, unless it is that.
    pub(crate) first: Option<u64>,
    /// Whether the provider makes it, to whom its answers go then.
    pub(crate) is_of_event: bool,
}

/// A request that may be attempted more than once.
pub(crate) struct Repeated {
    pub(crate) plan: Plan,
    pub(crate) copy: CopyInput,
    /// Its input, as long as there may be another attempt or a dead letter.
    pub(crate) template: Option<Parcel>,
    /// How many attempts there were.
    pub(crate) attempts: u32,
    /// How many of them the service did not refuse.
    pub(crate) accepted: u32,
    /// The attempt that goes on; none while the next is waited for.
    pub(crate) current: Option<InvocationId>,
    /// Why the last one failed.
    pub(crate) failure: Option<Failure>,
    /// How long the last wait was.
    pub(crate) waited: SimDuration,
    /// When the next attempt comes, while it is waited for.
    pub(crate) next: Option<SimTime>,
    /// Whether there is none to come at that date: the event is too old then.
    pub(crate) expires: bool,
    /// Whether its input is at the head host from the beginning.
    pub(crate) is_at_head: bool,
}

/// Who repeats a request, and how.
#[derive(Clone)]
pub(crate) enum Plan {
    /// Its client.
    Client(Rc<Retry>),
    /// The provider.
    Provider(Rc<EventPlan>),
}

/// What a provider does with the events of a function.
#[derive(Default)]
pub(crate) struct EventPlan {
    pub(crate) events: AsyncInvoke,
    pub(crate) on_failure: Option<Target>,
}

/// Where dead letters go.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    Mailbox(MailboxId),
    Function(FunctionId),
}

/// A dead letter that invokes a function.
pub(crate) struct Letter {
    pub(crate) service: ServiceId,
    pub(crate) function: FunctionId,
    pub(crate) input: Parcel,
    pub(crate) size: Bytes,
    pub(crate) caller: Identity,
}

/// What comes after an attempt that has failed.
pub(crate) enum Next {
    /// Nothing: the request has failed.
    Nothing,
    /// Another attempt, after a wait.
    Attempt(SimDuration),
}

impl Plan {
    /// How long the client waits for an attempt; zero if it is not bounded.
    pub(crate) fn timeout(&self) -> SimDuration {
        match self {
            Self::Client(retry) => retry.timeout,
            Self::Provider(_) => SimDuration::ZERO,
        }
    }

    pub(crate) fn is_event(&self) -> bool {
        matches!(self, Self::Provider(_))
    }
}

impl Repeated {
    pub(crate) fn new(plan: Plan, copy: CopyInput, input: Parcel) -> Self {
        Self {
            plan,
            copy,
            template: Some(input),
            attempts: 0,
            accepted: 0,
            current: None,
            failure: None,
            waited: SimDuration::ZERO,
            next: None,
            expires: false,
            is_at_head: false,
        }
    }

    /// Whether the input is not needed after the next attempt has got one.
    pub(crate) fn is_last(&self) -> bool {
        matches!(&self.plan, Plan::Client(retry) if self.attempts + 1 >= retry.attempts)
    }

    /// What comes after an attempt that has failed, which the service has refused or not.
    pub(crate) fn after(
        &mut self,
        failure: &Failure,
        was_refused: bool,
        random: &mut Stream,
    ) -> Next {
        let delay = match &self.plan {
            Plan::Client(retry) if self.attempts < retry.attempts && retry.on.includes(failure) => {
                retry.delay(self.attempts, self.waited, random)
            }
            Plan::Client(_) => return Next::Nothing,
            Plan::Provider(_) if FailureKind::of(failure) == FailureKind::Final => {
                return Next::Nothing;
            }
            Plan::Provider(plan) if was_refused => {
                let refused = self.attempts - self.accepted;
                plan.events.on_throttle.delay(refused)
            }
            Plan::Provider(plan) if self.accepted < plan.events.attempts => {
                plan.events.delay(self.accepted)
            }
            Plan::Provider(_) => return Next::Nothing,
        };
        self.waited = delay;
        Next::Attempt(delay)
    }

    /// When the request is too old for another attempt.
    pub(crate) fn expiry(&self, requested: SimTime) -> SimTime {
        match &self.plan {
            Plan::Client(_) => SimTime::MAX,
            Plan::Provider(plan) => requested + plan.events.max_age,
        }
    }
}

/// What requests that are repeated share.
#[derive(Default)]
pub(crate) struct Repetitions {
    /// The random numbers of the back-offs of each function's clients.
    streams: BTreeMap<FunctionId, Stream>,
    /// Dead letters that are about to invoke a function.
    pub(crate) letters: VecDeque<Letter>,
}

impl Repetitions {
    /// The random numbers of the back-offs of a function's clients.
    pub(crate) fn stream(&mut self, function: FunctionId, shared: &Shared) -> &mut Stream {
        let new = || shared.stream(&format!("retries of {}", shared.names.function(function)));
        self.streams.entry(function).or_insert_with(new)
    }
}
