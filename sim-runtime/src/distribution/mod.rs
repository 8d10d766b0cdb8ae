//! Distributions: what is drawn where a model says "about so much", and one way to write them.
//!
//! A [`Distribution`] is made by a call that is the same in Rust, in [`simulation!`], in scenario files and on command lines:
//! `LogNormal(-0.38, 2.36)`, `Uniform(1s, 2min)`, `Mixture([(0.9, Constant(50ms)), (0.1, Exponential(2s))])`. In Rust these
//! are the functions of [`constructors`]; elsewhere they are read by [`FromStr`](std::str::FromStr). [`FAMILIES`] lists them.
//!
//! Values are drawn by inversion or by rejection, through `libm` and a [`Stream`](crate::kernel::Stream) of the run's own: the
//! same seed gives the same values on every platform.
//!
//! From bottom to top: `special` and `inverse` (functions), `amount` (values with a unit), `law` (what all families have in
//! common), a file for some related families each, `mixture`, `families` (one of them), `constructors`, `scanner` and `grammar`
//! (how they are read), `draw` (what draws them).
//!
//! [`simulation!`]: https://docs.rs/coldstart/latest/coldstart/macro.simulation.html

mod amount;
mod arguments;
pub mod constructors;
mod draw;
mod empirical;
mod error;
mod families;
mod gamma;
mod grammar;
mod inverse;
mod law;
mod mixture;
mod normal;
mod powers;
mod scanner;
mod simple;
mod special;
#[cfg(test)]
mod tests;

pub use amount::{Amount, Measure};
pub(crate) use arguments::Arguments;
pub use empirical::{QuantileTable, SampleList};
pub use error::DistributionError;
pub use families::Distribution;
pub use gamma::Gamma;
pub use grammar::{FAMILIES, Family};
pub use mixture::Mixture;
pub use normal::{LogNormal, Normal};
pub use powers::{BurrXII, Pareto, Weibull};
pub(crate) use scanner::{Fault, Text};
pub use simple::{Constant, Exponential, Uniform};
