//! Known answers: numbers that are known without this simulator, and whether it gives them.
//!
//! An [anchor](anchor::Anchor) is a set-up of the models for which theory, a price list or a measurement knows what must come out. It
//! runs simulations and tells a [judge](judge::Judge) what is known, what came out, and by which rule the two are held against each
//! other. `coldstart validate` runs all anchors and prints what the judge says; the tests of this repository run the same ones.
//!
//! * `catalogue`: all anchors, which are in `anchors`, a file a theme;
//! * `judge`: what an anchor finds; `outcome`: what came of running it; `table`: outcomes as text, and as the book shows them;
//! * `replications`: a number from independent runs, with its error; `controls`: what of a load is known in the mean;
//! * `worlds`, `stations`, `billing`: small set-ups with round numbers.
//!
//! The anchors need the feature `validation`, which `cli` brings; what they are set up with is always there.

#[cfg(feature = "validation")]
pub mod anchor;
#[cfg(feature = "validation")]
mod anchors;
pub mod billing;
#[cfg(feature = "validation")]
pub mod catalogue;
pub mod controls;
#[cfg(feature = "validation")]
pub mod judge;
#[cfg(feature = "validation")]
pub mod outcome;
pub mod replications;
pub mod stations;
#[cfg(feature = "validation")]
pub mod table;
pub mod worlds;
