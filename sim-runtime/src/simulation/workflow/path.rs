//! Critical paths: which stages determined how long an execution took.
//!
//! A path grows at its end, and several branches share its beginning: each is known by its last link.

use crate::units::SimDuration;

/// The end of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Path(Option<usize>);

impl Path {
    /// The one that nothing is on.
    pub(super) const EMPTY: Self = Self(None);
}

/// A stage on a path, for so long.
struct Link {
    stage: usize,
    time: SimDuration,
    before: Path,
}

/// The paths of an execution.
#[derive(Default)]
pub(super) struct Paths(Vec<Link>);

impl Paths {
    /// A path that goes on with a stage for so long.
    pub(super) fn extended(&mut self, before: Path, stage: usize, time: SimDuration) -> Path {
        self.0.push(Link {
            stage,
            time,
            before,
        });
        Path(Some(self.0.len() - 1))
    }

    /// The stages on a path with their times, from its beginning.
    pub(super) fn stages(&self, path: Path) -> Vec<(usize, SimDuration)> {
        let links = std::iter::successors(self.link(path), |link| self.link(link.before));
        let mut stages: Vec<_> = links.map(|link| (link.stage, link.time)).collect();
        stages.reverse();
        stages
    }

    fn link(&self, path: Path) -> Option<&Link> {
        self.0.get(path.0?)
    }
}
