//! Declarations: what `simulation! {}` makes of a struct.

use std::panic::Location;

use super::builder::Builder;
use super::parameter::{ParameterError, ParameterInfo, ParameterValue};

/// What can be run several times, with other parameters each time: anything that is `Clone`.
#[diagnostic::on_unimplemented(
    message = "the simulation `{Self}` is not `Clone`",
    label = "is not `Clone`",
    note = "write `#[derive(Clone)]` before its `struct`"
)]
pub trait Repeatable: Sized {
    /// The same simulation once more.
    #[must_use]
    fn repeated(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> Repeatable for T {
    fn repeated(&self) -> Self {
        self.clone()
    }
}

/// A simulation with parameters: fill in the struct, and it builds itself.
///
/// `simulation! {}` implements this; a struct can also do it by hand.
pub trait Declaration: Repeatable + Default {
    /// The name of the simulation.
    const NAME: &'static str;
    /// What it simulates, in a sentence or a paragraph.
    const DOC: &'static str;
    /// Where it is declared, for messages that concern the whole of it; without one, where it is run.
    const PLACE: Option<&'static Location<'static>> = None;
    /// Its parameters, in order of declaration.
    const PARAMETERS: &'static [ParameterInfo];

    /// The values of the parameters, in order of declaration.
    fn values(&self) -> Vec<ParameterValue>;

    /// Sets one parameter from text.
    ///
    /// # Errors
    ///
    /// If there is no such parameter, or the text is not a value of it.
    fn set(&mut self, name: &str, text: &str) -> Result<(), ParameterError>;

    /// Declares the simulation.
    fn build(&self, sim: &mut Builder);
}
