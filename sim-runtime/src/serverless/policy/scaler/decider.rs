//! How many instances Knative's autoscaler wants: its decision about one function.

use super::recent::Largest;
use crate::units::{SimDuration, SimTime};

/// What the autoscaler of Knative decides by (its `DeciderSpec`); without bounds, which come after the decision.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DeciderSpec {
    /// How much of the metric an instance is to serve, above 0.
    pub target: f64,
    /// The window of the stable mode, for which a panic lasts at least \[s\].
    pub stable_window: SimDuration,
    /// How many times the ready instances must be wanted for a panic.
    pub panic_threshold: f64,
    /// How many times the ready instances may be wanted at a look, at least 1.
    pub max_scale_up: f64,
    /// By how much the ready instances may be divided at a look, at least 1.
    pub max_scale_down: f64,
    /// For how long fewer must have been wanted before there are fewer \[s\].
    pub scale_down_delay: SimDuration,
}

/// What the autoscaler of Knative sees of a function at a look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observed {
    /// The metric, averaged over the stable window: attempts under way, or arrivals a second.
    pub stable: f64,
    /// The same over the panic window.
    pub panic: f64,
    /// How many instances have started.
    pub ready: u32,
}

/// The decision of Knative's autoscaler about one function, and what it remembers from one look to the next.
///
/// With what an instance is to serve (`target`), and everything in instances:
///
/// ```text
/// up   = ceil(max_scale_up * max(ready, 1))
/// down = floor(max(ready, 1) / max_scale_down)
/// wanted by the stable window = ceil(stable / target), from down to up
/// wanted by the panic window  = ceil(panic / target), from down to up
/// panic begins when ceil(panic / target) / max(ready, 1) >= panic_threshold,
///       and ends when that has not been so for more than the stable window
/// wanted = that of the stable window;
///          in panic the larger of the two, and never less than before in the same panic
/// ```
///
/// With a `scale_down_delay`, the largest number wanted within it counts. Bounds, the initial scale and the way to zero are not
/// the decider's: see [`KnativePodAutoscaler`](super::KnativePodAutoscaler).
///
/// ```
/// use sim_runtime::serverless::policy::{Decider, KnativePodAutoscaler, Observed};
/// use sim_runtime::units::SimTime;
///
/// let spec = KnativePodAutoscaler::default().decider_spec(10);
/// assert_eq!(spec.target, 7.0);
/// let seen = Observed { stable: 100.0, panic: 100.0, ready: 1 };
/// assert_eq!(Decider::default().decide(&spec, seen, SimTime::ZERO), 15);
/// ```
///
/// Source: knative/serving, `pkg/autoscaler/scaling/autoscaler.go`, looked at on 26 November 2026.
#[derive(Clone, Debug, Default)]
pub struct Decider {
    /// When the threshold was last exceeded, in panic.
    panic: Option<SimTime>,
    /// The most that was wanted in this panic.
    most: u32,
    recent: Largest,
}

impl Decider {
    /// How many instances are wanted now.
    pub fn decide(&mut self, spec: &DeciderSpec, seen: Observed, now: SimTime) -> u32 {
        let ready = f64::from(seen.ready.max(1));
        let up = libm::ceil(spec.max_scale_up * ready);
        let down = libm::floor(ready / spec.max_scale_down);
        let [stable, panic] =
            [seen.stable, seen.panic].map(|value| libm::ceil(value / spec.target));
        let bounded = |wanted: f64| wanted.max(down).min(up) as u32;
        self.note_panic(spec, panic / ready, now);
        let mut wanted = bounded(stable);
        if self.is_panicking() {
            self.most = self.most.max(wanted).max(bounded(panic));
            wanted = self.most;
        }
        self.recent.of(now, spec.scale_down_delay, wanted)
    }

    /// Whether it is in panic: it scales up at once, and not down.
    pub fn is_panicking(&self) -> bool {
        self.panic.is_some()
    }

    fn note_panic(&mut self, spec: &DeciderSpec, times: f64, now: SimTime) {
        if times >= spec.panic_threshold {
            self.panic = Some(now);
        } else if self
            .panic
            .is_some_and(|since| since + spec.stable_window < now)
        {
            self.panic = None;
            self.most = 0;
        }
    }
}
