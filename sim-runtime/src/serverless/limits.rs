//! What a service lets functions ask for.

use serde::{Deserialize, Serialize};

use super::FunctionSpec;
use crate::units::{Bytes, SimDuration};

/// What a service lets functions ask for: its quotas. A function that asks for more or less is a mistake, which is told when the
/// simulation is built. One that asks for no limit of time, input or output has that of the service. Default: no limits.
///
/// ```
/// use sim_runtime::serverless::{FunctionLimits, FunctionSpec, Image};
/// use sim_runtime::units::short::{mb, mins};
///
/// let limits = FunctionLimits { min_memory: Some(mb(128)), time_limit: Some(mins(15)), ..FunctionLimits::default() };
/// let small = FunctionSpec { memory: mb(64), ..FunctionSpec::new("small", Image::new("small", mb(1))) };
/// assert_eq!(limits.mistakes(&small), ["`memory` is 64MB; give it at least 128MB"]);
/// assert_eq!(limits.time_limit(small.time_limit), mins(15));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct FunctionLimits {
    /// How long a body may run at most \[s\].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_limit: Option<SimDuration>,
    /// How much memory a function has at least \[B\].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_memory: Option<Bytes>,
    /// How much memory a function has at most \[B\].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_memory: Option<Bytes>,
    /// How much disk space a function has at most \[B\].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_disk: Option<Bytes>,
    /// The largest input of an invocation \[B\].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ingress: Option<Bytes>,
    /// The largest output of an invocation \[B\].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub egress: Option<Bytes>,
    /// How many invocations a container serves at once at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<u32>,
}

impl FunctionLimits {
    /// What of a function they do not allow.
    pub fn mistakes(&self, spec: &FunctionSpec) -> Vec<String> {
        let beyond = self.beyond(&Asked::from(spec)).into_iter();
        beyond
            .map(|(what, mistake)| format!("`{what}` {mistake}"))
            .collect()
    }

    /// What is asked for and not allowed, and why.
    pub(crate) fn beyond(&self, spec: &Asked) -> Vec<(&'static str, String)> {
        let sizes = [
            ("memory", spec.memory, self.max_memory),
            ("disk", spec.disk, self.max_disk),
            ("ingress", given(spec.ingress), self.ingress),
            ("egress", given(spec.egress), self.egress),
        ];
        let too_large = sizes.into_iter().filter_map(|(what, size, most)| {
            let most = most.filter(|most| size > *most)?;
            Some((what, format!("is {size}; give it at most {most}")))
        });
        let least = self.min_memory.filter(|least| spec.memory < *least);
        let too_small = least.map(|least| {
            let mistake = format!("is {}; give it at least {least}", spec.memory);
            ("memory", mistake)
        });
        let longest = self.time_limit.filter(|most| spec.time_limit > *most);
        let too_long = longest.map(|most| {
            let mistake = format!("is {}; give it at most {most}", spec.time_limit);
            ("time_limit", mistake)
        });
        let most = self.concurrency.filter(|most| spec.concurrency > *most);
        let too_many = most.map(|most| {
            let mistake = format!("is {}; give it at most {most}", spec.concurrency);
            ("concurrency", mistake)
        });
        let others = [too_small, too_long, too_many];
        too_large.chain(others.into_iter().flatten()).collect()
    }

    /// What is wrong with them, and with which: limits that no function could keep.
    pub fn mistake(&self) -> Option<(&'static str, String)> {
        let is_zero = |size: Option<Bytes>| size == Some(Bytes::ZERO);
        let zeros = [
            ("time_limit", self.time_limit == Some(SimDuration::ZERO)),
            ("max_memory", is_zero(self.max_memory)),
            ("max_disk", is_zero(self.max_disk)),
            ("ingress", is_zero(self.ingress)),
            ("egress", is_zero(self.egress)),
            ("concurrency", self.concurrency == Some(0)),
        ];
        if let Some((which, _)) = zeros.into_iter().find(|(_, is_zero)| *is_zero) {
            let message = "is zero; leave it out for no limit".to_owned();
            return Some((which, message));
        }
        let (least, most) = self.min_memory.zip(self.max_memory)?;
        (least > most).then(|| {
            let message = format!("is {least}, above the `max_memory` of {most}");
            ("min_memory", message)
        })
    }

