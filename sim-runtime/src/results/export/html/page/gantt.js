// Invocations one by one, in the lanes of their containers.

const laneHeight = 14;
const nodeGap = 6;
const tickHeight = 18;
const waitHeight = 44;

/** Lines of invocations, and where they are: what was refused and what was never dispatched in the head, below it the lanes. */
function ganttLayout(data, all) {
  const chart = data.activity;
  const refused = [];
  const never = [];
  const lanes = Array.from({ length: chart.lanes }, () => []);
  for (let index = 0; index < all.count; index += 1) {
    const line = chart.lane[index] != null ? lanes[chart.lane[index]] : chart.refused[index] ? refused : never;
    line.push(index);
  }
  const from = (index) => chart.dispatch[index] ?? chart.requested[index];
  for (const line of [refused, never, ...lanes]) line.sort((one, other) => from(one) - from(other));
  const spans = Array.from({ length: chart.lanes }, () => []);
  for (const container of chart.containers) spans[container.lane].push(container);
  const layout = { refused, never, lanes, spans, from, nodes: [], tops: [], lines: [], height: 0, matches: [] };
  layout.head = waitHeight + tickHeight * ((refused.length > 0) + (never.length > 0));
  layout.refusedTop = waitHeight;
  layout.neverTop = waitHeight + tickHeight * (refused.length > 0);

  /** Places the nodes on which something matches. */
  layout.place = (matches, isAll) => {
    layout.matches = matches;
    layout.isAll = isAll;
    layout.tops = [];
    layout.nodes = [];
    const wanted = (line) => line.filter((index) => matches[index]);
    layout.lines = [wanted(refused), wanted(never)];
    let top = nodeGap / 2;
    for (const node of chart.nodes) {
      const mine = lanes.slice(node.first, node.first + node.lanes).map(wanted);
      if (!mine.some((line) => line.length > 0)) continue;
      const bottom = top + Math.max(node.lanes * laneHeight, 16);
      mine.forEach((_, at) => { layout.tops[node.first + at] = top + at * laneHeight; });
      layout.nodes.push({ node, top, bottom });
      layout.lines.push(...mine);
      top = bottom + nodeGap;
    }
    layout.lines = layout.lines.filter((line) => line.length > 0);
    layout.height = Math.max(top, 3 * laneHeight);
  };
  return layout;
}

/** The nodes of which something is visible. */
function visibleNodes(layout, view) {
  return layout.nodes.filter(({ top, bottom }) => bottom >= view.top && top <= view.bottom);
}

/** Ways to colour invocations, with the legend of each. */
function ganttColours(data, all) {
  const chart = data.activity;
  const common = [key("queue", "waiting"), key("startup", "start-up")];
  const idle = chart.is_sample ? key("life", "not recorded: busy or idle", "hatched") : key("life", "idle container");
  const marks = chart.has_refused ? [key("failed", "refused", "tick")] : [];
  const rank = new Map(chart.functions.map(([name], index) => [name, index]));
  const ofFunction = (name) => (rank.get(name) < 6 ? "function-" + (rank.get(name) + 1) : "other");
  const listed = chart.functions.slice(0, 6).map(([name, count], index) => key("function-" + (index + 1), element("span", {}, named(all.name(name)), ` (${whole(count)})`)));
  const others = chart.functions.length > 6 ? [key("other", several(chart.functions.length - 6, "other function"))] : [];
  const outcomes = { succeeded: "body", failed: "failed", "not finished": "queue", refused: "failed" };
  return [
    { label: "by phase", colour: () => "body", legend: [...common, key("body", "body"), key("answer", "answer"), key("failed", "failed"), ...marks, idle] },
    { label: "by function", colour: (index) => ofFunction(chart.function[index]), legend: [...common, ...listed, ...others, key("failed", "failed"), ...marks, idle] },
    { label: "by outcome", colour: (index) => outcomes[all.outcome(index)], legend: [...common, key("body", "succeeded"), key("failed", "failed"), key("queue", "not finished"), ...marks, idle] },
  ];
}

