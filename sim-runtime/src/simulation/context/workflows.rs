//! Workflows: run by a process, step by step.

use super::Ctx;
use crate::simulation::workflow::{Passed, Workflow, run};
use crate::simulation::workflow_failure::WorkflowFailure;

impl Ctx {
    /// Runs a workflow, from its input to what its last step gives.
    ///
    /// Its invocations are those of this process: the report has them with the workflow and the stage that they belong to.
    /// Several executions at once take a process each; see [`Ctx::spawn`]. If this is dropped, as at a limit of
    /// [`Ctx::with_timeout`], the execution has stopped; what it has invoked goes on.
    ///
    /// ```
    /// # use sim_runtime::prelude::*;
    /// # async fn client(ctx: &mut Ctx, cloud: Serverless, double: Function<u64, u64>) -> Result<(), WorkflowFailure> {
    /// let twice = workflow("twice").then(cloud, double).then(cloud, double);
    /// let four_times = ctx.run(&twice, 7).await?;
    /// # let _: u64 = four_times;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`WorkflowFailure`], with the cause of the step that failed, if no retry and no catch helped.
    pub async fn run<I: Passed, O: Passed>(
        &mut self,
        workflow: &Workflow<I, O>,
        input: I,
    ) -> Result<O, WorkflowFailure> {
        run::run(self, workflow, input).await
    }
}
