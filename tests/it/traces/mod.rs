//! Traces: each format with its known defects, what is taken of them, what is said of damaged ones, and the command.

#[cfg(feature = "cli")]
mod command;
mod damaged;
mod defects;
mod fixtures;
mod large;
mod options;
#[cfg(feature = "parquet")]
mod parquet;
mod real;
mod synthesis;