/** Black or white, whichever can be read on a colour such as #0072b2. */
function inkOn(colour) {
  const linear = (at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2;
  const light = 0.2126 * linear(1) + 0.7152 * linear(3) + 0.0722 * linear(5);
  return light > 0.18 ? "#000000" : "#ffffff";
}

/** Stripes: something that is not known. */
function stripes(context, colour) {
  const tile = element("canvas", { width: 6, height: 6 });
  const drawn = tile.getContext("2d");
  drawn.strokeStyle = colour;
  drawn.lineWidth = 1.2;
  for (const from of [-6, 0, 6]) {
    drawn.moveTo(from, 6);
    drawn.lineTo(from + 6, 0);
  }
  drawn.stroke();
  return context.createPattern(tile, "repeat");
}

const ganttPainted = ["life", "stripe", "queue", "startup", "body", "answer", "failed", "ink", "soft", "line", "accent", "panel", "other", "function-1", "function-2", "function-3", "function-4", "function-5", "function-6"];

function drawWaiting(context, view, data) {
  const { waiting, most_waiting: most, is_sample: isSample } = data.activity;
  const high = waitHeight - 8;
  waiting.forEach(([at, count], index) => {
    const until = waiting[index + 1]?.[0] ?? data.end;
    if (count > 0) bar(context, view, at, until, 4 + high * (1 - count / most), (high * count) / most, theme.colour("queue"));
  });
  const lines = ["waiting", `at most ${whole(most)}`, ...(isSample ? ["of those recorded"] : [])];
  context.fillStyle = theme.colour("soft");
  lines.forEach((text, index) => fitted(context, text, 8, waitHeight / 2 + (index - (lines.length - 1) / 2) * 13, view.left - 12));
}

/** The head: what waits, what was refused and what was never dispatched. */
function drawGanttHead(context, view, data, all, layout, emphasised) {
  const chart = data.activity;
  const colours = Object.fromEntries(["queue", "failed", "soft", "line", "ink", "accent"].map((name) => [name, theme.colour(name)]));
  drawWaiting(context, view, data);
  const label = (text, top) => {
    context.fillStyle = colours.line;
    context.fillRect(0, top, view.width, 1);
    context.fillStyle = colours.soft;
    fitted(context, text, 8, top + tickHeight / 2 + 1, view.left - 14);
  };
  const shade = (index) => { context.globalAlpha = layout.matches[index] ? 1 : 0.15; };
  if (layout.refused.length > 0) {
    label(`refused, ${whole(layout.refused.length)}`, layout.refusedTop);
    context.fillStyle = colours.failed;
    for (const index of layout.refused) {
      const x = view.x(chart.requested[index]);
      if (x < view.left || x > view.width) continue;
      shade(index);
      const wide = emphasised.includes(index) ? 3 : 1.5;
      context.fillRect(Math.min(x - wide / 2, view.width - wide - 1), layout.refusedTop + 4, wide, tickHeight - 7);
    }
  }
  if (layout.never.length > 0) {
    label("never dispatched", layout.neverTop);
    for (const index of layout.never) {
      shade(index);
      const colour = chart.failure[index] == null ? colours.queue : colours.failed;
      bar(context, view, chart.requested[index], all.over(index), layout.neverTop + (emphasised.includes(index) ? 4 : 6), tickHeight - (emphasised.includes(index) ? 7 : 11), colour);
    }
  }
  context.globalAlpha = 1;
  context.fillStyle = colours.line;
  context.fillRect(0, layout.head - 1, view.width, 1);
}

/** One invocation in its lane: start-up, body, answer, and the edge of a failure; its function's name where there is room. */
function drawInvocation(context, view, data, all, index, top, colours, colour) {
  const chart = data.activity;
  const high = laneHeight - 2;
  const [over, dispatch] = [all.over(index), chart.dispatch[index]];
  if (over < view.from || dispatch > view.to) return;
  const start = chart.start[index] ?? over;
  const end = chart.end_of_body[index] ?? over;
  // Invocations that follow each other at once are kept apart by a pixel.
  if (start > dispatch) bar(context, view, dispatch, start, top, high, colours.startup);
  if (chart.start[index] != null) bar(context, view, start, end, top, high, colours[colour], 1);
  if (chart.end_of_body[index] != null && over > end) bar(context, view, end, over, top, high, colours.answer);
  if (chart.failure[index] != null) bar(context, view, dispatch, end, top + high - 3, 3, colours.failed, 1);
  const [left, right] = [Math.max(view.left, view.x(start)), Math.min(view.width, view.x(end))];
  if (right - left < 34 || chart.start[index] == null) return;
  context.fillStyle = inkOn(colours[colour]);
  fitted(context, plain(all.name(chart.function[index])), left + 4, top + high / 2, right - left - 8);
}

function drawGanttRows(context, view, data, all, layout, coloured) {
  const chart = data.activity;
  const colours = Object.fromEntries(ganttPainted.map((name) => [name, theme.colour(name)]));
  const life = chart.is_sample ? stripes(context, colours.stripe) : colours.life;
  for (const { node, top, bottom } of visibleNodes(layout, view)) {
    for (let lane = node.first; lane < node.first + node.lanes; lane += 1) {
      const at = layout.tops[lane];
      if (at + laneHeight < view.top || at > view.bottom) continue;
      for (const span of layout.spans[lane]) bar(context, view, span.from, span.to, at + 1, laneHeight - 2, life);
      for (const index of layout.lanes[lane]) {
        context.globalAlpha = layout.matches[index] ? 1 : 0.15;
        drawInvocation(context, view, data, all, index, at + 1, colours, coloured(index));
      }
      context.globalAlpha = 1;
    }
    context.fillStyle = colours.line;
    context.fillRect(0, bottom + nodeGap / 2, view.width, 1);
    context.fillStyle = colours.ink;
    fitted(context, plain(node.node), 8, top + 8, view.left - 14);
    if (bottom - top >= 2 * laneHeight) {
      context.fillStyle = colours.soft;
      fitted(context, plain(node.service), 8, top + 8 + laneHeight, view.left - 14);
    }
  }
  if (layout.nodes.length === 0) {
    context.fillStyle = colours.soft;
    context.fillText(layout.lines.length === 0 ? "No invocation matches." : "None of these was dispatched.", view.left + 8, laneHeight * 1.5);
  }
}

/**
 * An arrow from the bar of a caller, when it called, to the bar of what it called; to the head, where what was refused and what was
 * never dispatched has its place at the same date, it goes straight up.
 */
function drawCall(context, view, data, layout, caller, called) {
  const chart = data.activity;
  const isInHead = chart.lane[called] == null;
  const [from, to] = [layout.tops[chart.lane[caller]], layout.tops[chart.lane[called]]];
  if (from === undefined || (to === undefined && !isInHead)) return;
  const [x, y] = [view.x(chart.requested[called]), from + laneHeight / 2];
  const [endX, endY] = isInHead ? [x, view.top] : [view.x(layout.from(called)), to + laneHeight / 2];
  const bend = Math.max(14, Math.min(60, Math.abs(endX - x) / 2));
  for (const [colour, width] of [["panel", 4], ["ink", 1.6]]) {
    context.strokeStyle = theme.colour(colour);
    context.fillStyle = theme.colour(colour);
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x, y);
    if (isInHead) context.lineTo(endX, endY + 5);
    else context.bezierCurveTo(x + bend, y, endX - bend, endY, endX - 5, endY);
    context.stroke();
    context.beginPath();
    context.moveTo(endX, endY);
    context.lineTo(endX + (isInHead ? -4 : -7), endY + (isInHead ? 7 : -4));
    context.lineTo(endX + (isInHead ? 4 : -7), endY + (isInHead ? 7 : 4));
    context.closePath();
    context.fill();
  }
}

