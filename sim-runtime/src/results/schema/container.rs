//! The row of a container.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::cause::ColdCause;
use super::declare::{listed, recorded_row};
use super::encoding::Serial;
use crate::platform::HostId;
use crate::serverless::{FunctionId, InstanceEnd, ServiceId};
use crate::units::{Bytes, SimDuration, SimTime};

listed! {
    InstanceEnd {
        Expired = "expired",
        Evicted = "evicted",
        NotKept = "not_kept",
        Retired = "retired",
        OutOfMemory = "out_of_memory",
        NodeDown = "node_down",
        Crashed = "crashed",
    }
}

recorded_row! {
    /// A container.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct ContainerRow from ContainerRecord {
        /// The service.
        service: Arc<str> [category] as ServiceId,
        /// Its number, by order of creation in its service.
        container: u32 as Serial,
        /// The only function that it runs.
        function: Arc<str> [category] as FunctionId,
        /// Where it is.
        node: Arc<str> [category] as HostId,
        /// Why it was made.
        cause: ColdCause as ColdCause,
        /// When it was made.
        created: SimTime as SimTime,
        /// When it was shut down; `None` if the run ended before.
        ended: Option<SimTime> as Option<SimTime>,
        /// Why.
        end: Option<InstanceEnd> [column("end_cause")] as Option<InstanceEnd>,
        /// For the sake of which function, if it was evicted.
        evicted_by: Option<Arc<str>> [category] as Option<FunctionId>,
        /// How many invocations were dispatched to it.
        invocations: u64 as u64,
        /// How long it started or ran invocations.
        busy: SimDuration as SimDuration,
        /// How long it waited for one.
        idle: SimDuration as SimDuration,
        /// The memory that it reserved \[B\].
        memory: Bytes = |record, names| names.size(record.service, record.function).memory,
    }
}
