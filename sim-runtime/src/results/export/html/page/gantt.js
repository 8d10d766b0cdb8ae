// A time axis that can be zoomed, with a canvas below it: what the chart of invocations and that of loads have in common.

/**
 * `draw(context, view)` paints the rows, `hit(x, y, view)` returns what the tooltip shows or nothing. A view has the
 * visible range `from`, `to`, the width of the labels `left`, and `x(seconds)`, `seconds(x)`.
 */
function timeChart(place, label, end, height, draw, hit) {
  const left = 132;
  const axisHeight = 22;
  const axis = element("canvas", { class: "axis", "aria-hidden": "true" });
  const canvas = element("canvas", { tabindex: 0, role: "img", "aria-label": label });
  const pane = element("div", { class: "pane" }, canvas);
  const chart = element("div", { class: "gantt" }, axis, pane);
  place.replaceChildren(chart);
  const view = { from: 0, to: end, left, width: 0 };
  view.x = (seconds) => left + ((seconds - view.from) / (view.to - view.from)) * (view.width - left);
  view.seconds = (x) => view.from + ((x - left) / (view.width - left)) * (view.to - view.from);

  function size(target, high) {
    const ratio = window.devicePixelRatio || 1;
    target.width = Math.round(view.width * ratio);
    target.height = Math.round(high * ratio);
    target.style.width = view.width + "px";
    target.style.height = high + "px";
    const context = target.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, view.width, high);
    context.font = "11px system-ui, sans-serif";
    context.textBaseline = "middle";
    return context;
  }

  /** A step of 1, 2 or 5 times a power of ten. */
  function step() {
    const rough = ((view.to - view.from) / Math.max(2, (view.width - left) / 110));
    const power = 10 ** Math.floor(Math.log10(rough));
    return power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
  }

  function paint() {
    view.width = Math.max(left + 100, pane.clientWidth);
    const above = size(axis, axisHeight);
    const context = size(canvas, height);
    const every = step();
    const decimals = Math.max(0, -Math.floor(Math.log10(every) + 1e-9));
    above.fillStyle = theme.colour("soft");
    context.fillStyle = theme.colour("faint");
    for (let tick = Math.ceil(view.from / every) * every; tick <= view.to; tick += every) {
      const x = Math.round(view.x(tick));
      context.fillRect(x, 0, 1, height);
      above.textAlign = x > view.width - 30 ? "right" : "center";
      above.fillText(tick.toFixed(decimals) + " s", x, axisHeight / 2);
    }
    draw(context, view);
    chart.dataset.from = view.from;
    chart.dataset.to = view.to;
  }

  /** Shows a range, within the run and not shorter than a nanosecond or so. */
  function show(from, to) {
    const length = Math.min(end, Math.max(to - from, end * 1e-9, 1e-9));
    view.from = Math.max(0, Math.min(from, end - length));
    view.to = view.from + length;
    paint();
  }

  function zoom(factor, around = (view.from + view.to) / 2) {
    show(around - (around - view.from) * factor, around + (view.to - around) * factor);
  }

  function move(share) {
    const by = (view.to - view.from) * share;
    show(view.from + by, view.to + by);
  }

  canvas.addEventListener("wheel", (event) => {
    // The plain wheel scrolls the page; a reader who passes by must not be caught.
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey && document.activeElement !== canvas) return;
    event.preventDefault();
    zoom(event.deltaY + event.deltaX > 0 ? 1.25 : 0.8, view.seconds(event.offsetX));
  }, { passive: false });

  let drag;
  canvas.addEventListener("pointerdown", (event) => {
    drag = { x: event.clientX, from: view.from, to: view.to };
    canvas.setPointerCapture(event.pointerId);
    canvas.focus({ preventScroll: true });
  });
  canvas.addEventListener("lostpointercapture", () => { drag = undefined; });
  canvas.addEventListener("pointermove", (event) => {
    if (drag) {
      const by = ((drag.x - event.clientX) / (view.width - left)) * (drag.to - drag.from);
      tooltip.hide();
      show(drag.from + by, drag.to + by);
      return;
    }
    const found = hit(event.offsetX, event.offsetY, view);
    if (found) tooltip.show(event.clientX, event.clientY, found.title, found.rows);
    else tooltip.hide();
  });
  canvas.addEventListener("pointerleave", tooltip.hide);
  canvas.addEventListener("dblclick", () => show(0, end));

  const keys = {
    "+": () => zoom(0.7), "=": () => zoom(0.7), "-": () => zoom(1 / 0.7), 0: () => show(0, end), Home: () => show(0, end),
    ArrowLeft: () => move(-0.15), ArrowRight: () => move(0.15),
  };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  byId("activity-tools").replaceChildren(
    button("◂", "Earlier", () => move(-0.3)), button("▸", "Later", () => move(0.3)),
    button("+", "Zoom in", () => zoom(0.6)), button("−", "Zoom out", () => zoom(1 / 0.6)), button("Whole run", "Show the whole run", () => show(0, end)),
  );
  byId("activity-hint").textContent = "Drag to move; click, then use the wheel to zoom (or hold Ctrl or Shift), or the keys + − ← → 0; double-click shows the whole run.";
  theme.onChange(paint);
  new ResizeObserver(() => { if (pane.clientWidth !== view.width) paint(); }).observe(pane);
}