/** The frame of an invocation: the one that is pinned, or the one that the keyboard is at. */
function frame(context, view, data, all, layout, index, colour, dashed) {
  const top = layout.tops[data.activity.lane[index]];
  if (top === undefined) return;
  const left = Math.max(view.left, view.x(layout.from(index))) - 1;
  context.save();
  context.strokeStyle = theme.colour(colour);
  context.lineWidth = 2;
  context.setLineDash(dashed ? [4, 2] : []);
  context.strokeRect(left, top, Math.max(3, Math.min(view.width, view.x(all.over(index))) - left + 1), laneHeight);
  context.restore();
}

/** The neighbour of an invocation: in its line by date, above or below it the nearest by date. */
function walkInvocations(layout, index, key, view) {
  const { lines, from } = layout;
  if (lines.length === 0) return undefined;
  const everyone = () => lines.flat().sort((one, other) => one - other);
  if (key === "Home") return everyone()[0];
  if (key === "End") return everyone().at(-1);
  const at = lines.findIndex((line) => line.includes(index));
  if (at < 0) return lines.flat().find((one) => from(one) >= view.from) ?? lines[0][0];
  const place = lines[at].indexOf(index);
  if (key === "ArrowRight") return lines[at][place + 1] ?? lines[at + 1]?.[0] ?? index;
  if (key === "ArrowLeft") return lines[at][place - 1] ?? lines[at - 1]?.at(-1) ?? index;
  const next = lines[at + (key === "ArrowDown" ? 1 : -1)];
  const distance = (one) => Math.abs(from(one) - from(index));
  return next?.reduce((best, one) => (distance(one) < distance(best) ? one : best)) ?? index;
}

