//! Time, events and coroutines.
//!
//! This layer knows what a date is, that things happen at dates, and that processes ask and are answered. It must not
//! know what a host, a file or a function is: what a process may ask is a type that the [`World`] above chooses.
//!
//! * [`queue`]: the monotone event queue;
//! * [`order`]: the order of what is due at one date;
//! * `rounds`: the order of what comes of that at the same date;
//! * [`mod@coroutine`]: the one place that names the generator crate;
//! * [`process`]: what a process is to the kernel;
//! * `agenda`: what is scheduled and who goes on, as a world may use it while it runs;
//! * [`engine`]: the loop, and the [`World`] that it drives;
//! * [`guard`]: panics of code that is not ours, as values;
//! * [`random`]: random streams, named so that one component never disturbs another;
//! * [`mersenne`]: random numbers as the reference draws them.

mod agenda;
pub mod coroutine;
pub mod engine;
pub mod guard;
pub(crate) mod id;
pub mod mersenne;
pub mod order;
pub mod process;
mod progress;
pub mod queue;
pub mod random;
mod rounds;

pub use agenda::Kernel;
pub use coroutine::{Channel, Coroutine, End, Exchange, Step, coroutine};
pub use engine::{Answer, Engine, Stop, World};
pub use mersenne::MersenneTwister;
pub use order::{Begin, Event, TieClass};
pub use process::{BoxedCoroutine, ProcessId};
pub use progress::AT_ONE_DATE;
pub use queue::EventQueue;
pub use random::{Seed, Stream};
