//! Invocations as their callers see them: placed, waited for, taken, forgotten.

use std::ops::{Index, IndexMut};

use slotmap::SlotMap;
use thin_vec::ThinVec;

use super::repetition::{AttemptOf, Repeated, Repetition};
use super::sites::Sites;
use crate::kernel::ProcessId;
use crate::platform::HostId;
use crate::serverless::{AttemptId, Dates, Failure, FunctionId, InvocationId, Progress, ServiceId};
use crate::simulation::identity::Identity;
use crate::simulation::parcel::Parcel;
use crate::simulation::request::{
    Interest, InvokeRequest, RawOutcome, RawResult, Reply, ReturnedError,
};
use crate::simulation::stage::StageUse;
use crate::units::{Bytes, SimTime};

/// An invocation and its caller.
pub(crate) struct Call {
    /// Its number, by order of request in the whole simulation.
    pub(crate) number: u64,
    pub(crate) service: ServiceId,
    pub(crate) function: FunctionId,
    /// The attempt of its service, from the acceptance on.
    pub(crate) attempt: Option<AttemptId>,
    /// The service has done with it, or never will have anything to do with it.
    pub(crate) complete: bool,
    /// What it has come to, once that is final for its caller, if that is still of interest then.
    pub(crate) progress: Option<Box<Progress>>,
    pub(crate) requested: SimTime,
    pub(crate) accepted: Option<SimTime>,
    pub(crate) refused: bool,
    /// Somebody wants it to end.
    pub(crate) cancelled: bool,
    pub(crate) caller: ProcessId,
    /// Who that is, even when it is gone.
    pub(crate) identity: Identity,
    /// The caller's host.
    pub(crate) home: HostId,
    /// Why the caller never heard whether it was accepted, or gave it up as an attempt, if so.
    pub(crate) lost: Option<Box<Failure>>,
    /// Its input until a body takes it, and then its output.
    pub(crate) payload: Option<Parcel>,
    /// Whether a body has taken the input.
    pub(crate) has_begun: bool,
    pub(crate) input_size: Bytes,
    pub(crate) output_size: Bytes,
    /// What runs as its body.
    pub(crate) body: Body,
    /// The caller knows that it is over.
    pub(crate) over: bool,
    /// The caller waits for the answer.
    pub(crate) asked: bool,
    pub(crate) recorded: bool,
    /// Its outcome will not be asked for.
    pub(crate) released: bool,
    /// The processes that wait for it, in the order in which they began.
    pub(crate) waiters: ThinVec<ProcessId>,
    /// What it is of a request that may be attempted more than once, if so.
    pub(crate) repetition: Option<Box<Repetition>>,
    /// Where in a workflow it belongs.
    pub(crate) stage: Option<Box<StageUse>>,
}

/// What runs as the body of an invocation.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Body {
    /// Nothing, yet or any more.
    #[default]
    None,
    /// A process.
    Process(ProcessId),
    /// Data, whose turn comes on this host.
    Begins(HostId),
    /// Data that lasts on this host; the place of that among the sleeps that began at the same date, and whether it ends before time
    /// does.
    Lasts {
        host: HostId,
        order: u32,
        ends: bool,
    },
    /// Data whose time is over, and whose last turn comes.
    Ends,
}

impl Call {
    /// It has failed, whatever it has come to otherwise.
    pub(crate) fn fail(&mut self, failure: Failure) {
        self.progress.get_or_insert_default().failure = Some(Box::new(failure));
    }

    /// What its caller gets for a failure: the error that its body returned, if that is why, which leaves with it.
    fn failed(&mut self, failure: Failure) -> RawResult {
        let returned = self.payload.as_ref();
        let is_why = returned
            .and_then(|payload| payload.as_any().downcast_ref::<ReturnedError>())
            .is_some_and(|returned| returned.cause == failure);
        match self.payload.take_if(|_| self.has_begun && is_why) {
            Some(payload) => match payload.open::<ReturnedError>() {
                Ok(returned) => RawResult::Error(returned.error),
                Err(_) => RawResult::Failed(failure),
            },
            None => RawResult::Failed(failure),
        }
    }

    /// Which attempt of which request it is, if it is one of several.
    pub(crate) fn attempt_of(&self) -> Option<&AttemptOf> {
        match self.repetition.as_deref()? {
            Repetition::Attempt(of) => Some(of),
            Repetition::Request(_) => None,
        }
    }

    /// Whether the provider itself makes this attempt, and so hears of it without a message.
    pub(crate) fn is_of_event(&self) -> bool {
        self.attempt_of().is_some_and(|of| of.is_of_event)
    }

    /// What of it there is as a request that may be attempted more than once.
    pub(crate) fn repeated(&self) -> Option<&Repeated> {
        match self.repetition.as_deref()? {
            Repetition::Request(repeated) => Some(repeated),
            Repetition::Attempt(_) => None,
        }
    }

    /// The same, to be changed.
    pub(crate) fn repeated_mut(&mut self) -> Option<&mut Repeated> {
        match self.repetition.as_deref_mut()? {
            Repetition::Request(repeated) => Some(repeated),
            Repetition::Attempt(_) => None,
        }
    }

    /// Why it failed, as far as its caller knows, if it did.
    pub(crate) fn failure(&self) -> Option<&Failure> {
        let progress = self.progress.as_deref();
        let failed = || progress.and_then(|progress| progress.failure.as_deref());
        self.lost.as_deref().or_else(failed)
    }
}

/// The invocations that are not over, or whose outcome may still be asked for.
#[derive(Default)]
pub(crate) struct Calls {
    table: SlotMap<InvocationId, Call>,
    /// How many have been placed in all.
    placed: u64,
}

