//! Every request is accepted.

use serde::{Deserialize, Serialize};

use super::{Admission, Admit};
use crate::serverless::attempt::Arrived;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::view::View;

/// Accepts every request; the default. Source: the reference (SEMANTICS 4.5).
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct AcceptAll;

impl Named for AcceptAll {
    const NAME: &'static str = "accept_all";
    const TYPE: &'static str = "AcceptAll";
    const DOC: &'static str = "Accepts every request.";
    const SOURCE: &'static str = "the reference";
}

impl Policy for AcceptAll {}

impl Admission for AcceptAll {
    fn admit(&mut self, _: &Arrived, _: &View<'_>) -> Admit {
        Admit::Accept
    }

    fn enforces_concurrency(&self) -> bool {
        false
    }
}
