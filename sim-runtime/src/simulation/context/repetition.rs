//! Invocations that are attempted more than once if they fail: by the client, or by the provider.

use super::Ctx;
use crate::serverless::Retry;
use crate::simulation::handle::{Invocation, Serverless};
use crate::simulation::input_type::cloned;
use crate::simulation::invocable::Invocable;
use crate::simulation::request::{Interest, InvokeForm, Reply, Request};

impl Ctx {
    /// Invokes a function of a service, and tries again if that fails, whatever the function says of it; returns when the service
    /// has accepted an attempt, or the last was refused.
    ///
    /// The handle is that of the request: waiting for it is waiting for the last attempt. Each attempt is an invocation with a row
    /// of its own. This process makes them: when it has ended, there is no other.
    ///
    /// ```
    /// # use sim_runtime::prelude::*;
    /// # async fn client(ctx: &mut Ctx, cloud: Serverless, resize: Function<u64, String>) {
    /// let retry = Retry { attempts: 5, timeout: secs(2), ..Retry::default() };
    /// let call = ctx.invoke_retrying(cloud, resize, 7, retry).await;
    /// if let Err(failed) = ctx.wait(call).await {
    ///     ctx.log(format!("five times in vain: {failed}"));
    /// }
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// If the numbers of the retry mean nothing ([`Retry::mistake`]), which ends the run with a message.
    pub async fn invoke_retrying<F: Invocable<How, Input: Clone>, How>(
        &mut self,
        on: Serverless,
        function: F,
        input: F::Input,
        retry: Retry,
    ) -> Invocation<F::Output, F::Error> {
        if let Some(mistake) = retry.mistake() {
            panic!("a retry of `{}`: {mistake}", function.label());
        }
        let form = InvokeForm::Retrying(retry, cloned::<F::Input>);
        let request = self.request(on, function, input, (Interest::Acceptance, Some(form)));
        let reply = self.ask(request).await;
        self.invoked(reply)
    }

    /// The number that the next invocation of the whole simulation will have, if this process places it at once.
    pub(crate) async fn next_invocation(&mut self) -> u64 {
        let Reply::Value(number) = self.ask(Request::NextInvocation).await else {
            unreachable!("a number is told as a value")
        };
        match number.downcast() {
            Ok(number) => *number,
            Err(_) => unreachable!("the number of an invocation is a number"),
        }
    }

    /// Invokes a function of a service asynchronously, as an event: the provider accepts it at once, and runs it until an attempt
    /// succeeds or it gives up, as the function says of its [`events`](crate::serverless::FunctionSpec::events).
    ///
    /// It goes on without this process. A client of a real provider hears no more of it; the handle is there for who wants to know
    /// nevertheless, and may be dropped. ([`Ctx::invoke_async`] is another thing: a synchronous invocation whose client does not
    /// wait.)
    ///
    /// ```
    /// # use sim_runtime::prelude::*;
    /// # async fn client(ctx: &mut Ctx, cloud: Serverless, resize: Function<u64, String>) {
    /// drop(ctx.invoke_event(cloud, resize, 7).await);
    /// # }
    /// ```
    pub async fn invoke_event<F: Invocable<How, Input: Clone>, How>(
        &mut self,
        on: Serverless,
        function: F,
        input: F::Input,
    ) -> Invocation<F::Output, F::Error> {
        let form = InvokeForm::Event(cloned::<F::Input>);
        let request = self.request(on, function, input, (Interest::Outcome, Some(form)));
        let reply = self.ask(request).await;
        self.invoked(reply)
    }
}
