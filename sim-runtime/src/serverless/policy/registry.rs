//! The named policies: each is listed here once, and the loader of scenario files, messages, schemas and the book's table
//! learn of it from here.

use serde_json::{Map, Value};

use super::admission::{
    AcceptAll, Admission, AllOf, ConcurrencyLimit, PendingLimit, QueueLimit, ScalingRate,
};
use super::base::{Policy, PolicyKind};
use super::discipline::{
    Discipline, EarliestDeadline, Fifo, PriorityClasses, ShortestFirst, WeightedFair,
};
use super::eviction::{
    Eviction, FirstInFirstOut, GreedyDual, LargestMemory, LeastFrequentlyUsed, LeastRecentlyUsed,
    SmallestMemory,
};
#[cfg(feature = "schema")]
use super::forms;
use super::keep_alive::{
    FixedLifetime, FixedTimeout, HybridHistogram, KeepAlive, KeepForever, MemoryBudget, NoKeepAlive,
};
use super::named::{Named, PolicyParameter};
use super::reuse::{
    FirstIdle, LeastRecentIdle, MostRecentIdle, NewestIdle, OldestIdle, RandomIdle, Reuse,
};
use super::scaler::{
    AzureScaleController, CloudRunAutoscaler, HorizontalPodAutoscaler, KnativePodAutoscaler,
    NoScaler, Scaler,
};
use super::scheduler::{
    BestFit, Fcfs, FirstFit, JoinShortestQueue, LeastLoaded, Locality, PowerOfChoices, Random,
    ReferenceRandom, RoundRobin, Scheduler, WarmFirst, WorkloadBalancing, WorstFit,
};
use super::start_up::{ConstantStartUp, DistributedStartUp, StartUp, StartUpPlan};

/// The values of a policy's parameters, by name.
pub type Parameters = Map<String, Value>;

/// A named policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What kind of policy it is.
    pub kind: PolicyKind,
    /// The name in files.
    pub name: &'static str,
    /// The name in the language.
    pub type_name: &'static str,
    /// What it does.
    pub doc: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// Its parameters.
    pub parameters: &'static [PolicyParameter],
}

/// A policy that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// There is none of this name.
    #[error("unknown {kind} `{name}`; there are {known}")]
    Unknown {
        /// The kind that was looked for.
        kind: PolicyKind,
        /// The name.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// It has no such parameter.
    #[error("the {kind} `{name}` has no parameter `{parameter}`{remedy}")]
    NoParameter {
        /// The kind of the policy.
        kind: PolicyKind,
        /// The policy.
        name: &'static str,
        /// The parameter.
        parameter: String,
        /// What to do about it.
        remedy: String,
    },
    /// A parameter has a value that it cannot have.
    #[error("the {kind} `{name}`: {reason}")]
    Value {
        /// The kind of the policy.
        kind: PolicyKind,
        /// The policy.
        name: &'static str,
        /// What is wrong.
        reason: String,
    },
}

