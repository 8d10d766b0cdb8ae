// Charts of lines and stacks over time, and of distributions; uPlot draws them.

function axes(xValues, yValues) {
  const common = { stroke: () => theme.colour("soft"), grid: { stroke: () => theme.colour("faint"), width: 1 }, ticks: { stroke: () => theme.colour("line"), size: 4, width: 1 }, font: "11px system-ui, sans-serif" };
  return [{ ...common, size: 30, values: xValues }, { ...common, size: 56, values: yValues }];
}

/** A chart as wide as its place; `options` says the rest. Returns a way to remove it. */
function plot(place, label, height, options, values) {
  const box = element("div", { role: "img", "aria-label": label });
  place.replaceChildren(box);
  const width = () => Math.max(200, place.clientWidth);
  const made = new uPlot({ width: width(), height, legend: { markers: { width: 0, fill: (self, index) => self.series[index].colour } }, ...options }, values, box);
  made.setSize({ width: width(), height });
  plots.add(made);
  const observer = new ResizeObserver(() => { if (width() !== made.width) made.setSize({ width: width(), height }); });
  observer.observe(place);
  return () => {
    observer.disconnect();
    plots.delete(made);
    made.destroy();
  };
}

const plots = new Set();
theme.onChange(() => plots.forEach((made) => made.redraw(false)));

function line(name, label, value, more = {}) {
  return { label, colour: `var(--${name})`, stroke: () => theme.colour(name), width: 1.75, points: { show: false }, value: (_, shown) => (shown == null ? missing : value(shown)), ...more };
}

const seconds = (label = "") => ({ label, value: (_, shown) => (shown == null ? missing : duration(shown, 4)) });
const times = (_, ticks) => ticks.map((tick) => grouped(Number(tick.toPrecision(9))) + " s");

/** Round values on a logarithmic axis: powers of ten, with as many between them as there is room for. */
function roundValues(from, to) {
  const decades = Math.log10(to / from);
  const factors = decades > 3 ? [1] : decades > 1.5 ? [1, 3] : decades > 0.9 ? [1, 2, 3, 5] : [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
  const every = Math.max(1, Math.round(decades / 8));
  const found = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.log10(to); power += 1) {
    if (power % every !== 0) continue;
    for (const factor of factors) found.push(Number((factor * 10 ** power).toPrecision(3)));
  }
  const inside = found.filter((value) => value >= from && value <= to);
  return inside.length > 1 ? inside : [from, to];
}

function showLatency(data) {
  const curves = data.curves;
  if (curves.length === 0) {
    byId("latency-chart").append(element("p", { class: "empty" }, "No invocation completed in a container."));
    return;
  }
  const labels = curves.map((curve) => (curve.function == null ? "all functions" : `${curve.function} on ${curve.service}`) + ` (${whole(curve.count)})`);
  let remove;
  const show = (index) => {
    remove?.();
    const { cold, hot } = curves[index];
    // The axis is logarithmic; what took no time at all lies at its left end.
    const least = Math.min(...[...cold.seconds, ...hot.seconds].filter((value) => value > 0));
    const floor = Number.isFinite(least) ? least : 1e-3;
    const kinds = [["cold", cold, "series-1", undefined], ["hot", hot, "series-2", [6, 3]]].filter(([, points]) => points.count > 0);
    const tables = kinds.map(([, { seconds: values, share }]) => [values.map((value) => Math.max(value, floor)), share]);
    const values = uPlot.join(tables.map(([at, share]) => dedupe(at, share)));
    const steps = { paths: uPlot.paths.stepped({ align: 1 }), spanGaps: true };
    const series = [
      seconds("response"), ...kinds.map(([kind, points, colour, dash]) => line(colour, `${kind} (${whole(points.count)})`, percent, { ...steps, dash })),
    ];
    const range = (_, from, to) => (from === to ? [from / 2, to * 2] : [from * 0.9, to * 1.1]);
    const [x, y] = axes((_, ticks) => ticks.map((tick) => duration(Number(tick.toPrecision(3)), 2).replace(".0 ", " ")), (_, ticks) => ticks.map((tick) => Math.round(tick * 100) + " %"));
    remove = plot(byId("latency-chart"), "Distribution of response times of " + labels[index], 260, {
      scales: { x: { time: false, distr: 3, range }, y: { range: [0, 1.02] } }, axes: [{ ...x, splits: (_, __, from, to) => roundValues(from, to), filter: (_, ticks) => ticks }, y], series, cursor: { y: false },
    }, values);
  };
  if (labels.length > 2) byId("latency-tools").append(choice("Function", labels, show));
  show(0);
}

