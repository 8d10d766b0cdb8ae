//! What becomes of the containers of a service, from its events: which are alive where, and whether each lives as long as it
//! should.

use std::collections::BTreeMap;

use coldstart::prelude::{SimDuration, SimTime};
use coldstart::serverless::{FunctionId, InstanceEnd, NodeId, ServiceEvent};

/// A container that is alive.
struct Live {
    function: FunctionId,
    node: NodeId,
    /// Since when it is idle, if it is.
    idle_since: Option<SimTime>,
}

/// The containers of a service that keeps idle ones for some time.
///
/// A service that takes time for each request hears of nothing else meanwhile (SEMANTICS 4.3): there a container may live
/// longer, though never shorter.
pub(crate) struct Lifetimes {
    timeout: SimDuration,
    is_prompt: bool,
    live: BTreeMap<u32, Live>,
    /// When one was last shut down.
    pub(crate) last_end: Option<SimTime>,
    /// Containers that were shut down too early, too late, or without a reason.
    pub(crate) wrong: Vec<String>,
}

impl Lifetimes {
    pub(crate) fn new(timeout: SimDuration, is_prompt: bool) -> Self {
        Self {
            timeout,
            is_prompt,
            live: BTreeMap::new(),
            last_end: None,
            wrong: Vec::new(),
        }
    }

    /// The functions of the containers that are alive on a node.
    pub(crate) fn on(&self, node: usize) -> impl Iterator<Item = FunctionId> {
        let here = self
            .live
            .values()
            .filter(move |live| live.node.index() == node);
        here.map(|live| live.function)
    }

    pub(crate) fn observe(&mut self, at: SimTime, what: &ServiceEvent) {
        match *what {
            ServiceEvent::InstanceCreated {
                container,
                function,
                node,
                ..
            } => {
                let live = Live {
                    function,
                    node,
                    idle_since: None,
                };
                if self.live.insert(container, live).is_some() {
                    self.wrong
                        .push(format!("container {container} is made twice"));
                }
            }
            ServiceEvent::InstanceReused { container, .. } => {
                let since = self.change(container, None);
                if !since.is_some_and(|since| self.may_be_idle(since, at)) {
                    self.wrong.push(format!(
                        "container {container} is used at {at}, idle since {since:?}"
                    ));
                }
            }
            ServiceEvent::InstanceReleased { container, .. } => {
                if let Some(since) = self.change(container, Some(at)) {
                    self.wrong
                        .push(format!("container {container} was idle since {since}"));
                }
            }
            ServiceEvent::InstanceShutDown { container, end, .. } => {
                self.last_end = Some(at);
                let since = self.live.remove(&container).and_then(|one| one.idle_since);
                let has_had_its_time = since.is_some_and(|since| since + self.timeout <= at);
                let may_be_idle = since.is_some_and(|since| self.may_be_idle(since, at));
                let is_right = match end {
                    InstanceEnd::Expired => has_had_its_time && !self.timeout.is_zero(),
                    InstanceEnd::NotKept => since == Some(at) && self.timeout.is_zero(),
                    InstanceEnd::Evicted => true,
                    InstanceEnd::OutOfMemory => since == Some(at),
                    _ => false,
                };
                let is_right = is_right && may_be_idle;
                if !is_right {
                    self.wrong.push(format!(
                        "container {container} is {} at {at}, idle since {since:?}, kept for {}",
                        end.name(),
                        self.timeout
                    ));
                }
            }
            _ => {}
        }
    }

    /// Time is about to move on.
    pub(crate) fn settled(&mut self, at: SimTime) {
        for (container, live) in &self.live {
            if let Some(since) = live.idle_since
                && !self.may_be_idle(since, at)
            {
                self.wrong.push(format!(
                    "container {container} is alive at {at}, idle since {since}, kept for {}",
                    self.timeout
                ));
            }
        }
    }

    /// Whether a container that is idle since a date may still be at another.
    fn may_be_idle(&self, since: SimTime, at: SimTime) -> bool {
        at <= since + self.timeout || !self.is_prompt
    }

    /// Notes that a container is idle since a date, or busy; returns since when it was idle.
    fn change(&mut self, container: u32, idle_since: Option<SimTime>) -> Option<SimTime> {
        let live = self.live.get_mut(&container)?;
        std::mem::replace(&mut live.idle_since, idle_since)
    }
}
