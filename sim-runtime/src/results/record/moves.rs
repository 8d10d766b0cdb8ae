//! When images were on their way, for those who waited for them.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use crate::serverless::{ImageId, NodeId};
use crate::storage::StorageId;
use crate::units::{SimDuration, SimTime};

/// How many movements of one image to one place are remembered. Invocations that waited while even more came and went
/// count the earlier ones as queue.
const REMEMBERED: usize = 16;

/// Where an image moves to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Way {
    Download(ImageId),
    Copy(NodeId, ImageId),
    Load(NodeId, ImageId),
}

/// The movements of the images of one service.
#[derive(Clone, Debug, Default)]
pub(super) struct Moves {
    // Looked up; iterated only to be sorted.
    ways: FxHashMap<Way, VecDeque<(SimTime, Option<SimTime>)>>,
    /// Where each image was downloaded from last. Looked up, never iterated.
    sources: FxHashMap<ImageId, StorageId>,
}

impl Moves {
    /// An image is about to be downloaded from a storage service.
    pub(super) fn from(&mut self, image: ImageId, source: StorageId) {
        self.sources.insert(image, source);
    }

    pub(super) fn source(&self, image: ImageId) -> Option<StorageId> {
        self.sources.get(&image).copied()
    }

    pub(super) fn start(&mut self, way: Way, at: SimTime) {
        let spans = self.ways.entry(way).or_default();
        if spans.len() == REMEMBERED {
            spans.pop_front();
        }
        spans.push_back((at, None));
    }

    /// Ends the movement that has begun last, and returns its start.
    pub(super) fn end(&mut self, way: Way, at: SimTime) -> Option<SimTime> {
        let (start, end) = self.ways.get_mut(&way)?.back_mut()?;
        *end = Some(at);
        Some(*start)
    }

    /// How long an image was on its way between two dates.
    pub(super) fn between(&self, way: Way, from: SimTime, to: SimTime) -> SimDuration {
        let Some(spans) = self.ways.get(&way) else {
            return SimDuration::ZERO;
        };
        let overlap = |(start, end): &(SimTime, Option<SimTime>)| {
            let (start, end) = ((*start).max(from), end.unwrap_or(to).min(to));
            if end > start {
                end.since(start)
            } else {
                SimDuration::ZERO
            }
        };
        spans.iter().map(overlap).sum()
    }

    /// The movements that have not ended, in order of start and way.
    pub(super) fn going_on(&self) -> Vec<(SimTime, Way)> {
        let mut going: Vec<(SimTime, Way)> = self
            .ways
            .iter()
            .filter_map(|(way, spans)| match spans.back() {
                Some((start, None)) => Some((*start, *way)),
                _ => None,
            })
            .collect();
        going.sort_unstable();
        going
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_between_the_dates_counts() {
        let at = SimTime::from_nanos;
        let way = Way::Download(ImageId::from_index(0));
        let mut moves = Moves::default();
        moves.start(way, at(10));
        moves.end(way, at(20));
        moves.start(way, at(30));
        let between = |from, to| moves.between(way, at(from), at(to)).as_nanos();
        assert_eq!(between(0, 25), 10);
        assert_eq!(between(15, 40), 15);
        assert_eq!(between(21, 29), 0);
        assert_eq!(moves.going_on(), [(at(30), way)]);
    }
}
