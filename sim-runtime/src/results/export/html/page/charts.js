// Charts of lines and bars over time, and of distributions; uPlot draws them.

const plots = new Set();
theme.onChange(() => plots.forEach((made) => made.redraw(false)));

function axisStyle() {
  return { stroke: () => theme.colour("soft"), grid: { stroke: () => theme.colour("faint"), width: 1 }, ticks: { stroke: () => theme.colour("line"), size: 4, width: 1 }, font: axisFont, labelFont: axisFont, labelSize: 16, labelGap: 2 };
}

/** A plot as wide as its place; `options` says the rest. Returns it, and a way to remove it. */
function plot(place, label, height, options, values) {
  const box = element("div", { role: "img", "aria-label": label });
  place.replaceChildren(box);
  const width = () => Math.max(160, place.clientWidth);
  const made = new uPlot({ width: width(), height, legend: { markers: { width: 0, fill: (self, index) => swatch(self.series[index]) } }, ...options }, values, box);
  plots.add(made);
  const fit = () => { if (width() !== made.width) made.setSize({ width: width(), height }); };
  const observer = new ResizeObserver(fit);
  observer.observe(place);
  const unprinted = paper.follow(fit);
  const remove = () => {
    observer.disconnect();
    unprinted();
    plots.delete(made);
    made.destroy();
    place.replaceChildren();
  };
  return { made, remove };
}

/** What the legend shows of a series: its colour, with gaps if its line has them. */
function swatch({ colour, dash }) {
  return dash ? `repeating-linear-gradient(90deg, ${colour} 0 3px, transparent 3px 5px)` : colour;
}

/** A series of a plot, by the name of its colour. */
function line(colour, label, value, more = {}) {
  return { label: named(label), colour: `var(--${colour})`, stroke: () => theme.colour(colour), width: 1.75, points: { show: false }, value, ...more };
}

const seriesColour = (index) => "series-" + ((index % 6) + 1);

/** Strokes of series that may lie on each other: through the gaps of the upper ones the lower ones are seen. */
function seriesDash(index) {
  const dashes = [undefined, [9, 5], [5, 5], [2, 4], [12, 4, 2, 4], [7, 3, 2, 3]];
  return dashes[(index + Math.floor(index / 6)) % 6];
}

/** A horizontal place on the canvas of a plot, not far outside of it. */
function across(self, value) {
  const { left, width } = self.bbox;
  return Math.max(left - 20, Math.min(left + width + 20, self.valToPos(value, "x", true)));
}

/** What was broken over time. */
let faults = [];

/** Shades the time in which something was broken. */
function shaded(self) {
  const { left, width, top, height } = self.bbox;
  const inside = (value) => Math.max(left, Math.min(left + width, self.valToPos(value, "x", true)));
  self.ctx.save();
  self.ctx.fillStyle = theme.colour("faint");
  for (const { begin, end } of faults) {
    const [from, to] = [inside(begin), inside(end)];
    if (to > left && from < left + width) self.ctx.fillRect(from, top, Math.max(1, to - from), height);
  }
  self.ctx.restore();
}

/** One level for each interval, also if there is only one; a value that is missing leaves a gap. */
function stairs(self, index) {
  const [dates, values] = [self.data[0], self.data[index]];
  const stroke = new Path2D();
  for (let at = 0; at + 1 < dates.length; at += 1) {
    if (values[at] == null) continue;
    const y = self.valToPos(values[at], "y", true);
    if (at > 0 && values[at - 1] != null) stroke.lineTo(across(self, dates[at]), y);
    else stroke.moveTo(across(self, dates[at]), y);
    stroke.lineTo(across(self, dates[at + 1]), y);
  }
  return { stroke, fill: null, clip: null, flags: 1 };
}

