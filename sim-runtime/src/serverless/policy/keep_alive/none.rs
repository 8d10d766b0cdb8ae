//! No keep-alive.

use serde::{Deserialize, Serialize};

use super::KeepAlive;
use crate::serverless::policy::actions::Actions;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::instance_view::InstanceView;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::view::View;
use crate::units::SimTime;

/// An instance goes as soon as nothing runs in it: every start is cold, and nothing is wasted. It is what `idle_timeout: 0s`
/// means, and the one end of every comparison.
///
/// ```
/// use sim_runtime::prelude::*;
/// use sim_runtime::serverless::policy::NoKeepAlive;
///
/// let spec = ServerlessSpec { keep_alive: Some(Box::new(NoKeepAlive)), ..ServerlessSpec::default() };
/// # let _ = spec;
/// ```
///
/// Source: the reference without an idle time-out (SEMANTICS 4.12).
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct NoKeepAlive;

impl Named for NoKeepAlive {
    const NAME: &'static str = "none";
    const TYPE: &'static str = "NoKeepAlive";
    const DOC: &'static str = "An instance goes as soon as nothing runs in it.";
    const SOURCE: &'static str = "the reference without an idle time-out";
}

impl Policy for NoKeepAlive {}

impl KeepAlive for NoKeepAlive {
    fn idle(&mut self, _: &InstanceView<'_>, view: &View<'_>, _: &mut Actions) -> SimTime {
        view.now()
    }
}
