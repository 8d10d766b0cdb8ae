//! What one new instance goes through, once it is known.

use crate::units::{Bytes, Flops, SimDuration};

/// One step of the start-up of an instance.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Activity {
    /// Time passes.
    Wait(SimDuration),
    /// Bytes travel from the disk of a storage service to that of the node. They take no space besides what the instance
    /// reserves.
    Fetch {
        /// The storage service; none: that which the function is deployed from.
        storage: Option<String>,
        /// How many.
        size: Bytes,
    },
    /// Bytes are read from the node's disk into its memory. They take no space besides what the instance reserves.
    Read(Bytes),
    /// The node computes, on one core that others may slow down.
    Compute(Flops),
}

impl Activity {
    /// Whether it is over as soon as it begins.
    fn is_nothing(&self) -> bool {
        match self {
            Self::Wait(delay) => delay.is_zero(),
            Self::Read(size) => size.is_zero(),
            Self::Compute(work) => *work == Flops::ZERO,
            // Even of no bytes, the first has to come.
            Self::Fetch { .. } => false,
        }
    }
}

/// What a new instance goes through before it can run something, once its image is in memory: stages, one after the other,
/// each of activities that begin together.
///
/// ```
/// use sim_runtime::serverless::policy::{Activity, Steps};
/// use sim_runtime::units::short::{gflop, mb, millis};
///
/// let steps = Steps::delay(millis(125))
///     .then(Activity::Read(mb(200)))
///     .then_together([Activity::Compute(gflop(1)), Activity::Fetch { storage: None, size: mb(50) }]);
/// assert_eq!(steps.stages().len(), 3);
/// assert_eq!(steps.known_duration(), None);
/// assert_eq!(Steps::delay(millis(125)).known_duration(), Some(millis(125)));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Steps {
    /// A delay that comes first: all that most start-ups are, without an allocation.
    delay: SimDuration,
    /// What comes then; no stage is empty.
    stages: Vec<Vec<Activity>>,
}

impl Steps {
    /// Nothing.
    pub const NONE: Self = Self::delay(SimDuration::ZERO);

    /// A delay \[s\].
    pub const fn delay(delay: SimDuration) -> Self {
        Self {
            delay,
            stages: Vec::new(),
        }
    }

    /// And then this.
    pub fn then(self, activity: Activity) -> Self {
        self.then_together([activity])
    }

    /// And then these, which begin together; what comes next begins when all of them are over.
    pub fn then_together(mut self, activities: impl IntoIterator<Item = Activity>) -> Self {
        let activities = activities.into_iter();
        let stage: Vec<Activity> = activities.filter(|one| !one.is_nothing()).collect();
        match stage.as_slice() {
            [] => {}
            [Activity::Wait(delay)] if self.stages.is_empty() => self.delay += *delay,
            _ => self.stages.push(stage),
        }
        self
    }

    /// How long all of it takes, if that depends on nothing but time.
    pub fn known_duration(&self) -> Option<SimDuration> {
        self.stages.is_empty().then_some(self.delay)
    }

    /// The stages.
    pub fn stages(&self) -> Vec<Vec<Activity>> {
        self.clone().into_stages()
    }

    /// The same, taken apart.
    pub(in crate::serverless) fn into_stages(mut self) -> Vec<Vec<Activity>> {
        if !self.delay.is_zero() {
            self.stages.insert(0, vec![Activity::Wait(self.delay)]);
        }
        self.stages
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::short::{mb, millis};

    #[test]
    fn what_takes_no_time_is_no_step() {
        let steps = Steps::NONE
            .then(Activity::Wait(SimDuration::ZERO))
            .then(Activity::Read(Bytes::ZERO))
            .then_together([
                Activity::Compute(Flops::ZERO),
                Activity::Wait(SimDuration::ZERO),
            ]);
        assert_eq!(steps, Steps::NONE);
        assert_eq!(steps.known_duration(), Some(SimDuration::ZERO));
    }

    #[test]
    fn delays_that_come_first_are_one() {
        let steps = Steps::delay(millis(1)).then(Activity::Wait(millis(2)));
        assert_eq!(steps.known_duration(), Some(millis(3)));
        let steps = steps
            .then(Activity::Read(mb(1)))
            .then(Activity::Wait(millis(4)));
        let expected = [
            vec![Activity::Wait(millis(3))],
            vec![Activity::Read(mb(1))],
            vec![Activity::Wait(millis(4))],
        ];
        assert_eq!(steps.stages(), expected);
    }
}
