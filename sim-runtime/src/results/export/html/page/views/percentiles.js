// Response times of all, of services and of functions in one table, and why invocations of functions failed.

function percentileColumns() {
  const at = (title, of) => column(title, of, time);
  return [
    text("function", (row) => row.function ?? "all functions"), text("service", (row) => row.service ?? "all services"), column("invocations", (row) => row.times.count, whole),
    at("mean", (row) => row.times.mean), at("least", (row) => row.times.min), at("50 %", (row) => row.times.p50), at("90 %", (row) => row.times.p90),
    at("95 %", (row) => row.times.p95), at("99 %", (row) => row.times.p99), at("99.9 %", (row) => row.times.p999), at("longest", (row) => row.times.max),
  ];
}

function showPercentiles({ overall, services, functions, headline }) {
  const { tools, body } = addSection("functions", "percentiles", "Percentiles");
  const place = element("div");
  const all = [overall, ...(services.length > 1 ? services.map((one) => ({ ...one, function: undefined })) : []), ...functions];
  const kinds = [["all starts", "response"], ["cold starts", "response_cold"], ["hot starts", "response_hot"]];
  const show = (index) => {
    const [label, name] = kinds[index];
    const rows = all.filter((one) => one[name] != null).map((one) => ({ function: one.function, service: one.service, times: one[name] }));
    place.replaceChildren();
    table(place, `Percentiles of response times after ${label}`, percentileColumns(), rows, "No such invocation completed in a container.", firstOf(functions.length, headline.functions, "function", "with most invocations"));
  };
  tools.append(choice("Starts", kinds.map(([label]) => label), show));
  body.append(place, hint("From request to completion, of the invocations that completed in a container, failed ones among them: so much of them took no longer."));
  show(0);
}

function showCausesByFunction({ causes_by_function: causes }) {
  const { body } = addSection("services", "causes", "Failures by function");
  table(body, "Failures by function and cause", [
    text("function", (row) => row.function), text("service", (row) => row.service), column("cause", (row) => row.cause, undefined, "text long"),
    column("invocations", (row) => row.count, whole), column("of the function's", (row) => row.share, percent),
  ], causes, "No invocation failed.");
}
