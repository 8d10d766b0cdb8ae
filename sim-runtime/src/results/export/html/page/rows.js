// Rows over time in a box that scrolls: what the chart of invocations and that of loads have in common. Only what is visible is
// drawn, and the canvas is as high as the box.

/** A text that is cut where its place ends. */
const fitted = (() => {
  const cuts = new Map();
  return (context, text, x, y, room) => {
    const key = `${Math.floor(room)} ${text}`;
    if (!cuts.has(key)) {
      if (cuts.size > 5000) cuts.clear();
      cuts.set(key, cut(context, text, room));
    }
    context.fillText(cuts.get(key), x, y);
  };
})();

function cut(context, text, room) {
  if (context.measureText(text).width <= room) return text;
  // By what readers take for characters: no letter loses its accents.
  const parts = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  let [fits, not] = [0, parts.length];
  while (fits + 1 < not) {
    const middle = (fits + not) >> 1;
    if (context.measureText(parts.slice(0, middle).join("") + "…").width <= room) fits = middle;
    else not = middle;
  }
  return parts.slice(0, fits).join("") + "…";
}

/** A bar of a row, as far as it is visible; it is seen, however short it is. */
function bar(context, view, from, to, top, high, colour, apart = 0) {
  if (to < view.from || from > view.to) return;
  const x = Math.max(view.left, view.x(from));
  const width = Math.min(view.width, view.x(to)) - x;
  context.fillStyle = colour;
  context.fillRect(x, top, Math.max(0.75, width - (width > 4 ? apart : 0)), high);
}

/**
 * A chart of rows. `rows` says what there is:
 *
 * - `label`; `head`: the height of what stays at the top; `height()`: that of the rows together;
 * - `drawHead(context, view)` and `draw(context, view)` paint both; the latter counts from the top of the rows, of which
 *   `view.top` to `view.bottom` is visible;
 * - `cuts()`: where rows can be parted; `hit(x, y, view)`: the item there, if any, with `y` below zero in the head; `tell(item)`: its title and rows of label and value;
 * - `place(item)`: its `from` and `to`, and `top` and `bottom` in the rows, if it is there; `walk(item, key, view)`: its neighbour;
 * - `pin(item)`, if items can be pinned: it was chosen, or nothing was; `mark(context, view, item)` shows which item the keyboard is at.
 *
 * Returns ways to draw it again and to go to an item.
 */
