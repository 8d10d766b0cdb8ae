//! Invocations as their callers see them: placed, waited for, taken, forgotten.

use std::any::Any;

use thin_vec::ThinVec;

use super::letters::NETWORK_TIMEOUT;
use super::parcels::Stretch;
use super::{Answer, Doing, Kernel, ProcessId, Recorder, Scene, World};
use crate::platform::HostId;
use crate::serverless::{
    Dates, Failure, FunctionId, Invocation, InvocationId, Message, ServiceId, State,
};
use crate::simulation::function::Remains;
use crate::simulation::identity::Identity;
use crate::simulation::recorder::CallRecord;
use crate::simulation::request::{Interest, InvokeRequest, RawOutcome, Reply};
use crate::units::{Bytes, SimTime};

/// An invocation and its caller.
pub(super) struct Call {
    pub(super) invocation: Invocation,
    pub(super) requested: SimTime,
    pub(super) accepted: Option<SimTime>,
    pub(super) refused: bool,
    pub(super) caller: ProcessId,
    /// Who that is, even when it is gone.
    by: Identity,
    /// The caller's host.
    pub(super) home: HostId,
    /// Why the caller never heard whether it was accepted, if so.
    lost: Option<Box<Failure>>,
    pub(super) input: Option<Box<dyn Any>>,
    pub(super) output: Option<Box<dyn Any>>,
    pub(super) input_size: Bytes,
    pub(super) output_size: Bytes,
    /// The process that runs its body.
    pub(super) body: Option<ProcessId>,
    /// The caller knows that it is over.
    pub(super) over: bool,
    /// The caller waits for the answer.
    asked: bool,
    recorded: bool,
    /// Nobody will ask for its outcome.
    released: bool,
    /// Who waits for it, in the order in which they began.
    pub(super) waiters: ThinVec<ProcessId>,
}

impl<R: Recorder> World<R> {
    /// Places an invocation: the request goes to the service, whose answer resumes the caller.
    pub(super) fn invoke(
        &mut self,
        kernel: &mut Kernel<Self>,
        by: ProcessId,
        request: InvokeRequest,
    ) -> Answer<Reply, Remains> {
        let InvokeRequest {
            service,
            function,
            input,
            input_size,
            interest,
        } = request;
        let patient = interest == Interest::Acceptance;
        let scene = &mut self.scene;
        scene.processes[by].open += 1;
        let number = scene.called;
        scene.called += 1;
        let now = kernel.now();
        let invocation = scene.calls.insert(Call {
            invocation: Invocation::new(number, service, function),
            requested: now,
            accepted: None,
            refused: false,
            caller: by,
            by: scene.processes[by].identity.clone(),
            home: scene.processes[by].host,
            lost: None,
            input: Some(input),
            output: None,
            input_size,
            output_size: Bytes::ZERO,
            asked: patient,
            body: None,
            over: false,
            recorded: false,
            released: interest == Interest::None,
            waiters: ThinVec::new(),
        });
        if patient {
            scene.suspend(kernel, by, Doing::Asking(now, Question::Accept(invocation)));
        }
        self.place(kernel, invocation);
        if !patient {
            return Answer::Now(Reply::Invoked(invocation));
        }
        self.limit_answer(kernel, by, service);
        Answer::Later
    }

    /// Sends the request for an invocation to its service, after the input if that has a size.
    fn place(&mut self, kernel: &mut Kernel<Self>, invocation: InvocationId) {
        let call = &self.scene.calls[invocation];
        let (service, home, size) = (call.invocation.service, call.home, call.input_size);
        if size.is_zero() {
            return self.send_request(kernel, home, service, Message::Invoke(invocation));
        }
        let function = call.invocation.function;
        let limit = self
            .scene
            .deployments
            .get(&(service, function))
            .map(|known| known.ingress);
        match limit {
            Some(limit) if size > limit => {
                let function = self.scene.function_name(function);
                self.scene.refuse(
                    invocation,
                    Failure::InputTooLarge {
                        function,
                        size,
                        limit,
                    },
                );
                self.scene.answered(kernel, invocation);
            }
            _ => {
                let way = (home, self.scene.heads[service.index()]);
                self.scene
                    .send_parcel(kernel, invocation, Stretch::Request, way, size);
            }
        }
    }
}

