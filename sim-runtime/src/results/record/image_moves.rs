//! When images were on their way, for the invocations that waited for them.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use crate::serverless::{ImageId, NodeId, ServiceEvent};
use crate::storage::StorageId;
use crate::units::{Bytes, SimDuration, SimTime};

/// How many movements of one image to one place are remembered. Invocations that waited while even more came and went
/// count the earlier ones as queue.
const REMEMBERED: usize = 16;

/// A movement of an image to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum ImageMove {
    Download(ImageId),
    Copy(NodeId, ImageId),
    Load(NodeId, ImageId),
}

/// A movement that begins, or is over.
#[derive(Clone, Copy, Debug)]
pub(super) struct ImageStep {
    pub(super) what: ImageMove,
    /// Where the image comes from, if that is known.
    pub(super) source: Option<StorageId>,
    /// Whether it has arrived; `None` at the beginning.
    pub(super) success: Option<bool>,
    /// How much of the image moves, if that is known; told at the beginning.
    pub(super) bytes: Option<Bytes>,
}

/// The time of a movement, and how much of the image moved if that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    start: SimTime,
    end: Option<SimTime>,
    bytes: Option<Bytes>,
}

impl ImageMove {
    /// The node that an image moves to or on, if that is not the head host.
    pub(super) fn node(self) -> Option<NodeId> {
        match self {
            Self::Download(_) => None,
            Self::Copy(node, _) | Self::Load(node, _) => Some(node),
        }
    }
}

impl ImageStep {
    /// What happened, if it happened to an image on its way.
    #[inline]
    pub(super) fn of(what: &ServiceEvent) -> Option<Self> {
        let (mut from, mut moving) = (None, None);
        let (what, success) = match *what {
            ServiceEvent::DownloadStarted {
                image,
                source,
                bytes,
            } => {
                (from, moving) = (Some(source), Some(bytes));
                (ImageMove::Download(image), None)
            }
            ServiceEvent::ImageDownloaded { image } => (ImageMove::Download(image), Some(true)),
            ServiceEvent::DownloadFailed { image } => (ImageMove::Download(image), Some(false)),
            ServiceEvent::CopyStarted { image, node, bytes } => {
                moving = Some(bytes);
                (ImageMove::Copy(node, image), None)
            }
            ServiceEvent::CopyEnded {
                image,
                node,
                success,
            } => (ImageMove::Copy(node, image), Some(success)),
            ServiceEvent::LoadStarted { image, node } => (ImageMove::Load(node, image), None),
            ServiceEvent::LoadEnded {
                image,
                node,
                success,
            } => (ImageMove::Load(node, image), Some(success)),
            _ => return None,
        };
        Some(Self {
            what,
            source: from,
            success,
            bytes: moving,
        })
    }
}

/// The movements of the images of one service.
#[derive(Clone, Debug, Default)]
pub(super) struct ImageMoves {
    // Looked up; iterated only to be sorted.
    moves: FxHashMap<ImageMove, VecDeque<Span>>,
    /// Where each image was downloaded from last. Looked up, never iterated.
    sources: FxHashMap<ImageId, StorageId>,
}

impl ImageMoves {
    /// An image is about to be downloaded from a storage service.
    pub(super) fn set_source(&mut self, image: ImageId, source: StorageId) {
        self.sources.insert(image, source);
    }

    pub(super) fn source(&self, image: ImageId) -> Option<StorageId> {
        self.sources.get(&image).copied()
    }

    pub(super) fn start(&mut self, what: ImageMove, at: SimTime, bytes: Option<Bytes>) {
        let spans = self.moves.entry(what).or_default();
        if spans.len() == REMEMBERED {
            spans.pop_front();
        }
        spans.push_back(Span {
            start: at,
            end: None,
            bytes,
        });
    }

    /// Ends the movement that has begun last, and returns its start and how much moved.
    pub(super) fn end(&mut self, what: ImageMove, at: SimTime) -> Option<(SimTime, Option<Bytes>)> {
        let span = self.moves.get_mut(&what)?.back_mut()?;
        span.end = Some(at);
        Some((span.start, span.bytes))
    }

    /// How long an image was on its way between two dates.
    pub(super) fn between(&self, what: ImageMove, from: SimTime, to: SimTime) -> SimDuration {
        let Some(spans) = self.moves.get(&what) else {
            return SimDuration::ZERO;
        };
        let overlap = |span: &Span| {
            let (start, end) = (span.start.max(from), span.end.unwrap_or(to).min(to));
            if end > start {
                end.since(start)
            } else {
                SimDuration::ZERO
            }
        };
        spans.iter().map(overlap).sum()
    }

    /// The movements that have not ended, in order of start and place.
    pub(super) fn going_on(&self) -> Vec<(SimTime, ImageMove, Option<Bytes>)> {
        let mut going: Vec<_> = self
            .moves
            .iter()
            .filter_map(|(what, spans)| match spans.back() {
                Some(span) if span.end.is_none() => Some((span.start, *what, span.bytes)),
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
        let what = ImageMove::Download(ImageId::from_index(0));
        let mut moves = ImageMoves::default();
        moves.start(what, at(10), None);
        moves.end(what, at(20));
        moves.start(what, at(30), Some(Bytes::new(7)));
        let between = |from, to| moves.between(what, at(from), at(to)).as_nanos();
        assert_eq!(between(0, 25), 10);
        assert_eq!(between(15, 40), 15);
        assert_eq!(between(21, 29), 0);
        assert_eq!(moves.going_on(), [(at(30), what, Some(Bytes::new(7)))]);
    }
}
