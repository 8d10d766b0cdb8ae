//! Time, events and coroutines.
//!
//! This layer knows what a date is, that things happen at dates, and that processes ask and are answered. It must not
//! know what a host, a file or a function is: what a process may ask is a type that the [`World`] above chooses.
//!
//! * [`queue`]: the monotone event queue;
//! * [`order`]: the order of what is due at one date;
//! * [`mod@coroutine`]: the one place that names the generator crate;
//! * [`process`]: what a process is to the kernel;
//! * [`engine`]: the loop, and the [`World`] that it drives;
//! * [`guard`]: panics of code that is not ours, as values;
//! * [`random`]: random streams, named so that one component never disturbs another.

pub mod coroutine;
pub mod engine;
pub mod guard;
pub(crate) mod id;
pub mod order;
pub mod process;
mod progress;
pub mod queue;
pub mod random;

pub use coroutine::{Channel, Coroutine, End, Exchange, Step, coroutine};
pub use engine::{Answer, Engine, Kernel, Stop, World};
pub use order::{Event, TieClass};
pub use process::{BoxedCoroutine, ProcessId};
pub use progress::AT_ONE_DATE;
pub use queue::EventQueue;
pub use random::{Seed, Stream};
