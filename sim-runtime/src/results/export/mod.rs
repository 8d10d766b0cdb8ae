//! A report in the formats of other programs and of people.
//!
//! * [`html`]: one page that tells what happened.

pub mod html;
