//! Capacities shared by activities.
//!
//! This layer knows amounts, rates and dates. It must not know what the capacities are capacities of: a link, a disk and
//! a host's cores are the same to it.
//!
//! * [`ProcessorSharing`]: one capacity in equal shares, with a cap for each task (the cores of a host);
//! * [`BoundedSharing`]: the same, with tasks that are bounded below that, alone or several together (containers);
//! * [`MaxMin`]: many capacities, priorities, weights and bounds (links and disks);
//! * [`TwoSystems`]: the same in two systems that share capacities, as the reference solves disks and network.
//!
//! Both are event sources: they give the date of their next completion and return what is complete at a date. They
//! schedule nothing themselves.

mod bounded_sharing;
mod max_min;
mod processor_sharing;
mod solver;
mod tasks;
mod two_systems;

pub use bounded_sharing::{Bound, BoundedSharing};
pub use max_min::{Constraint, Demand, EndOrder, FlowId, MaxMin, Sharing};
pub use processor_sharing::ProcessorSharing;
pub use tasks::TaskId;
pub use two_systems::{Progress, TwoSystems};

use crate::units::{SimDuration, SimTime};

/// The date at which `amount` is done at `rate`, to the nearest nanosecond; never, if nothing moves, or if that takes longer
/// than numbers go.
fn completion(now: SimTime, amount: f64, rate: f64) -> SimTime {
    if amount <= 0.0 {
        now
    } else if rate <= 0.0 {
        SimTime::MAX
    } else {
        let time = SimDuration::try_from_secs_f64(amount / rate);
        time.map_or(SimTime::MAX, |time| now + time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_take_longer_than_numbers_go_never_ends() {
        let now = SimTime::from_secs_f64(1.0);
        for (amount, rate) in [(1.0, 5e-324), (f64::INFINITY, 1.0), (f64::NAN, 1.0)] {
            assert_eq!(completion(now, amount, rate), SimTime::MAX);
        }
        assert_eq!(completion(now, 2.0, 1.0), SimTime::from_secs_f64(3.0));
    }
}