/** One bar for each interval, as wide as it. */
function columns(self, index) {
  const [dates, values] = [self.data[0], self.data[index]];
  const fill = new Path2D();
  const bottom = self.valToPos(0, "y", true);
  for (let at = 0; at + 1 < dates.length; at += 1) {
    if (!(values[at] > 0)) continue;
    const [from, to] = [across(self, dates[at]), across(self, dates[at + 1])];
    const top = self.valToPos(values[at], "y", true);
    fill.rect(from, top, Math.max(1, to - from - (to - from > 4 ? 1 : 0)), bottom - top);
  }
  return { stroke: null, fill, clip: null, flags: 1 };
}

/** From zero at the least value, by steps, to the right end. */
function rising(self, index) {
  const [values, shares] = [self.data[0], self.data[index]];
  const stroke = new Path2D();
  let y = self.valToPos(0, "y", true);
  let started = false;
  values.forEach((value, at) => {
    if (shares[at] == null) return;
    const x = across(self, value);
    if (started) stroke.lineTo(x, y);
    else stroke.moveTo(x, y);
    started = true;
    y = self.valToPos(shares[at], "y", true);
    stroke.lineTo(x, y);
  });
  if (started) stroke.lineTo(self.bbox.left + self.bbox.width, y);
  return { stroke, fill: null, clip: null, flags: 1 };
}

/** The axis of values, as wide as its labels. */
function valuesAxis(kind, most, title, least = 0) {
  const marks = (self) => valueAxis(kind, most, self.bbox.height / devicePixelRatio || 1, least);
  const { unit } = valueUnit(kind, Math.max(most, -least));
  const size = (_, labels) => Math.ceil(Math.max(20, ...(labels ?? []).map(textWidth))) + 12;
  return { ...axisStyle(), label: unit ? `${title} [${unit}]` : title, size, splits: (self) => marks(self).values, values: (self) => marks(self).labels };
}

/** The axis of the time range. */
function datesAxis() {
  const marks = (self) => timeAxis(timeRange.from, timeRange.to, Math.max(40, self.bbox.width / devicePixelRatio));
  return { ...axisStyle(), size: 24, label: (self) => marks(self).title, splits: (self) => marks(self).dates, values: (self) => marks(self).labels, filter: (_, splits) => splits };
}

/**
 * A chart over time, with its title and the length of its intervals; it shows the time range, and changes it when a part of it is
 * marked. Returns a way to remove it.
 *
 * - `title`, and `quantity` if its axis needs another one; `unit`: "share", "count", "s", "B", "B/s" or the unit itself;
 * - `interval`: the length of an interval, in seconds;
 * - `series`: each with a `label` and `values`, one an interval from date zero on, null where there is none; a `colour` (its name in
 *   the style), `dashed`, and `shown`, values for the legend where others are drawn, if wanted;
 * - `bars`: bars instead of lines, the highest series first; `height`; `least`: the highest value that the axis has at least.
 */
