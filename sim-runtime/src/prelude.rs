//! What a simulation is usually written with.

pub use crate::kernel::{Seed, Stream};
pub use crate::platform::network::{Ideal, Lv08};
pub use crate::platform::{Disk, HostId, HostSpec, LinkId, LinkSpec, Sharing};
pub use crate::results::{Report, RunError};
pub use crate::serverless::policy::{Fcfs, FirstFit, Random, ReferenceRandom, WorkloadBalancing};
pub use crate::serverless::{
    Cpu, Failure, FunctionSpec, Image, LeastRecentlyUsed, MessageSizes, ServerlessSpec,
    SmallestMemory, Tariff,
};
pub use crate::simulation::{
    Builder, Completed, Ctx, Declaration, Failed, Function, FunctionName, ImportedPlatform,
    Invocable, Invocation, Mailbox, MayFail, Outcome, Payload, Process, Serverless,
    ServerlessFunction, Storage, StorageSpec, Succeeds,
};
pub use crate::storage::{Buffer, File};
pub use crate::units::short::*;
pub use crate::units::{Bandwidth, Bytes, Flops, SimDuration, SimTime, Speed};
pub use crate::workload::{Arrival, Burst, Dates, Poisson, Regular, Replay};
