//! No instances but those that attempts are dispatched to.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::Scaler;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::view::FunctionView;
use crate::units::SimDuration;

/// Never looks: instances are made by dispatches alone; the default. Source: the reference.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct NoScaler;

impl Named for NoScaler {
    const NAME: &'static str = "none";
    const TYPE: &'static str = "NoScaler";
    const DOC: &'static str = "Instances are made by dispatches alone.";
    const SOURCE: &'static str = "the reference";
}

impl Policy for NoScaler {}

impl Scaler for NoScaler {
    fn period(&self) -> Option<SimDuration> {
        None
    }

    fn target(&mut self, _: &FunctionView<'_>) -> RangeInclusive<u32> {
        0..=u32::MAX
    }
}