impl<R: Recorder> Scene<R> {
    /// The caller hears that its request was accepted or refused.
    pub(super) fn answered(&mut self, kernel: &mut Kernel<World<R>>, invocation: InvocationId) {
        let Some(call) = self
            .calls
            .get_mut(invocation)
            .filter(|call| call.lost.is_none())
        else {
            return;
        };
        call.accepted = Some(kernel.now());
        let (caller, refused, asked) = (call.caller, call.refused, call.asked);
        let doing = self.processes.get(caller).map(|process| &process.doing);
        match doing {
            Some(Doing::Asking(_, Question::Accept(asked))) if *asked == invocation => {
                self.resume(kernel, caller, Reply::Invoked(invocation));
            }
            // The caller has given up asking, or was killed.
            _ if asked => self.shared.released.borrow_mut().push(invocation),
            _ => {}
        }
        if refused {
            self.end_call(kernel, invocation);
        }
    }

    /// The caller's function manager hears that an invocation is over.
    pub(super) fn end_call(&mut self, kernel: &mut Kernel<World<R>>, invocation: InvocationId) {
        let Some(call) = self.calls.get_mut(invocation) else {
            return;
        };
        let caller = (!call.over).then_some(call.caller);
        call.over = true;
        let waiters = std::mem::take(&mut call.waiters);
        self.record(invocation);
        for waiter in waiters {
            self.tell(kernel, waiter, invocation);
        }
        self.forget(invocation);
        if let Some(caller) = caller {
            self.one_less(kernel, caller);
        }
    }

    pub(super) fn dates(&self, invocation: InvocationId) -> Option<Dates> {
        self.calls.get(invocation).map(|call| call.invocation.dates)
    }

    /// Since when the time limit of an invocation counts; `None` if it no longer matters.
    pub(super) fn limited_since(&self, invocation: InvocationId) -> Option<SimTime> {
        let invocation = &self.calls.get(invocation)?.invocation;
        let limited = matches!(invocation.state, State::Running(_) | State::Ended(_));
        invocation.dates.start.filter(|_| limited)
    }

    pub(super) fn is_over(&self, invocation: InvocationId) -> bool {
        self.calls.get(invocation).is_some_and(|call| call.over)
    }

    /// The outcome of an invocation that is over.
    pub(super) fn take(&mut self, invocation: InvocationId) -> Reply {
        let nodes = &self.node_hosts;
        let Some(call) = self.calls.get_mut(invocation) else {
            return Reply::Done;
        };
        let node = call
            .invocation
            .node
            .map(|node| nodes[call.invocation.service.index()][node.index()]);
        let failure = call.lost.as_deref().or(call.invocation.failure.as_deref());
        let result = match (failure, call.output.take()) {
            (Some(failure), _) => Err(failure.clone()),
            (None, Some(output)) => Ok(output),
            (None, None) => unreachable!("an outcome is taken once, when the invocation is over"),
        };
        let (dates, reused) = (call.invocation.dates, call.invocation.reused);
        let node = node.map(|host| self.host_names[host.index()].clone());
        Reply::Outcome(Box::new(RawOutcome {
            result,
            dates,
            node,
            reused,
        }))
    }

    /// Drops the invocations that are over and whose handle is gone.
    pub(super) fn forget_released(&mut self) {
        if self.shared.released.borrow().is_empty() {
            return;
        }
        let mut released = self.shared.released.take();
        for invocation in released.drain(..) {
            if let Some(call) = self.calls.get_mut(invocation) {
                call.released = true;
                self.forget(invocation);
            }
        }
        // Given back for its memory; nothing can have been released meanwhile.
        *self.shared.released.borrow_mut() = released;
    }

    fn forget(&mut self, invocation: InvocationId) {
        let forgettable =
            |call: &Call| call.over && call.released && call.invocation.state == State::Complete;
        if self.calls.get(invocation).is_some_and(forgettable) {
            self.calls.remove(invocation);
        }
    }

