//! The declaration of a simulation, whose expressions may panic where parameters make no sense, and other panics that are told otherwise.

use std::panic::{self, PanicHookInfo};
use std::sync::{Arc, Mutex, PoisonError};

use sim_runtime::kernel::guard::is_expected;
use sim_runtime::simulation::{BuildError, Builder};

use super::Failed;

/// Builds without the message that a panic prints by itself: it is told once, as bad input, with the place of the expression.
///
/// # Errors
///
/// The declaration makes no sense.
pub(super) fn quietly(
    build: impl FnOnce() -> Result<Builder, BuildError>,
) -> Result<Builder, Failed> {
    let place: Arc<Mutex<Option<String>>> = Arc::default();
    let noted = Arc::clone(&place);
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
        if is_expected() {
            return;
        }
        let place = info.location().map(ToString::to_string);
        *noted.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }));
    let built = build();
    panic::set_hook(before);
    let place = place.lock().unwrap_or_else(PoisonError::into_inner).take();
    built.map_err(|error| match (place, &error.problems[..]) {
        (Some(place), [problem]) => Failed::bad_input(format!("{place}: {problem}")),
        _ => Failed::bad_input(error),
    })
}

/// Does something that may make many runs, without the messages that panics print by themselves: what failed is told by its outcome.
pub(super) fn silently<T>(work: impl FnOnce() -> T) -> T {
    let before = panic::take_hook();
    panic::set_hook(Box::new(|_| ()));
    let outcome = work();
    panic::set_hook(before);
    outcome
}

/// Leaves out the messages that panics print by themselves where each is expected and becomes an error.
pub(super) fn without_expected() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !is_expected() {
            before(info);
        }
    }));
}

#[cfg(test)]
mod tests {
    use std::panic::{Location, catch_unwind};

    use super::*;
    use crate::simulation::Problem;

    #[test]
    fn a_panic_is_told_once_with_its_place() {
        let told = quietly(|| {
            let message = match catch_unwind(|| panic!("no rate is negative")) {
                Ok(()) => String::new(),
                Err(_) => "no rate is negative".to_owned(),
            };
            let problem = Problem {
                declaration: "the declaration of `Shop`".to_owned(),
                message,
                location: Location::caller(),
            };
            Err(BuildError {
                problems: vec![problem],
            })
        });
        let failed = told.map(drop).expect_err("it panicked");
        assert_eq!(failed.code, super::super::BAD_INPUT);
        let (place, message) = failed.message.split_once(": ").expect("a place");
        assert!(place.starts_with(file!()), "{place}");
        assert_eq!(message, "the declaration of `Shop`: no rate is negative");
    }
}
