// Tables that can be sorted.

/** A column: its title, what a row is sorted by, and how that is shown. */
function column(title, value, show = (shown) => shown ?? missing, kind = "") {
  return { title, value, show, kind };
}

/** A column that only the file of a table has. */
function fileColumn(title, value, unit) {
  return { ...column(title, value, undefined, "unseen"), unit };
}

const time = (value) => duration(value);
const number = (value) => digits(value);
const text = (title, value) => column(title, value, undefined, "text");

/** A table, and what it leaves out, if anything: `note`. */
function table(place, label, columns, rows, empty, note) {
  if (rows.length === 0) {
    place.append(element("p", { class: "empty" }, empty));
    return;
  }
  const body = element("tbody");
  const seen = columns.filter((one) => one.kind !== "unseen");
  const heads = seen.map((one, index) => {
    const sort = element("button", { type: "button" }, one.title);
    sort.addEventListener("click", () => order(index));
    return element("th", { scope: "col", class: one.kind, "aria-sort": "none" }, sort);
  });
  const line = (row) => element("tr", {}, ...seen.map((one) => {
    const shown = one.show(one.value(row), row);
    const isName = one.kind.includes("text");
    if (!isName || shown instanceof Node) return element("td", { class: one.kind }, shown);
    return element("td", { class: one.kind, dir: "auto", title: visible(shown) }, visible(shown));
  }));
  let made = rows.map((row) => [row, line(row)]);
  const fill = () => body.replaceChildren(...made.map(([, shown]) => shown));

  function order(index) {
    const falls = heads[index].getAttribute("aria-sort") === "descending";
    const sign = falls ? 1 : -1;
    heads.forEach((head) => head.setAttribute("aria-sort", "none"));
    heads[index].setAttribute("aria-sort", falls ? "ascending" : "descending");
    made = [...made].sort(([one], [other]) => sign * compare(seen[index].value(one), seen[index].value(other)));
    fill();
  }

  fill();
  const head = element("thead", {}, element("tr", {}, ...heads));
  place.append(element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label + ", table" }, element("table", { "aria-label": label }, head, body)));
  place.append(element("div", { class: "csv" }, csvButton(label, columns, rows)));
  if (note) place.append(element("p", { class: "hint" }, note));
}

/** That a list has the first of more, in words. */
function firstOf(listed, all, noun, order) {
  return listed < all ? `The first ${whole(listed)} of ${several(all, noun)}: those ${order}.` : undefined;
}

/** Numbers by size, texts by letters, what is missing first. */
function compare(one, other) {
  if (one == null || other == null) return (one != null) - (other != null);
  if (typeof one === "string" && typeof other === "string") return one.localeCompare(other, "en", { numeric: true });
  return one < other ? -1 : one > other ? 1 : 0;
}

function countColumns() {
  return [
    column("invocations", (row) => row.invocations, whole), column("failed", (row) => row.failed, whole),
    column("cold", (row) => row.cold_starts, whole), column("hot", (row) => row.hot_starts, whole), column("cold rate", (row) => row.cold_rate, percent),
  ];
}

/** Of requests that may be attempted more than once. */
function retryColumns() {
  return [
    column("requests", (row) => row.retries?.requests, whole), column("attempts a request", (row) => (row.retries ? row.retries.attempts / row.retries.requests : undefined), number),
    column("retried", (row) => row.retries?.retried, whole), column("failed for good", (row) => row.retries?.exhausted, whole),
    column("dead letters", (row) => row.retries?.dead_letters, whole),
  ];
}

function showCauses(data) {
  table(byId("starts-table"), "Cold starts by cause", [
    column("cause", (row) => row.label, (label, row) => key(row.cause, label), "text"),
    column("cold starts", (row) => row.count, whole), column("share", (row) => row.share, percent),
  ].map((one) => (one.title === "cause" ? { ...one, kind: "text cause" } : one)), data.starts.causes, "");
}

/** The phases of an invocation, as long as they took. */
function phaseBar(data, row, longest) {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawn.setAttribute("class", "phases");
  drawn.setAttribute("viewBox", "0 0 1000 10");
  drawn.setAttribute("preserveAspectRatio", "none");
  drawn.setAttribute("role", "img");
  const parts = data.phases.filter((phase) => row.phases[phase] > 0).map((phase) => `${phase} ${duration(row.phases[phase])}`);
  drawn.setAttribute("aria-label", parts.join(", ") || "no time");
  let x = 0;
  for (const phase of data.phases) {
    const width = (row.phases[phase] / longest) * 1000;
    if (width <= 0) continue;
    const part = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, value] of Object.entries({ x, y: 0, width, height: 10 })) part.setAttribute(name, value);
    part.style.fill = `var(--${phase})`;
    drawn.append(part);
    x += width;
  }
  drawn.addEventListener("pointermove", (event) => tooltip.show(event.clientX, event.clientY, `Invocation ${row.id}`, parts.map((part) => {
    const at = part.indexOf(" ");
    return [part.slice(0, at), part.slice(at + 1)];
  })));
  drawn.addEventListener("pointerleave", tooltip.hide);
  return drawn;
}

