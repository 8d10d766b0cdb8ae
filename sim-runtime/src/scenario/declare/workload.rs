//! The workloads of a scenario, as controllers beside its timeline.

use std::rc::Rc;

use indexmap::IndexMap;

use super::timeline::with_sleep;
use super::workflow::StepFunction;
use crate::kernel::Stream;
use crate::platform::HostId;
use crate::scenario::schema::{Load, Scenario, Step, Workload};
use crate::simulation::{Builder, FaultLength, Serverless};
use crate::units::SimTime;
use crate::workload::Arrival;

/// What workloads name.
pub(super) struct Workloads<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) cloud: Serverless,
    pub(super) hosts: &'a IndexMap<String, HostId>,
    pub(super) functions: &'a IndexMap<String, (StepFunction, Rc<[Step]>)>,
}

impl Workloads<'_> {
    pub(super) fn declare(&self, sim: &mut Builder) {
        for workload in &self.scenario.workloads {
            let home = workload.host.as_ref();
            let home = self.hosts[home.unwrap_or(&self.scenario.controller_host)];
            let (function, own_body) = &self.functions[&workload.function];
            let (name, input) = (&workload.name, input(workload, own_body));
            match workload.load() {
                Some(Load::Open(arrivals)) => {
                    let arrivals = bounded(arrivals, workload);
                    match &workload.pollers {
                        Some(pollers) => {
                            let queue = (arrivals, pollers.into());
                            let input = batched(input, &pollers.each);
                            sim.polled(name, home, self.cloud, *function, queue, input);
                        }
                        None => sim.workload(name, home, self.cloud, *function, arrivals, input),
                    }
                }
                Some(Load::Closed(users)) => {
                    sim.closed_loop(name, home, self.cloud, *function, users, input);
                }
                None => panic!(
                    "a scenario that no loader has checked: workload `{name}` has no arrivals"
                ),
            }
        }
    }
}

fn bounded(arrivals: impl Arrival + 'static, workload: &Workload) -> Box<dyn Arrival> {
    let until = arrivals.until(workload.until.unwrap_or(SimTime::MAX));
    match workload.take {
        Some(count) => Box::new(until.take(count)),
        None => Box::new(until),
    }
}

/// What makes the steps of each invocation.
fn input(
    workload: &Workload,
    own_body: &Rc<[Step]>,
) -> impl FnMut(u64, &mut Stream) -> Rc<[Step]> + use<> {
    let body = workload.body.clone();
    let steps: Rc<[Step]> = body.map_or_else(|| Rc::clone(own_body), Into::into);
    let sleep = workload.sleep.as_ref().map(|sleep| sleep.0.clone());
    let (steps, drawn) = match sleep {
        None => (steps, None),
        Some(FaultLength::Fixed(length)) => (with_sleep(&steps, length), None),
        Some(FaultLength::Drawn(length)) => (steps, Some(length)),
    };
    move |_, random| match &drawn {
        None => Rc::clone(&steps),
        Some(length) => with_sleep(&steps, random.sample_duration(length)),
    }
}

/// What makes the steps of each batch of messages: those of an invocation, and then each message's.
fn batched<I>(
    mut input: I,
    each: &[Step],
) -> impl FnMut(Vec<u64>, &mut Stream) -> Rc<[Step]> + use<I>
where
    I: FnMut(u64, &mut Stream) -> Rc<[Step]>,
{
    let each = each.to_vec();
    move |messages, random| {
        let body = input(messages[0], random);
        let of_messages = messages.iter().flat_map(|_| &each);
        match each.is_empty() {
            true => body,
            false => body.iter().chain(of_messages).cloned().collect(),
        }
    }
}
