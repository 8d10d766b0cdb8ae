//! Numbers that go on from cluster to cluster.

/// Numbers of links that begin at the same number in all clusters of a kind, as SimGrid counts them.
#[derive(Debug, Default)]
pub(super) struct Counters {
    /// The cables of fat trees.
    pub(super) cables: usize,
    /// The hosts of fat trees.
    pub(super) leaves: usize,
    /// The links of dragonflies.
    pub(super) dragonfly: usize,
}
