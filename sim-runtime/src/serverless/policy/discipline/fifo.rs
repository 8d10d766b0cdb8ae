//! First in, first out.

use serde::{Deserialize, Serialize};

use super::Discipline;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::view::View;
use crate::serverless::queue::Queued;

/// First in, first out: in the order in which attempts became schedulable; the default. Source: the reference
/// (SEMANTICS 4.7).
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Fifo;

impl Named for Fifo {
    const NAME: &'static str = "fifo";
    const TYPE: &'static str = "Fifo";
    const DOC: &'static str = "First in, first out.";
    const SOURCE: &'static str = "the reference";
}

impl Policy for Fifo {}

impl Discipline for Fifo {
    fn key(&mut self, _: &Queued, _: &View<'_>) -> u64 {
        0
    }
}