    /// Those that there are, in words.
    pub(crate) fn told(&self) -> Vec<(&'static str, String)> {
        let size = |size: Option<Bytes>| size.map(|size| size.to_string());
        let memory = match (self.min_memory, self.max_memory) {
            (Some(least), Some(most)) => Some(format!("{least} to {most}")),
            (least, most) => size(least.or(most)),
        };
        let rows = [
            (
                "time limit, at most",
                self.time_limit.map(|most| most.to_string()),
            ),
            ("memory of a function", memory),
            ("disk space of a function, at most", size(self.max_disk)),
            ("input, at most", size(self.ingress)),
            ("output, at most", size(self.egress)),
            (
                "concurrency of a container, at most",
                self.concurrency.map(|most| most.to_string()),
            ),
        ];
        let rows = rows.into_iter();
        rows.filter_map(|(what, limit)| Some((what, limit?)))
            .collect()
    }

    /// The time limit of a function that asks for this one; zero: none.
    pub fn time_limit(&self, own: SimDuration) -> SimDuration {
        if own.is_zero() {
            self.time_limit.unwrap_or(own)
        } else {
            own
        }
    }

    /// The largest input of a function that asks for this limit.
    pub(crate) fn ingress(&self, own: Bytes) -> Bytes {
        self.ingress.map_or(own, |most| own.min(most))
    }

    /// The largest output of a function that asks for this limit.
    pub(crate) fn egress(&self, own: Bytes) -> Bytes {
        self.egress.map_or(own, |most| own.min(most))
    }
}

/// What a function asks for that may be limited.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) time_limit: SimDuration,
    pub(crate) memory: Bytes,
    pub(crate) disk: Bytes,
    pub(crate) ingress: Bytes,
    pub(crate) egress: Bytes,
    pub(crate) concurrency: u32,
}

impl From<&FunctionSpec> for Asked {
    fn from(spec: &FunctionSpec) -> Self {
        Self {
            time_limit: spec.time_limit,
            memory: spec.memory,
            disk: spec.disk,
            ingress: spec.ingress,
            egress: spec.egress,
            concurrency: spec.concurrency,
        }
    }
}

/// A limit of a function; nothing if it has none of its own.
fn given(limit: Bytes) -> Bytes {
    if limit == Bytes::MAX {
        Bytes::ZERO
    } else {
        limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serverless::Image;
    use crate::units::short::{gb, mb, mins, secs};

    fn function() -> FunctionSpec {
        FunctionSpec {
            memory: mb(512),
            ..FunctionSpec::new("f", Image::new("image", mb(1)))
        }
    }

    const LIMITS: FunctionLimits = FunctionLimits {
        time_limit: Some(SimDuration::from_secs(900)),
        min_memory: Some(mb(128)),
        max_memory: Some(mb(10_240)),
        max_disk: Some(mb(10_240)),
        ingress: Some(mb(6)),
        egress: Some(mb(6)),
        concurrency: Some(1),
    };

    #[test]
    fn each_limit_is_told() {
        assert_eq!(LIMITS.mistakes(&function()), [""; 0]);
        let wrong = FunctionSpec {
            time_limit: secs(901),
            memory: gb(11),
            disk: gb(12),
            ingress: mb(7),
            egress: mb(8),
            concurrency: 2,
            ..function()
        };
        assert_eq!(
            LIMITS.mistakes(&wrong),
            [
                "`memory` is 11GB; give it at most 10.24GB",
                "`disk` is 12GB; give it at most 10.24GB",
                "`ingress` is 7MB; give it at most 6MB",
                "`egress` is 8MB; give it at most 6MB",
                "`time_limit` is 901s; give it at most 15min",
                "`concurrency` is 2; give it at most 1",
            ]
        );
        assert_eq!(FunctionLimits::default().mistakes(&wrong), [""; 0]);
    }

    #[test]
    fn who_asks_for_no_limit_has_that_of_the_service() {
        assert_eq!(LIMITS.time_limit(SimDuration::ZERO), mins(15));
        assert_eq!(LIMITS.time_limit(secs(3)), secs(3));
        assert_eq!(LIMITS.ingress(Bytes::MAX), mb(6));
        assert_eq!(LIMITS.egress(mb(2)), mb(2));
        let none = FunctionLimits::default();
        assert_eq!(none.time_limit(SimDuration::ZERO), SimDuration::ZERO);
        assert_eq!(none.ingress(Bytes::MAX), Bytes::MAX);
    }

    #[test]
    fn limits_that_nobody_could_keep_are_a_mistake() {
        assert_eq!(LIMITS.mistake(), None);
        let wrong = [
            FunctionLimits {
                time_limit: Some(SimDuration::ZERO),
                ..LIMITS
            },
            FunctionLimits {
                concurrency: Some(0),
                ..LIMITS
            },
            FunctionLimits {
                max_memory: Some(mb(100)),
                ..LIMITS
            },
        ];
        assert!(wrong.iter().all(|limits| limits.mistake().is_some()));
    }
}