/** Of points with one abscissa, the last. */
function dedupe(at, share) {
  const kept = at.map((_, index) => index).filter((index) => at[index] !== at[index + 1]);
  return [kept.map((index) => at[index]), kept.map((index) => share[index])];
}

function showStarts(data) {
  const { series: causes, choices } = data.starts;
  if (causes.length === 0) {
    byId("starts-chart").append(element("p", { class: "empty" }, "No container was started."));
    return;
  }
  let remove;
  const show = (index) => {
    remove?.();
    const { counts, stacked } = choices[index];
    const series = causes.map((cause, at) => line(cause, causeName(data, cause), (shown) => shown, {
      fill: () => theme.colour(cause), width: 0, paths: uPlot.paths.bars({ size: [0.9, 40], align: 1 }), value: (_, shown, __, place) => (place == null ? missing : whole(counts[at][place])),
    }));
    // The highest first: each smaller one covers its part.
    remove = plot(byId("starts-chart"), "Cold starts over time by cause", 200, {
      scales: { x: { time: false } }, axes: axes(times, (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? whole(tick) : ""))),
      series: [seconds("from"), ...series.reverse()], cursor: { y: false, points: { show: false } },
    }, [data.loads.starts, ...[...stacked].reverse()]);
  };
  if (choices.length > 1) byId("starts-tools").append(choice("Service", choices.map((one) => one.service ?? "all services"), show));
  show(0);
}

function showLoads(data) {
  const { loads } = data;
  const places = ["Cores", "Memory", "Links"].map((title) => {
    const place = element("div");
    byId("loads-charts").append(element("div", {}, element("h3", {}, title), place));
    return place;
  });
  const lines = (place, label, sets, none) => {
    if (sets.length === 0) {
      place.replaceChildren(element("p", { class: "empty" }, none));
      return undefined;
    }
    const series = sets.map(([name], index) => line("series-" + (index % 6 + 1), name, percent, { dash: index < 6 ? undefined : [5, 3], paths: uPlot.paths.stepped({ align: 1 }) }));
    const top = (_, __, most) => [0, Math.max(0.01, Math.min(1.02, most * 1.08))];
    place.replaceChildren();
    return plot(place, label, 190, { scales: { x: { time: false }, y: { range: top } }, axes: axes(times, (_, ticks) => ticks.map((tick) => Number((tick * 100).toPrecision(3)) + " %")), series: [seconds("from"), ...series], cursor: { y: false } },
      [loads.starts, ...sets.map(([, values]) => values)]);
  };
  const sources = [{ label: "all services", of: loads.services }, ...loads.nodes.map((node) => ({ label: `${node.node} (${node.service})`, of: [node] }))];
  let removes = [];
  const show = (index) => {
    removes.forEach((remove) => remove?.());
    const of = sources[index].of;
    const name = (one) => one.node ?? one.service;
    removes = [
      lines(places[0], "Share of cores in use over time", of.map((one) => [name(one), one.cores]), "No service is declared."),
      lines(places[1], "Share of memory in use over time", of.filter((one) => one.memory != null).map((one) => [name(one), one.memory]), "The memory is unlimited."),
    ];
  };
  if (sources.length > 1) byId("loads-tools").append(choice("Services or node", sources.map((source) => source.label), show));
  show(0);
  lines(places[2], "Share of bandwidth in use over time", loads.links.slice(0, 6).map((link) => [link.link, link.used]), "None was in use, or none was recorded.");
}
