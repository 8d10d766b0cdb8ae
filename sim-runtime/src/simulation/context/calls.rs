//! Invocations: placed and waited for.

use std::rc::Rc;

use super::{Ctx, done};
use crate::serverless::Failure;
use crate::simulation::capacity::Capacity;
use crate::simulation::handle::{
    Completed, CompletedDates, Failed, Invocation, Outcome, Serverless,
};
use crate::simulation::invocable::Invocable;
use crate::simulation::request::{Interest, InvokeRequest, RawOutcome, Reply, Request, Wait};

impl Ctx {
    /// Invokes a function of a service; returns when the service has accepted the request, or refused it.
    ///
    /// A refusal, such as that of a function which is not deployed there, is the outcome of the invocation.
    pub async fn invoke<F: Invocable>(
        &mut self,
        on: Serverless,
        function: F,
        input: F::Input,
    ) -> Invocation<F::Output> {
        let request = self.request(on, function, input, Interest::Acceptance);
        let reply = self.ask(request).await;
        self.invoked(reply)
    }

    /// Invokes a function of a service; fails if the service refuses the request, or does not answer it in time.
    ///
    /// # Errors
    ///
    /// [`Failure::FunctionNotFound`] if the function is not registered with the service; [`Failure::Throttled`] or
    /// [`Failure::Rejected`] by its admission policy; [`Failure::NetworkTimeout`].
    pub async fn try_invoke<F: Invocable>(
        &mut self,
        on: Serverless,
        function: F,
        input: F::Input,
    ) -> Result<Invocation<F::Output>, Failure> {
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
    pub async fn invoke_async<F: Invocable>(
        &mut self,
        on: Serverless,
        function: F,
        input: F::Input,
    ) -> Invocation<F::Output> {
        let request = self.request(on, function, input, Interest::Outcome);
        let reply = self.ask(request).await;
        self.invoked(reply)
    }

    /// Invokes a function of a service, and never asks what becomes of it.
    pub(crate) fn invoke_unwatched<F: Invocable>(
        &mut self,
        on: Serverless,
        function: F,
        input: F::Input,
    ) {
        let request = self.request(on, function, input, Interest::None);
        self.channel.post(request);
    }

    fn request<F: Invocable>(
        &self,
        on: Serverless,
        function: F,
        input: F::Input,
        interest: Interest,
    ) -> Request {
        let Some(id) = function.find(&self.shared.functions) else {
            panic!(
                "function `{}` is not deployed on any service; add a `deploy` declaration",
                function.label()
            )
        };
        let input_size = function.scale()(&input);
        Request::Invoke(InvokeRequest {
            service: on.0,
            function: id,
            input: Box::new(input),
            input_size,
            interest,
        })
    }

    fn invoked<O>(&self, reply: Reply) -> Invocation<O> {
        match reply {
            Reply::Invoked(invocation) => Invocation::new(invocation, Rc::clone(&self.shared)),
            _ => unreachable!("an invocation is answered with its handle"),
        }
    }

    /// Whether an invocation is over, successful or not.
    pub async fn is_done<O>(&mut self, invocation: &Invocation<O>) -> bool {
        matches!(
            self.ask(Request::IsDone(invocation.id)).await,
            Reply::Flag(true)
        )
    }

    /// Waits until an invocation is over.
    pub async fn wait<O: 'static>(&mut self, invocation: Invocation<O>) -> Outcome<O> {
        match self.ask(Request::Wait(Wait::Outcome(invocation.id))).await {
            Reply::Outcome(raw) => typed(*raw),
            _ => unreachable!("waiting for an outcome is answered with it"),
        }
    }

    /// Waits until an invocation is over, and leaves its outcome for a later [`Ctx::wait`].
    pub async fn until_done<O>(&mut self, invocation: &Invocation<O>) {
        self.tell(Request::Wait(Wait::End(invocation.id))).await;
    }

    /// Waits until every invocation that this process has placed is over, whether or not its handle is kept.
    pub async fn until_all_done(&mut self) {
        self.tell(Request::Drain).await;
    }

    /// Waits until all of several invocations are over; their outcomes come in the order of the invocations.
    pub async fn wait_all<O: 'static>(
        &mut self,
        invocations: impl IntoIterator<Item = Invocation<O>>,
    ) -> Vec<Outcome<O>> {
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
    pub async fn wait_any<O: 'static>(
        &mut self,
        invocations: &mut Vec<Invocation<O>>,
    ) -> Option<Outcome<O>> {
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
    pub async fn register<F: Invocable>(
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
fn typed<O: 'static>(raw: RawOutcome) -> Outcome<O> {
    let RawOutcome {
        result,
        dates,
        node,
        reused,
    } = raw;
    let output = match result {
        Ok(output) => output,
        Err(cause) => {
            return Err(Failed {
                cause,
                dates: Box::new(dates),
                node,
            });
        }
    };
    let Ok(output) = output.downcast::<O>() else {
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
        output: *output,
        dates,
        node,
        reused_container: reused,
    })
}
