//! Files, the space they take, and how they move.
//!
//! This layer knows files, partitions and transfers. It must not know images, containers or functions.
//!
//! * `file`: names of files;
//! * `partition`: space, with or without eviction of the least recently used;
//! * `transfer`: bytes on their way, as one fluid stream or as a pipeline of chunks;
//! * `service`: a storage service: a partition on a disk.

mod file;
mod partition;
mod service;
mod transfer;

pub use file::{File, FileId, FileNames};
pub use partition::{Caching, NoSpace, Part, Partition, Presence};
pub use service::{Buffer, StorageId, StorageService};
pub use transfer::{Leg, Progress, Stage, Transfer, TransferId, Transfers};
