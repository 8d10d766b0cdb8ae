//! The run as a trace in the Trace Event format, for ui.perfetto.dev and chrome://tracing.
//!
//! Hosts are processes. Each controller is a thread of its host, each container takes a thread (a *slot*) of its node for as
//! long as it is used, and images on their way have threads of their own. An invocation is a span on the slot of its
//! container, with its start-up, its body and the files that it reads and writes inside; what lies before its dispatch is
//! an asynchronous span of its service's head host, in which the phases are as long as they were and follow each other in
//! the order download, copy, load, queue. An arrow leads from its caller to its body. Counters show busy cores (exactly),
//! memory, disks and links (means over the intervals of the timeline).
//!
//! Faults are spans beside the threads of what they befell.
//!
//! Files that controllers read and write are not shown; the table of transfers has them.
//!
//! A report without rows of invocations has controllers and counters only.

mod counters;
mod event;
mod faults;
mod invocations;
mod places;
mod trace;

pub use trace::write;
