//! Where the time of an invocation went.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::units::SimDuration;

/// The time from the request of an invocation to its completion, part by part. The parts do not overlap, and their sum is
/// the whole.
///
/// What lies between submission and dispatch is shared out among the movements of the image that the invocation needed:
/// to the head host, to the node that it ran on, and into that node's memory. What remains is the queue. An invocation
/// that did not come to a phase has zero there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phases {
    /// From the request to the submission: the network, the input on its way, the service's processing overhead.
    pub request: SimDuration,
    /// Waiting for a core, for memory, or for the scheduler.
    pub queue: SimDuration,
    /// While the image was on its way to the head host.
    pub download: SimDuration,
    /// While the image was on its way to the node's disk.
    pub copy: SimDuration,
    /// While the image was on its way into the node's memory.
    pub load: SimDuration,
    /// From the dispatch to the start of the body: a new container's start-up, the input on its way to the node.
    pub startup: SimDuration,
    /// From the start of the body to its end.
    pub body: SimDuration,
    /// From the end of the body until the service knew: the output on its way to the head host.
    pub answer: SimDuration,
}

impl Phases {
    /// The names of the phases, in order of time.
    pub const NAMES: [&'static str; 8] = [
        "request", "queue", "download", "copy", "load", "startup", "body", "answer",
    ];

    /// The durations, in the order of [`Phases::NAMES`].
    pub fn durations(&self) -> [SimDuration; 8] {
        [
            self.request,
            self.queue,
            self.download,
            self.copy,
            self.load,
            self.startup,
            self.body,
            self.answer,
        ]
    }

    /// The sum of all.
    pub fn total(&self) -> SimDuration {
        self.durations()
            .into_iter()
            .fold(SimDuration::ZERO, SimDuration::saturating_add)
    }
}

impl AddAssign for Phases {
    fn add_assign(&mut self, other: Self) {
        let mine = [
            &mut self.request,
            &mut self.queue,
            &mut self.download,
            &mut self.copy,
            &mut self.load,
            &mut self.startup,
            &mut self.body,
            &mut self.answer,
        ];
        for (mine, other) in mine.into_iter().zip(other.durations()) {
            *mine = mine.saturating_add(other);
        }
    }
}
