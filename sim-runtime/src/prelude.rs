//! What a simulation is usually written with.

pub use crate::distribution::Distribution;
pub use crate::distribution::constructors::{
    BurrXII, Constant, Exponential, Gamma, LogNormal, Mixture, Normal, Pareto, Quantiles, Samples,
    Uniform, Weibull,
};
pub use crate::kernel::{Seed, Stream};
pub use crate::platform::network::{Ideal, Lv08};
pub use crate::platform::{Disk, HostId, HostSpec, LinkId, LinkSpec, Sharing};
pub use crate::results::{Report, RunError};
pub use crate::serverless::policy::{
    BestFit, ConstantStartUp, DistributedStartUp, EarliestDeadline, Fcfs, Fifo, FirstFit,
    FirstIdle, FixedLifetime, FixedTimeout, HybridHistogram, JoinShortestQueue, KeepForever,
    LeastLoaded, LeastRecentIdle, Locality, MemoryBudget, MostRecentIdle, NewestIdle, NoKeepAlive,
    OldestIdle, PowerOfChoices, PriorityClasses, Random, RandomIdle, ReferenceRandom, RoundRobin,
    ShortestFirst, StartUpPlan, Step, WarmFirst, WeightedFair, WorkloadBalancing, WorstFit,
};
pub use crate::serverless::{
    Cpu, Failure, FirstInFirstOut, FunctionSpec, GreedyDual, Image, LargestMemory, Layer,
    LeastFrequentlyUsed, LeastRecentlyUsed, MessageSizes, ServerlessSpec, SmallestMemory, Tariff,
};
pub use crate::simulation::{
    Builder, Completed, Ctx, Declaration, Failed, FaultTimes, Function, FunctionName,
    ImportedPlatform, Invocable, Invocation, Mailbox, MayFail, NodeFault, Outcome, Payload,
    Process, Serverless, ServerlessFunction, Storage, StorageSpec, Succeeds,
};
pub use crate::storage::{Buffer, File};
pub use crate::units::short::*;
pub use crate::units::{Bandwidth, Bytes, Flops, SimDuration, SimTime, Speed};
pub use crate::workload::{Arrival, Burst, Dates, Poisson, Regular, Replay};
