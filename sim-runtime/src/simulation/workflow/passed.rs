//! What goes from a step of a workflow to the next.

use std::any::Any;

/// A value without its type, on its way from a step to the next.
pub(super) type Value = Box<dyn Any>;

/// What can go from a step of a workflow to the next: it is copied for each branch and each attempt.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot go from a step of a workflow to the next",
    label = "cannot be copied for each branch and each attempt",
    note = "put `#[derive(Clone)]` on it, and let it own what it has"
)]
pub trait Passed: Clone + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Clone + 'static> Passed for T {}

/// A value with its type, which the combinators have checked.
pub(super) fn typed<T: 'static>(value: Value) -> T {
    match value.downcast() {
        Ok(value) => *value,
        Err(_) => unreachable!("the steps of a workflow fit together"),
    }
}

/// A value that is looked at.
pub(super) fn seen<T: 'static>(value: &Value) -> &T {
    let value = value.downcast_ref();
    value.expect("the steps of a workflow fit together")
}

/// A copy of a value.
pub(super) fn copy<T: Passed>(value: &Value) -> Value {
    Box::new(seen::<T>(value).clone())
}
