//! How many calls the reference's actors make to their kernel: who makes fewer is heard first (SEMANTICS 8.1).
//!
//! Nothing of this takes simulated time. It decides only the order of what meets at one date.

/// To start an actor: a download, a copy, a load, an execution, a private storage, an alarm.
pub(super) const START: u32 = 3;

/// To answer a request, or to tell a function manager of an end.
pub(crate) const ANSWER: u32 = 1;

/// A service's, to take in its next message.
pub(crate) const RECEIVE: u32 = 2;

/// To stop a private storage and to hear that it has stopped.
pub(super) const STOP: u32 = 4;

/// An executor's, from its creation to the first call of a body.
pub(super) const BEFORE_BODY: u32 = 1;

/// An executor's besides, if it watches over a time limit.
pub(super) const WATCH: u32 = 2;

/// An executor's that watches over a time limit, from the end of the body to its notice.
pub(super) const UNWATCH: u32 = 3;

/// An executor's that hears of an end from elsewhere, to its notice.
pub(super) const TELL: u32 = 1;

/// An executor's, from when it has found that the time of a body is up until it has killed it.
pub(crate) const FIND_LATE: u32 = 2;

/// An executor's that has killed a body, to its notice.
pub(super) const KILLED: u32 = 2;

/// A storage service's and an executor's, from the end of a stream to the notice of it.
pub(crate) const STREAM_ENDED: u32 = 2;

/// An executor's whose storage service has no room, from its creation to the notice of it, but for the last.
pub(crate) const REFUSED: u32 = 6;

/// An executor's that makes an image appear, from its creation, but for the last.
pub(super) const APPEAR: u32 = 1;

/// To ask a service to accept an invocation, from the request until the caller takes in the answer.
pub(crate) const UNTIL_ACCEPTANCE: u32 = 3;

/// To ask a service or a function manager for something, up to its answer.
pub(crate) const ASK: u32 = 5;
