//! Random bad input for all that the simulator reads: nothing may crash, hang or eat memory, and what is refused is refused with a
//! message.
//!
//! A [`Target`] is something that reads, with [seeds](corpus) that it accepts; each is a program in `targets/`. The program changes
//! seeds [at random](mutation) and has the target read them, until its time is over:
//!
//! ```text
//! parent                     sees the end of the child, whatever it is, and keeps the input that it was at
//!   `- child                 has a ceiling of memory
//!        |- watchdog         ends the child if an input takes too long
//!        `- reader           the target, on a small stack: bytes -> accepted or refused
//! ```
//!
//! * `asked`: the options; `command`: the parent;
//! * `reading`: the child;
//! * `limits`: memory and time;
//! * `found`: what has gone wrong, so that it can be tried again;
//! * [`corpus`]: files of the repository, and several files in one input;
//! * [`mutation`]: what is done to an input;
//! * [`message`]: what may be expected of one.
//!
//! The same seed tries the same inputs. Without instruments in the code it is not known which lines an input has reached; instead, an input
//! of which the target says something new is changed in its turn.

mod asked;
mod command;
pub mod corpus;
mod found;
mod limits;
pub mod message;
pub mod mutation;
mod reading;
mod target;

pub use command::fuzz;
pub use target::{Outcome, Target};
