//! Input that means nothing is refused, with words, wherever it comes from; nothing is taken for something else.

#[cfg(feature = "cli")]
mod command;
mod dates;
mod distributions;
mod endless;
pub(crate) mod fields;
mod numbers;
mod policies;
mod stuck;
mod words;
