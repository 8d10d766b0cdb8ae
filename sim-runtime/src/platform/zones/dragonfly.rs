//! A dragonfly: groups of chassis of blades, each blade with a router and its hosts.
//!
//! All routers of a chassis are joined (green links), and so are those in the same place of the chassis of a group (black
//! links). From group to group leads one link (blue), from the router of the first chassis whose place is the number of the
//! other group.
//!
//! Source: J. Kim et al., "Technology-driven, highly-scalable dragonfly topology", ISCA 2008; colours as in the Cray Cascade.

use super::wires::Wires;
use crate::platform::LinkId;

/// The links of a dragonfly, by colour.
#[derive(Clone, Debug)]
pub(crate) struct Dragonfly {
    pub(crate) groups: usize,
    pub(crate) chassis: usize,
    pub(crate) blades: usize,
    pub(crate) nodes: usize,
    /// From the hosts to their routers, host by host.
    pub(crate) local: Wires,
    /// Chassis by chassis.
    pub(crate) green: Wires,
    /// Group by group, and for each two chassis of it blade by blade.
    pub(crate) black: Wires,
    /// For each two groups.
    pub(crate) blue: Wires,
    /// What bounds all that a host sends and receives, if anything does.
    pub(crate) limiters: Option<Wires>,
    /// What bounds all that a router passes on.
    pub(crate) router_limiters: Option<Wires>,
}

/// A router.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Router {
    group: usize,
    chassis: usize,
    blade: usize,
}

/// The number of a pair of different numbers below `count`, where pairs are counted by the smaller and then by the larger.
fn pair(one: usize, other: usize, count: usize) -> usize {
    let (low, high) = (one.min(other), one.max(other));
    low * count - low * (low + 1) / 2 + high - low - 1
}

/// How many pairs there are.
pub(crate) fn pairs(count: usize) -> usize {
    count * count.saturating_sub(1) / 2
}

impl Dragonfly {
    /// How many hosts it has.
    pub(crate) fn hosts(&self) -> usize {
        self.routers() * self.nodes
    }

    /// How many routers it has.
    pub(crate) fn routers(&self) -> usize {
        self.groups * self.chassis * self.blades
    }

    fn router(&self, host: usize) -> Router {
        let number = host / self.nodes;
        Router {
            group: number / (self.chassis * self.blades),
            chassis: number / self.blades % self.chassis,
            blade: number % self.blades,
        }
    }

    fn limiter(&self, router: Router) -> Option<LinkId> {
        let chassis = router.group * self.chassis + router.chassis;
        Some(
            self.router_limiters?
                .up(chassis * self.blades + router.blade),
        )
    }

    /// From a router to another one of its chassis.
    fn green(&self, from: Router, blade: usize) -> LinkId {
        let chassis = from.group * self.chassis + from.chassis;
        let number = chassis * pairs(self.blades) + pair(from.blade, blade, self.blades);
        directed(self.green, number, from.blade < blade)
    }

    /// From a router to the one in its place of another chassis.
    fn black(&self, from: Router, chassis: usize) -> LinkId {
        let both = from.group * pairs(self.chassis) + pair(from.chassis, chassis, self.chassis);
        let number = both * self.blades + from.blade;
        directed(self.black, number, from.chassis < chassis)
    }

    fn blue(&self, from: usize, to: usize) -> LinkId {
        directed(self.blue, pair(from, to, self.groups), from < to)
    }

    /// Appends the links between two hosts by their ranks.
    pub(super) fn cross(&self, from: usize, to: usize, links: &mut Vec<LinkId>) -> Option<()> {
        if from.max(to) >= self.hosts() {
            return None;
        }
        let (source, target) = (self.router(from), self.router(to));
        links.extend(self.limiters.map(|limiters| limiters.up(from)));
        links.push(self.local.up(from));
        if source != target {
            self.between(source, target, links);
        }
        links.extend(self.limiter(target));
        links.push(self.local.down(to));
        links.extend(self.limiters.map(|limiters| limiters.up(to)));
        Some(())
    }

    /// Appends the links between two routers, as SimGrid counts them: after a blue or a green hop the way goes on from the
    /// first chassis.
    fn between(&self, source: Router, target: Router, links: &mut Vec<LinkId>) {
        let mut here = source;
        if target.group != here.group {
            if here.blade != target.group {
                links.extend(self.limiter(here));
                links.push(self.green(here, target.group));
                here.blade = target.group;
            }
            if here.chassis != 0 {
                links.extend(self.limiter(here));
                links.push(self.black(here, 0));
                here.chassis = 0;
            }
            links.push(self.blue(here.group, target.group));
            links.extend(self.limiter(here));
            here = Router {
                group: target.group,
                chassis: 0,
                blade: source.group,
            };
        }
        if target.blade != here.blade {
            links.extend(self.limiter(here));
            links.push(self.green(here, target.blade));
            here = Router {
                chassis: 0,
                blade: target.blade,
                ..here
            };
        }
        if target.chassis != here.chassis {
            links.extend(self.limiter(here));
            links.push(self.black(here, target.chassis));
        }
    }
}

fn directed(links: Wires, number: usize, is_up: bool) -> LinkId {
    if is_up {
        links.up(number)
    } else {
        links.down(number)
    }
}
