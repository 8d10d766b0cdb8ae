//! A step of a start-up as it is declared.

use serde::{Deserialize, Serialize};

use super::steps::Activity;
use crate::distribution::Distribution;
use crate::kernel::Stream;
use crate::units::{Bytes, Flops};

/// A step of a [`StartUpPlan`](super::StartUpPlan). In files it is an object with one key: `{"delay": "LogNormal(0, 1)"}`, `{"fetch": "50MB"}`,
/// `{"together": [{"fetch": "50MB"}, {"restore": "200MB"}]}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Step {
    /// Time passes \[s\]: a sandbox boots, a runtime starts.
    Delay(Distribution),
    /// A package of this size \[B\] travels from the storage service that the function is deployed from to the node's disk,
    /// over the network.
    Fetch(Bytes),
    /// The same from another storage service.
    FetchFrom {
        /// Its name.
        storage: String,
        /// The size \[B\].
        size: Bytes,
    },
    /// A snapshot of this size \[B\] is read from the node's disk into its memory.
    Restore(Bytes),
    /// Initialisation that computes so much on one core of the node, which others may slow down.
    Initialise(Flops),
    /// These begin at the same date, and the next step when all of them are over.
    Together(Vec<Step>),
}

impl Step {
    /// What comes of it for one instance.
    pub(super) fn draw(&self, stream: &mut Stream, activities: &mut Vec<Activity>) {
        activities.push(match self {
            Self::Delay(delay) => Activity::Wait(stream.sample_duration(delay)),
            Self::Fetch(size) => Activity::Fetch {
                storage: None,
                size: *size,
            },
            Self::FetchFrom { storage, size } => Activity::Fetch {
                storage: Some(storage.clone()),
                size: *size,
            },
            Self::Restore(size) => Activity::Read(*size),
            Self::Initialise(work) => Activity::Compute(*work),
            Self::Together(steps) => {
                return steps.iter().for_each(|step| step.draw(stream, activities));
            }
        });
    }

    pub(super) fn mistake(&self) -> Option<String> {
        match self {
            Self::Delay(delay) => delay.check_times().err().map(|error| error.to_string()),
            Self::Together(steps) => steps.iter().find_map(Self::mistake),
            Self::Fetch(_) | Self::FetchFrom { .. } | Self::Restore(_) | Self::Initialise(_) => {
                None
            }
        }
    }

    /// It, or the steps that it is made of.
    pub(crate) fn each(&self, see: &mut impl FnMut(&Self)) {
        match self {
            Self::Together(steps) => steps.iter().for_each(|step| step.each(see)),
            step => see(step),
        }
    }
}
