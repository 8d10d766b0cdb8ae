//! How what a body returns is understood: as a value whatever it is, or as a value or an error.

use std::convert::Infallible;
use std::fmt::Display;

/// How what a body returns is understood; [`Succeeds`] and [`MayFail`] are the two ways there are.
#[diagnostic::on_unimplemented(
    message = "a serverless function that may fail returns a `Result` whose error can be shown, and `{R}` is none",
    note = "the error becomes the cause of the failure in reports: implement `std::fmt::Display` for it"
)]
pub trait ReturnKind<R>: 'static {
    /// What the caller gets of an invocation that succeeds.
    type Value: 'static;
    /// What the caller gets of one whose body returns an error.
    type Error: Display + 'static;

    /// Tells the two apart.
    ///
    /// # Errors
    ///
    /// What the body returned, if that is an error.
    fn read(returned: R) -> Result<Self::Value, Self::Error>;
}

/// Whatever the body returns is a success.
#[derive(Clone, Copy, Debug)]
pub struct Succeeds;

/// The body returns a `Result`, whose error is a failure of the invocation.
#[derive(Clone, Copy, Debug)]
pub struct MayFail;

impl<R: 'static> ReturnKind<R> for Succeeds {
    type Value = R;
    type Error = Infallible;

    fn read(returned: R) -> Result<R, Infallible> {
        Ok(returned)
    }
}

impl<T: 'static, E: Display + 'static> ReturnKind<Result<T, E>> for MayFail {
    type Value = T;
    type Error = E;

    fn read(returned: Result<T, E>) -> Result<T, E> {
        returned
    }
}
