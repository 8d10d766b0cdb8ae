//! Runs a workflow as a process: places its invocations, and waits for whatever comes first.

use std::rc::Rc;

use super::chain::Work;
use super::definition::Workflow;
use super::execution::{Execution, Names, Order};
use super::passed::{Passed, Value, typed};
use super::walk::WalkId;
use crate::serverless::Failure;
use crate::simulation::context::Ctx;
use crate::simulation::handle::Invocation;
use crate::simulation::request::{
    RawOutcome, RawResult, Reply, Request, Wait, WorkflowBegin, WorkflowBegun, WorkflowReport,
};
use crate::simulation::shared::Shared;
use crate::simulation::stage::{StageUse, WorkflowEnd};
use crate::simulation::workflow_failure::WorkflowFailure;

/// The invocations of an execution that are not over, in the order in which they were placed.
type Placed = Vec<(WalkId, Invocation<()>)>;

/// Tells the run that an execution was left before its end, unless it has come to that.
struct Leaving {
    number: u64,
    shared: Rc<Shared>,
    is_over: bool,
}

impl Drop for Leaving {
    fn drop(&mut self) {
        if !self.is_over {
            self.shared.left.borrow_mut().push(self.number);
        }
    }
}

pub(in crate::simulation) async fn run<I: Passed, O: Passed>(
    ctx: &mut Ctx,
    workflow: &Workflow<I, O>,
    input: I,
) -> Result<O, WorkflowFailure> {
    let shared = Rc::clone(ctx.shared());
    let stages = workflow.stages(&shared);
    let begun = begin(ctx, workflow, &shared).await;
    let mut leaving = Leaving {
        number: begun.number,
        shared: Rc::clone(&shared),
        is_over: false,
    };
    let stream = format!("workflow {}#{}", workflow.name(), begun.ordinal);
    let names = Names {
        workflow: workflow.shared_name(),
        stages: &stages,
        ids: begun.stages,
        random: Box::new(|| shared.stream(&stream)),
    };
    let mut execution = Execution::new(names, workflow.chain(), ctx.now(), Box::new(input));
    let mut placed = Placed::new();
    let (outcome, path) = loop {
        execution.settle(ctx.now());
        follow(
            ctx,
            &mut execution,
            &mut placed,
            begun.number,
            workflow.is_cancelling(),
        )
        .await;
        if let Some(end) = execution.end.take() {
            break end;
        }
        if let Some((walk, outcome)) = next(ctx, &execution, &mut placed).await {
            execution.invoked(walk, outcome);
        }
    };
    leaving.is_over = true;
    let report = WorkflowReport {
        number: begun.number,
        outcome: match outcome {
            Ok(_) => WorkflowEnd::Succeeded,
            Err(_) => WorkflowEnd::Failed,
        },
        failure: outcome.as_ref().err().cloned(),
        critical_path: execution.stages_on(path),
        visits: std::mem::take(&mut execution.visits),
    };
    ctx.tell(Request::EndWorkflow(Box::new(report))).await;
    outcome.map(typed)
}

async fn begin<I, O>(ctx: &mut Ctx, workflow: &Workflow<I, O>, shared: &Shared) -> WorkflowBegun {
    let begin = WorkflowBegin {
        workflow: workflow.shared_name(),
        stages: workflow.stages(shared),
    };
    let Reply::Value(begun) = ctx.ask(Request::BeginWorkflow(begin)).await else {
        unreachable!("an execution that begins is answered with its number")
    };
    match begun.downcast() {
        Ok(begun) => *begun,
        Err(_) => unreachable!("what it is answered with has one type"),
    }
}

/// Places the invocations that are to be placed, and forgets those that were stopped.
async fn follow(
    ctx: &mut Ctx,
    execution: &mut Execution<'_>,
    placed: &mut Placed,
    number: u64,
    is_cancelling: bool,
) {
    while let Some(order) = execution.orders.pop_front() {
        match order {
            Order::Place(walk, input) => {
                let Some((step, stage)) = execution.step(walk) else {
                    continue;
                };
                let Work::Task(task) = &*step.work else {
                    continue;
                };
                let stage = StageUse {
                    execution: number,
                    stage,
                };
                let request = (task.request)(ctx, input, stage);
                let Reply::Invoked(id) = ctx.ask(request).await else {
                    unreachable!("an invocation is answered with its handle")
                };
                placed.push((walk, Invocation::new(id, Rc::clone(ctx.shared()))));
            }
            Order::Drop(walk) => {
                let Some(at) = placed.iter().position(|(of, _)| *of == walk) else {
                    continue;
                };
                let (_, invocation) = placed.remove(at);
                if is_cancelling {
                    ctx.cancel(&invocation).await;
                }
            }
        }
    }
}

/// Waits until an invocation is over, or something else is due; returns what the invocation has come to.
async fn next(
    ctx: &mut Ctx,
    execution: &Execution<'_>,
    placed: &mut Placed,
) -> Option<(WalkId, Result<Value, Failure>)> {
    let date = execution.next_date();
    let (at, raw) = match (placed.is_empty(), date) {
        (false, None) => first(ctx, placed).await,
        (false, Some(date)) => {
            let limit = date - ctx.now();
            let until_first = async |ctx: &mut Ctx| first(ctx, placed).await;
            ctx.with_timeout(limit, until_first).await.ok()?
        }
        (true, Some(date)) => {
            ctx.sleep_until(date).await;
            return None;
        }
        (true, None) => unreachable!("an execution that is not over waits for something"),
    };
    let (walk, _) = placed.remove(at);
    let outcome = match raw.result {
        RawResult::Output(output) => Ok(output.into_any()),
        RawResult::Failed(failure) => Err(failure),
        RawResult::Error(error) => match execution.step(walk).map(|(step, _)| &*step.work) {
            Some(Work::Task(task)) => Err((task.cause)(error)),
            _ => unreachable!("who waits for an invocation is in a step that invokes"),
        },
    };
    Some((walk, outcome))
}

async fn first(ctx: &mut Ctx, placed: &Placed) -> (usize, RawOutcome) {
    let ids = placed.iter().map(|(_, invocation)| invocation.id).collect();
    match ctx.ask(Request::Wait(Wait::Any(ids))).await {
        Reply::First(at, raw) => (at, *raw),
        _ => unreachable!("waiting for any is answered with the first and its outcome"),
    }
}
