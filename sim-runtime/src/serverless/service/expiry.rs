//! When idle instances expire: alarms for the next, and none for what changes nothing.

use super::Service;
use crate::kernel::Begin;
use crate::serverless::InstanceId;
use crate::serverless::env::{Alarm, ServiceEnv};
use crate::units::SimTime;

impl Service {
    /// Since when an instance is idle whose alarm goes off now.
    pub fn expiring_since(&self, instance: InstanceId) -> Option<Begin> {
        self.expiries.due_since(instance)
    }

    /// Sets alarms for the instances that expire next, if nothing else is scheduled before `next`; returns when the first
    /// of the others is to expire.
    ///
    /// A time-out that its instance has outlived changes nothing, and no alarm is set for it, unless an attempt waits: then
    /// even such a message of the reference gives the scheduler another round. As the last thing that is scheduled it
    /// happens, too, and time moves on to it.
    pub fn arm_expiries(
        &mut self,
        env: &mut impl ServiceEnv,
        next: Option<SimTime>,
    ) -> Option<SimTime> {
        while let Some((date, instance)) = self.expiries.next() {
            match next {
                Some(next) if next < date => return Some(date),
                Some(next) if date < next && self.is_quiet() && self.lives_on(instance, date) => {
                    self.expiries.drop_next();
                }
                _ => {
                    for instance in self.expiries.make_due() {
                        env.wake(date, Alarm::Expiry(instance));
                    }
                    return self.expiries.next().map(|(date, _)| date);
                }
            }
        }
        None
    }

    /// Whether an instance has outlived its time-out, or is gone.
    fn lives_on(&self, instance: InstanceId, date: SimTime) -> bool {
        let instance = self.state.cluster.instance(instance);
        instance.is_none_or(|instance| !instance.expires_at(date))
    }

    /// Whether nothing would come of a message that changes nothing itself.
    fn is_quiet(&self) -> bool {
        !self.state.has_waiting() && self.processing.is_none() && !self.state.cluster.has_evicted()
    }
}
