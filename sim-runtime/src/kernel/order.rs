//! The order of what is due at one date. Ties are decided here and in `rounds`, and nowhere else.
//!
//! An event that is alone at its date never comes here.

use crate::units::SimTime;

/// The order of the things that happen at one instant; it is that of the reference (SEMANTICS, section 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TieClass {
    /// Ends of sleeps of all kinds: the longest first, and of those that [began](Begin) at one date, the latest begun first.
    Sleep,
    /// Ends of computations, in the order in which they [began](Begin), or were looked at last since.
    Computation,
    /// Everything else, in the order in which it was scheduled.
    Other,
    /// What must find everything else done.
    Last,
}

/// When a sleep or a computation began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Begin {
    /// The date.
    pub date: SimTime,
    /// Its place among those that began at that date; of sleeps, by [`Kernel::begin_sleep`](super::Kernel::begin_sleep).
    pub order: u64,
}

/// An event of a world.
pub trait Event: Copy {
    /// Where the event stands among those of its instant.
    fn class(&self) -> TieClass;
}

/// Puts the events of an instant, which come in the order in which they were scheduled, into the order in which they
/// happen, and removes those that are stale.
///
/// `began` tells when that began which ends with an event of class [`TieClass::Sleep`] or [`TieClass::Computation`]; `None`
/// if it is a sleep and the event is stale.
pub(super) fn order<E: Event>(instant: &mut Vec<E>, began: impl Fn(&E) -> Option<Begin>) {
    let is_sleep = |event: &E| event.class() == TieClass::Sleep;
    instant.retain(|event| !is_sleep(event) || began(event).is_some());
    instant.sort_by_cached_key(|event| {
        let place = |order| match event.class() {
            TieClass::Sleep => u64::MAX - order,
            _ => order,
        };
        let began = began(event).map(|begin| (begin.date, place(begin.order)));
        (event.class(), began)
    });
}
