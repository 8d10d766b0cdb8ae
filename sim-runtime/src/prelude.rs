//! What a simulation is usually written with.

pub use crate::distribution::Distribution;
pub use crate::distribution::constructors::{
    BurrXII, Constant, Exponential, Gamma, LogNormal, Mixture, Normal, Pareto, Quantiles, Samples,
    Uniform, Weibull,
};
pub use crate::experiment::study::Studied;
pub use crate::kernel::{Seed, Stream};
pub use crate::platform::network::{Ideal, Lv08};
pub use crate::platform::{Disk, HostId, HostSpec, LinkId, LinkSpec, Power, Profile, Sharing};
pub use crate::results::{Report, RunError};
pub use crate::serverless::policy::{
    AllOf, AzureScaleController, BestFit, CloudRunAutoscaler, ConcurrencyLimit, ConstantStartUp,
    DistributedStartUp, EarliestDeadline, Fcfs, Fifo, FirstFit, FirstIdle, FixedLifetime,
    FixedTimeout, HorizontalPodAutoscaler, HybridHistogram, JoinShortestQueue, KeepForever,
    KnativePodAutoscaler, LeastLoaded, LeastRecentIdle, Locality, MemoryBudget, MostRecentIdle,
    NewestIdle, NoKeepAlive, OldestIdle, PendingLimit, PowerOfChoices, PriorityClasses, QueueLimit,
    Random, RandomIdle, ReferenceRandom, RoundRobin, ScalingRate, ShortestFirst, StartUpPlan, Step,
    WarmFirst, WeightedFair, WorkloadBalancing, WorstFit,
};
pub use crate::serverless::{
    AsyncInvoke, Backoff, Cpu, Destination, Failure, FirstInFirstOut, FunctionLimits, FunctionSpec,
    GreedyDual, Image, Jitter, LargestMemory, Layer, LeastFrequentlyUsed, LeastRecentlyUsed,
    MessageSizes, Provider, Retry, RetryOn, ServerlessSpec, SmallestMemory, Tariff,
};
pub use crate::simulation::{
    Builder, Completed, Ctx, DeadLetter, Declaration, Failed, FaultTimes, Function, FunctionName,
    ImportedPlatform, Invocable, Invocation, Mailbox, MayFail, NodeFault, Outcome, Payload,
    Process, Serverless, ServerlessFunction, Storage, StorageSpec, Succeeds, Workflow,
    WorkflowFailure, task, workflow,
};
pub use crate::storage::{Buffer, File};
pub use crate::units::short::*;
pub use crate::units::{Bandwidth, Bytes, Flops, SimDuration, SimTime, Speed, Watts};
pub use crate::workload::trace::{Selection, Spread};
pub use crate::workload::{
    Arrival, Arrivals, Burst, ClosedLoop, Dates, EventPollers, Grouping, Mmpp, Modulate, Poisson,
    Polled, Rates, Regular, Renewal, Replay, TraceSpec, Wave,
};
