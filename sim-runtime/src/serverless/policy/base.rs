//! What all policies have in common.

use std::fmt;

use super::actions::Actions;
use super::series::Series;
use super::view::View;
use crate::serverless::event::{Interests, ServiceEvent};

/// What every policy may do besides its own task: be told of what happens, and be woken.
///
/// All methods have defaults; a policy that needs neither says `impl Policy for MyPolicy {}`.
pub trait Policy: fmt::Debug {
    /// What is wrong with its parameters, and what would be right, such as ``"`choices` is 0; give it at least 1"``: told
    /// when the simulation is built or its file is loaded. Default: nothing.
    fn mistake(&self) -> Option<String> {
        None
    }

    /// The events that it wants to be told of; asked once, before the run.
    fn interests(&self) -> Interests {
        Interests::NONE
    }

    /// An event that it is interested in has happened.
    fn observe(&mut self, event: &ServiceEvent, view: &View<'_>) {
        let _ = (event, view);
    }

    /// A date has come for which it has asked by [`Actions::wake_at`]. A scheduler gets a round after it.
    fn wake(&mut self, view: &View<'_>, actions: &mut Actions) {
        let _ = (view, actions);
    }

    /// The figures of its own that it publishes over time, for the report; asked once, before the run. Eight of them are
    /// kept.
    ///
    /// ```
    /// use sim_runtime::serverless::policy::{Discipline, Policy, Series, View};
    /// use sim_runtime::serverless::Queued;
    ///
    /// /// Attempts with small inputs come first; shows how many wait.
    /// #[derive(Debug)]
    /// struct SmallestInput;
    ///
    /// impl Policy for SmallestInput {
    ///     fn series(&self) -> Vec<Series> {
    ///         vec![Series::count("attempts that wait")]
    ///     }
    ///
    ///     fn publish(&self, view: &View<'_>, values: &mut [f64]) {
    ///         values[0] = view.queue().len() as f64;
    ///     }
    /// }
    ///
    /// impl Discipline for SmallestInput {
    ///     fn key(&mut self, queued: &Queued, _: &View<'_>) -> u64 {
    ///         queued.input.get()
    ///     }
    /// }
    /// ```
    fn series(&self) -> Vec<Series> {
        Vec::new()
    }

    /// The values of its series now, in their order: asked whenever time is about to move on, if it has any. A value that is
    /// not finite counts as the one before.
    fn publish(&self, view: &View<'_>, values: &mut [f64]) {
        let _ = (view, values);
    }
}

impl<P: Policy + ?Sized> Policy for Box<P> {
    fn mistake(&self) -> Option<String> {
        P::mistake(self)
    }

    fn interests(&self) -> Interests {
        P::interests(self)
    }

    fn observe(&mut self, event: &ServiceEvent, view: &View<'_>) {
        P::observe(self, event, view);
    }

    fn wake(&mut self, view: &View<'_>, actions: &mut Actions) {
        P::wake(self, view, actions);
    }

    fn series(&self) -> Vec<Series> {
        P::series(self)
    }

    fn publish(&self, view: &View<'_>, values: &mut [f64]) {
        P::publish(self, view, values);
    }
}

/// The kinds of policies: one of each has a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyKind {
    /// Which requests are accepted.
    Admission,
    /// In which order attempts wait.
    Discipline,
    /// Which attempt goes where, and which images travel.
    Scheduler,
    /// Which instance is used again.
    Reuse,
    /// How long idle instances are kept.
    KeepAlive,
    /// Which idle instances make room for a new one.
    Eviction,
    /// How many instances a function should have.
    Scaler,
    /// How long instances take to start.
    StartUp,
}

impl PolicyKind {
    /// Its name after `a` or `an`.
    pub(crate) fn with_article(self) -> String {
        let article = match self {
            Self::Admission | Self::Eviction => "an",
            _ => "a",
        };
        format!("{article} {self}")
    }

    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Admission,
        Self::Discipline,
        Self::Scheduler,
        Self::Reuse,
        Self::KeepAlive,
        Self::Eviction,
        Self::Scaler,
        Self::StartUp,
    ];
}

impl fmt::Display for PolicyKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Admission => "admission policy",
            Self::Discipline => "queue discipline",
            Self::Scheduler => "scheduler",
            Self::Reuse => "reuse policy",
            Self::KeepAlive => "keep-alive policy",
            Self::Eviction => "eviction policy",
            Self::Scaler => "scaler",
            Self::StartUp => "start-up policy",
        })
    }
}
