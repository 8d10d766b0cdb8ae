//! What there is to be solved.

/// How close two bounds must be to be reached together, and how much of a capacity counts as nothing.
pub(in crate::fluid) const TOLERANCE: f64 = 1e-5;

/// A capacity, as the solver sees it.
#[derive(Clone, Debug)]
pub(in crate::fluid) struct Pool {
    pub(in crate::fluid) capacity: f64,
    /// Flows do not compete: each may use the whole capacity.
    pub(in crate::fluid) fat: bool,
    /// The flows that use it, by index into the problem's flows, with their weight on it.
    pub(in crate::fluid) users: Vec<(usize, f64)>,
}

/// A flow, as the solver sees it.
#[derive(Clone, Debug)]
pub(in crate::fluid) struct Claim {
    pub(in crate::fluid) priority: f64,
    pub(in crate::fluid) bound: f64,
    /// The pools that it uses, by index, with its weight on each.
    pub(in crate::fluid) uses: Vec<(usize, f64)>,
}

impl Claim {
    /// The level at which it reaches its bound.
    pub(super) fn limit(&self) -> f64 {
        self.bound * self.priority
    }
}
