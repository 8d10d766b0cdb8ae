//! Invocations: placed and waited for.

use std::rc::Rc;

use super::{Ctx, done};
use crate::serverless::Failure;
use crate::simulation::capacity::Capacity;
use crate::simulation::handle::{
    Completed, CompletedDates, Failed, Invocation, Outcome, Serverless,
};
use crate::simulation::invocable::Invocable;
use crate::simulation::open_loop::not_deployed;
use crate::simulation::parcel::Parcel;
use crate::simulation::request::{
    Interest, InvokeForm, InvokeRequest, RawOutcome, RawResult, Reply, Request, Wait,
};
use crate::simulation::stage::StageUse;
use crate::units::SimDuration;

impl Ctx {
    /// Invokes a function of a service; returns when the service has accepted the request, or refused it. If the function has
    /// [retries](crate::serverless::FunctionSpec::retry), that is: has accepted an attempt, or refused the last.
    ///
    /// A refusal, such as that of a function which is not deployed there, is the outcome of the invocation.
    pub async fn invoke<F: Invocable<How>, How>(
        &mut self,
        on: Serverless,
        function: F,
        input: F::Input,
    ) -> Invocation<F::Output, F::Error> {
        let request = self.request(on, function, input, (Interest::Acceptance, None));
        let reply = self.ask(request).await;
        self.invoked(reply)
    }

    /// Invokes a function of a service; fails if the service refuses the request, or does not answer it in time.
    ///
    /// # Errors
    ///
    /// [`Failure::FunctionNotFound`] if the function is not registered with the service; [`Failure::Throttled`] or
    /// [`Failure::Rejected`] by its admission policy; [`Failure::NetworkTimeout`].
    pub async fn try_invoke<F: Invocable<How>, How>(
        &mut self,
        on: Serverless,
        function: F,
        input: F::Input,
    ) -> Result<Invocation<F::Output, F::Error>, Failure> {
        if function.find(&self.shared.functions).is_none() {
            return Err(Failure::FunctionNotFound {
                function: function.label(),
            });
        }
        let invocation = self.invoke(on, function, input).await;
        done(self.ask(Request::Refusal(invocation.id)).await)?;
        Ok(invocation)
    }

    /// What a service has, and what of it is free at this date. Asking takes no time.
    ///
    /// ```
    /// # use sim_runtime::simulation::{Ctx, Serverless};
    /// # async fn client(ctx: &mut Ctx, cloud: Serverless) {
    /// if ctx.capacity(cloud).await.num_idle_cores() == 0 {
    ///     ctx.log("the service is busy");
    /// }
    /// # }
    /// ```
    pub async fn capacity(&mut self, of: Serverless) -> Capacity {
        let Reply::Value(capacity) = self.ask(Request::Capacity(of.0)).await else {
            unreachable!("a service tells its capacity")
        };
        match capacity.downcast() {
            Ok(capacity) => *capacity,
            Err(_) => unreachable!("its capacity is a capacity"),
        }
    }

    /// Invokes a function of a service without waiting for the service's answer.
    pub async fn invoke_async<F: Invocable<How>, How>(
        &mut self,
        on: Serverless,
        function: F,
        input: F::Input,
    ) -> Invocation<F::Output, F::Error> {
        let request = self.request(on, function, input, (Interest::Outcome, None));
        let reply = self.ask(request).await;
        self.invoked(reply)
    }

    /// Invokes a function of a service, and waits until the invocation is over.
    ///
    /// # Errors
    ///
    /// As [`Ctx::wait`].
    pub async fn invoke_and_wait<F: Invocable<How>, How>(
        &mut self,
        on: Serverless,
        function: F,
        input: F::Input,
    ) -> Outcome<F::Output, F::Error> {
        let invocation = self.invoke(on, function, input).await;
        self.wait(invocation).await
    }

    pub(super) fn request<F: Invocable<How>, How>(
        &self,
        on: Serverless,
        function: F,
        input: F::Input,
        (interest, form): (Interest, Option<InvokeForm>),
    ) -> Request {
        Request::Invoke(self.invocation(on, function, input, (interest, form)))
    }

