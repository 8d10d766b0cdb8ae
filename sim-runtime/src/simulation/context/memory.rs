//! Memory: what a body uses of the memory of its container.

use super::{Ctx, done};
use crate::serverless::Failure;
use crate::simulation::request::Request;
use crate::units::Bytes;

impl Ctx {
    /// Takes memory of the container, in no time, until it is [freed](Ctx::free) or the body ends.
    ///
    /// The limit is what the function declares as its `memory`, which all bodies in one container share; a function that
    /// declares none has none. Beyond it this does not return: the container is killed at this date, and every body that runs
    /// in it fails with [`Failure::OutOfMemory`]. What a process takes that a body has spawned belongs to the body.
    ///
    /// ```
    /// # use sim_runtime::prelude::*;
    /// async fn sort(ctx: &mut Ctx, photos: u64) -> Result<(), Failure> {
    ///     ctx.allocate(photos * mb(8)).await?;
    ///     ctx.compute(gflop(1)).await;
    ///     ctx.free(photos * mb(8)).await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Failure::NoContainer`] in a process that is no body of a function and belongs to none.
    pub async fn allocate(&mut self, size: Bytes) -> Result<(), Failure> {
        done(self.ask(Request::Allocate(size)).await)
    }

    /// Gives memory of the container back, in no time.
    ///
    /// # Errors
    ///
    /// [`Failure::NotAllocated`] if the body holds less, and then nothing is given back; [`Failure::NoContainer`] as for
    /// [`Ctx::allocate`].
    pub async fn free(&mut self, size: Bytes) -> Result<(), Failure> {
        done(self.ask(Request::Free(size)).await)
    }
}
