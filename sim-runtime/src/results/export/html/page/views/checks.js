// What was checked of the run, and what came of it.

function showChecks({ checks }) {
  if (checks.length === 0) return;
  const failed = checks.filter((one) => !one.passed).length;
  const { tools, body } = addSection("activity", "checks", "Checks");
  tools.append(element("strong", { class: failed > 0 ? "failed" : "passed" }, failed > 0 ? `${failed} of ${several(checks.length, "check")} failed` : `${several(checks.length, "check")} passed`));
  table(body, "Checks", [
    text("check", (row) => row.check),
    column("outcome", (row) => (row.passed ? "passed" : "failed"), (outcome) => element("strong", { class: outcome }, (outcome === "passed" ? "✓ " : "✗ ") + outcome), "text"),
    text("measured", (row) => row.explanation),
  ], checks, "");
}