    /// A request for an invocation that belongs to a stage of a workflow.
    pub(in crate::simulation) fn staged_request<F: Invocable<How>, How>(
        &self,
        on: Serverless,
        function: F,
        input: F::Input,
        stage: StageUse,
    ) -> Request {
        let request = self.invocation(on, function, input, (Interest::Outcome, None));
        Request::Invoke(InvokeRequest {
            stage: Some(Box::new(stage)),
            ..request
        })
    }

    fn invocation<F: Invocable<How>, How>(
        &self,
        on: Serverless,
        function: F,
        input: F::Input,
        (interest, form): (Interest, Option<InvokeForm>),
    ) -> InvokeRequest {
        let Some(id) = function.find(&self.shared.functions) else {
            not_deployed(&function)
        };
        let input_size = function.scale()(&input);
        InvokeRequest {
            service: on.0,
            function: id,
            input: Parcel::of(input),
            input_size,
            interest,
            form: form.map(Box::new),
            stage: None,
        }
    }

    pub(super) fn invoked<O, E>(&self, reply: Reply) -> Invocation<O, E> {
        match reply {
            Reply::Invoked(invocation) => Invocation::new(invocation, Rc::clone(&self.shared)),
            _ => unreachable!("an invocation is answered with its handle"),
        }
    }

    /// Whether an invocation is over, successful or not.
    pub async fn is_done<O, E>(&mut self, invocation: &Invocation<O, E>) -> bool {
        matches!(
            self.ask(Request::IsDone(invocation.id)).await,
            Reply::Flag(true)
        )
    }

    /// Waits until an invocation is over.
    ///
    /// # Errors
    ///
    /// [`Failed::Returned`] if its function returned an error; [`Failed::Platform`] for every other failure.
    pub async fn wait<O: 'static, E: 'static>(
        &mut self,
        invocation: Invocation<O, E>,
    ) -> Outcome<O, E> {
        match self.ask(Request::Wait(Wait::Outcome(invocation.id))).await {
            Reply::Outcome(raw) => typed(*raw),
            _ => unreachable!("waiting for an outcome is answered with it"),
        }
    }

    /// Waits until an invocation is over, but for no longer than a limit.
    ///
    /// What is over at the very date of the limit counts as done.
    ///
    /// ```
    /// # use sim_runtime::simulation::{Ctx, Function, Serverless};
    /// # use sim_runtime::units::short::secs;
    /// # async fn client(ctx: &mut Ctx, cloud: Serverless, resize: Function<u64, String>) {
    /// let call = ctx.invoke(cloud, resize, 7).await;
    /// if let Err(late) = ctx.wait_at_most(secs(10), call).await {
    ///     ctx.cancel(&late).await;
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The handle, if the limit was reached first: the invocation goes on. Wait for it again, [cancel](Ctx::cancel) it, or drop
    /// the handle and let it go on for nobody.
    pub async fn wait_at_most<O: 'static, E: 'static>(
        &mut self,
        limit: SimDuration,
        invocation: Invocation<O, E>,
    ) -> Result<Outcome<O, E>, Invocation<O, E>> {
        let until_done = async |ctx: &mut Ctx| ctx.until_done(&invocation).await;
        match self.with_timeout(limit, until_done).await {
            Ok(()) => Ok(self.wait(invocation).await),
            Err(_) => Err(invocation),
        }
    }

    /// Ends an invocation before its time; what the function has done so far stays done. Asking takes no time.
    ///
    /// Its outcome is a [`Failed::Platform`] with [`Failure::Cancelled`]: at once if it was queued or starting, and as soon as its
    /// service knows if its body was running, which is killed as at a time limit. Its resources are free then. A request that the
    /// service has not taken in yet is refused. Copies of images go on.
    ///
    /// Returns whether it may come in time: false if the invocation is over, or its service has done with it. A body that has
    /// ended by then keeps its outcome.
    pub async fn cancel<O, E>(&mut self, invocation: &Invocation<O, E>) -> bool {
        matches!(
            self.ask(Request::Cancel(invocation.id)).await,
            Reply::Flag(true)
        )
    }

