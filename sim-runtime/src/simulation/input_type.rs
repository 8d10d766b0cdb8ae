//! What is known of the type of a function's input, where the type itself is not: how to copy an input, and how to make a dead
//! letter of it.

use std::any::{Any, TypeId, type_name};
use std::rc::Rc;

use super::dead_letter::DeadLetter;
use super::parcel::Parcel;

/// Copies an input.
pub(crate) type CopyInput = fn(&dyn Any) -> Parcel;

/// Puts an input into a dead letter.
pub(crate) type WriteLetter = fn(DeadLetter<()>, Parcel) -> Box<dyn Any>;

/// The type of a function's input.
#[derive(Clone)]
pub(crate) struct InputType {
    /// Which it is.
    pub(crate) id: TypeId,
    pub(crate) name: &'static str,
    /// That of a dead letter with such an input.
    pub(crate) letter: TypeId,
    pub(crate) letter_name: &'static str,
    /// Makes a dead letter with an input out of one with no input yet.
    pub(crate) write: WriteLetter,
    /// Copies an input, if the type is `Clone` and the function says so.
    pub(crate) copy: Option<CopyInput>,
    /// Makes the input with which any dead letter invokes the function, if it does not take the letter itself.
    pub(crate) answer: Option<Rc<dyn Fn() -> Parcel>>,
}

impl InputType {
    /// A type of which nothing says that it can be copied.
    pub(crate) fn of<I: 'static>() -> Self {
        Self {
            id: TypeId::of::<I>(),
            name: type_name::<I>(),
            letter: TypeId::of::<DeadLetter<I>>(),
            letter_name: type_name::<DeadLetter<I>>(),
            write: write::<I>,
            copy: None,
            answer: None,
        }
    }
}

fn write<I: 'static>(letter: DeadLetter<()>, input: Parcel) -> Box<dyn Any> {
    let DeadLetter {
        function,
        input: (),
        cause,
        attempts,
        requested,
        given_up,
    } = letter;
    match input.open::<I>() {
        Ok(input) => Box::new(DeadLetter {
            function,
            input,
            cause,
            attempts,
            requested,
            given_up,
        }),
        Err(_) => unreachable!("a function is invoked with inputs of its own type"),
    }
}

/// Copies an input by `Clone`.
pub(crate) fn cloned<I: Clone + 'static>(input: &dyn Any) -> Parcel {
    copied(input, I::clone)
}

/// Copies an input by a function.
pub(crate) fn copied<I: 'static>(input: &dyn Any, copy: impl FnOnce(&I) -> I) -> Parcel {
    match input.downcast_ref::<I>() {
        Some(input) => Parcel::of(copy(input)),
        None => unreachable!("a function is invoked with inputs of its own type"),
    }
}
