//! Quantities of the `coldstart` simulator: what a platform is made of, what a function costs, and
//! when things happen.
//!
//! | type | what | held as |
//! |---|---|---|
//! | [`SimTime`] | a date of the simulation | whole nanoseconds |
//! | [`SimDuration`] | the time between two dates | whole nanoseconds |
//! | [`Latency`] | how long the first byte takes over a link | `f64` seconds |
//! | [`Bytes`] | the size of a file, an image, a memory | whole bytes |
//! | [`Flops`] | an amount of computation | `f64` |
//! | [`Speed`] | flop per second of one core | `f64` |
//! | [`Bandwidth`] | bytes per second of a link or a disk | `f64` |
//! | [`Watts`] | the power that a machine draws | `f64` |
//!
//! Each is a type of its own, so that a bandwidth cannot be passed for a size, and what divides
//! well has the right dimension:
//!
//! ```
//! use sim_units::short::{gflop, gflop_per_sec, mb, mb_per_sec, millis, secs};
//!
//! assert_eq!(mb(250) / mb_per_sec(100), millis(2500));
//! assert_eq!(gflop(30) / gflop_per_sec(10), secs(3));
//! ```
//!
//! Numbers scale them, from both sides: `3 * timeout`, `size / 2`, `work *= 1.5`.
//!
//! They are written the same way in a declaration, in a scenario file, on a command line and in a
//! report, because one [`table`] of units serves them all:
//!
//! ```
//! use sim_units::{Bandwidth, Bytes, SimDuration};
//!
//! let image: Bytes = "250 MB".parse()?;
//! let link: Bandwidth = "100MB/s".parse()?;
//! assert_eq!((image / link).to_string(), "2.5s");
//! # Ok::<(), sim_units::ParseError>(())
//! ```
//!
//! In files a quantity is a plain number of base units (seconds, bytes, flop, flop/s, B/s, W) or a
//! text with a unit. Times and sizes are converted in exact decimal arithmetic: `1.5s` is 1 500 000
//! 000 ns, and `1.5B` is an error that says so.
//!
//! The crate knows units and arithmetic. It must not know hosts, functions, events, nor where a
//! quantity comes from.

#![warn(missing_docs)]

mod amount;
mod bandwidth;
mod bytes;
mod decimal;
mod duration;
mod error;
#[cfg(feature = "schema")]
mod json_schema;
mod latency;
mod measured;
mod notation;
mod number;
mod power;
mod quantity;
mod real;
pub mod short;
pub mod spelling;
pub mod table;
mod time;
mod work;

pub use crate::bandwidth::Bandwidth;
pub use crate::bytes::Bytes;
pub use crate::duration::SimDuration;
pub use crate::error::{ParseError, UnitError};
pub use crate::latency::Latency;
pub use crate::number::Number;
pub use crate::power::Watts;
pub use crate::quantity::{Quantity, parse_quantity};
pub use crate::table::{Dimension, Factor, Unit};
pub use crate::time::SimTime;
pub use crate::work::{Flops, Speed};
