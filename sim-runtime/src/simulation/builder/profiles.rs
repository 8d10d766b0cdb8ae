//! Profiles: what a declaration lets change over time, and what is wrong with that.

use super::Builder;
use super::parts::Stricken;
use crate::platform::{HostId, LinkId, Profile};
use crate::simulation::fault::FaultTimes;
use crate::units::{Bandwidth, SimDuration};

impl Builder {
    /// Declares how the bandwidth of a link changes. What is on its way shares what there is from then on, but none of it gets more
    /// than the narrowest link of its route had when it started (as in SimGrid).
    ///
    /// ```
    /// use sim_runtime::prelude::*;
    /// # let mut sim = Builder::new();
    /// let wan = sim.link("wan", LinkSpec { bandwidth: mb_per_sec(100), ..LinkSpec::default() });
    /// sim.bandwidth_profile(wan, Profile::new([(hours(8), mb_per_sec(50)), (hours(20), mb_per_sec(100))]).every(hours(24)));
    /// ```
    #[track_caller]
    pub fn bandwidth_profile(&mut self, link: LinkId, profile: Profile<Bandwidth>) {
        self.bandwidth_steps(link, profile.map(Bandwidth::get));
    }

    /// Declares how the latency of a link changes: for what starts from then on.
    #[track_caller]
    pub fn latency_profile(&mut self, link: LinkId, profile: Profile<SimDuration>) {
        self.latency_steps(link, profile.map(SimDuration::as_secs_f64));
    }

    /// Declares at which share of its speed a host computes, which is more than 0.
    #[track_caller]
    pub fn speed_profile(&mut self, host: HostId, profile: Profile<f64>) {
        let name = format!("speed of {}", self.platform[host].name);
        if let Some(share) = outside(&profile, |share| share > 0.0) {
            let message =
                format!("is {share:?} of it at a step; give it a share above 0, or let it be down");
            self.report("profile", &name, message);
        }
        self.add_fault(name, Stricken::Speed(host), FaultTimes::steps(profile));
    }

    /// Declares when a link is up (`true`) and when it is down, like a [fault](Self::link_fault).
    #[track_caller]
    pub fn link_state_profile(&mut self, link: LinkId, profile: Profile<bool>) {
        self.link_state_steps(link, profile.map(f64::from));
    }

    /// Declares when a node is up (`true`) and when it is down, like a [fault](Self::node_fault).
    #[track_caller]
    pub fn node_state_profile(&mut self, node: HostId, profile: Profile<bool>) {
        self.node_state_steps(node, profile.map(f64::from));
    }

    #[track_caller]
    pub(super) fn bandwidth_steps(&mut self, link: LinkId, steps: Profile<f64>) {
        let name = format!("bandwidth of {}", self.platform[link].name);
        if let Some(value) = outside(&steps, |value| value > 0.0) {
            let message = format!(
                "is {value:?} B/s at a step; give it a bandwidth above 0, or let the link be down"
            );
            self.report("profile", &name, message);
        }
        self.add_fault(name, Stricken::Bandwidth(link), FaultTimes::steps(steps));
    }

    #[track_caller]
    pub(super) fn latency_steps(&mut self, link: LinkId, steps: Profile<f64>) {
        let name = format!("latency of {}", self.platform[link].name);
        if let Some(value) = outside(&steps, |value| value >= 0.0) {
            let message = format!("is {value:?} s at a step; give it a time, 0 or more");
            self.report("profile", &name, message);
        }
        self.add_fault(name, Stricken::Latency(link), FaultTimes::steps(steps));
    }

    #[track_caller]
    pub(super) fn link_state_steps(&mut self, link: LinkId, steps: Profile<f64>) {
        let name = format!("link {} down", self.platform[link].name);
        self.add_fault(name, Stricken::Link(link), FaultTimes::steps(steps));
    }

    #[track_caller]
    pub(super) fn node_state_steps(&mut self, node: HostId, steps: Profile<f64>) {
        let name = format!("node {} down", self.platform[node].name);
        self.add_fault(name, Stricken::NodeDown(node), FaultTimes::steps(steps));
    }
}

/// The first value that is not as it must be.
fn outside(profile: &Profile<f64>, is_fine: impl Fn(f64) -> bool) -> Option<f64> {
    profile
        .values()
        .find(|value| !(value.is_finite() && is_fine(*value)))
}
