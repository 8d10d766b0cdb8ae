//! The order of what is due at one date. Ties are decided here and nowhere else.
//!
//! An event that is alone at its date never comes here.

use crate::units::SimTime;

/// The order of the things that happen at one instant; it is that of the reference (SEMANTICS, section 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TieClass {
    /// Ends of sleeps: the longest first, and of those that began together, the latest started first.
    Sleep,
    /// Ends of computations, in the order in which they were scheduled.
    Computation,
    /// Limits that something was not allowed to exceed, in the same order as sleeps: what ended exactly at its limit has
    /// ended already.
    Limit,
    /// Everything else, in the order in which it was scheduled.
    Other,
    /// Idle time-outs, in the order in which they were set; they find everything else done but the limits.
    Expiry,
    /// What must find everything else done.
    Last,
}

/// An event of a world.
pub trait Event: Copy {
    /// Where the event stands among those of its instant.
    fn class(&self) -> TieClass;
}

/// Puts the events of an instant, which come in the order in which they were scheduled, into the order in which they
/// happen, and removes those that are stale.
///
/// `began` tells when that began which ends with an event of class [`TieClass::Sleep`] or [`TieClass::Limit`]; `None` if
/// the event is stale.
pub(super) fn order<E: Event>(instant: &mut Vec<E>, began: impl Fn(&E) -> Option<SimTime>) {
    let by_start = |event: &E| matches!(event.class(), TieClass::Sleep | TieClass::Limit);
    instant.retain(|event| !by_start(event) || began(event).is_some());
    instant.sort_by_key(Event::class);
    for class in instant.chunk_by_mut(|one, next| one.class() == next.class()) {
        if by_start(&class[0]) {
            class
                .chunk_by_mut(|one, next| began(one) == began(next))
                .for_each(<[_]>::reverse);
        }
    }
}
