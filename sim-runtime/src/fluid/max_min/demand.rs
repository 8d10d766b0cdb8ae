//! What flows need of capacities.

use super::id::Constraint;

/// What a flow needs.
#[derive(Clone, Debug)]
pub struct Demand {
    /// The amount to be transferred.
    pub amount: f64,
    /// Rates are such that `priority x rate` is max-min fair: twice the priority, half the share.
    pub priority: f64,
    /// The largest rate, however much is free.
    pub bound: f64,
    /// The capacities used, each with how much of it one unit of rate takes. A capacity may be listed several times: its
    /// weights add up, but for a fat pipe, where the largest counts.
    pub uses: Vec<(Constraint, f64)>,
    /// Where it stands among the flows that end at the same date.
    pub order: EndOrder,
}

/// The order in which flows end that end at the same date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum EndOrder {
    /// Before all others, in order of start.
    First,
    /// In order of start.
    #[default]
    Started,
    /// After all others, the latest started first.
    LatestFirst,
}

impl EndOrder {
    /// A key that sorts the flows of a date, from the number of a flow by order of start.
    pub(super) fn key(self, number: u64) -> (Self, u64) {
        match self {
            Self::First | Self::Started => (self, number),
            Self::LatestFirst => (self, !number),
        }
    }
}
