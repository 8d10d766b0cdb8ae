//! The functions of a trace.

use crate::distribution::Distribution;
use crate::units::Bytes;

/// A function of a trace, and all that the trace knows of it.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceFunction {
    /// Its name, which no other function of the trace has: `APP/FUNCTION` where functions of several applications have the same.
    pub name: String,
    /// The application that it belongs to; its own name where the trace knows none. Azure keeps the functions of an application
    /// in one process.
    pub app: String,
    /// The memory of an instance \[B\]: of the whole application where the trace measures that. Always known:
    /// [`missing_memory`](super::TraceOptions::missing_memory) takes the place of what is missing.
    pub memory: Bytes,
    /// How long its invocations last \[s\]; `None` if each row of the trace says so for itself.
    pub duration: Option<Distribution>,
    /// How long its instances need to start \[s\], if the trace says so.
    pub cold_start: Option<Distribution>,
    /// What invokes it, in the words of the trace, such as `http` or `timer`.
    pub trigger: Option<String>,
    /// How many invocations an instance takes at once, if the trace says so.
    pub concurrency: Option<u32>,
    /// The cores of an instance, if the trace says so.
    pub cores: Option<f64>,
    /// How many instances there are at least, if the trace says so.
    pub min_instances: Option<u32>,
    /// Its invocations in the window of time that was asked for, before any are [thinned](super::TraceOptions::rate) out.
    pub invocations: u64,
}