function chart(place, { title, quantity = title, unit, interval, series, bars = false, height = 190, least = 0 }) {
  const count = series[0]?.values.length ?? 0;
  const dates = Array.from({ length: count + 1 }, (_, index) => index * interval);
  const highest = series.reduce((most, one) => one.values.reduce((high, value) => Math.max(high, value ?? 0), most), least);
  const most = highest > 0 ? highest * 1.06 : roomOfZeros(unit);
  const lines = series.map(({ label, colour, shown, values, dashed }, index) => {
    const name = colour ?? seriesColour(index);
    const told = (_, __, ___, at) => valueText(unit, at == null ? null : (shown ?? values)[at]);
    return line(name, label, told, bars ? { paths: columns, width: 0, fill: () => theme.colour(name) } : { paths: stairs, dash: dashed ? [6, 3] : seriesDash(index) });
  });
  const spot = element("div");
  const head = element("div", { class: "chart-head" }, element("h3", {}, title), element("span", {}, `each ${bars ? "bar" : "point"}: ${duration(interval, 4)}`));
  place.replaceChildren(element("div", { class: "chart" }, head, spot));
  const from = { label: "from", value: (_, __, ___, at) => (at == null ? missing : date(dates[at])) };
  const { made, remove } = plot(spot, `${title}, ${series.map((one) => one.label).join(", ")}; each ${bars ? "bar" : "point"}: ${duration(interval, 4)}`, height, {
    scales: { x: { time: false, range: () => [timeRange.from, timeRange.to] }, y: { range: () => [-0.015 * most, most] } },
    axes: [datesAxis(), valuesAxis(unit, most, quantity)], series: [from, ...lines],
    cursor: {
      y: false, points: { show: false }, drag: { x: true, y: false, setScale: false }, bind: { dblclick: () => timeRange.reset },
      dataIdx: (_, __, ___, at) => Math.max(0, Math.min(count - 1, Math.floor(at / interval))),
    },
    hooks: { setSelect: [marked], drawClear: [shaded] },
  }, [dates, ...series.map(({ values }) => [...values, null])]);
  spot.addEventListener("wheel", (event) => {
    // The plain wheel scrolls the page.
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return;
    event.preventDefault();
    timeRange.zoom(event.deltaY + event.deltaX > 0 ? 1.25 : 0.8, made.posToVal(event.clientX - made.over.getBoundingClientRect().left, "x"));
  }, { passive: false });
  const unfollow = timeRange.follow(() => made.setScale("x", { min: timeRange.from, max: timeRange.to }));
  return () => {
    unfollow();
    remove();
    place.replaceChildren();
  };
}

/** Zooms to what was marked in a plot. */
function marked(self) {
  const { left, width } = self.select;
  if (width < 4) return;
  const [from, to] = [self.posToVal(left, "x"), self.posToVal(left + width, "x")];
  self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  timeRange.show(from, to);
}

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
  // So short a part of a logarithmic axis is as good as an even one.
  return inside.length > 2 ? inside : multiples(stepsFor(to - from).find((step) => (to - from) / step <= 6), from, to);
}

/** Labels of an axis, without those that would meet the one before or leave the axis. */
function apart(self, splits, labels) {
  let free = 0;
  return labels.map((label, index) => {
    const middle = self.valToPos(splits[index], "x");
    const half = textWidth(label) / 2;
    if (middle - half < free - 30 * (free === 0) || middle + half > self.bbox.width / devicePixelRatio + 24) return "";
    free = middle + half + 10;
    return label;
  });
}

function showLatency(data) {
  const curves = data.curves;
  if (curves.length === 0) {
    byId("latency-chart").append(element("p", { class: "empty" }, "No invocation completed in a container."));
    return;
  }
  const labels = curves.map((curve) => (curve.function == null ? "all functions" : `${plain(curve.function)} on ${plain(curve.service)}`) + ` (${whole(curve.count)})`);
  let remove;
  const show = (index) => {
    remove?.();
    remove = showDistribution(byId("latency-chart"), "Response times of " + labels[index], curves[index]);
  };
  if (labels.length > 2) byId("latency-tools").append(choice("Function", labels, show));
  show(0);
}

/** The shares of the cold and of the hot that took no longer than a duration. */
function showDistribution(place, label, { cold, hot }) {
  return showDistributions(place, label, [["cold", cold, "series-1", undefined], ["hot", hot, "series-2", [6, 3]]]);
}

