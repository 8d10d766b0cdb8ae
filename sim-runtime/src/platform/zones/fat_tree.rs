//! A fat tree: levels of switches above the hosts, with several ways between two of them.
//!
//! A switch of a level is joined to those of the next one that differ from it in one digit of their labels. Upwards, the
//! place of the destination chooses among the parents, and downwards that of the source among parallel cables (d-mod-k).
//!
//! Source: E. Zahavi, "D-Mod-K routing providing non-blocking traffic for shift permutations on real life fat trees",
//! CCIT report 776, Technion 2010 (parallel ports generalized fat trees).

use super::wires::Wires;
use crate::platform::LinkId;

/// The links of a fat tree: those from a point to its parents, point by point and level by level.
#[derive(Clone, Debug)]
pub(crate) struct FatTree {
    /// How many children a switch of each level has.
    pub(crate) children: Vec<usize>,
    /// How many parents a point of the level below each one has.
    pub(crate) parents: Vec<usize>,
    /// How many parallel cables lie between a switch of each level and a child.
    pub(crate) cables: Vec<usize>,
    pub(crate) links: Wires,
    /// What bounds all that a host or a switch passes on, if anything does; hosts first, level by level.
    pub(crate) limiters: Option<Wires>,
    /// How many hosts other fat trees of the same file have before it, which counts in the choice of parents.
    pub(crate) before: usize,
}

/// A host (of level 0) or a switch, by its place in the level.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    level: usize,
    place: usize,
}

impl FatTree {
    fn levels(&self) -> usize {
        self.children.len()
    }

    /// How many hosts it has.
    pub(crate) fn hosts(&self) -> usize {
        self.width(0)
    }

    /// How many points a level has.
    pub(crate) fn width(&self, level: usize) -> usize {
        let switches: usize = self.parents[..level].iter().product();
        switches * self.children[level..].iter().product::<usize>()
    }

    /// How many values a digit of the labels of a level has.
    fn base(&self, level: usize, digit: usize) -> usize {
        if digit < level {
            self.parents[digit]
        } else {
            self.children[digit]
        }
    }

    /// What a step of a digit is in the places of a level.
    fn stride(&self, level: usize, digit: usize) -> usize {
        (0..digit).map(|lower| self.base(level, lower)).product()
    }

    /// A digit of the label of a point.
    fn digit(&self, point: Place, digit: usize) -> usize {
        point.place / self.stride(point.level, digit) % self.base(point.level, digit)
    }

    /// How many points there are below a level.
    fn below(&self, level: usize) -> usize {
        (0..level).map(|lower| self.width(lower)).sum()
    }

    /// The point of the next level that differs in the digit of that step alone.
    fn parent(&self, point: Place, digit: usize) -> Place {
        self.neighbour(point, point.level + 1, point.level, digit)
    }

    fn neighbour(&self, point: Place, level: usize, changed: usize, digit: usize) -> Place {
        let digits = (0..self.levels()).map(|each| {
            let value = if each == changed {
                digit
            } else {
                self.digit(point, each)
            };
            value * self.stride(level, each)
        });
        Place {
            level,
            place: digits.sum(),
        }
    }

    /// The number of a cable from a point to a parent.
    fn cable(&self, child: Place, parent_digit: usize, cable: usize) -> usize {
        let of_a_point = |level: usize| self.parents[level] * self.cables[level];
        let before = (0..child.level).map(|level| self.width(level) * of_a_point(level));
        let own = parent_digit * self.cables[child.level] + cable;
        before.sum::<usize>() + child.place * of_a_point(child.level) + own
    }

    /// Each cable, from the child to the parent: their numbers among all points, hosts first.
    pub(crate) fn cables(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        (0..self.levels()).flat_map(move |level| {
            (0..self.width(level)).flat_map(move |place| {
                let child = Place { level, place };
                (0..self.parents[level]).flat_map(move |digit| {
                    let parent = self.parent(child, digit);
                    let ends = (self.number(child), self.number(parent));
                    std::iter::repeat_n(ends, self.cables[level])
                })
            })
        })
    }

    fn number(&self, point: Place) -> usize {
        self.below(point.level) + point.place
    }

    fn limiter(&self, point: Place) -> Option<LinkId> {
        Some(self.limiters?.up(self.number(point)))
    }

    /// Whether the way down from a switch leads to a host.
    fn is_above(&self, switch: Place, host: Place) -> bool {
        let levels = switch.level..self.levels();
        let mut levels = levels.map(|each| self.digit(switch, each) == self.digit(host, each));
        switch.level > 0 && levels.all(|same| same)
    }

    /// Appends the links between two hosts by their ranks.
    pub(super) fn cross(&self, from: usize, to: usize, links: &mut Vec<LinkId>) -> Option<()> {
        if from.max(to) >= self.hosts() {
            return None;
        }
        let (source, target) = (self.before + from, self.before + to);
        let host = |place| Place { level: 0, place };
        let (mut here, end) = (host(from), host(to));
        while !self.is_above(here, end) {
            let level = here.level;
            let above: usize = self.parents[..level].iter().product();
            let chosen = target / above % (self.parents[level] * self.cables[level]);
            let (digit, cable) = (chosen % self.parents[level], chosen / self.parents[level]);
            links.extend(self.limiter(here));
            links.push(self.links.up(self.cable(here, digit, cable)));
            here = self.parent(here, digit);
        }
        while here != end {
            let below = here.level - 1;
            let mut port = source % self.cables[below] * self.children[below];
            // SimGrid goes on at the next port on the level below as well, and so do we.
            while let Some(below) = here.level.checked_sub(1)
                && port < self.children[below] * self.cables[below]
            {
                let digit = self.digit(end, below);
                if port % self.children[below] == digit {
                    let child = self.neighbour(here, below, below, digit);
                    let own = self.digit(here, below);
                    let cable = self.cable(child, own, port / self.children[below]);
                    links.push(self.links.down(cable));
                    links.extend(self.limiter(here));
                    here = child;
                }
                port += 1;
            }
        }
        links.extend(self.limiter(end));
        Some(())
    }
}
