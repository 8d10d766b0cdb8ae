//! Hosts and their disks.

use std::rc::Rc;

use super::power::Power;
use crate::kernel::id::id_type;
use crate::units::{Bandwidth, Bytes, Speed};

id_type! {
    /// A host, by order of declaration.
    HostId
}

/// What a host is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct HostSpec {
    /// Cores, each of the same speed. Default: 1.
    pub cores: u32,
    /// Speed of one core \[flop/s\]. Required: positive.
    pub speed: Speed,
    /// Memory \[B\]. Default: unlimited.
    pub ram: Bytes,
    /// The disk. Default: none (capacity 0).
    pub disk: Disk,
    /// GPUs, each of which one container has for itself. Default: none.
    pub gpus: u32,
    /// The power that it draws. Default: nobody knows, and results show no energy.
    pub power: Power,
    /// How much the generation of what it draws emits \[g/kWh\], of CO2 equivalent: the carbon intensity of its grid, which is
    /// constant. Default: 0, and results show no carbon.
    pub carbon: f64,
}

impl Default for HostSpec {
    fn default() -> Self {
        Self {
            cores: 1,
            speed: Speed::default(),
            ram: Bytes::MAX,
            disk: Disk::default(),
            gpus: 0,
            power: Power::default(),
            carbon: 0.0,
        }
    }
}

/// A disk: reads, writes, and both together are limited; there is no seek time and no latency.
///
/// Reads and writes together never exceed the larger of the two bandwidths (the reference's disk model, SEMANTICS 2.4).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Disk {
    /// How much it holds \[B\].
    pub capacity: Bytes,
    /// Read bandwidth \[B/s\].
    pub read: Bandwidth,
    /// Write bandwidth \[B/s\].
    pub write: Bandwidth,
}

impl Disk {
    /// Whether there is a disk at all.
    pub fn exists(&self) -> bool {
        self.capacity > Bytes::ZERO
    }
}

/// A named host.
#[derive(Clone, Debug, PartialEq)]
pub struct Host {
    /// The name that results and messages use.
    pub name: Rc<str>,
    /// What it is made of.
    pub spec: HostSpec,
}
