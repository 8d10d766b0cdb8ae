//! Queues of a limited length.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use super::under_way::UnderWay;
use super::{Admission, Admit};
use crate::serverless::attempt::Arrived;
use crate::serverless::event::{Interests, ServiceEvent};
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::view::View;

/// At most so many attempts wait, or wait and run; the others are throttled.
///
/// With `c` servers, `in_system: c` is a system without a queue, whose losses Erlang's B formula tells, and `in_system: K` is the
/// `K` of M/M/c/K. `waiting: n` leaves room for `n` attempts that wait, however many run: an attempt is throttled if `n` wait when
/// it comes. An attempt waits until it is dispatched, also for its image.
///
/// ```
/// use sim_runtime::serverless::policy::QueueLimit;
/// use sim_runtime::serverless::ServerlessSpec;
///
/// let no_queue = QueueLimit { in_system: 8, ..QueueLimit::default() };
/// let service = ServerlessSpec { admission: Box::new(no_queue), ..ServerlessSpec::default() };
/// ```
///
/// Source: Erlang 1917; Kendall 1953 for the notation.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct QueueLimit {
    /// How many attempts wait to be dispatched at most. Zero, the default: no such limit.
    pub waiting: u32,
    /// How many attempts wait and run at most. Zero, the default: no such limit.
    pub in_system: u32,
    /// Whether each function has these limits, the default, or all of the service share them.
    pub scope: Scope,
    /// What it has accepted that is not over; nothing at first.
    #[serde(skip)]
    pub under_way: UnderWay,
}

impl Named for QueueLimit {
    const NAME: &'static str = "queue_limit";
    const TYPE: &'static str = "QueueLimit";
    const DOC: &'static str = "At most so many attempts wait, or wait and run.";
    const SOURCE: &'static str = "Erlang 1917; Kendall 1953";
    const PARAMETERS: &'static [PolicyParameter] = &[
        PolicyParameter {
            name: "waiting",
            doc: "attempts that wait; 0, the default: no limit",
        },
        PolicyParameter {
            name: "in_system",
            doc: "attempts that wait and run; 0, the default: no limit",
        },
        PolicyParameter {
            name: "scope",
            doc: "`function`, the default: limits of each; `service`: of all together",
        },
    ];

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Self as schemars::JsonSchema>::json_schema(generator)
    }
}

impl Policy for QueueLimit {
    fn interests(&self) -> Interests {
        UnderWay::INTERESTS
    }

    fn observe(&mut self, event: &ServiceEvent, _: &View<'_>) {
        self.under_way.observe(event);
    }
}

impl Admission for QueueLimit {
    fn admit(&mut self, arrived: &Arrived, view: &View<'_>) -> Admit {
        let function = arrived.function;
        let in_system = match self.scope {
            Scope::Function => self.under_way.of(function),
            Scope::Service => self.under_way.total(),
        };
        if self.in_system > 0 && in_system >= self.in_system {
            return Admit::Throttle;
        }
        if self.waiting == 0 {
            return Admit::Accept;
        }
        let active = match self.scope {
            Scope::Function => view.function(function).map_or(0, |known| known.active()),
            Scope::Service => view.functions().map(|known| known.active()).sum(),
        };
        if in_system.saturating_sub(active) >= self.waiting {
            Admit::Throttle
        } else {
            Admit::Accept
        }
    }

    fn enforces_concurrency(&self) -> bool {
        false
    }
}