/** A text that is cut where its place ends. */
function fitted(context, text, x, y, room) {
  if (context.measureText(text).width > room) {
    let length = text.length;
    while (length > 1 && context.measureText(text.slice(0, length) + "…").width > room) length -= 1;
    text = text.slice(0, length) + "…";
  }
  context.fillText(text, x, y);
}

/** Invocations one by one, in the lanes of their containers. */
function showLanes(data) {
  const chart = data.activity;
  const end = chart.end || 1;
  const lane = Math.max(6, Math.min(14, Math.floor(420 / Math.max(1, chart.lanes))));
  const gap = 8;
  const waitHeight = 44;
  const tops = [];
  let height = waitHeight + gap;
  for (const node of chart.nodes) {
    const rows = Math.max(node.lanes * lane, 14);
    node.top = height;
    for (let index = 0; index < node.lanes; index += 1) tops[node.first + index] = height + index * lane;
    height += rows + gap;
    node.bottom = height - gap;
  }
  const neverTop = height;
  if (chart.has_undispatched) height += 14 + gap;
  // Invocations that follow each other at once are kept apart by a pixel.
  const apart = 1;
  const over = (index) => chart.completion[index] ?? data.final_date;
  const bodyEnd = (index) => chart.end_of_body[index] ?? over(index);
  const waiting = chart.waiting;
  const mostWaiting = Math.max(1, chart.most_waiting);

  function bar(context, view, from, to, top, high, colour, apart = 0) {
    if (to < view.from || from > view.to) return;
    const x = Math.max(view.left, view.x(from));
    context.fillStyle = colour;
    const width = Math.min(view.width, view.x(to)) - x;
    context.fillRect(x, top, Math.max(0.75, width - (width > 4 ? apart : 0)), high);
  }

  function drawWaiting(context, view) {
    context.fillStyle = theme.colour("queue");
    const high = waitHeight - 8;
    waiting.forEach(([at, count], index) => {
      const until = waiting[index + 1]?.[0] ?? end;
      if (count > 0) bar(context, view, at, until, 4 + high * (1 - count / mostWaiting), (high * count) / mostWaiting, theme.colour("queue"));
    });
    context.fillStyle = theme.colour("soft");
    fitted(context, `waiting, at most ${mostWaiting}`, 8, waitHeight / 2, view.left - 14);
  }

  function draw(context, view) {
    const colours = Object.fromEntries(["life", "queue", "startup", "body", "answer", "failed", "ink", "soft", "line"].map((name) => [name, theme.colour(name)]));
    drawWaiting(context, view);
    for (const container of chart.containers) bar(context, view, container.from, container.to, tops[container.lane] + 1, lane - 2, colours.life);
    chart.id.forEach((_, index) => {
      const at = chart.lane[index];
      if (at == null) {
        bar(context, view, chart.requested[index], over(index), neverTop + 4, 6, chart.refused[index] || chart.failure[index] != null ? colours.failed : colours.queue);
        return;
      }
      const top = tops[at] + 1;
      const high = lane - 2;
      const start = chart.start[index] ?? over(index);
      if (start > chart.dispatch[index]) bar(context, view, chart.dispatch[index], start, top, high, colours.startup);
      if (chart.start[index] != null) bar(context, view, start, bodyEnd(index), top, high, colours.body, apart);
      if (chart.end_of_body[index] != null && over(index) > chart.end_of_body[index]) bar(context, view, chart.end_of_body[index], over(index), top, high, colours.answer);
      if (chart.failure[index] != null) {
        bar(context, view, chart.dispatch[index], bodyEnd(index), top + high - Math.max(2, high / 4), Math.max(2, high / 4), colours.failed, apart);
      }
    });
    for (const node of chart.nodes) {
      context.fillStyle = colours.line;
      context.fillRect(0, node.top - gap / 2, view.width, 1);
      context.fillStyle = colours.ink;
      fitted(context, node.node, 8, node.top + 7, view.left - 14);
      if (node.bottom - node.top > 28) {
        context.fillStyle = colours.soft;
        fitted(context, node.service, 8, node.top + 21, view.left - 14);
      }
    }
    if (chart.has_undispatched) {
      context.fillStyle = colours.line;
      context.fillRect(0, neverTop - gap / 2, view.width, 1);
      context.fillStyle = colours.soft;
      fitted(context, "never dispatched", 8, neverTop + 7, view.left - 14);
    }
  }

  function find(x, y, view) {
    const margin = view.seconds(x + 2) - view.seconds(x);
    const at = view.seconds(x);
    let best;
    chart.id.forEach((_, index) => {
      const on = chart.lane[index];
      const top = on == null ? neverTop : tops[on];
      const high = on == null ? 14 : lane;
      if (y < top || y >= top + high) return;
      const from = chart.dispatch[index] ?? chart.requested[index];
      const distance = Math.max(from - at, at - over(index), 0);
      if (distance <= margin && (best === undefined || distance < best.distance)) best = { index, distance };
    });
    return best?.index;
  }

  function describe(index) {
    const name = (at) => chart.names[at];
    const rows = [
      ["function", name(chart.function[index])], ["service", name(chart.service[index])],
      ["container", chart.container[index] == null ? null : `${chart.container[index]}, ${chart.cold[index] ? "cold: " + causeName(data, chart.cold[index]) : "hot"}`],
      ["outcome", chart.success[index] ? "succeeded" : chart.failure[index] != null ? "failed: " + name(chart.failure[index]) : "not finished"],
      ["requested", date(chart.requested[index])], ["completed", chart.completion[index] == null ? null : date(chart.completion[index])],
    ];
    data.phases.forEach((phase, at) => {
      if (chart.phases[index][at] > 0) rows.push([phase, duration(chart.phases[index][at], 4)]);
    });
    if (chart.cost[index] != null) rows.push(["cost", money(chart.cost[index])]);
    return { title: `Invocation ${chart.id[index]}`, rows };
  }

  function hit(x, y, view) {
    if (x < view.left) return undefined;
    if (y < waitHeight) {
      const at = view.seconds(x);
      const step = waiting.findLast(([from]) => from <= at);
      return { title: `${step ? step[1] : 0} waiting`, rows: [["at", duration(at, 5)]] };
    }
    const found = find(x, y, view);
    return found === undefined ? undefined : describe(found);
  }

  byId("activity-legend").append(key("queue", "waiting"), key("startup", "start-up"), key("body", "body"), key("answer", "answer"), key("failed", "failed"), key("life", "idle container"));
  timeChart(byId("activity-chart"), `Gantt chart of ${chart.id.length} invocations on ${chart.nodes.length} nodes over ${duration(end)}`, end, height, draw, hit);
}

function causeName(data, name) {
  return data.causes.find(([cause]) => cause === name)?.[1] ?? name;
}
