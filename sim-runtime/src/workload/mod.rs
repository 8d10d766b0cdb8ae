//! Arrival processes, and the controllers that invoke a function at each arrival.
//!
//! This layer knows arrival processes, and turns one into a controller. It must not know reports nor scenario files.
//!
//! * [`Arrival`]: when the next invocation comes; one process a file;
//! * [`Builder::workload`](crate::simulation::Builder::workload): an open-loop controller, which invokes a function at each
//!   arrival, without waiting for earlier invocations;
//! * [`EventPollers`]: what takes messages from a queue and invokes a function with batches of them;
//! * [`Builder::replay`](crate::simulation::Builder::replay): the same for arrivals that carry their inputs;
//! * [`trace`]: what has been measured at providers: functions, and when each is invoked;
//! * [`Builder::trace`](crate::simulation::Builder::trace): a trace's functions, declared, deployed and invoked.

mod arrival;
mod burst;
mod controller;
mod dates;
mod poisson;
mod pollers;
mod regular;
mod replay;
pub mod trace;
mod trace_load;

pub use arrival::{Arrival, Extent, Take, Until};
pub use burst::Burst;
pub use dates::Dates;
pub use poisson::Poisson;
pub use pollers::{EventPollers, Polled};
pub use regular::Regular;
pub use replay::Replay;
pub use trace_load::{Grouping, TraceSpec};