function showSlowest(data) {
  const { rows, phases: used } = data.slowest;
  // The first is the slowest; one that took no time has no bar.
  const longest = rows[0]?.response || 1;
  byId("slowest-legend").append(...used.map((phase) => key(phase, phase)));
  table(byId("slowest-table"), "Slowest invocations", [
    column("invocation", (row) => row.id, whole), text("function", (row) => row.function), text("node", (row) => row.node),
    text("start", (row) => (row.reused_container == null ? missing : row.reused_container ? "hot" : causeName(data, row.cold_cause))),
    text("outcome", (row) => (row.success ? "succeeded" : row.failure_cause ?? "failed")), column("response", (row) => row.response, (value) => duration(value, 4)),
    column("phases", (row) => row.response, (_, row) => phaseBar(data, row, longest), "text wide"),
    ...used.map((phase) => column(phase, (row) => row.phases[phase], (value) => (value > 0 ? duration(value) : missing))),
  ], rows, "No invocation was recorded that completed.", firstOf(rows.length, data.slowest.completed, "recorded invocation", "that took longest"));
}

/** Columns of what rows drew and emitted, as far as that is known of any. */
function energyColumns(rows) {
  return [column("energy", (row) => row.energy, energy), column("carbon", (row) => row.carbon, carbon)]
    .filter((one) => rows.some((row) => row[one.title] != null));
}

function showTables(data) {
  table(byId("failures-table"), "Failures by cause", [
    column("cause", (row) => row.cause, undefined, "text long"), column("invocations", (row) => row.count, whole),
    column("of all", (row) => row.share, percent),
  ], data.failures, "No invocation failed.", firstOf(data.failures.length, data.failure_causes, "cause", "that are most frequent"));
  const costs = data.services.filter((row) => row.currency != null);
  table(byId("costs-table"), "Cost by service", [
    text("service", (row) => row.service), column("bill", (row) => row.revenue, (value, row) => `${money(value)} ${plain(row.currency)}`),
    column("per million", (row) => row.per_million, money),
    column("nodes", (row) => row.node_cost, (value, row) => (value == null ? missing : `${money(value)} ${plain(row.currency)}`)),
    column("margin", (row) => row.margin, money),
  ], costs, "No service has a tariff.");
  table(byId("services-table"), "Services", [
    text("service", (row) => row.service), text("head", (row) => row.head), column("nodes", (row) => row.nodes, whole), ...countColumns(),
    column("response, median", (row) => row.response?.p50, time), column("response, 99 %", (row) => row.response?.p99, time),
    column("cold start, median", (row) => row.startup_cold?.p50, time), column("cold start, 99 %", (row) => row.startup_cold?.p99, time),
    column("containers", (row) => row.containers, whole), column("expired", (row) => row.expired, whole), column("evicted", (row) => row.evicted, whole),
    column("downloads", (row) => row.downloads, whole), column("copies", (row) => row.copies, whole), column("loads", (row) => row.loads, whole),
    column("cores in use", (row) => row.utilisation, percent), column("idle GiB s", (row) => row.wasted_gib_seconds, number),
    ...energyColumns(data.services),
  ], data.services, "No service is declared.", firstOf(data.services.length, data.headline.services, "service", "with most invocations"));
  table(byId("functions-table"), "Functions", [
    text("function", (row) => row.function), text("service", (row) => row.service), column("memory", (row) => row.memory, bytes), column("memory in use, peak", (row) => row.peak_memory, bytes), ...countColumns(),
    column("cold response, median", (row) => row.response_cold?.p50, time), column("cold response, 99 %", (row) => row.response_cold?.p99, time),
    column("hot response, median", (row) => row.response_hot?.p50, time), column("hot response, 99 %", (row) => row.response_hot?.p99, time),
    column("cold start, median", (row) => row.startup_cold?.p50, time), column("cold start, 99 %", (row) => row.startup_cold?.p99, time),
    column("cold wait, median", (row) => row.wait_cold?.p50, time), column("hot wait, median", (row) => row.wait_hot?.p50, time),
    column("wait, mean", (row) => row.wait?.mean, time), column("body, mean", (row) => row.body?.mean, time),
    column("in", (row) => row.input_bytes, bytes), column("out", (row) => row.output_bytes, bytes),
    column("billed GB s", (row) => row.billed_gb_seconds, number), column("cost", (row) => row.cost, money),
    ...(data.functions.some((row) => row.retries != null) ? retryColumns() : []),
  ].filter((one) => !["billed GB s", "cost"].includes(one.title) || data.functions.some((row) => row.cost != null))
    .filter((one) => one.title !== "memory in use, peak" || data.functions.some((row) => row.peak_memory != null)), data.functions, "No function is deployed.", firstOf(data.functions.length, data.headline.functions, "function", "with most invocations"));
  table(byId("nodes-table"), "Nodes", [
    text("node", (row) => row.node), text("service", (row) => row.service), column("cores", (row) => row.cores, whole),
    column("memory", (row) => row.memory, (value) => (value == null ? "unlimited" : bytes(value))),
    column("invocations", (row) => row.invocations, whole), column("containers", (row) => row.containers, whole), column("cores in use", (row) => row.utilisation, percent),
    column("core time", (row) => row.busy, time), column("memory, mean", (row) => row.memory_mean, bytes), column("memory, peak", (row) => row.memory_peak, bytes),
    column("disk, peak", (row) => row.disk_peak, bytes), column("idle GiB s", (row) => row.wasted_gib_seconds, number),
    ...energyColumns(data.nodes),
  ], data.nodes, "No service has nodes.", firstOf(data.nodes.length, data.headline.nodes, "node", "with most invocations"));
}