impl Calls {
    /// Notes an invocation that a process places.
    // As a call of its own it would move the request and the call once more.
    #[inline(always)]
    pub(crate) fn place(
        &mut self,
        now: SimTime,
        caller: ProcessId,
        (identity, home): (Identity, HostId),
        request: InvokeRequest,
    ) -> InvocationId {
        let number = self.placed;
        self.placed += 1;
        self.table.insert(Call {
            number,
            service: request.service,
            function: request.function,
            attempt: None,
            complete: false,
            progress: None,
            requested: now,
            accepted: None,
            refused: false,
            cancelled: false,
            caller,
            identity,
            home,
            lost: None,
            payload: Some(request.input),
            has_begun: false,
            input_size: request.input_size,
            output_size: Bytes::ZERO,
            body: Body::None,
            over: false,
            asked: request.interest == Interest::Acceptance,
            recorded: false,
            released: request.interest == Interest::None,
            waiters: ThinVec::new(),
            repetition: None,
            stage: request.stage,
        })
    }

    /// Notes a request that a process makes and that may be attempted more than once. It has the number of its first attempt, and
    /// no record of its own.
    pub(crate) fn place_request(
        &mut self,
        now: SimTime,
        caller: ProcessId,
        origin: (Identity, HostId),
        request: InvokeRequest,
        repeated: impl FnOnce(Parcel) -> Repeated,
    ) -> InvocationId {
        let id = self.place(now, caller, origin, request);
        self.placed -= 1;
        let call = &mut self.table[id];
        call.recorded = true;
        if let Some(input) = call.payload.take() {
            call.repetition = Some(Box::new(Repetition::Request(repeated(input))));
        }
        id
    }

    /// Notes an attempt of a request.
    pub(crate) fn place_attempt(
        &mut self,
        now: SimTime,
        origin: (Identity, HostId),
        request: InvokeRequest,
        of: AttemptOf,
    ) -> InvocationId {
        let caller = self.table[of.request].caller;
        let id = self.place(now, caller, origin, request);
        self.table[id].repetition = Some(Box::new(Repetition::Attempt(of)));
        id
    }

    /// The number that the next invocation will have.
    pub(crate) fn next_number(&self) -> u64 {
        self.placed
    }

    pub(crate) fn get(&self, invocation: InvocationId) -> Option<&Call> {
        self.table.get(invocation)
    }

    pub(crate) fn get_mut(&mut self, invocation: InvocationId) -> Option<&mut Call> {
        self.table.get_mut(invocation)
    }

    /// Whether the caller knows that an invocation is over.
    pub(crate) fn is_over(&self, invocation: InvocationId) -> bool {
        self.table.get(invocation).is_some_and(|call| call.over)
    }

    /// Refuses an invocation.
    pub(crate) fn refuse(&mut self, invocation: InvocationId, failure: Failure) {
        if let Some(call) = self.table.get_mut(invocation) {
            call.refused = true;
            call.complete = true;
            call.fail(failure);
        }
    }

    /// Why an invocation was refused, or that its request was not answered in time.
    pub(crate) fn refusal(&self, invocation: InvocationId) -> Reply {
        let call = self.table.get(invocation);
        let refused = call.filter(|call| call.refused || call.lost.is_some());
        match refused.and_then(|call| call.failure().cloned()) {
            Some(failure) => Reply::Failed(Box::new(failure)),
            None => Reply::Done,
        }
    }

    /// The outcome of an invocation that is over; its output leaves with it.
    pub(crate) fn outcome(
        &mut self,
        sites: &Sites,
        invocation: InvocationId,
    ) -> Option<RawOutcome> {
        let call = self.table.get_mut(invocation)?;
        let result = match call.failure().cloned() {
            Some(failure) => call.failed(failure),
            None => RawResult::Output(call.payload.take()?),
        };
        let progress = call.progress.as_deref();
        let place = progress.and_then(|progress| progress.place);
        let node = place.map(|(node, _)| sites.node(call.service, node));
        Some(RawOutcome {
            result,
            dates: progress.map_or_else(Dates::default, |progress| progress.dates),
            node: node.map(|host| sites.name(host).clone()),
            reused: progress.is_some_and(|progress| progress.reused),
        })
    }

    /// Forgets an invocation if it is over and its outcome will not be asked for.
    #[inline]
    pub(crate) fn forget(&mut self, invocation: InvocationId) -> Option<Call> {
        let call = self.table.get(invocation)?;
        let forgettable = call.over && call.released && call.complete;
        if forgettable {
            self.table.remove(invocation)
        } else {
            None
        }
    }

    /// All invocations, in no order that means anything.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (InvocationId, &Call)> {
        self.table.iter()
    }

    /// All invocations, in order of request.
    pub(crate) fn in_order(&self) -> Vec<InvocationId> {
        // A table that was large once takes long to walk over.
        if self.table.is_empty() {
            return Vec::new();
        }
        let mut calls: Vec<_> = self.iter().map(|(id, call)| (call.number, id)).collect();
        calls.sort_unstable();
        calls.into_iter().map(|(_, id)| id).collect()
    }

    /// All invocations; none is left.
    pub(crate) fn take_all(&mut self) -> Vec<Call> {
        if self.table.is_empty() {
            return Vec::new();
        }
        self.table.drain().map(|(_, call)| call).collect()
    }
}

impl Index<InvocationId> for Calls {
    type Output = Call;

    fn index(&self, invocation: InvocationId) -> &Call {
        &self.table[invocation]
    }
}

impl IndexMut<InvocationId> for Calls {
    fn index_mut(&mut self, invocation: InvocationId) -> &mut Call {
        &mut self.table[invocation]
    }
}
