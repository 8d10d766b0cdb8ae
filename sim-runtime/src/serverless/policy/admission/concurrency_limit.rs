//! Limits of concurrency: of an account, and of single functions.

use index_vec::IndexVec;
use serde::{Deserialize, Serialize};

use super::requests::Requests;
use super::under_way::UnderWay;
use super::{Admission, Admit};
use crate::serverless::FunctionId;
use crate::serverless::attempt::Arrived;
use crate::serverless::event::{Interests, ServiceEvent};
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::view::View;

/// As many attempts at once as the account and the functions have concurrency; the others are throttled. The account is the
/// service, and attempts that wait count as well as those that run.
///
/// * A function with a `max_concurrency` has so many at most.
/// * A function with a `reserved_concurrency` has so many at most, too, and this many are kept for it: the other functions share
///   what all reservations leave of `account`, and it takes nothing of theirs.
/// * With `requests`, each unit of these limits stands for so many requests a second as well, counted in whole seconds of the
///   simulated clock.
///
/// ```
/// use sim_runtime::serverless::policy::ConcurrencyLimit;
/// use sim_runtime::serverless::{FunctionSpec, Image, ServerlessSpec};
/// use sim_runtime::units::short::mb;
///
/// let service = ServerlessSpec {
///     admission: Box::new(ConcurrencyLimit { account: 1000, ..ConcurrencyLimit::default() }),
///     ..ServerlessSpec::default()
/// };
/// // 100 of the 1000 are for this one alone.
/// let pay = FunctionSpec { reserved_concurrency: 100, ..FunctionSpec::new("pay", Image::new("pay", mb(100))) };
/// ```
///
/// Source: AWS Lambda, "Understanding Lambda function scaling" and "Configuring reserved concurrency" of its developer guide, from
/// memory (2025): 1000 an account and region unless raised, 10 requests a second for each. That requests are counted in whole
/// seconds is ours; the guide does not say how.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ConcurrencyLimit {
    /// How many attempts of all functions wait and run at most. Zero, the default: no such limit.
    pub account: u32,
    /// How many requests a second each unit of a limit stands for. Zero, the default: no such limit.
    pub requests: u32,
    /// What it has accepted; nothing at first.
    #[serde(skip)]
    pub counts: ConcurrencyCounts,
}

/// What a [`ConcurrencyLimit`] has accepted.
#[derive(Clone, Debug, Default)]
pub struct ConcurrencyCounts {
    under_way: UnderWay,
    /// Attempts of functions without a reservation that are under way.
    shared: u32,
    /// By function: the requests of this second.
    requests: IndexVec<FunctionId, Requests>,
    /// The same for functions without a reservation.
    shared_requests: Requests,
}

impl ConcurrencyLimit {
    /// AWS Lambda's: 1000 attempts at once, and 10 requests a second for each.
    pub fn lambda() -> Self {
        Self {
            account: 1000,
            requests: 10,
            ..Self::default()
        }
    }

    /// So many attempts of all functions at once.
    pub fn of_account(account: u32) -> Self {
        Self {
            account,
            ..Self::default()
        }
    }

    /// Whether a limit has room for one more attempt, of which so many are under way, and for one more request, of which there
    /// were so many in this second.
    fn has_room(&self, limit: u32, under_way: u32, requests: u64) -> bool {
        let rate = u64::from(limit) * u64::from(self.requests);
        under_way < limit && (self.requests == 0 || requests < rate)
    }
}

impl Named for ConcurrencyLimit {
    const NAME: &'static str = "concurrency_limit";
    const TYPE: &'static str = "ConcurrencyLimit";
    const DOC: &'static str = "As many attempts at once as the account and `max_concurrency` and `reserved_concurrency` of functions allow.";
    const SOURCE: &'static str = "AWS Lambda";
    const PARAMETERS: &'static [PolicyParameter] = &[
        PolicyParameter {
            name: "account",
            doc: "attempts of all functions together; 0, the default: no limit",
        },
        PolicyParameter {
            name: "requests",
            doc: "requests a second for each unit of a limit, such as 10; 0, the default: no limit",
        },
    ];

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Self as schemars::JsonSchema>::json_schema(generator)
    }
}

impl Policy for ConcurrencyLimit {
    fn interests(&self) -> Interests {
        UnderWay::INTERESTS
    }

    fn observe(&mut self, event: &ServiceEvent, view: &View<'_>) {
        let counts = &mut self.counts;
        let accepted = counts.under_way.observe(event);
        let Some(function) = event.function() else {
            return;
        };
        let known = view.function(function);
        let shares = known.is_some_and(|known| known.limits().reserved == 0);
        match (accepted, event) {
            (Some(_), _) => {
                counts.shared += u32::from(shares);
                if self.requests > 0 {
                    if function.index() >= counts.requests.len() {
                        let new = Requests::default();
                        counts.requests.resize(function.index() + 1, new);
                    }
                    counts.requests[function].add(view.now());
                    if shares {
                        counts.shared_requests.add(view.now());
                    }
                }
            }
            (None, ServiceEvent::AttemptCompleted { .. }) => {
                counts.shared = counts.shared.saturating_sub(u32::from(shares));
            }
            _ => {}
        }
    }
}

impl Admission for ConcurrencyLimit {
    fn admit(&mut self, arrived: &Arrived, view: &View<'_>) -> Admit {
        let (function, now, counts) = (arrived.function, view.now(), &self.counts);
        let limits = view.function(function).map(|known| known.limits());
        let limits = limits.unwrap_or_default();
        let requests = counts.requests.get(function);
        let requests = requests.map_or(0, |requests| requests.so_far(now));
        let own = limits
            .most()
            .is_none_or(|most| self.has_room(most, counts.under_way.of(function), requests));
        let takes_shared = self.account > 0 && limits.reserved == 0;
        let shared = || {
            let left = self.account.saturating_sub(view.reserved_concurrency());
            self.has_room(left, counts.shared, counts.shared_requests.so_far(now))
        };
        if own && (!takes_shared || shared()) {
            Admit::Accept
        } else {
            Admit::Throttle
        }
    }

    fn enforces_concurrency(&self) -> bool {
        true
    }

    fn account(&self) -> Option<u32> {
        (self.account > 0).then_some(self.account)
    }
}
