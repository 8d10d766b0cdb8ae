//! Earliest deadline first.

use serde::{Deserialize, Serialize};

use super::Discipline;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::view::View;
use crate::serverless::queue::Queued;

/// The attempt comes first whose deadline does: the date of its arrival plus the `deadline` of its function. Those of
/// functions without one come last, in order of arrival.
///
/// An attempt whose deadline has passed still runs, and before the others. Source: Jackson 1955; Liu and Layland 1973 for
/// computations that may be interrupted, which bodies here are not.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct EarliestDeadline;

impl Named for EarliestDeadline {
    const NAME: &'static str = "earliest_deadline";
    const TYPE: &'static str = "EarliestDeadline";
    const DOC: &'static str = "The earliest arrival plus `deadline` of the function first; those without a deadline last.";
    const SOURCE: &'static str = "Jackson 1955; Liu and Layland 1973";
}

impl Policy for EarliestDeadline {}

impl Discipline for EarliestDeadline {
    fn key(&mut self, queued: &Queued, view: &View<'_>) -> u64 {
        let function = view.function(queued.function);
        let deadline = function.map(|function| function.precedence().deadline);
        match deadline {
            Some(deadline) if !deadline.is_zero() => (queued.arrived + deadline).as_nanos(),
            _ => u64::MAX,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serverless::Charge;
    use crate::serverless::policy::ClusterSketch;
    use crate::serverless::{Image, Precedence};
    use crate::units::short::{mb, secs};
    use crate::units::{SimDuration, SimTime};

    #[test]
    fn the_deadline_counts_from_the_arrival_and_none_is_last() {
        let mut sketch = ClusterSketch::new([], [Image::new("image", mb(1))]);
        let image = sketch.images()[0];
        let mut function = |deadline: SimDuration| {
            let function = sketch.function(image, Charge::default());
            let precedence = Precedence {
                deadline,
                ..Precedence::default()
            };
            sketch.set_precedence(function, precedence);
            function
        };
        let (slow, fast, whenever) = (
            function(secs(10)),
            function(secs(3)),
            function(SimDuration::ZERO),
        );
        let second = |seconds| SimTime::ZERO + secs(seconds);
        for (date, function) in [(0, whenever), (1, slow), (2, fast), (9, fast)] {
            sketch.at(second(date));
            sketch.enqueue_by(&mut EarliestDeadline, function);
        }
        let order: Vec<_> = sketch
            .view()
            .queue()
            .iter()
            .map(|one| one.function)
            .collect();
        // Deadlines: never, 11 s, 5 s, 12 s.
        assert_eq!(order, [fast, slow, fast, whenever]);
    }
}
