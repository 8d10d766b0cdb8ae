//! The anchors, a file a theme.
//!
//! What comes of random numbers is estimated from replications, with four standard errors as the tolerance: see
//! [`replications`](super::replications).

pub(super) mod caching;
pub(super) mod distributions;
pub(super) mod hybrid_histogram;
pub(super) mod impatience;
pub(super) mod instances;
pub(super) mod keep_alive;
pub(super) mod lambda;
pub(super) mod loss;
pub(super) mod lossy;
pub(super) mod measurements;
pub(super) mod order;
pub(super) mod prices;
pub(super) mod providers;
pub(super) mod published;
pub(super) mod queueing;
pub(super) mod retries;
pub(super) mod reuse;
pub(super) mod scaling;
pub(super) mod shortest_queue;
