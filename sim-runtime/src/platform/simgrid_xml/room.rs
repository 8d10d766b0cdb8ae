//! How large the platform of a file may be: a few letters, such as `radical="0-99999999"`, declare more than there is memory for.

use super::link::Policy;
use super::reader::Reader;
use super::wiring::Wiring;
use crate::platform::zones::ZoneId;

/// The most hosts, routers and links that a file may have together.
pub(super) const MOST: usize = 1 << 20;

/// How deep zones may be in each other: each knows the hosts of those inside.
const DEEPEST: usize = 100;

/// What a cluster is made of.
pub(super) struct Parts {
    pub(super) hosts: usize,
    /// Cables: each is two links if the directions are split.
    pub(super) cables: usize,
    /// Hosts and switches that have a limiter, if the cluster has them.
    pub(super) limited: usize,
}

impl Parts {
    fn count(&self, wiring: &Wiring) -> usize {
        let directions = match wiring.policy {
            Policy::SplitDuplex => 2,
            Policy::Shared | Policy::FatPipe => 1,
        };
        let limiters = wiring.limiter.map_or(0, |_| self.limited);
        self.cables
            .saturating_mul(directions)
            .saturating_add(limiters)
            .saturating_add(self.hosts)
    }
}

impl Reader<'_, '_> {
    /// Whether a cluster still fits; asked before any of it is declared.
    pub(super) fn has_room_for(&mut self, at: usize, parts: &Parts, wiring: &Wiring) -> bool {
        self.has_room(at, parts.count(wiring))
    }

    /// Whether so many more hosts and links still fit.
    pub(super) fn has_room(&mut self, at: usize, more: usize) -> bool {
        let there = self.network.points().len() + self.platform.links().len();
        if there.saturating_add(more) <= MOST {
            return true;
        }
        let message = format!(
            "with these hosts and links the file has more than {MOST} hosts, routers and links; make the cluster smaller"
        );
        self.errors.mismatch(at, message);
        false
    }

    /// Whether a zone may hold another one.
    pub(super) fn may_hold_a_zone(&mut self, zone: ZoneId, at: usize) -> bool {
        let around = |inner: &ZoneId| self.network.zone(*inner).parent;
        if std::iter::successors(Some(zone), around)
            .nth(DEEPEST - 1)
            .is_none()
        {
            return true;
        }
        let message =
            format!("zones are more than {DEEPEST} deep in each other; put them beside each other");
        self.errors.mismatch(at, message);
        false
    }
}
