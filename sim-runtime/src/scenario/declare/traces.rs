//! The traces of a scenario, as functions and controllers beside those of the scenario itself.

use super::PlatformIds;
use crate::distribution::constructors::Constant;
use crate::scenario::schema::{Scenario, Trace};
use crate::simulation::{Builder, FaultLength, Serverless, Storage};
use crate::workload::TraceSpec;

pub(super) fn declare(
    sim: &mut Builder,
    scenario: &Scenario,
    platform: &PlatformIds,
    (cloud, storage): (Serverless, Storage),
) {
    for trace in &scenario.traces {
        let image = trace.image.as_ref();
        let host = trace.host.as_ref();
        let spec = TraceSpec {
            image: image.map(|name| platform.images[name].clone()),
            host: host.map(|name| platform.hosts[name]),
            ..TraceSpec::from(trace)
        };
        let format = trace.format.as_ref().and_then(|name| name.parse().ok());
        sim.trace(&trace.name, format, cloud, storage, spec);
    }
}

/// What a file says of a trace, but for what it names; a word that is none counts as absent.
impl From<&Trace> for TraceSpec {
    fn from(trace: &Trace) -> Self {
        let other = Self::default();
        let word = |word: &Option<String>| word.clone().unwrap_or_default();
        Self {
            path: (&trace.path).into(),
            functions: trace.functions.map_or(other.functions, Into::into),
            rate: trace.rate.unwrap_or(other.rate),
            spread: word(&trace.spread).parse().unwrap_or(other.spread),
            from: trace.from.unwrap_or(other.from),
            until: trace.until.unwrap_or(other.until),
            grouping: word(&trace.grouping).parse().unwrap_or(other.grouping),
            concurrency: trace.concurrency.unwrap_or(other.concurrency),
            zero_duration: trace.zero_duration.unwrap_or(other.zero_duration),
            missing_duration: match trace.missing_duration.as_ref().map(|length| &length.0) {
                Some(FaultLength::Fixed(time)) => Constant(*time),
                Some(FaultLength::Drawn(time)) => time.clone(),
                None => other.missing_duration.clone(),
            },
            missing_memory: trace.missing_memory.unwrap_or(other.missing_memory),
            ..other
        }
    }
}