    fn record(&mut self, invocation: InvocationId) {
        let Some(call) = self.calls.get_mut(invocation).filter(|call| !call.recorded) else {
            return;
        };
        call.recorded = true;
        self.recorder.called(CallRecord {
            number: call.invocation.number,
            service: call.invocation.service,
            function: call.invocation.function,
            dates: call.invocation.dates,
            node: call.invocation.node,
            container: call.invocation.container,
            reused: call.invocation.reused,
            caller: &call.by,
            requested: call.requested,
            accepted: call.accepted,
            refused: call.refused || call.lost.is_some(),
            failure: call.lost.as_deref().or(call.invocation.failure.as_deref()),
            input: call.input_size,
            output: call.output_size,
        });
    }

    /// Tells the recorder about every invocation that is not over, in order of request.
    pub(super) fn record_unfinished(&mut self) {
        let mut unfinished: Vec<(u64, InvocationId)> = self
            .calls
            .iter()
            .map(|(id, call)| (call.invocation.number, id))
            .collect();
        unfinished.sort_unstable();
        for (_, invocation) in unfinished {
            self.record(invocation);
        }
    }

    /// An invocation and how far it has come, for people.
    pub(super) fn describe_call(&self, call: &Call) -> String {
        let Invocation {
            number,
            function,
            state,
            ..
        } = &call.invocation;
        let name = self.shared.names.function(*function);
        let state = match state {
            State::Requested => "which its service has not taken yet",
            State::AwaitsImage => "whose image has not reached the head host",
            State::Schedulable => {
                "which the scheduler has not dispatched (does its container fit on a node?)"
            }
            State::Dispatched(_) => "whose container is starting",
            State::Running(_) | State::Ended(_) => "whose body is running",
            State::Complete => "whose completion has not reached its caller",
        };
        format!("invocation {name}#{number}, {state}")
    }

    /// What a process that has asked a service for something waits for, for people.
    pub(super) fn describe_question(&self, question: &Question) -> String {
        match question {
            Question::Accept(invocation) => match self.calls.get(*invocation) {
                Some(call) => self.describe_call(call),
                None => "an invocation".to_owned(),
            },
            Question::Register(_, function) => {
                format!(
                    "the registration of `{}`",
                    self.shared.names.function(*function)
                )
            }
        }
    }

    /// A service should have answered a request by now: the request fails, although the service may go on with it.
    pub(super) fn answer_overdue(&mut self, kernel: &mut Kernel<World<R>>, process: ProcessId) {
        let Some(Doing::Asking(since, question)) =
            self.processes.get(process).map(|process| &process.doing)
        else {
            return;
        };
        // It has asked for something else since.
        if kernel.now() - *since != NETWORK_TIMEOUT {
            return;
        }
        match *question {
            Question::Accept(invocation) => {
                let Some(call) = self.calls.get_mut(invocation) else {
                    return;
                };
                let peer = self.host_names[self.heads[call.invocation.service.index()].index()]
                    .to_string();
                call.lost = Some(Box::new(Failure::NetworkTimeout { peer }));
                call.accepted = Some(kernel.now());
                self.resume(kernel, process, Reply::Invoked(invocation));
                self.end_call(kernel, invocation);
            }
            Question::Register(service, function) => {
                let peer = self.host_names[self.heads[service.index()].index()].to_string();
                let failure = Failure::NetworkTimeout { peer };
                self.recorder
                    .registered(kernel.now(), service, function, &Err(failure.clone()));
                self.resume(kernel, process, Reply::Failed(Box::new(failure)));
            }
        }
    }

    /// Refuses an invocation.
    pub(super) fn refuse(&mut self, invocation: InvocationId, failure: Failure) {
        if let Some(call) = self.calls.get_mut(invocation) {
            call.refused = true;
            call.invocation.state = State::Complete;
            call.invocation.failure = Some(Box::new(failure));
        }
    }
}

/// What a process has asked a service for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Question {
    /// To accept an invocation.
    Accept(InvocationId),
    /// To register a function.
    Register(ServiceId, FunctionId),
}