/** The invocation at a place, or how many wait there. */
function hitInvocation(data, all, layout, x, y, view) {
  const inHead = y + layout.head;
  if (y < 0 && inHead < waitHeight) return { waiting: view.seconds(x) };
  const line = y < 0
    ? (layout.refused.length > 0 && inHead < layout.refusedTop + tickHeight ? layout.refused : layout.never)
    : layout.lanes[visibleNodes(layout, view).flatMap(({ node }) => Array.from({ length: node.lanes }, (_, at) => node.first + at)).find((lane) => y >= layout.tops[lane] && y < layout.tops[lane] + laneHeight)];
  const margin = view.seconds(x + 3) - view.seconds(x);
  const at = view.seconds(x);
  let best;
  for (const index of line ?? []) {
    const distance = Math.max(layout.from(index) - at, at - all.over(index), 0);
    if (layout.matches[index] && distance <= margin && (best === undefined || distance < best.distance)) best = { index, distance };
  }
  return best?.index;
}

function showLanes(data) {
  const chart = data.activity;
  const all = invocations(data);
  const layout = ganttLayout(data, all);
  layout.place(Array(all.count).fill(true), true);
  const colours = ganttColours(data, all);
  let coloured = colours[0];
  let pinned;
  const drawRows = (context, view) => {
    drawGanttRows(context, view, data, all, layout, coloured.colour);
    if (pinned === undefined) return;
    frame(context, view, data, all, layout, pinned, "accent", false);
    if (chart.caller_row[pinned] != null) drawCall(context, view, data, layout, chart.caller_row[pinned], pinned);
    chart.caller_row.forEach((caller, index) => { if (caller === pinned) drawCall(context, view, data, layout, pinned, index); });
  };
  const tell = (item) => {
    if (item.waiting === undefined) return all.tell(item);
    const step = chart.waiting.findLast(([from]) => from <= item.waiting);
    return { title: `${whole(step ? step[1] : 0)} waiting${chart.is_sample ? ", of those recorded" : ""}`, rows: [["at", duration(item.waiting, 5)]] };
  };
  const made = rowsChart(byId("activity-chart"), {
    label: `Gantt chart of ${several(all.count, "invocation")} on ${several(chart.nodes.length, "node")} over ${duration(data.end)}`,
    head: layout.head, height: () => layout.height, cuts: () => layout.nodes.map(({ bottom }) => bottom + nodeGap / 2), draw: drawRows, tell, pin,
    drawHead: (context, view, current) => drawGanttHead(context, view, data, all, layout, [current, pinned]),
    hit: (x, y, view) => hitInvocation(data, all, layout, x, y, view),
    walk: (index, key, view) => walkInvocations(layout, index, key, view),
    mark: (context, view, index) => frame(context, view, data, all, layout, index, "ink", index !== pinned),
    place: (index) => {
      const top = layout.tops[chart.lane[index]];
      return { from: layout.from(index), to: all.over(index), top, bottom: top === undefined ? undefined : top + laneHeight };
    },
  });

  function pin(item) {
    pinned = item?.waiting === undefined ? item : undefined;
    showPinned(data, all, pinned, { pin: goAndPin, zoom });
    if (pinned !== undefined) tooltip.hide();
    made.paint();
  }

  function goAndPin(index) {
    pin(index);
    if (index !== undefined) made.reveal(index);
  }

  function zoom(index) {
    const [from, to] = [chart.requested[index], all.over(index)];
    const margin = Math.max((to - from) * 0.15, data.end * 1e-6);
    timeRange.show(from - margin, to + margin);
    made.reveal(index);
  }

  const colour = (index) => {
    coloured = colours[index];
    byId("activity-legend").replaceChildren(...coloured.legend);
    made.paint();
  };
  byId("activity-tools").append(choice("Colours", colours.map(({ label }) => label), colour));
  colour(0);
  showFilters(data, all, (matches, isAll) => {
    layout.place(matches, isAll);
    made.forget();
    made.paint();
  });
}

function causeName(data, name) {
  return data.causes.find(([cause]) => cause === name)?.[1] ?? name;
}
