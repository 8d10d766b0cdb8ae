// Requests, outcomes and response times over time.

/** Percentiles of response times, as series of a chart. */
function percentileSeries({ p50, p95, p99 }) {
  return [{ label: "median", values: p50, colour: "series-1" }, { label: "95 %", values: p95, colour: "series-3" }, { label: "99 %", values: p99, colour: "series-2" }];
}

function showOverTime({ over_time: over }) {
  const { interval, recording, choices } = over;
  const { tools, body } = addSection("latency", "over-time", "Requests over time");
  const [counts, succeeded, failed] = chartGrid(body, 3);
  const unrecorded = recording === "summary" ? "Not recorded: this needs invocations one by one (--record full or sampled=N)." : "None completed.";
  const responses = (place, title, quantiles, none) => {
    if (quantiles?.p50.some((value) => value != null)) return chart(place, { title, quantity: "response time", unit: "s", interval, series: percentileSeries(quantiles) });
    place.replaceChildren(element("h3", {}, title), nothing(none));
    return undefined;
  };
  let removes = [];
  const show = (index) => {
    removes.forEach((remove) => remove?.());
    const of = choices[index];
    const series = [["requested", of.requests, "series-1"], ["succeeded", of.succeeded, "series-3"], ["failed", of.failed, "series-2"]]
      .filter(([, values]) => values != null).map(([label, values, colour]) => ({ label, values, colour }));
    const title = "Invocations";
    removes = [responses(succeeded, "Response times of those that succeeded", of.success, unrecorded), responses(failed, "Response times of those that failed", of.failure, recording === "summary" ? unrecorded : "None failed after it was accepted.")];
    if (series.length > 0) removes.push(chart(counts, { title, quantity: "invocations", unit: "count", interval, series }));
    else counts.replaceChildren(element("h3", {}, title), nothing("Of a function this needs all invocations (--record full)."));
  };
  if (choices.length > 1) tools.append(choice("Service or function", choices.map(ofWhat), show));
  show(0);
  body.append(hint("Requests by when they were made, outcomes and responses by when they were over. Successes over time are known if all invocations were recorded."));
}