function rowsChart(place, rows) {
  const axisHeight = 20;
  const title = element("div", { class: "axis-title" });
  const axis = element("canvas", { class: "axis", "aria-hidden": "true" });
  const canvas = element("canvas", { tabindex: 0, role: "application", "aria-roledescription": "chart", "aria-label": rows.label, "aria-describedby": "activity-hint" });
  const spacer = element("div");
  const pane = element("div", { class: "pane" }, canvas, spacer);
  const spoken = element("p", { class: "spoken", "aria-live": "polite" });
  const chart = element("div", { class: "gantt" }, title, axis, pane, spoken);
  place.replaceChildren(chart);
  let current;
  const view = { left: 0, width: 0, top: 0, bottom: 0, get from() { return timeRange.from; }, get to() { return timeRange.to; } };
  view.x = (seconds) => view.left + ((seconds - view.from) / (view.to - view.from)) * (view.width - view.left);
  view.seconds = (x) => view.from + ((x - view.left) / (view.width - view.left)) * (view.to - view.from);

  function size(target, high, ratio = window.devicePixelRatio || 1) {
    target.width = Math.round(view.width * ratio);
    target.height = Math.round(high * ratio);
    target.style.width = view.width + "px";
    target.style.height = high + "px";
    const context = target.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, view.width, high);
    context.font = axisFont;
    context.textBaseline = "middle";
    return context;
  }

  function drawAxis() {
    const { dates, labels, title: text } = timeAxis(view.from, view.to, view.width - view.left);
    const context = size(axis, axisHeight);
    title.textContent = text;
    title.classList.toggle("long", text.length > 12);
    context.fillStyle = theme.colour("soft");
    context.textAlign = "center";
    let free = 0;
    dates.forEach((at, index) => {
      const half = textWidth(labels[index]) / 2;
      const x = Math.min(view.x(at), view.width - half);
      if (x - half < free) return;
      context.fillText(labels[index], x, axisHeight / 2);
      free = x + half + 8;
    });
    return dates;
  }

  /** Paints so much of the chart as begins below so many pixels of the rows. */
  function drawPart(target, offset, high, head, dates, ratio) {
    const context = size(target, high, ratio);
    context.fillStyle = theme.colour("faint");
    for (const at of dates) context.fillRect(Math.round(view.x(at)), 0, 1, high);
    [view.top, view.bottom] = [offset, offset + high - head];
    context.save();
    context.beginPath();
    context.rect(0, head, view.width, high - head);
    context.clip();
    context.translate(0, head - offset);
    rows.draw(context, view);
    if (current !== undefined) rows.mark(context, view, current, head);
    context.restore();
    if (head > 0) rows.drawHead(context, view, current);
  }

  function measure() {
    const total = rows.head + rows.height();
    const most = Math.max(240, Math.min(600, Math.round(innerHeight * 0.7)));
    const high = Math.min(total, most);
    pane.style.height = high + 2 + "px";
    spacer.style.height = total - high + "px";
    view.width = Math.max(200, pane.clientWidth);
    view.left = view.width < 560 ? 96 : 136;
    return high;
  }

  function paint() {
    if (paper.isPrinting) return;
    const high = measure();
    drawPart(canvas, Math.min(pane.scrollTop, rows.head + rows.height() - high), high, rows.head, drawAxis());
    chart.dataset.from = view.from;
    chart.dataset.to = view.to;
  }

  /** On paper nothing scrolls: all rows, on as many canvases as that takes. */
  function paintSheets() {
    pane.querySelectorAll(".sheet").forEach((sheet) => sheet.remove());
    canvas.hidden = paper.isPrinting;
    spacer.hidden = paper.isPrinting;
    if (!paper.isPrinting) return paint();
    measure();
    pane.style.height = "auto";
    const dates = drawAxis();
    const all = rows.height();
    const ratio = all > 20000 ? 0.5 : all > 6000 ? 1 : 2;
    let from = 0;
    for (const to of sheetEnds(all)) {
      const head = from === 0 ? rows.head : 0;
      const sheet = element("canvas", { class: "sheet", "aria-hidden": "true" });
      pane.append(sheet);
      drawPart(sheet, from, head + to - from, head, dates, ratio);
      from = to;
    }
    return undefined;
  }

  /** Where the canvases for paper end: between nodes, so that a new sheet of paper cuts none that is not very high. */
  function sheetEnds(all) {
    const ends = [];
    let last = 0;
    for (const cut of [...rows.cuts(), all]) {
      while (cut - last > 900) ends.push(last += 840);
      if (cut - last > 120 || cut === all) ends.push(last = cut);
    }
    return ends;
  }

  /** Scrolls and moves so that an item is visible, without changing how much is. */
  function reveal(item) {
    const { from, to, top, bottom } = rows.place(item);
    const room = pane.clientHeight - rows.head;
    if (top !== undefined && top < pane.scrollTop) pane.scrollTop = Math.max(0, top - 8);
    else if (bottom !== undefined && bottom > pane.scrollTop + room) pane.scrollTop = bottom - room + 8;
    const length = view.to - view.from;
    if (to < view.from || from > view.to) timeRange.show(from - length / 4, from + length * 0.75);
  }

  function go(item) {
    current = item;
    if (item === undefined) {
      tooltip.hide();
      paint();
      return;
    }
    reveal(item);
    paint();
    const { title: name, rows: lines } = rows.tell(item);
    spoken.textContent = `${name}: ${lines.filter(([, value]) => value != null).slice(0, 8).map(([label, value]) => `${label} ${visible(value)}`).join(", ")}`;
    const { from, bottom = 0 } = rows.place(item);
    const box = canvas.getBoundingClientRect();
    tooltip.show(box.left + Math.max(view.left, view.x(from)), box.top + rows.head + bottom - pane.scrollTop, name, lines);
  }

  /** What is at a place of the canvas. */
  function under(event) {
    const y = event.offsetY < rows.head ? event.offsetY - rows.head : event.offsetY - rows.head + pane.scrollTop;
    return event.offsetX < view.left ? undefined : rows.hit(event.offsetX, y, view);
  }

  canvas.addEventListener("wheel", (event) => {
    // The plain wheel scrolls the rows and the page.
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return;
    event.preventDefault();
    timeRange.zoom(event.deltaY + event.deltaX > 0 ? 1.25 : 0.8, view.seconds(event.offsetX));
  }, { passive: false });

  let drag;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    drag = { x: event.clientX, from: view.from, to: view.to, moved: false };
    canvas.setPointerCapture(event.pointerId);
    canvas.focus({ preventScroll: true });
  });
  canvas.addEventListener("pointerup", (event) => {
    if (drag && !drag.moved) rows.pin?.(under(event));
    drag = undefined;
  });
  canvas.addEventListener("lostpointercapture", () => { drag = undefined; });
  canvas.addEventListener("pointermove", (event) => {
    if (!drag) {
      const item = under(event);
      if (item === undefined) return tooltip.hide();
      const { title: name, rows: lines } = rows.tell(item);
      return tooltip.show(event.clientX, event.clientY, name, lines);
    }
    drag.moved ||= Math.abs(event.clientX - drag.x) > 3;
    if (!drag.moved) return undefined;
    const by = ((drag.x - event.clientX) / (view.width - view.left)) * (drag.to - drag.from);
    tooltip.hide();
    return timeRange.show(drag.from + by, drag.to + by);
  });
  canvas.addEventListener("pointerleave", tooltip.hide);
  canvas.addEventListener("blur", tooltip.hide);
  canvas.addEventListener("dblclick", timeRange.reset);

  const keys = {
    "+": () => timeRange.zoom(0.7), "=": () => timeRange.zoom(0.7), "-": () => timeRange.zoom(1 / 0.7), 0: timeRange.reset,
    Enter: () => rows.pin?.(current), " ": () => rows.pin?.(current),
    Escape: () => {
      rows.pin?.(undefined);
      go(undefined);
    },
  };
  for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"]) keys[key] = () => go(rows.walk(current, key, view));
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    if (event.shiftKey && event.key === "ArrowLeft") timeRange.move(-0.15);
    else if (event.shiftKey && event.key === "ArrowRight") timeRange.move(0.15);
    else keys[event.key]();
  });

  pane.addEventListener("scroll", () => {
    tooltip.hide();
    paint();
  });
  timeRange.follow(paint);
  theme.onChange(paint);
  paper.follow(paintSheets);
  let last = "";
  new ResizeObserver(() => {
    const now = `${place.clientWidth} ${innerHeight}`;
    if (now !== last) paint();
    last = now;
  }).observe(place);
  window.addEventListener("resize", paint);
  const pins = rows.pin ? ", Enter pins, Escape lets go" : "";
  byId("activity-hint").textContent = `Arrow keys walk${pins}; drag or Shift and ← → move in time; + − 0, or the wheel with Ctrl or Shift, zoom all charts; a double click shows the whole run.`;
  return { paint, go, reveal, forget: () => { current = undefined; } };
}
