//! What services have asked to be woken for: the instances that expire, and policies.

use crate::serverless::Alarm;
use crate::simulation::event::Kernel;
use crate::units::SimTime;

/// How often policies may be woken in a row at one date, or while nothing else is scheduled.
const IN_VAIN: u64 = 100_000;

/// How often policies may be woken in a row while time goes on.
const IN_A_ROW: u64 = 10_000_000;

/// What services have asked to be woken for.
#[derive(Debug)]
pub(crate) struct Alarms {
    /// When the first instance is to expire for which no alarm has been set; [`SimTime::MAX`] if there is none.
    next_expiry: SimTime,
    /// How many alarms of policies are set.
    of_policies: usize,
    wakes: Wakes,
}

/// Alarms of policies between which nothing else happened.
#[derive(Debug, Default)]
struct Wakes {
    /// The date of the first one.
    since: SimTime,
    /// The number of the event that was the last one.
    last: u64,
    count: u64,
}

impl Default for Alarms {
    fn default() -> Self {
        Self {
            next_expiry: SimTime::MAX,
            of_policies: 0,
            wakes: Wakes::default(),
        }
    }
}

impl Alarms {
    /// A service sets an alarm.
    #[inline]
    pub(crate) fn set(&mut self, at: SimTime, alarm: Alarm) {
        self.of_policies += usize::from(alarm.policy().is_some() && at < SimTime::MAX);
    }

    /// An instance is to expire at a date.
    pub(crate) fn expires(&mut self, at: SimTime) {
        self.next_expiry = self.next_expiry.min(at);
    }

    /// Whether an instance expires before, or when, the next event happens.
    #[inline]
    pub(crate) fn is_expiry_due(&self, next: Option<SimTime>) -> bool {
        self.next_expiry < SimTime::MAX && next.is_none_or(|next| self.next_expiry <= next)
    }

    /// When the first instance is to expire for which no alarm has been set.
    pub(crate) fn next_expiry(&mut self, at: Option<SimTime>) {
        self.next_expiry = at.unwrap_or(SimTime::MAX);
    }

    /// An alarm of a policy goes off; returns whether that has come to nothing for so long that it will go on for ever.
    pub(crate) fn policy_wakes(&mut self, kernel: &Kernel) -> bool {
        self.of_policies -= 1;
        let wakes = &mut self.wakes;
        if kernel.events() != wakes.last + 1 {
            *wakes = Wakes {
                since: kernel.now(),
                ..Wakes::default()
            };
        }
        wakes.last = kernel.events();
        wakes.count += 1;
        let in_vain = wakes.since == kernel.now() || kernel.scheduled() == self.of_policies;
        wakes.count > if in_vain { IN_VAIN } else { IN_A_ROW }
    }
}
