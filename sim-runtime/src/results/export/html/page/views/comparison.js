// Two runs side by side.

/** How the runs are called: short, and not the same. */
const runMarks = ["A", "B"];
const runColours = ["series-1", "series-2"];

function showComparedRuns(data) {
  showFrame(data, "coldstart comparison", ...data.runs.map((run) => run.name));
  data.runs.forEach((run, index) => {
    const told = ` – ${plain(run.simulation)}, recording ${run.recording}, ends at ${date(run.final_date)}`;
    byId("runs").append(element("dt", {}, key(runColours[index], runMarks[index])), element("dd", {}, named(run.name), told));
  });
  const ended = data.runs.map((run, index) => (run.error == null ? undefined : `${runMarks[index]}: ${run.error}`)).filter((one) => one !== undefined);
  if (ended.length > 0) {
    byId("error").replaceChildren(element("strong", {}, "A run ended early. "), "Its figures are of the time before.\n", ended.join("\n"));
    byId("error").hidden = false;
  }
}

/** A value of a figure as people read it. */
function figureText(kind, value) {
  return { count: whole, time: duration, share: percent, amount: money }[kind](value);
}

/** A difference, with its sign; shares differ by percentage points. */
function differenceText(kind, value) {
  if (value == null) return missing;
  const sign = value > 0 ? "+" : value < 0 ? "−" : "";
  const size = Math.abs(value);
  return sign + (kind === "share" ? `${digits(size * 100)} points` : figureText(kind, size));
}

function relativeText(value) {
  if (value == null) return missing;
  return (value > 0 ? "+" : value < 0 ? "−" : "") + percent(Math.abs(value));
}

function showComparedFigures({ figures }) {
  // Files have plain numbers, whose unit must be told.
  const unit = { time: " [s]", share: " [of 1]" };
  table(byId("figures-table"), "Figures of both runs", [
    column("figure", (row) => row.name + (unit[row.kind] ?? ""), (_, row) => row.name, "text"),
    ...runMarks.map((mark, index) => column(mark, (row) => row.values[index], (value, row) => figureText(row.kind, value))),
    column("difference", (row) => row.difference, (value, row) => differenceText(row.kind, value)),
    column("relative", (row) => row.relative, relativeText),
  ], figures, "There are no figures.");
}

function showComparedParameters({ parameters }) {
  table(byId("setup-table"), "Parameters of both runs", [
    text("parameter", (row) => row.name), ...runMarks.map((mark, index) => text(mark, (row) => row.values[index])),
    text("same", (row) => (row.values[0] === row.values[1] ? "yes" : "no")),
  ], parameters, "There are no parameters.");
}

function showComparedCurves({ curves }) {
  const kinds = [["all starts", "all"], ["cold starts", "cold"], ["hot starts", "hot"]];
  let [chosen, kind] = [0, 0];
  let remove;
  const show = () => {
    remove?.();
    const { function: name, runs } = curves[chosen];
    const told = runs.map((run, index) => [runMarks[index], run?.[kinds[kind][1]] ?? { count: 0 }, runColours[index], index === 0 ? undefined : [6, 3]]);
    if (told.every(([, points]) => points.count === 0)) {
      remove = undefined;
      byId("latency-chart").replaceChildren(nothing("No such invocation completed in a container."));
      return;
    }
    remove = showDistributions(byId("latency-chart"), `Distribution of response times of ${name == null ? "all functions" : plain(name)} after ${kinds[kind][0]}, in both runs`, told);
  };
  if (curves.length > 1) byId("latency-tools").append(choice("Function", curves.map((one) => (one.function == null ? "all functions" : plain(one.function))), (index) => { chosen = index; show(); }));
  byId("latency-tools").append(choice("Starts", kinds.map(([label]) => label), (index) => { kind = index; show(); }));
  show();
}

function showComparedOverTime({ over_time: pairs, cores, interval, starts }) {
  const places = Array.from({ length: 6 }, () => byId("over-time-charts").appendChild(element("div")));
  const both = (place, title, quantity, unit, values) => {
    // What a run has no value of, after its end, is a gap.
    const overall = (one) => one && starts.map((_, at) => one[at] ?? null);
    const series = values.map((one, index) => ({ label: runMarks[index], values: overall(one), colour: runColours[index], dashed: index > 0 })).filter((one) => one.values?.some((value) => value != null));
    if (series.length > 0) return chart(place, { title, quantity, unit, interval, series });
    place.replaceChildren(element("h3", {}, title), nothing("Neither run has recorded it."));
    return undefined;
  };
  let removes = [];
  const show = (index) => {
    removes.forEach((remove) => remove?.());
    const of = (value) => pairs[index].runs.map((run) => (run == null ? undefined : value(run)));
    removes = [
      both(places[0], "Requests", "invocations", "count", of((run) => run.requests)),
      both(places[1], "Failures", "invocations", "count", of((run) => run.failed)),
      both(places[3], "Median response of successes", "response time", "s", of((run) => run.success?.p50)),
      both(places[4], "95 % response of successes", "response time", "s", of((run) => run.success?.p95)),
      both(places[5], "99 % response of successes", "response time", "s", of((run) => run.success?.p99)),
    ];
  };
  if (pairs.length > 1) byId("over-time-tools").append(choice("Function", pairs.map((one) => (one.function == null ? "all functions" : plain(one.function))), show));
  show(0);
  both(places[2], "Cores in use, all services", "share of cores", "share", cores);
}

function showComparedFunctions({ functions, columns }) {
  const of = (index) => (row) => row.figures[index];
  const figures = columns.flatMap(([name, kind], index) => [
    ...runMarks.map((mark, run) => column(`${name}, ${mark}`, (row) => of(index)(row).values[run], (value) => figureText(kind, value))),
    column(`${name}, change`, (row) => of(index)(row).relative, (value, row) => (value == null ? differenceText(kind, of(index)(row).difference) : relativeText(value))),
  ]);
  const service = ({ services: [one, other] }) => (one === other || other == null ? one : one == null ? other : `${plain(one)} / ${plain(other)}`);
  const where = ({ services: [one, other] }) => (one == null ? "only B" : other == null ? "only A" : "both");
  table(byId("functions-table"), "Functions of both runs", [text("function", (row) => row.function), text("service", service), text("runs", where), ...figures], functions, "No function is deployed.");
}
