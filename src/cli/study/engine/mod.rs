//! Who launches the shards of a study. An engine starts command lines and waits for them; what a shard is, which are left and what all of
//! them say is known by the study alone, so that a worker that dies costs its shard only.
//!
//! * `launch`: the command lines of shards, and of what puts them together; `launcher`: what an engine is asked to do;
//! * `local`, `hyperqueue`, `slurm`: the engines, and `program`, `asked_program`: the programs that they ask, which may not answer;
//! * `snakemake`, `parallel`: workflows for what launches by itself;
//! * `known`: all of them by their names; `options`: what is asked;
//! * `drive`: launching, waiting, launching again, merging.

mod asked_program;
mod drive;
mod hyperqueue;
mod known;
pub(super) mod launch;
mod launcher;
mod local;
mod options;
mod parallel;
mod program;
mod slurm;
mod snakemake;

pub(super) use drive::Launching;
#[cfg(test)]
pub(super) use launch::Launch as OfShards;
pub(super) use options::options;
