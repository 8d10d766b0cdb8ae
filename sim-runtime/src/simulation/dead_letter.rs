//! Dead letters: what is left of an asynchronous invocation that its provider has given up.

use crate::serverless::Failure;
use crate::simulation::payload::Payload;
use crate::units::{Bytes, SimTime};

/// An asynchronous invocation that its provider has given up, as its [destination](crate::serverless::Destination) gets it: a
/// mailbox of such letters, or a function that takes one.
///
/// ```
/// use sim_runtime::prelude::*;
///
/// async fn operator(ctx: &mut Ctx, dead: Mailbox<DeadLetter<u64>>) {
///     let letter = ctx.receive(dead).await;
///     ctx.log(format!("{}({}) failed {} times: {}", letter.function, letter.input, letter.attempts, letter.cause));
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct DeadLetter<I> {
    /// The function that was to be invoked.
    pub function: String,
    /// Its input.
    pub input: I,
    /// Why the last attempt failed.
    pub cause: Failure,
    /// How many attempts there were, those among them that the service refused.
    pub attempts: u32,
    /// When its caller asked for the invocation.
    pub requested: SimTime,
    /// When the provider gave it up.
    pub given_up: SimTime,
}

/// As large as the input in it.
impl<I: Payload> Payload for DeadLetter<I> {
    fn size(&self) -> Bytes {
        self.input.size()
    }
}
