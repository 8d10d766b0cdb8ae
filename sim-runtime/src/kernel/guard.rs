//! Panics of code that is not ours, turned into values: nothing unwinds out of a run, and nothing aborts it.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs something that may panic.
///
/// # Errors
///
/// The message of its panic. What the panic has interrupted is in no defined state, and must not be gone on with.
#[inline]
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(message)
}

thread_local! {
    static IS_EXPECTED: Cell<bool> = const { Cell::new(false) };
}

/// Runs code of another crate that meets bad input with panics, of which each becomes an error that says what is bad. A hook for panics
/// can ask [`is_expected`] and leave out what is told anyway.
///
/// # Errors
///
/// As of [`guarded`].
pub fn expected<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let before = IS_EXPECTED.replace(true);
    let outcome = guarded(work);
    IS_EXPECTED.set(before);
    outcome
}

/// Whether a panic of this thread would be one that is [expected].
pub fn is_expected() -> bool {
    IS_EXPECTED.get()
}

/// Drops a value whose destructor may panic.
///
/// # Errors
///
/// The message of its panic.
#[inline]
pub fn discard<T>(value: T) -> Result<(), String> {
    guarded(move || drop(value))
}

/// The message of a panic.
#[cold]
fn message(payload: Box<dyn Any + Send>) -> String {
    let text = if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "a panic without a message".to_owned()
    };
    // A payload may have a destructor of the user's that panics in its turn; there is no end to that but to leak it.
    if let Err(another) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(another);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Rotten;

    impl Drop for Rotten {
        fn drop(&mut self) {
            panic!("rotten");
        }
    }

    #[test]
    fn a_panic_is_told_by_its_message() {
        assert_eq!(guarded(|| 7), Ok(7));
        assert_eq!(guarded::<()>(|| panic!("no {}", 7)), Err("no 7".to_owned()));
        assert_eq!(discard(Rotten), Err("rotten".to_owned()));
    }

    #[test]
    fn a_panic_is_expected_only_where_it_is_said() {
        assert_eq!(expected(is_expected), Ok(true));
        assert_eq!(expected::<()>(|| panic!("bad")), Err("bad".to_owned()));
        assert_eq!(expected(|| expected(is_expected)), Ok(Ok(true)));
        assert!(!is_expected());
    }

    #[test]
    fn a_payload_whose_destructor_panics_does_no_harm() {
        let outcome = guarded(|| std::panic::panic_any(Rotten));
        assert_eq!(outcome, Err("a panic without a message".to_owned()));
    }
}
