// Workflows: figures of each stage, and the executions that took longest.

function showWorkflows({ stages, longest_workflows: longest }) {
  if (stages == null) return;
  const { body } = addSection("slowest", "workflows", "Workflows");
  const hasCost = stages.some((row) => row.cost != null);
  table(body, "Stages of workflows", [
    text("workflow", (row) => row.workflow), text("stage", (row) => row.stage), text("kind", (row) => row.kind),
    column("executions", (row) => row.executions, whole), column("visits", (row) => row.visits, whole), column("invocations", (row) => row.invocations, whole),
    column("failures", (row) => row.failures, whole), column("retries", (row) => row.retries, whole), column("stopped", (row) => row.stopped, whole),
    column("time, mean", (row) => row.time_mean, time), column("time, median", (row) => row.time_p50, time), column("time, 99 %", (row) => row.time_p99, time),
    column("critical in", (row) => row.critical_share, percent), column("critical time", (row) => row.critical_time, time),
    column("cost", (row) => row.cost, money),
  ].filter((one) => one.title !== "cost" || hasCost), stages, "");
  if (longest == null) return;
  table(body, "Longest executions", [
    column("execution", (row) => row.id, whole), text("workflow", (row) => row.workflow), text("outcome", (row) => row.outcome),
    column("started", (row) => row.start, time), column("duration", (row) => row.duration, time),
    text("critical path", (row) => row.critical_path ?? missing), text("failed stage", (row) => row.failed_stage ?? missing),
    text("cause", (row) => row.failure_cause ?? missing),
  ], longest, "");
}
