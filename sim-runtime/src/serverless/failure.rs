//! Why an invocation, a registration or an operation of a body failed.

use serde::{Serialize, Serializer};

use crate::units::{Bytes, SimDuration};

/// The cause of a failure. Its text is what reports and scenario results show.
///
/// The fixed parts of the texts follow the reference (SEMANTICS, section 7), so that results can be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// No node has the disk space that one container and its image need.
    #[error(
        "The service ({service}) does not allow the operation (Function cannot be registered because no compute node has sufficient disk space to execute it)"
    )]
    NotEnoughDisk {
        /// The service that refused.
        service: String,
    },
    /// No node has the memory that one container and its image need.
    #[error(
        "The service ({service}) does not allow the operation (Function cannot be registered because no compute node has sufficient RAM space to execute it)"
    )]
    NotEnoughMemory {
        /// The service that refused.
        service: String,
    },
    /// No node has the cores that one container and an invocation need. (The reference needs one, which every host has.)
    #[error(
        "The service ({service}) does not allow the operation (Function cannot be registered because no compute node has sufficient cores to execute it)"
    )]
    NotEnoughCores {
        /// The service that refused.
        service: String,
    },
    /// No node has the GPUs that one container needs. (The reference knows none.)
    #[error(
        "The service ({service}) does not allow the operation (Function cannot be registered because no compute node has sufficient GPUs to execute it)"
    )]
    NotEnoughGpus {
        /// The service that refused.
        service: String,
    },
    /// The function is not registered with the service that it was invoked on.
    #[error("The function ({function}) was not found")]
    FunctionNotFound {
        /// The function.
        function: String,
    },
    /// The admission policy had too much to do already (HTTP status 429).
    #[error("The function ({function}) is throttled")]
    Throttled {
        /// The function.
        function: String,
    },
    /// A policy refused the invocation.
    #[error("The invocation of function ({function}) was rejected ({reason})")]
    Rejected {
        /// The function.
        function: String,
        /// Why.
        reason: String,
    },
    /// The body ran for as long as its time limit.
    #[error("Operation has timed out")]
    TimeLimit,
    /// Its caller did not want it any more. (The reference knows no such thing.)
    #[error("The invocation was cancelled")]
    Cancelled,
    /// The bodies in its container asked for more memory than that has, and the container was killed with all that ran in it.
    /// (The reference knows no memory that a body uses.)
    ///
    /// Its text leaves out how much was used, so that reports count all such failures of a function together.
    #[error("The container of function ({function}) ran out of memory, of which it has {limit}")]
    OutOfMemory {
        /// The function.
        function: String,
        /// How much its bodies held together, with what was asked for last.
        used: Bytes,
        /// How much they may hold.
        limit: Bytes,
    },
    /// A file is not where it was looked for.
    #[error("Couldn't find file {file} at location {location}:/:{file}")]
    FileNotFound {
        /// The file.
        file: String,
        /// The storage service that was asked.
        location: String,
    },
    /// A storage service has no room for a file.
    #[error("Cannot write file {file} to Storage Service {storage} due to lack of storage space")]
    NotEnoughSpace {
        /// The file.
        file: String,
        /// The storage service that was asked.
        storage: String,
    },
    /// An answer did not come within the network time-out of 30 s.
    #[error("Network error (timeout) while receiving from {peer}")]
    NetworkTimeout {
        /// Who should have answered.
        peer: String,
    },
    /// A link went down under a transfer, or is down.
    #[error("Network error (link failure, or communication peer died) while receiving from {peer}")]
    LinkFailure {
        /// The other end.
        peer: String,
    },
    /// There is no route between two hosts that must talk.
    #[error("Network error (no route) while receiving from {peer}")]
    NoRoute {
        /// The other end.
        peer: String,
    },
    /// The head host has no room for the image. (The reference aborts the simulation here: SEMANTICS 9.5.)
    #[error("The image ({image}) does not fit on the storage of the head host of {service}")]
    HeadStorageFull {
        /// The image.
        image: String,
        /// The service.
        service: String,
    },
    /// The process has no storage of its own: only the body of a function has.
    #[error("Process {process} has no private storage; name the storage service to use")]
    NoPrivateStorage {
        /// The process.
        process: String,
    },
    /// The process has no memory to allocate: only the body of a function has.
    #[error("Process {process} runs in no container, whose memory it could allocate or free")]
    NoContainer {
        /// The process.
        process: String,
    },
    /// A body frees more memory than it holds.
    #[error("Process {process} frees {size} of memory, but its invocation holds {held}")]
    NotAllocated {
        /// The process.
        process: String,
        /// How much it wanted to free.
        size: Bytes,
        /// How much its invocation holds.
        held: Bytes,
    },
    /// The input is larger than the function's ingress limit.
    #[error("The input of function ({function}) is {size}, beyond its ingress limit of {limit}")]
    InputTooLarge {
        /// The function.
        function: String,
        /// How large the input is.
        size: Bytes,
        /// How large it may be.
        limit: Bytes,
    },
    /// The output is larger than the function's egress limit.
    #[error("The output of function ({function}) is {size}, beyond its egress limit of {limit}")]
    OutputTooLarge {
        /// The function.
        function: String,
        /// How large the output is.
        size: Bytes,
        /// How large it may be.
        limit: Bytes,
    },
    /// The node went down that it was on. (The reference knows no faults.)
    ///
    /// Its text leaves out which node, so that reports count all such failures together; rows have the node beside it.
    #[error("The node went down")]
    NodeDown {
        /// The node.
        node: String,
    },
    /// A storage service is down, or went down under a transfer. (The reference knows no faults.)
    #[error("Storage Service {storage} is down")]
    StorageDown {
        /// The storage service that was asked.
        storage: String,
    },
    /// Its container crashed. (The reference knows no faults.)
    #[error("The container of function ({function}) crashed")]
    ContainerCrashed {
        /// The function.
        function: String,
    },
    /// The body said so: it returned an error.
    #[error("{message}")]
    Body {
        /// What it said.
        message: String,
    },
    /// It was not dispatched within the `queue_timeout` of its function, or the patience of its caller. (The reference knows no
    /// such thing.)
    #[error(
        "The invocation of function ({function}) left the queue, in which it had waited too long"
    )]
    Abandoned {
        /// The function.
        function: String,
    },
    /// The client did not wait for it any longer; the provider went on with it.
    #[error("The client gave up after {after}")]
    GivenUp {
        /// How long it had waited.
        after: SimDuration,
    },
}

impl Serialize for Failure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
