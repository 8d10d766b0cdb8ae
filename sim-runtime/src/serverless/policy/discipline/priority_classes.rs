//! Classes of priority.

use serde::{Deserialize, Serialize};

use super::Discipline;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::view::View;
use crate::serverless::queue::Queued;

/// The attempts of functions of `priority` 0 come first, then those of 1, and so on; in order of arrival within each.
///
/// A body that runs is not interrupted for one of higher priority. Source: Cobham 1954, "Priority assignment in waiting line
/// problems".
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct PriorityClasses;

impl Named for PriorityClasses {
    const NAME: &'static str = "priority_classes";
    const TYPE: &'static str = "PriorityClasses";
    const DOC: &'static str =
        "Functions of `priority` 0 first, then 1, and so on; first in, first out within each.";
    const SOURCE: &'static str = "Cobham 1954";
}

impl Policy for PriorityClasses {}

impl Discipline for PriorityClasses {
    fn key(&mut self, queued: &Queued, view: &View<'_>) -> u64 {
        let function = view.function(queued.function);
        function.map_or(0, |function| u64::from(function.precedence().priority))
    }
}
