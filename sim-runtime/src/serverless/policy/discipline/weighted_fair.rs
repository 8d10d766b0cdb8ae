//! Weighted fair queueing.

use index_vec::IndexVec;
use serde::{Deserialize, Serialize};

use super::Discipline;
use crate::serverless::FunctionId;
use crate::serverless::event::{Interests, ServiceEvent};
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::view::View;
use crate::serverless::queue::Queued;

/// Each function that has attempts in line gets a share of the service in proportion to its `weight`: start-time fair queueing.
///
/// An attempt is as long as its function declares as `expected`; those of functions that declare none are all as long as one
/// of 1 s. Its start tag is the virtual time, or the finish tag of the attempt of its function before it if that is later; its
/// finish tag is its start tag plus its length divided by the weight. The smallest start tag comes first, and the virtual time
/// is the largest start tag of those that have been dispatched; when nothing is left to do, the largest finish tag. So a
/// function that has been silent gets no credit for that, and no function starves. Source: Goyal, Vin and Cheng, "Start-time
/// Fair Queueing: A Scheduling Algorithm for Integrated Services Packet Switching Networks", IEEE/ACM Transactions on
/// Networking 5(5), 1997, section 2.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WeightedFair {
    /// \[ns of virtual time\], as all tags.
    #[serde(skip)]
    virtual_time: u64,
    /// The largest finish tag.
    #[serde(skip)]
    latest: u64,
    /// By function: the finish tag of its last attempt.
    #[serde(skip)]
    finish: IndexVec<FunctionId, u64>,
    /// How many attempts have been accepted and are not over.
    #[serde(skip)]
    present: u64,
}

/// How long an attempt is of whose function nothing is known \[ns\].
const UNIT: u64 = 1_000_000_000;

impl Named for WeightedFair {
    const NAME: &'static str = "weighted_fair";
    const TYPE: &'static str = "WeightedFair";
    const DOC: &'static str =
        "Shares in proportion to the `weight` of each function: start-time fair queueing.";
    const SOURCE: &'static str = "Goyal, Vin and Cheng 1997";
}

impl Policy for WeightedFair {
    fn interests(&self) -> Interests {
        Interests::ATTEMPTS
    }

    fn observe(&mut self, event: &ServiceEvent, _: &View<'_>) {
        match event {
            ServiceEvent::AttemptArrived { .. } => self.present += 1,
            ServiceEvent::AttemptCompleted { .. } => {
                self.present = self.present.saturating_sub(1);
                if self.present == 0 {
                    self.virtual_time = self.latest;
                }
            }
            _ => {}
        }
    }
}

impl Discipline for WeightedFair {
    fn key(&mut self, queued: &Queued, view: &View<'_>) -> u64 {
        let Some(function) = view.function(queued.function) else {
            return self.virtual_time;
        };
        let precedence = function.precedence();
        let length = match precedence.expected.as_nanos() {
            0 => UNIT,
            expected => expected,
        };
        // Some virtual time passes even for what weighs the most.
        let length = (length / u64::from(precedence.weight.max(1))).max(1);
        let place = queued.function.index();
        if place >= self.finish.len() {
            self.finish.resize(place + 1, 0);
        }
        let finish = &mut self.finish[queued.function];
        let start = self.virtual_time.max(*finish);
        *finish = start.saturating_add(length);
        self.latest = self.latest.max(*finish);
        start
    }

    fn follows_dispatches(&self) -> bool {
        true
    }

    fn dispatched(&mut self, queued: &Queued) {
        self.virtual_time = self.virtual_time.max(queued.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serverless::policy::ClusterSketch;
    use crate::serverless::{Charge, Image, Precedence};
    use crate::units::SimDuration;
    use crate::units::short::{mb, secs};

    /// Functions of these weights and expected times.
    fn sketch<const N: usize>(
        functions: [(u32, SimDuration); N],
    ) -> (ClusterSketch, [FunctionId; N]) {
        let mut sketch = ClusterSketch::new([], [Image::new("image", mb(1))]);
        let image = sketch.images()[0];
        let functions = functions.map(|(weight, expected)| {
            let function = sketch.function(image, Charge::default());
            let precedence = Precedence {
                weight,
                expected,
                ..Precedence::default()
            };
            sketch.set_precedence(function, precedence);
            function
        });
        (sketch, functions)
    }

    fn order(sketch: &ClusterSketch) -> Vec<FunctionId> {
        sketch
            .view()
            .queue()
            .iter()
            .map(|one| one.function)
            .collect()
    }

    #[test]
    fn a_backlog_is_served_in_proportion_to_the_weights() {
        let (mut sketch, [heavy, light]) = sketch([(3, SimDuration::ZERO), (1, SimDuration::ZERO)]);
        let mut fair = WeightedFair::default();
        for function in [[light; 3], [heavy; 3], [heavy; 3]].concat() {
            sketch.enqueue_by(&mut fair, function);
        }
        // Start tags: light 0, 1, 2 s; heavy 0, 1/3, 2/3, 1 - 1 ns, .. s.
        let (h, l) = (heavy, light);
        assert_eq!(order(&sketch), [l, h, h, h, h, l, h, h, l]);
    }

    #[test]
    fn what_takes_longer_comes_less_often() {
        let (mut sketch, [long, short]) = sketch([(1, secs(4)), (1, secs(2))]);
        let mut fair = WeightedFair::default();
        for function in [[long; 2], [short; 2], [short; 2]].concat() {
            sketch.enqueue_by(&mut fair, function);
        }
        // Start tags: long 0 and 4 s; short 0, 2, 4, 6 s.
        let (l, s) = (long, short);
        assert_eq!(order(&sketch), [l, s, s, l, s, s]);
    }

    #[test]
    fn who_was_silent_gets_no_credit() {
        let (mut sketch, [busy, silent]) = sketch([(1, secs(1)); 2]);
        let mut fair = WeightedFair::default();
        for _ in 0..10 {
            sketch.enqueue_by(&mut fair, busy);
        }
        for place in 0..8 {
            fair.dispatched(&sketch.view().queue()[place]);
        }
        sketch.enqueue_by(&mut fair, silent);
        let keys: Vec<u64> = sketch
            .view()
            .queue()
            .iter()
            .map(|one| one.key / UNIT)
            .collect();
        // The virtual time is 7 s, the start tag of the last that was dispatched.
        assert_eq!(keys, [0, 1, 2, 3, 4, 5, 6, 7, 7, 8, 9]);
    }

    #[test]
    fn a_service_that_has_done_all_begins_anew() {
        let (mut sketch, [once, other]) = sketch([(1, secs(5)), (1, secs(1))]);
        let mut fair = WeightedFair::default();
        let arrived = |function| ServiceEvent::AttemptArrived {
            function,
            invocation: 0,
        };
        fair.observe(&arrived(once), &sketch.view());
        sketch.enqueue_by(&mut fair, once);
        fair.dispatched(&sketch.view().queue()[0]);
        let completed = ServiceEvent::AttemptCompleted {
            function: once,
            invocation: 0,
            success: true,
            ran: Some(secs(5)),
        };
        fair.observe(&completed, &sketch.view());
        for function in [other, once] {
            sketch.enqueue_by(&mut fair, function);
        }
        let keys: Vec<u64> = sketch
            .view()
            .queue()
            .iter()
            .map(|one| one.key / UNIT)
            .collect();
        assert_eq!(keys, [0, 5, 5]);
    }
}