/// The list of one kind, with the function that makes a policy of it.
macro_rules! registry {
    ($($(#[$attribute:meta])* $list:ident, $make:ident: $kind:ident, $trait:ident { $($policy:ident),+ $(,)? })+) => {
        $(
            $(#[$attribute])*
            pub const $list: &[Entry] = &[$(entry::<$policy>(PolicyKind::$kind)),+];

            /// Makes one by its name.
            ///
            /// # Errors
            ///
            /// [`PolicyError`] if there is none of this name, or the parameters are not its own.
            pub fn $make(name: &str, parameters: &Parameters) -> Result<Box<dyn $trait>, PolicyError> {
                $(
                    if name == <$policy as Named>::NAME {
                        return Ok(Box::new(build::<$policy>(PolicyKind::$kind, parameters)?));
                    }
                )+
                Err(unknown(PolicyKind::$kind, name, $list))
            }
        )+

        /// Whether a policy of a kind can be made of its name and parameters.
        ///
        /// # Errors
        ///
        /// [`PolicyError`] if there is none of this name, or the parameters are not its own.
        pub fn check(kind: PolicyKind, name: &str, parameters: &Parameters) -> Result<(), PolicyError> {
            match kind {
                $(PolicyKind::$kind => $make(name, parameters).map(drop)),+
            }
        }

        /// A policy as a file has it, in JSON Schema.
        #[cfg(feature = "schema")]
        fn form(entry: &Entry, generator: &mut schemars::SchemaGenerator) -> serde_json::Map<String, Value> {
            match entry.kind {
                $(PolicyKind::$kind => {
                    $(
                        if entry.name == <$policy as Named>::NAME {
                            return forms::object::<$policy>(generator);
                        }
                    )+
                })+
            }
            unreachable!("`{}` is in one of the lists", entry.name)
        }

        /// The named policies of a kind; the first is the default.
        pub fn entries(kind: PolicyKind) -> &'static [Entry] {
            match kind {
                $(PolicyKind::$kind => $list),+
            }
        }
    };
}

registry! {
    /// Admission policies.
    ADMISSIONS, admission: Admission, Admission {
        AcceptAll, ConcurrencyLimit, ScalingRate, QueueLimit, PendingLimit, AllOf,
    }
    /// Queue disciplines.
    DISCIPLINES, discipline: Discipline, Discipline {
        Fifo, ShortestFirst, EarliestDeadline, PriorityClasses, WeightedFair,
    }
    /// Schedulers.
    SCHEDULERS, scheduler: Scheduler, Scheduler {
        Fcfs, FirstFit, ReferenceRandom, Random, WorkloadBalancing, RoundRobin, LeastLoaded,
        WarmFirst, BestFit, WorstFit, Locality, PowerOfChoices, JoinShortestQueue,
    }
    /// Reuse policies.
    REUSES, reuse: Reuse, Reuse {
        FirstIdle, NewestIdle, OldestIdle, MostRecentIdle, LeastRecentIdle, RandomIdle,
    }
    /// Keep-alive policies.
    KEEP_ALIVES, keep_alive: KeepAlive, KeepAlive {
        FixedTimeout, FixedLifetime, NoKeepAlive, KeepForever, MemoryBudget, HybridHistogram,
    }
    /// Eviction policies.
    EVICTIONS, eviction: Eviction, Eviction {
        LeastRecentlyUsed, SmallestMemory, LargestMemory, FirstInFirstOut, LeastFrequentlyUsed,
        GreedyDual,
    }
    /// Scalers.
    SCALERS, scaler: Scaler, Scaler {
        NoScaler, KnativePodAutoscaler, HorizontalPodAutoscaler, AzureScaleController,
        CloudRunAutoscaler,
    }
    /// Start-up policies.
    START_UPS, start_up: StartUp, StartUp { ConstantStartUp, DistributedStartUp, StartUpPlan }
}

/// All named policies, by kind.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    PolicyKind::ALL.into_iter().flat_map(entries)
}

/// What a file may say for a policy of a kind, in JSON Schema.
#[cfg(feature = "schema")]
pub(crate) fn schema(
    kind: PolicyKind,
    generator: &mut schemars::SchemaGenerator,
) -> schemars::Schema {
    let forms = entries(kind).iter();
    let forms = forms.map(|entry| form(entry, generator)).collect();
    forms::choice(&kind.to_string(), forms)
}

const fn entry<P: Named>(kind: PolicyKind) -> Entry {
    Entry {
        kind,
        name: P::NAME,
        type_name: P::TYPE,
        doc: P::DOC,
        source: P::SOURCE,
        parameters: P::PARAMETERS,
    }
}

fn build<P: Named + Policy>(kind: PolicyKind, parameters: &Parameters) -> Result<P, PolicyError> {
    let has = |name: &str| P::PARAMETERS.iter().any(|known| known.name == name);
    if let Some(parameter) = parameters.keys().find(|name| !has(name)) {
        return Err(PolicyError::NoParameter {
            kind,
            name: P::NAME,
            parameter: parameter.clone(),
            remedy: remedy(kind, parameter),
        });
    }
    let wrong = |reason: String| PolicyError::Value {
        kind,
        name: P::NAME,
        reason,
    };
    if parameters.is_empty() {
        return Ok(P::default());
    }
    let parameters = Value::Object(parameters.clone());
    // The path of an error is the parameter, unless the error is about all of them.
    let policy: P =
        serde_path_to_error::deserialize(parameters).map_err(|error| wrong(error.to_string()))?;
    match policy.mistake() {
        Some(mistake) => Err(wrong(mistake)),
        None => Ok(policy),
    }
}

/// Which other policies of the kind have a parameter of this name.
fn remedy(kind: PolicyKind, parameter: &str) -> String {
    let has = |entry: &&Entry| entry.parameters.iter().any(|one| one.name == parameter);
    let others: Vec<String> = entries(kind)
        .iter()
        .filter(has)
        .map(|entry| format!("`{}`", entry.name))
        .collect();
    if others.is_empty() {
        return String::new();
    }
    format!("; {} has one", others.join(" or "))
}

fn unknown(kind: PolicyKind, name: &str, known: &[Entry]) -> PolicyError {
    let known: Vec<String> = known
        .iter()
        .map(|entry| format!("`{}`", entry.name))
        .collect();
    PolicyError::Unknown {
        kind,
        name: name.to_owned(),
        known: known.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_policy_is_listed_under_its_kind_and_can_be_made() {
        for entry in all() {
            assert!(entries(entry.kind).contains(entry), "{entry:?}");
            assert!(
                !entry.doc.is_empty() && !entry.source.is_empty(),
                "{entry:?}"
            );
        }
        for entry in SCHEDULERS {
            assert!(scheduler(entry.name, &Parameters::new()).is_ok());
        }
    }

    #[test]
    fn a_parameter_is_read_by_its_name_and_a_wrong_one_is_told() {
        let seed = |value: Value| Parameters::from_iter([("seed".to_owned(), value)]);
        let random = scheduler("random_stream", &seed(7.into())).expect("it has a seed");
        assert_eq!(format!("{random:?}"), "Random { seed: Some(7) }");
        let reference = scheduler("random", &seed(7.into())).expect("it has a seed");
        assert_eq!(
            format!("{reference:?}"),
            format!("{:?}", Random::reference(7))
        );
        let error = scheduler("fcfs", &seed(7.into())).expect_err("it has none");
        assert_eq!(
            error.to_string(),
            "the scheduler `fcfs` has no parameter `seed`; `random` or `random_stream` has one"
        );
        assert!(scheduler("random", &seed("x".into())).is_err());
    }

    #[test]
    fn an_unknown_name_is_told_with_those_that_there_are() {
        let error = eviction("MRU", &Parameters::new()).expect_err("there is none");
        assert_eq!(
            error.to_string(),
            "unknown eviction policy `MRU`; there are `LRU`, `RAM`, `largest_memory`, `FIFO`, `LFU`, `greedy_dual`"
        );
    }
}
