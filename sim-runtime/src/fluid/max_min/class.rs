//! Classes: flows with the same capacities, priority and bound.

use std::collections::BTreeMap;

use super::ends::Announced;
use super::id::{Constraint, FlowId};
use super::kept::Standing;
use crate::fluid::completion;
use crate::units::SimTime;

/// What makes flows of one kind: the capacities that they compete for, with their weights, their priority and their bound.
///
/// Numbers are kept as their bits, which can be compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    pub(super) uses: Vec<(Constraint, u64)>,
    pub(super) priority: u64,
    pub(super) bound: u64,
}

/// Where a flow stands in its class: by end, and then by start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The virtual time of its end; never negative, so the bits order as the number does.
    pub(super) end: u64,
    /// Counts up from flow to flow.
    pub(super) sequence: u64,
}

/// Flows of one kind, which all have the same rate.
///
/// As in [`ProcessorSharing`](crate::fluid::ProcessorSharing), a *virtual time* replaces a counter in each flow: what a flow
/// that has been there since the beginning of the class would have moved.
#[derive(Debug)]
pub(super) struct Class {
    /// By order of creation.
    pub(super) number: u64,
    pub(super) kind: Kind,
    pub(super) uses: Vec<(Constraint, f64)>,
    pub(super) priority: f64,
    pub(super) bound: f64,
    pub(super) rate: f64,
    pub(super) virtual_time: f64,
    pub(super) updated: SimTime,
    /// When its first flow ends, unless that is announced by the capacity that limits it.
    pub(super) announced: Announced,
    pub(super) flows: BTreeMap<Place, FlowId>,
    pub(super) visited: u64,
    pub(super) standing: Standing,
    /// How many of its flows its capacities know of, if they are kept.
    pub(super) counted: usize,
    /// The clock of the capacity that limits it at which its virtual time was updated.
    pub(super) since: f64,
    /// Where it stands in that capacity's order of ends.
    pub(super) first_clock: u64,
}

impl Class {
    pub(super) fn len(&self) -> usize {
        self.flows.len()
    }

    /// Its flows, in order of end.
    pub(super) fn flows(&self) -> impl Iterator<Item = FlowId> {
        self.flows.values().copied()
    }

    /// Lets time pass at the present rate.
    pub(super) fn advance(&mut self, now: SimTime) {
        // At an infinite rate everything ends at the date at which it starts.
        if self.rate.is_finite() {
            self.virtual_time += self.rate * (now - self.updated).as_secs_f64();
        }
        self.updated = now;
    }

    /// The bits of its limit: priority times bound.
    pub(super) fn limit(&self) -> u64 {
        (self.priority * self.bound).to_bits()
    }

    /// At which clock of the capacity that limits it a flow ends; never negative, so the bits order as the number does.
    pub(super) fn clock_of_end(&self, place: Place) -> u64 {
        let missing = f64::from_bits(place.end) - self.virtual_time;
        (self.since + missing * self.priority).max(0.0).to_bits()
    }

    pub(super) fn first_end(&self) -> SimTime {
        let first = self.flows.first_key_value();
        first.map_or(SimTime::MAX, |(place, _)| self.end(*place))
    }

    pub(super) fn end(&self, place: Place) -> SimTime {
        let missing = f64::from_bits(place.end) - self.virtual_time;
        completion(self.updated, missing, self.rate)
    }
}
