// The name of the run, its parameters, how it ended, and the figures that people ask for first.

function showHeader(data) {
  showFrame(data, "coldstart report", data.simulation);
  const run = [["seed", data.seed], ["recording", data.recording], ["ends at", date(data.final_date) + (data.final_date >= 600 ? ` (${duration(data.final_date, 4)})` : "")]];
  for (const [name, value] of [...data.parameters, ...run]) {
    byId("parameters").append(element("div", {}, element("dt", {}, named(name)), element("dd", {}, named(value))));
  }
  if (data.error != null) {
    byId("error").replaceChildren(element("strong", {}, "The run ended early. "), "All figures are of the time before.\n", element("bdi", { dir: "auto" }, data.error));
    byId("error").hidden = false;
  }
}

/** What all pages have: the names of what it is about, links to the sections, what is left out, and what made it. */
function showFrame({ version, notes }, kind, ...names) {
  const all = names.map(plain).join(" and ");
  document.title = `${all} – ${kind}`;
  byId("simulation").replaceChildren(...names.flatMap((name, index) => (index > 0 ? [" and ", named(name)] : [named(name)])));
  byId("simulation").title = all;
  byId("footer").textContent = `Made by coldstart ${version}. Dates and durations are simulated time. The charts of lines use uPlot 1.6.32 (MIT licence, © 2022 Leon Sorokin).`;
  for (const section of document.querySelectorAll("main section")) byId("sections").append(sectionLink(section));
  byId("notes").append(...notes.map((note) => element("li", {}, note)));
  byId("notes").hidden = notes.length === 0;
}

/** A link to a section that keeps the time range in the address. */
function sectionLink(section) {
  const link = element("a", { href: "#" + section.id }, section.querySelector("h2").textContent);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    timeRange.name(section.id);
    section.scrollIntoView();
    section.focus({ preventScroll: true });
  });
  section.tabIndex = -1;
  return link;
}

/** A figure at the top of the page, and what more there is to say of it. */
function showFigure(id, label, value, more, bad) {
  const shown = element("dd", { id: "figure-" + id, class: bad ? "bad" : null }, value);
  byId("headline").append(element("div", {}, element("dt", {}, label), shown, element("dd", { class: "more" }, more)));
}

function showHeadline(data) {
  const { summary, headline } = data;
  const unfinished = summary.unfinished > 0 ? `, ${whole(summary.unfinished)} unfinished` : "";
  showFigure("invocations", "Invocations", whole(summary.invocations), `${several(headline.functions, "function")}, ${several(headline.nodes, "node")}`);
  showFigure("succeeded", "Succeeded", whole(summary.succeeded), percent(headline.succeeded_share) + unfinished);
  showFigure("failed", "Failed", whole(summary.failed), percent(headline.failed_share), summary.failed > 0);
  showFigure("cold", "Cold starts", percent(headline.cold_rate), `${whole(summary.cold_starts)} cold, ${whole(summary.hot_starts)} hot`);
  const { startup, wait } = headline;
  showFigure("startup", "Cold-start delay", duration(startup?.p50), startup ? `median, from dispatch; from request: ${duration(wait?.p50)}, 99 %: ${duration(wait?.p99)}` : "no cold start");
  for (const [kind, label] of [["cold", "after cold starts"], ["hot", "after hot starts"]]) {
    const response = headline[kind];
    showFigure("response-" + kind, `Response time, ${label}`, duration(response?.p50), response ? `median; 99 %: ${duration(response.p99)}` : "no such start completed");
  }
  const { state, service, reason } = headline.verdict;
  showFigure("verdict", "Verdict", state, "on the load; why is said below", state === "overloaded" || state === "backlogged");
  byId("headline").after(element("p", { id: "verdict" }, `${state}${service == null ? "" : ` (${plain(service)})`}: ${reason}`));
  showFigure("utilisation", "Cores in use", percent(headline.utilisation), "over the whole run");
  const amounts = (sums) => Object.entries(sums ?? {}).map(([currency, amount]) => `${money(amount)} ${plain(currency)}`).join(" + ");
  // Who runs the nodes may sell nothing, and asks what they cost.
  const sells = Object.values(summary.revenue ?? {}).some((amount) => amount !== 0);
  if (!sells && amounts(summary.node_cost)) showFigure("bill", "Bill", amounts(summary.node_cost), "for the nodes; callers pay nothing");
  else if (amounts(summary.revenue)) showFigure("bill", "Bill", amounts(summary.revenue), `nodes cost ${amounts(summary.node_cost) || missing}`);
  if (summary.energy != null) showFigure("energy", "Energy of nodes", energy(summary.energy), summary.carbon == null ? "over the whole run" : `${carbon(summary.carbon)} of CO₂ equivalent`);
}
