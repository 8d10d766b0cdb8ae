//! Workflows of a scenario: what passes from step to step is nothing, since bodies are given with their functions.

use std::rc::Rc;

use indexmap::IndexMap;

use crate::scenario::schema::{Scenario, Step, WorkflowStep, WorkflowWork};
use crate::serverless::{Failure, Retry};
use crate::simulation::{Function, Serverless, Workflow, WorkflowFailure, workflow};

/// A function of a scenario: its input is the steps that it takes.
pub(super) type StepFunction = Function<Rc<[Step]>, (), Failure>;

/// A workflow of a scenario.
pub(super) type StepWorkflow = Workflow<(), ()>;

/// What its tasks invoke.
struct Functions<'a> {
    cloud: Serverless,
    bodies: &'a IndexMap<String, (StepFunction, Rc<[Step]>)>,
}

/// The workflows of a scenario, by name.
pub(super) fn workflows(
    scenario: &Scenario,
    cloud: Serverless,
    bodies: &IndexMap<String, (StepFunction, Rc<[Step]>)>,
) -> IndexMap<String, StepWorkflow> {
    let functions = Functions { cloud, bodies };
    let workflows = scenario.workflows.iter();
    let declared = workflows.map(|(name, whole)| {
        let declared = functions.alone(name, whole);
        let declared = match whole.cancel_stopped {
            Some(true) => declared.cancelling(),
            _ => declared,
        };
        (name.clone(), declared)
    });
    declared.collect()
}

impl Functions<'_> {
    fn all(&self, begun: StepWorkflow, steps: &[WorkflowStep]) -> StepWorkflow {
        steps
            .iter()
            .fold(begun, |begun, step| self.then(begun, step))
    }

    /// A step that stands alone: a branch, what is done for each item, a handler.
    fn alone(&self, name: &str, step: &WorkflowStep) -> StepWorkflow {
        match (&step.work, &step.name, &step.retry, &step.catch) {
            // A sequence without more to it is no stage of its own.
            (WorkflowWork::Sequence(steps), None, None, None) => self.all(workflow(name), steps),
            _ => self.then(workflow(name), step),
        }
    }

    /// A workflow with another step.
    fn then(&self, begun: StepWorkflow, step: &WorkflowStep) -> StepWorkflow {
        let nothing = |()| ();
        let none = |()| Vec::new();
        let alone = |step: &WorkflowStep| self.alone("branch", step);
        match &step.work {
            WorkflowWork::Task { function, body } => {
                let (callee, own_body) = &self.bodies[function];
                let body = body.as_ref().map(|body| body.clone().into());
                let body: Rc<[Step]> = body.unwrap_or_else(|| Rc::clone(own_body));
                let begun = begun.pass(move |()| Rc::clone(&body));
                self.finished(step, begun.then(self.cloud, *callee), nothing)
            }
            WorkflowWork::Sequence(steps) => {
                let steps = self.all(workflow("sequence"), steps);
                self.finished(step, begun.include(steps), nothing)
            }
            WorkflowWork::Parallel(branches) => {
                let branches: Vec<_> = branches.iter().map(alone).collect();
                self.finished(step, begun.parallel(branches), none)
                    .pass(drop)
            }
            WorkflowWork::Map(map) => {
                let items = map.items as usize;
                let at_most = map.at_most.map_or(usize::MAX, |most| most as usize);
                let begun = begun.pass(move |()| vec![(); items]);
                let mapped = begun.map_each_at_most(at_most, alone(&map.each));
                self.finished(step, mapped, none).pass(drop)
            }
            WorkflowWork::Choice(branches) => {
                let branches = branches.iter().map(|branch| {
                    let then = branch.then.as_ref().map(alone);
                    let then = then.unwrap_or_else(|| workflow("nothing"));
                    (branch.probability, then)
                });
                let branches: Vec<_> = branches.collect();
                self.finished(step, begun.draw(branches), nothing)
            }
            WorkflowWork::Wait(time) => self.finished(step, begun.wait(*time), nothing),
        }
    }

    /// The last step with all that the file says of it; a handler has nothing to give but what `value` makes of nothing.
    fn finished<O: Clone + 'static>(
        &self,
        step: &WorkflowStep,
        mut begun: Workflow<(), O>,
        value: fn(()) -> O,
    ) -> Workflow<(), O> {
        if let Some(name) = &step.name {
            begun = begun.named(name);
        }
        if let Some(retry) = &step.retry {
            begun = begun.retry(Retry::from(retry));
        }
        if let Some(catch) = &step.catch {
            let handler = workflow("handler").pass(|_: ((), WorkflowFailure)| ());
            let handler = handler.include(self.alone("catch", catch));
            begun = begun.catch(handler.pass(value));
        }
        begun
    }
}
