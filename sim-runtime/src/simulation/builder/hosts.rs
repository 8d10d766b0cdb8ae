//! What a service may be `over`.

use crate::platform::HostId;

/// One host or several: what a service may be `over`.
pub trait Hosts {
    /// The hosts, in order.
    fn hosts(self) -> Vec<HostId>;
}

impl Hosts for HostId {
    fn hosts(self) -> Vec<HostId> {
        vec![self]
    }
}

impl Hosts for &HostId {
    fn hosts(self) -> Vec<HostId> {
        vec![*self]
    }
}

impl Hosts for &[HostId] {
    fn hosts(self) -> Vec<HostId> {
        self.to_vec()
    }
}

impl Hosts for Vec<HostId> {
    fn hosts(self) -> Vec<HostId> {
        self
    }
}

impl Hosts for &Vec<HostId> {
    fn hosts(self) -> Vec<HostId> {
        self.clone()
    }
}

impl<const N: usize> Hosts for [HostId; N] {
    fn hosts(self) -> Vec<HostId> {
        self.to_vec()
    }
}

impl<const N: usize> Hosts for &[HostId; N] {
    fn hosts(self) -> Vec<HostId> {
        self.to_vec()
    }
}