/** The shares of several kinds, each with its label, points, colour and dashes, that took no longer than a duration. */
function showDistributions(place, label, wanted) {
  const kinds = wanted.filter(([, points]) => points.count > 0);
  const all = kinds.flatMap(([, points]) => points.seconds);
  // The axis is logarithmic; what took no time at all has a place of its own at its left end.
  const least = Math.min(...all.filter((value) => value > 0));
  const zero = all.includes(0) ? (Number.isFinite(least) ? least / 3 : 1e-3) : undefined;
  const tables = kinds.map(([, { seconds: values, share }]) => [values.map((value) => (value > 0 ? value : zero)), share]);
  const series = kinds.map(([kind, points, colour, dash]) => line(colour, `${kind} (${whole(points.count)})`, (_, share) => percent(share), { paths: rising, dash }));
  const response = { label: "response", value: (_, shown) => (shown == null ? missing : shown === zero ? "0 s" : duration(shown, 4)) };
  const values = uPlot.join(tables);
  const spot = element("div");
  place.replaceChildren(element("div", { class: "chart-head" }, element("h3", {}, label)), spot);
  const [from, to] = [values[0][0], values[0].at(-1)];
  const range = from === to ? [from / 2, to * 2] : [from * 0.9, to * 1.1];
  const splits = () => [...(zero === undefined ? [] : [zero]), ...roundValues(least < Infinity ? Math.max(least * 0.9, range[0]) : range[1], range[1])];
  const told = (self, ticks) => apart(self, ticks, ticks.map((tick) => (tick === zero ? "0 s" : duration(Number(tick.toPrecision(9)), 6).replace(/(\.\d*?)0+ /, "$1 ").replace(". ", " "))));
  return plot(spot, label, 260, {
    scales: { x: { time: false, distr: 3, range: () => range }, y: { range: [-0.01, 1.02] } },
    axes: [{ ...axisStyle(), size: 24, label: "response time", splits, values: told, filter: (_, ticks) => ticks }, valuesAxis("share", 1.02, "share of invocations")],
    series: [response, ...series], cursor: { y: false, drag: { x: false, y: false } },
  }, values).remove;
}

function showStarts(data) {
  const { series: causes, choices } = data.starts;
  if (causes.length === 0) {
    byId("starts-chart").append(element("p", { class: "empty" }, "No start was cold."));
    return;
  }
  let remove;
  const show = (index) => {
    remove?.();
    const { service, counts, stacked } = choices[index];
    const where = service == null || choices.length === 1 ? "" : " on " + plain(service);
    // The highest first: each smaller one covers its part.
    const series = causes.map((cause, at) => ({ label: causeName(data, cause), colour: cause, values: stacked[at], shown: counts[at] })).reverse();
    remove = chart(byId("starts-chart"), { title: "Cold starts by cause" + where, quantity: "cold starts", unit: "count", interval: data.loads.interval, series, bars: true, height: 200 });
  };
  if (choices.length > 1) byId("starts-tools").append(choice("Service", choices.map((one) => (one.service == null ? "all services" : plain(one.service))), show));
  show(0);
}

function showLoads(data) {
  const { loads } = data;
  const [cores, memory, links] = Array.from({ length: 3 }, () => byId("loads-charts").appendChild(element("div")));
  const lines = (place, title, quantity, sets, none) => {
    if (sets.length === 0) {
      place.replaceChildren(element("h3", {}, title), element("p", { class: "empty" }, none));
      return undefined;
    }
    const series = sets.map(([label, values]) => ({ label, values }));
    return chart(place, { title, quantity, unit: "share", interval: loads.interval, series });
  };
  const name = (one) => (one.node ?? one.service);
  const sources = [
    { label: loads.services_left_out > 0 ? `the ${loads.services.length} busiest services` : "all services", of: loads.services },
    ...loads.nodes.map((node) => ({ label: `${plain(node.node)} (${plain(node.service)})`, of: [node] })),
  ];
  let removes = [];
  const show = (index) => {
    removes.forEach((remove) => remove?.());
    const of = sources[index].of;
    removes = [
      lines(cores, "Cores in use", "share of cores", of.map((one) => [name(one), one.cores]), "No service is declared."),
      lines(memory, "Memory in use", "share of memory", of.filter((one) => one.memory != null).map((one) => [name(one), one.memory]), "The memory is unlimited."),
    ];
  };
  if (sources.length > 2) byId("loads-tools").append(choice("Services or node", sources.map((source) => source.label), show));
  show(0);
  lines(links, "Links in use", "share of bandwidth", loads.links.map((link) => [link.link, link.used]), "None was in use, or none was recorded.");
}
