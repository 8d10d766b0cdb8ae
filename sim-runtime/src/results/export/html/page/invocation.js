// What is told of an invocation of the Gantt chart: its outcome, its names, its dates. A column has a value for each.

function invocations(data) {
  const chart = data.activity;
  const name = (at) => (at == null ? null : chart.names[at]);
  const nodeOfLane = chart.nodes.flatMap((node, index) => Array.from({ length: node.lanes }, () => index));
  const node = (index) => (chart.lane[index] == null ? undefined : chart.nodes[nodeOfLane[chart.lane[index]]]);
  const over = (index) => chart.completion[index] ?? (chart.refused[index] ? chart.requested[index] : data.final_date);

  function outcome(index) {
    if (chart.refused[index]) return "refused";
    if (chart.success[index]) return "succeeded";
    return chart.failure[index] == null ? "not finished" : "failed";
  }

  function start(index) {
    if (chart.container[index] == null) return null;
    return chart.cold[index] == null ? "hot" : "cold";
  }

  function tell(index) {
    const cause = name(chart.failure[index]);
    const rows = [
      ["function", name(chart.function[index])], ["outcome", outcome(index) + (cause == null ? "" : ": " + cause)],
      ["start", chart.cold[index] == null ? start(index) : "cold: " + causeName(data, chart.cold[index])],
      ["service", name(chart.service[index])], ["node", node(index)?.node], ["container", chart.container[index]],
      ["caller", name(chart.caller[index])], ["requested", date(chart.requested[index])],
      ["dispatched", chart.dispatch[index] == null ? null : date(chart.dispatch[index])], ["completed", chart.completion[index] == null ? null : date(chart.completion[index])],
    ];
    data.phases.forEach((phase, at) => {
      if (chart.phases[index][at] > 0) rows.push([phase, duration(chart.phases[index][at], 4)]);
    });
    if (chart.cost[index] != null) rows.push(["cost", money(chart.cost[index])]);
    return { title: `Invocation ${chart.id[index]}`, rows };
  }

  /** All that a search looks through. */
  function words(index) {
    const known = [name(chart.function[index]), name(chart.service[index]), node(index)?.node, name(chart.caller[index]), name(chart.failure[index]), outcome(index)];
    return known.filter((one) => one != null).join("\n").toLowerCase() + `\n#${chart.id[index]}`;
  }

  return { count: chart.id.length, name, node, over, outcome, start, tell, words };
}

/** Search and choices above the chart; `changed` is called with whether each invocation is wanted. */
function showFilters(data, all, changed) {
  const chart = data.activity;
  const range = Array.from({ length: all.count }, (_, index) => index);
  const used = (values) => [...new Set(range.map(values).filter((value) => value != null))];
  const search = element("input", { type: "search", "aria-label": "Search for a function, node, caller, cause or #number", placeholder: "function, node, cause, #1 …", dir: "auto" });
  const shown = element("output", { "aria-label": "How many invocations match" });
  const tests = [];

  function pick(label, every, values, show, of) {
    const place = element("span");
    const chosen = { value: undefined };
    if (values.length > 1) {
      place.append(choice(label, [every, ...values.map(show)], (index) => {
        chosen.value = values[index - 1];
        apply();
      }));
    }
    tests.push((index) => chosen.value === undefined || of(index) === chosen.value);
    return place;
  }

  let words;
  function apply() {
    const wanted = search.value.trim().toLowerCase();
    words ??= range.map(all.words);
    const found = (index) => (wanted.startsWith("#") ? words[index].endsWith("\n" + wanted) : words[index].includes(wanted));
    const matches = range.map((index) => tests.every((test) => test(index)) && (wanted === "" || found(index)));
    const count = matches.filter(Boolean).length;
    shown.textContent = count === all.count ? several(all.count, "invocation") : `${whole(count)} of ${several(all.count, "invocation")}`;
    changed(matches, count === all.count);
  }

  const functions = used((index) => chart.function[index]);
  const nodes = used((index) => all.node(index));
  const picks = [
    pick("Function", "all functions", functions, (at) => plain(all.name(at)), (index) => chart.function[index]),
    pick("Node", "all nodes", nodes, (node) => plain(node.node), all.node),
    pick("Outcome", "all outcomes", used(all.outcome), String, all.outcome),
    pick("Start", "cold and hot", used(all.start), String, all.start),
  ];
  search.addEventListener("input", apply);
  byId("activity-filters").append(search, ...picks, shown);
  apply();
}

/** What is told of the pinned invocation, with ways to it and to its caller; `go` and `pin` get an invocation. */
function showPinned(data, all, index, { zoom, pin }) {
  const place = byId("activity-pinned");
  place.hidden = index === undefined;
  if (index === undefined) return;
  const chart = data.activity;
  const { title, rows } = all.tell(index);
  const tools = element("div", { class: "tools" }, button("Zoom to it", "Zoom to the pinned invocation", () => zoom(index)));
  const caller = chart.caller_row[index];
  if (caller != null) tools.append(button(`Caller: ${chart.id[caller]}`, "Pin the invocation that called it", () => pin(caller)));
  const called = chart.caller_row.findIndex((one) => one === index);
  if (called >= 0) tools.append(button(`First call: ${chart.id[called]}`, "Pin the first invocation that it called", () => pin(called)));
  tools.append(button("✕", "Let the pinned invocation go", () => pin(undefined)));
  const lines = rows.filter(([, value]) => value != null).map(([label, value]) => element("div", {}, element("dt", {}, label), element("dd", {}, named(value))));
  place.replaceChildren(element("div", { class: "head" }, element("h3", {}, title + ", pinned"), tools), element("dl", {}, ...lines));
}
