//! Arrival processes, and the controllers that invoke a function at each arrival.
//!
//! This layer knows arrival processes, and turns one into a controller. It must not know reports nor scenario files.
//!
//! * [`Arrival`]: when the next invocation comes; one process a file. [`Modulate`] makes others of one: faster, later, again and
//!   again, fewer, more; one a file, too;
//! * [`Arrivals`]: the same as a text; [`PROCESSES`] and [`MODULATORS`] list what it may say;
//! * [`Builder::workload`](crate::simulation::Builder::workload): an open-loop controller, which invokes a function at each
//!   arrival, without waiting for earlier invocations;
//! * [`Builder::replay`](crate::simulation::Builder::replay): the same for arrivals that carry their inputs;
//! * [`ClosedLoop`]: users who wait for the answer before they ask again;
//! * [`EventPollers`]: what takes messages from a queue and invokes a function with batches of them;
//! * [`trace`]: what has been measured at providers: functions, and when each is invoked;
//! * [`Builder::trace`](crate::simulation::Builder::trace): a trace's functions, declared, deployed and invoked.

mod arrival;
mod arrivals;
mod batches;
mod burst;
mod cloned;
mod closed_loop;
mod controller;
mod dates;
mod grammar;
mod merge;
mod mmpp;
mod modulate;
mod poisson;
mod pollers;
mod rates;
mod regular;
mod renewal;
mod repeat;
mod replay;
mod scale;
mod shift;
mod thin;
pub mod trace;
mod trace_load;
mod wave;
mod when;

pub use arrival::{Arrival, Extent, Take, Until};
pub use arrivals::{Arrivals, ArrivalsError};
pub use batches::Batches;
pub use burst::Burst;
pub use closed_loop::ClosedLoop;
pub use dates::Dates;
pub use grammar::{MODULATORS, PROCESSES, Process};
pub use merge::Merge;
pub use mmpp::Mmpp;
pub use modulate::Modulate;
pub use poisson::Poisson;
pub use pollers::{EventPollers, Polled};
pub use rates::Rates;
pub use regular::Regular;
pub use renewal::Renewal;
pub use repeat::Repeat;
pub use replay::Replay;
pub use scale::Scale;
pub use shift::Shift;
pub use thin::Thin;
pub use trace_load::{Grouping, TraceSpec};
pub use wave::Wave;
pub use when::When;
