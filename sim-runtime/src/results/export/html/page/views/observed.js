// What was observed on a real platform, beside what was simulated.

function showObserved({ observed: beside }) {
  if (beside == null) return;
  const { tools, body } = addSection("activity", "observed", "Observed and simulated");
  tools.append(element("span", {}, several(beside.count, "observation")));
  const [responses, cold] = [element("div"), element("div")];
  body.append(element("div", { class: "pair" }, responses, cold));
  const kinds = (label, { cold: of_cold, hot }, colour) => [[label + ", cold", of_cold, colour, undefined], [label + ", hot", hot, colour, [6, 3]]];
  const all = [...kinds("observed", beside.observed, "series-1"), ...kinds("simulated", beside.simulated, "series-2")];
  if (all.some(([, points]) => points.count > 0)) showDistributions(responses, "Response times", all);
  else responses.append(nothing("Nothing completed."));
  chart(cold, {
    title: "Share of cold starts", quantity: "cold starts", unit: "share", interval: beside.interval,
    series: [{ label: "observed", values: beside.observed_cold, colour: "series-1" }, { label: "simulated", values: beside.simulated_cold, colour: "series-2" }],
  });
  const shown = (row, value) => (value == null ? missing : row.is_share ? percent(value) : duration(value, 4));
  table(body, "Observed and simulated figures", [
    text("figure", (row) => row.label),
    text("observed", (row) => shown(row, row.observed)),
    text("simulated", (row) => shown(row, row.simulated)),
    text("error", (row) => (row.error == null ? missing : (row.error > 0 ? "+" : "") + percent(row.error))),
  ], beside.figures, "");
  body.append(hint("Response times after cold starts are solid lines, those after hot starts dashed. The first observation is at date zero. Response times are from request to completion. The error is that of the simulation, as a part of what was observed."));
}