    /// Waits until an invocation is over, and leaves its outcome for a later [`Ctx::wait`].
    pub async fn until_done<O, E>(&mut self, invocation: &Invocation<O, E>) {
        self.tell(Request::Wait(Wait::End(invocation.id))).await;
    }

    /// Waits until every invocation that this process has placed is over, whether or not its handle is kept.
    pub async fn until_all_done(&mut self) {
        self.tell(Request::Drain).await;
    }

    /// Waits until all of several invocations are over; their outcomes come in the order of the invocations.
    ///
    /// # Errors
    ///
    /// Each outcome as that of [`Ctx::wait`].
    pub async fn wait_all<O: 'static, E: 'static>(
        &mut self,
        invocations: impl IntoIterator<Item = Invocation<O, E>>,
    ) -> Vec<Outcome<O, E>> {
        let invocations: Vec<_> = invocations.into_iter().collect();
        let ids = invocations.iter().map(|invocation| invocation.id).collect();
        match self.ask(Request::Wait(Wait::All(ids))).await {
            Reply::Outcomes(raw) => raw.into_iter().map(typed).collect(),
            _ => unreachable!("waiting for all is answered with all their outcomes"),
        }
    }

    /// Waits until one of several invocations is over and removes it; `None` if there is none.
    ///
    /// If several are over, the first of them in the vector counts.
    ///
    /// # Errors
    ///
    /// The outcome as that of [`Ctx::wait`].
    pub async fn wait_any<O: 'static, E: 'static>(
        &mut self,
        invocations: &mut Vec<Invocation<O, E>>,
    ) -> Option<Outcome<O, E>> {
        if invocations.is_empty() {
            return None;
        }
        let ids = invocations.iter().map(|invocation| invocation.id).collect();
        match self.ask(Request::Wait(Wait::Any(ids))).await {
            Reply::First(index, raw) => {
                drop(invocations.remove(index));
                Some(typed(*raw))
            }
            _ => unreachable!("waiting for any is answered with the first and its outcome"),
        }
    }

    /// Registers a function with a service, which the declaration deployed without registering it.
    ///
    /// # Errors
    ///
    /// [`Failure::NotEnoughDisk`] or [`Failure::NotEnoughMemory`] if no node could ever run it.
    pub async fn register<F: Invocable<How>, How>(
        &mut self,
        on: Serverless,
        function: F,
    ) -> Result<(), Failure> {
        let Some(id) = function.find(&self.shared.functions) else {
            return Err(Failure::FunctionNotFound {
                function: function.label(),
            });
        };
        done(self.ask(Request::Register(on.0, id)).await)
    }
}

/// Gives an outcome its type back.
fn typed<O: 'static, E: 'static>(raw: RawOutcome) -> Outcome<O, E> {
    let RawOutcome {
        result,
        dates,
        node,
        reused,
    } = raw;
    let output = match result {
        RawResult::Output(output) => output,
        RawResult::Error(error) => {
            let Ok(error) = error.downcast::<E>() else {
                unreachable!("an invocation's handle has the type of its function's error")
            };
            return Err(Failed::Returned {
                error: *error,
                dates: Box::new(dates),
                node,
            });
        }
        RawResult::Failed(cause) => {
            return Err(Failed::Platform {
                cause,
                dates: Box::new(dates),
                node,
            });
        }
    };
    let Ok(output) = output.open::<O>() else {
        unreachable!("an invocation's handle has the type of its function's output")
    };
    let (Some(submit), Some(dispatch), Some(start), Some(end), Some(node)) =
        (dates.submit, dates.dispatch, dates.start, dates.end, node)
    else {
        unreachable!("a successful invocation has gone through every step")
    };
    let dates = CompletedDates {
        submit,
        dispatch,
        start,
        end,
    };
    Ok(Completed {
        output,
        dates,
        node,
        reused_container: reused,
    })
}
