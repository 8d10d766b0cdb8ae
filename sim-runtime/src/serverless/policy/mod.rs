//! Policies: what a provider decides, one folder a kind and one file a policy.
//!
//! The mechanism of a service (`serverless::service`) never knows which policy it has. It asks one of each kind:
//!
//! | kind | asked | answers |
//! |---|---|---|
//! | [`Admission`] | when a request has reached the service | accept, throttle, reject |
//! | [`Discipline`] | when an attempt begins to wait | its place in the queue |
//! | [`Scheduler`] | when something has changed while attempts wait | which attempt goes where, which images travel |
//! | [`Reuse`] | in a round of the scheduler | which instance takes the attempt |
//! | [`StartUp`] | when an instance is made | how long it takes to start |
//! | [`KeepAlive`] | when nothing runs in an instance any more | when it expires |
//! | [`Eviction`] | when an instance does not fit | which idle instances go |
//! | [`Scaler`] | now and then | how many instances a function should have |
//!
//! All of them see a [`View`] of the service, may ask to be told of events ([`Policy::interests`]), may wake themselves
//! ([`Actions::wake_at`]), and may publish figures of their own over time ([`Policy::series`]). What they want is checked
//! when it is carried out: a policy cannot break an invariant. One that panics ends the run with a message that names it.
//!
//! [`registry`] names each policy once. A new one is a file in the folder of its kind and a word there.
//! [`ClusterSketch`] makes a view by hand, for the unit tests of a policy.

mod actions;
pub mod admission;
mod base;
mod counted;
pub mod discipline;
pub mod eviction;
#[cfg(feature = "schema")]
mod forms;
mod idle;
mod instance_view;
pub mod keep_alive;
mod kept;
mod named;
mod node_view;
mod places;
mod published;
mod randomness;
mod readiness;
pub mod registry;
pub mod reuse;
mod room;
mod round;
pub mod scaler;
pub mod scheduler;
mod scratch;
mod sent;
mod series;
mod set;
mod sketch;
pub mod start_up;
mod view;

pub use actions::{Actions, Dispatch};
pub use admission::{
    AcceptAll, Admission, Admit, AllOf, ConcurrencyCounts, ConcurrencyLimit, PendingLimit,
    PendingState, QueueLimit, ScalingRate, ScalingState, Scope, UnderWay,
};
pub use base::{Policy, PolicyKind};
pub use discipline::{
    Discipline, EarliestDeadline, Estimate, Fifo, PriorityClasses, ShortestFirst, WeightedFair,
};
pub use eviction::{
    Eviction, FirstInFirstOut, GreedyDual, LargestMemory, LeastFrequentlyUsed, LeastRecentlyUsed,
    SmallestMemory, evict_in_order,
};
pub use idle::Idle;
pub use instance_view::InstanceView;
pub use keep_alive::{
    FixedLifetime, FixedTimeout, HybridHistogram, IdlePatterns, KeepAlive, KeepForever,
    MemoryBudget, NoKeepAlive,
};
pub use named::{Named, PolicyParameter};
pub use randomness::Randomness;
pub use readiness::Readiness;
pub use reuse::{
    FirstIdle, IdleOrder, LeastRecentIdle, MostRecentIdle, NewestIdle, OldestIdle, RandomIdle,
    Reuse,
};
pub use round::Round;
pub use scaler::{
    AzureMemory, AzureScaleController, AzureTrigger, CloudRunAutoscaler, CloudRunMemory, Decider,
    DeciderSpec, Demand, HorizontalMemory, HorizontalPodAutoscaler, KnativeMemory, KnativeMetric,
    KnativePodAutoscaler, NoScaler, Observed, PodRate, RateChoice, RateUnit, Scaler,
};
pub use scheduler::{
    BestFit, Fcfs, FirstFit, JoinShortestQueue, LeastLoaded, Locality, PowerOfChoices, Random,
    ReferenceRandom, RoundRobin, Scheduler, WarmFirst, WorkloadBalancing, WorstFit,
};
pub(in crate::serverless) use scratch::Scratch;
pub use series::Series;
pub(in crate::serverless) use set::{ChosenPolicies, PolicyRandomness, PolicySet};
pub use sketch::ClusterSketch;
pub use start_up::{
    Activity, ConstantStartUp, DistributedStartUp, StartUp, StartUpPlan, Step, Steps,
};
pub use view::{FunctionView, NodeView, View};
