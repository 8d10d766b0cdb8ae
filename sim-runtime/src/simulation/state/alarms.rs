//! What services have asked to be woken for: the instances that expire, and policies.

use crate::serverless::Alarm;
use crate::simulation::event::Kernel;
use crate::units::{SimDuration, SimTime};

/// At how many instants of one date policies may be at work before a process runs.
const AT_ONE_DATE: u64 = 10_000;

/// At how many instants in a row policies may be at work while nothing else is scheduled.
const IN_VAIN: u64 = 100_000;

/// How many alarms of policies may go off at one date, or while nothing else is scheduled, before a process runs: a policy
/// that sets two for each that goes off has few instants.
const ALARMS_IN_VAIN: u64 = 1_000_000;

/// How many alarms of policies may go off in a row while time goes on.
const IN_A_ROW: u64 = 10_000_000;

/// What services have asked to be woken for.
#[derive(Debug)]
pub(crate) struct Alarms {
    /// When the first instance is to expire for which no alarm has been set; [`SimTime::MAX`] if there is none.
    next_expiry: SimTime,
    /// How many alarms are set that policies are behind: their own, and those of instances that start or expire.
    of_policies: usize,
    /// How many of them are looks of scalers.
    looks: usize,
    /// How many alarms are set for attempts that may wait no longer then.
    queue_timeouts: usize,
    wakes: Wakes,
    still: Option<Still>,
    /// How often a process had run when a scaler last looked after one had, and how many start-ups had failed by then.
    before: (u64, u64),
}

/// Instants at which alarms of policies went off since a process last ran.
#[derive(Debug, Default)]
struct Wakes {
    /// How often a process had run.
    runs: u64,
    /// The last one.
    instant: u64,
    date: SimTime,
    at_date: Counts,
    in_a_row: Counts,
}

/// Looks of scalers while nothing else is scheduled, in which nothing changes.
#[derive(Debug)]
struct Still {
    since: SimTime,
    /// What may change, in numbers.
    standing: Vec<u64>,
}

#[derive(Debug, Default)]
struct Counts {
    instants: u64,
    alarms: u64,
}

impl Default for Alarms {
    fn default() -> Self {
        Self {
            next_expiry: SimTime::MAX,
            of_policies: 0,
            looks: 0,
            queue_timeouts: 0,
            wakes: Wakes::default(),
            still: None,
            before: (0, 0),
        }
    }
}

impl Alarms {
    /// A service sets an alarm.
    #[inline]
    pub(crate) fn set(&mut self, at: SimTime, alarm: Alarm) {
        let is_set = at < SimTime::MAX;
        self.of_policies += usize::from(is_of_policies(alarm) && is_set);
        match alarm {
            Alarm::Scale if is_set => self.looks += 1,
            Alarm::QueueTimeout(_) if is_set => self.queue_timeouts += 1,
            _ => {}
        }
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

    /// An alarm goes off.
    #[inline]
    pub(crate) fn goes_off(&mut self, alarm: Alarm) {
        self.of_policies -= usize::from(is_of_policies(alarm));
        match alarm {
            Alarm::Scale => self.looks -= 1,
            Alarm::QueueTimeout(_) => self.queue_timeouts -= 1,
            _ => {}
        }
    }

    /// How many looks of scalers are scheduled.
    pub(crate) fn looks(&self) -> usize {
        self.looks
    }

    /// How many attempts may wait no longer at a date that is set; some of them are over.
    pub(crate) fn queue_timeouts(&self) -> usize {
        self.queue_timeouts
    }

    /// A scaler looks, when a process had run so often and so many start-ups had failed; returns how many of these since a process
    /// last ran.
    pub(crate) fn failed_in_vain(&mut self, runs: u64, failed: u64) -> u64 {
        if self.before.0 != runs {
            self.before = (runs, failed);
        }
        failed - self.before.1
    }

    /// A scaler looks while nothing else is scheduled; returns whether nothing has changed for so long.
    pub(crate) fn stands_still(
        &mut self,
        now: SimTime,
        settles_after: SimDuration,
        standing: Vec<u64>,
    ) -> bool {
        match &self.still {
            Some(still) if still.standing == standing => still.since + settles_after < now,
            _ => {
                let since = now;
                self.still = Some(Still { since, standing });
                false
            }
        }
    }

    /// A policy is at work for its own sake, when a process had run so often and so many faults are scheduled; returns whether that will go on for ever.
    pub(crate) fn policy_wakes(&mut self, kernel: &Kernel, runs: u64, faults: usize) -> bool {
        let wakes = &mut self.wakes;
        if wakes.runs != runs {
            *wakes = Wakes {
                runs,
                ..Wakes::default()
            };
        }
        if wakes.date != kernel.now() {
            wakes.date = kernel.now();
            wakes.at_date = Counts::default();
        }
        let is_new = wakes.instant != kernel.instants();
        wakes.instant = kernel.instants();
        for counts in [&mut wakes.at_date, &mut wakes.in_a_row] {
            counts.instants += u64::from(is_new);
            counts.alarms += 1;
        }
        let nothing_else = kernel.scheduled() == self.of_policies + faults;
        wakes.at_date.exceeds(AT_ONE_DATE, ALARMS_IN_VAIN)
            || nothing_else && wakes.in_a_row.exceeds(IN_VAIN, ALARMS_IN_VAIN)
            || wakes.in_a_row.alarms > IN_A_ROW
    }
}

impl Counts {
    fn exceeds(&self, instants: u64, alarms: u64) -> bool {
        self.instants > instants || self.alarms > alarms
    }
}

/// Whether only policies go on setting such alarms when nothing else happens.
fn is_of_policies(alarm: Alarm) -> bool {
    alarm.policy().is_some() || matches!(alarm, Alarm::Expiry(_))
}
