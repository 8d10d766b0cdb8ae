//! How flows come to their ends: by steps, or to a plan.

use super::{Progress, TwoSystems};
use crate::fluid::completion;
use crate::fluid::max_min::FlowId;
use crate::units::SimTime;

impl<T> TwoSystems<T> {
    /// A step ends: the stepped flows have moved by what their rates make of it, to the nearest whole number. The rates are
    /// those that the last of the two solutions left, which may not be those that the length of the step was chosen by.
    pub(super) fn step(&mut self, now: SimTime) {
        let elapsed = (now - self.stepped_at).as_secs_f64();
        self.stepped_at = now;
        if elapsed == 0.0 {
            return;
        }
        for id in &self.steps {
            let flow = &mut self.flows[*id];
            if flow.rate.is_finite() {
                flow.remaining -= (flow.rate * elapsed).round_ties_even();
            }
        }
    }

    /// Chooses when the step that begins now ends at the latest.
    pub(super) fn plan_step(&mut self, now: SimTime) {
        let ends = self.steps.iter().map(|id| self.step_end(*id, now));
        self.step_end = ends.min().unwrap_or(SimTime::MAX);
        self.is_step_outdated = false;
    }

    fn step_end(&self, id: FlowId, now: SimTime) -> SimTime {
        let flow = &self.flows[id];
        completion(now, flow.remaining, flow.rate)
    }

    /// Solves the system of planned ends, and plans anew the ends of the flows that it touches: all but those that the other
    /// system has touched, which keep theirs, if they have one.
    pub(super) fn solve_and_plan(&mut self, now: SimTime) {
        for id in self.solve(Progress::Planned) {
            let flow = &self.flows[id];
            match flow.progress {
                Progress::Stepped => self.is_step_outdated = true,
                Progress::Planned if flow.plan.is_kept && flow.plan.end.is_some() => {}
                Progress::Planned => self.plan(now, id),
            }
        }
        if self.is_step_outdated && self.next_end().is_none() {
            // Nothing else would end this step.
            self.plan_step(now);
        }
    }

    fn plan(&mut self, now: SimTime, id: FlowId) {
        let flow = &mut self.flows[id];
        if flow.plan.rate.is_finite() {
            flow.remaining -= flow.plan.rate * (now - flow.plan.updated).as_secs_f64();
        }
        (flow.plan.rate, flow.plan.updated) = (flow.rate, now);
        if let Some((end, order)) = flow.plan.end.take() {
            self.plans.remove(&(end, order, id));
        }
        let end = completion(now, flow.remaining, flow.rate);
        if end < SimTime::MAX {
            flow.plan.end = Some((end, self.sequence));
            self.plans.insert((end, self.sequence, id));
            self.sequence += 1;
        }
    }

    /// Whether any flow is complete.
    pub(super) fn is_any_over(&self, now: SimTime) -> bool {
        let is_planned = self.plans.first().is_some_and(|plan| plan.0 <= now);
        is_planned || self.steps.iter().any(|id| self.is_stepped_over(*id, now))
    }

    fn is_stepped_over(&self, id: FlowId, now: SimTime) -> bool {
        self.flows[id].plan.solved && self.step_end(id, now) <= now
    }

    /// Takes out what is complete, before anything else starts at this date.
    pub(super) fn end_what_is_over(&mut self, now: SimTime) {
        let stepped = self.steps.iter().copied();
        let stepped = stepped.filter(|id| self.is_stepped_over(*id, now));
        let planned = self.plans.iter().take_while(|plan| plan.0 <= now);
        let over: Vec<FlowId> = stepped.chain(planned.map(|plan| plan.2)).collect();
        for id in over {
            let token = self.release(id);
            self.ended.extend(token);
        }
    }
}
