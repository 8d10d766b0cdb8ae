//! What takes time on the platform: computations and movements of bytes, and the events at which some of them end.

use index_vec::IndexVec;

use crate::fluid::TaskId;
use crate::kernel::Begin;
use crate::platform::{Fabric, HostId, LinkId};
use crate::simulation::event::{Event, Kernel, Token};
use crate::units::{Flops, SimTime};

/// The platform at work.
pub(crate) struct Activities {
    /// The platform, and all that moves or computes on it.
    pub(crate) fabric: Fabric<Token>,
    /// The date of the latest [`Event::Moved`].
    moved_at: SimTime,
    hosts: IndexVec<HostId, HostActivity>,
    /// How often a host has been stirred, and how often before this step.
    stirs: u64,
    stirs_before: u64,
    /// The links that have been turned off.
    pub(crate) turned_off: Vec<LinkId>,
}

/// What goes on on a host.
#[derive(Clone, Copy, Default)]
struct HostActivity {
    /// The date of the latest [`Event::Computed`].
    computed_at: SimTime,
    /// Its place in the order in which hosts were stirred.
    stirred: u64,
    /// How many sleeps and computations go on.
    clocked: u32,
}

impl Activities {
    pub(crate) fn new(fabric: Fabric<Token>) -> Self {
        let hosts = fabric.platform().hosts().iter();
        Self {
            moved_at: SimTime::ZERO,
            hosts: hosts.map(|_| HostActivity::default()).collect(),
            stirs: 0,
            stirs_before: 0,
            turned_off: Vec::new(),
            fabric,
        }
    }

    /// A sleep or a computation begins on a host: its computations are looked at anew, after those of the hosts on which that
    /// happened before (SEMANTICS 8.2).
    #[inline]
    pub(crate) fn begin_on(&mut self, host: HostId) {
        self.stir(host).clocked += 1;
    }

    /// The same for an end. A host on which nothing goes on any more is not looked at; what begins there next makes it the
    /// last.
    #[inline]
    pub(crate) fn end_on(&mut self, host: HostId) {
        let host = self.stir(host);
        host.clocked -= 1;
        if host.clocked == 0 {
            host.stirred = 0;
        }
    }

    #[inline]
    fn stir(&mut self, host: HostId) -> &mut HostActivity {
        let host = &mut self.hosts[host];
        if host.stirred <= self.stirs_before {
            self.stirs += 1;
            host.stirred = self.stirs;
        }
        host
    }

    /// The place of the computations of a host among those of all.
    pub(crate) fn place(&self, host: HostId) -> Begin {
        Begin {
            date: SimTime::ZERO,
            order: self.hosts[host].stirred,
        }
    }

    /// Starts a computation of a process, or of a step of a start-up.
    pub(crate) fn compute(
        &mut self,
        kernel: &mut Kernel,
        token: Token,
        host: HostId,
        work: Flops,
    ) -> TaskId {
        self.begin_on(host);
        let task = self.fabric.compute(kernel.now(), host, work, token);
        self.schedule_computed(kernel, host);
        task
    }

    /// The same within a bound: a number that it shares with others of its host, and the cores that they have together.
    pub(crate) fn compute_within(
        &mut self,
        kernel: &mut Kernel,
        token: Token,
        (host, bound): (HostId, (u64, f64)),
        work: Flops,
    ) -> TaskId {
        self.begin_on(host);
        let now = kernel.now();
        let task = self.fabric.compute_within(now, host, bound, work, token);
        self.schedule_computed(kernel, host);
        task
    }

    /// From now on a host computes at this share of its speed.
    pub(crate) fn set_pace(&mut self, kernel: &mut Kernel, host: HostId, pace: f64) {
        self.fabric.set_pace(kernel.now(), host, pace);
        self.schedule_computed(kernel, host);
    }

    /// What has turned a link off once does so no longer; returns whether it is on again.
    pub(crate) fn turn_on(&mut self, link: LinkId) -> bool {
        let once = self.turned_off.iter().position(|off| *off == link);
        if let Some(once) = once {
            self.turned_off.remove(once);
        }
        let is_on = !self.turned_off.contains(&link);
        if is_on {
            self.fabric.turn_on(link);
        }
        is_on
    }

    /// Stops a computation before its end.
    pub(crate) fn cancel_computation(&mut self, kernel: &mut Kernel, host: HostId, task: TaskId) {
        self.end_on(host);
        self.fabric.cancel_computation(kernel.now(), host, task);
        self.schedule_computed(kernel, host);
    }

    /// Whose computation on a host has ended; `None` if there is no other, and then the next end is scheduled.
    pub(crate) fn computed(&mut self, kernel: &mut Kernel, host: HostId) -> Option<Token> {
        if let Some(token) = self.fabric.computed(kernel.now(), host) {
            self.end_on(host);
            return Some(token);
        }
        self.schedule_computed(kernel, host);
        None
    }

    /// Gives every movement its rate and schedules the next end; returns whether any rate may have changed.
    #[inline]
    pub(crate) fn settle(&mut self, kernel: &mut Kernel) -> bool {
        self.stirs_before = self.stirs;
        // Most events of most runs have nothing to do with bytes.
        if self.fabric.is_quiet() {
            return false;
        }
        self.settle_movements(kernel)
    }

    #[inline(never)]
    fn settle_movements(&mut self, kernel: &mut Kernel) -> bool {
        if self.fabric.is_stepwise() && kernel.next_date() == Some(kernel.now()) {
            return false;
        }
        let changed = self.fabric.settle(kernel.now());
        self.schedule_moved(kernel);
        changed
    }

    #[inline]
    fn schedule_computed(&mut self, kernel: &mut Kernel, host: HostId) {
        let Some(date) = self.fabric.next_computation(host) else {
            return;
        };
        // A date that has been scheduled before needs no second event, unless it has passed.
        let scheduled = &mut self.hosts[host].computed_at;
        if date != *scheduled || date <= kernel.now() {
            *scheduled = date;
            kernel.at(date, Event::Computed(host));
        }
    }

    fn schedule_moved(&mut self, kernel: &mut Kernel) {
        let Some(date) = self.fabric.next_movement() else {
            return;
        };
        if date != self.moved_at || date <= kernel.now() {
            self.moved_at = date;
            kernel.at(date, Event::Moved);
        }
    }
}
