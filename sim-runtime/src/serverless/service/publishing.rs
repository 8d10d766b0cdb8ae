//! What the policies of a service publish over time.

use super::Service;
use crate::serverless::policy::{PolicyKind, Series};
use crate::units::SimTime;

impl Service {
    /// The series that its policies publish, and which of them does; known once it has begun.
    pub fn series(&self) -> &[(PolicyKind, Series)] {
        self.policies.published().series()
    }

    /// The values of the series, in their order, when they were last read.
    pub fn series_values(&self) -> &[f64] {
        self.policies.published().values()
    }

    /// Reads the values of the series from the policies.
    pub fn read_series(&mut self, now: SimTime) {
        self.policies.publish(&self.state.view(now));
    }
}
