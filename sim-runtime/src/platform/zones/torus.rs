//! A torus: hosts in a grid of any number of dimensions, whose ends are joined.
//!
//! Each host has a link to the next one in each dimension. A route goes through one dimension after another, in each the
//! shorter way round.

use super::wires::Wires;
use crate::platform::LinkId;

/// The links of a torus: those of a host in the order of dimensions, host by host.
#[derive(Clone, Debug)]
pub(crate) struct Torus {
    pub(crate) dimensions: Vec<usize>,
    pub(crate) links: Wires,
    /// What bounds all that a host sends, receives and passes on, if anything does.
    pub(crate) limiters: Option<Wires>,
}

impl Torus {
    /// How many hosts it has.
    pub(crate) fn hosts(&self) -> usize {
        self.dimensions.iter().product()
    }

    /// The next host in a dimension, in which neighbours are so far apart.
    pub(crate) fn next(&self, host: usize, dimension: usize) -> usize {
        let stride = self.stride(dimension);
        let size = self.dimensions[dimension];
        match host / stride % size + 1 {
            last if last == size => host - (size - 1) * stride,
            _ => host + stride,
        }
    }

    fn stride(&self, dimension: usize) -> usize {
        self.dimensions[..dimension].iter().product()
    }

    /// Appends the links between two hosts by their ranks.
    pub(super) fn cross(&self, from: usize, to: usize, links: &mut Vec<LinkId>) -> Option<()> {
        if from.max(to) >= self.hosts() {
            return None;
        }
        let limiter = |host| self.limiters.map(|limiters| limiters.up(host));
        let mut here = from;
        for (dimension, &size) in self.dimensions.iter().enumerate() {
            let stride = self.stride(dimension);
            let [start, end] = [from, to].map(|host| host / stride % size);
            let half = size / 2;
            let is_ahead = (end > start && end <= start + half)
                || (start > half && (start + half) % size >= end);
            while here / stride % size != end {
                links.extend(limiter(here));
                let number = |host: usize| host * self.dimensions.len() + dimension;
                if is_ahead {
                    links.push(self.links.up(number(here)));
                    here = self.next(here, dimension);
                } else {
                    here = match here / stride % size {
                        0 => here + (size - 1) * stride,
                        _ => here - stride,
                    };
                    links.push(self.links.down(number(here)));
                }
            }
        }
        links.extend(limiter(to));
        Some(())
    }
}
