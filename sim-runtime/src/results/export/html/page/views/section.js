// The sections of the views, and when each is filled.

/** A section before another one of the page, with places for tools and for what it shows. */
function addSection(before, id, title) {
  const tools = element("div", { class: "tools" });
  const body = element("div", { id: id + "-body" });
  const heading = element("h2", { id: id + "-title" }, title);
  const made = element("section", { id, "aria-labelledby": id + "-title" }, element("div", { class: "head" }, heading, tools), body);
  let place = byId(before);
  while (place.parentElement.tagName !== "MAIN") place = place.parentElement;
  place.before(made);
  return { tools, body };
}

function hint(text) {
  return element("p", { class: "hint" }, text);
}

function nothing(text) {
  return element("p", { class: "empty" }, text);
}

/** Charts beside each other; each of them is given its place. */
function chartGrid(body, count) {
  const places = Array.from({ length: count }, () => element("div"));
  body.append(element("div", { class: count === 4 ? "pair" : "triple" }, ...places));
  return places;
}

/** The invocations of all services, of a service, or of a function, in words. */
function ofWhat({ service, function: name }) {
  if (name != null) return service == null ? plain(name) : `${plain(name)} on ${plain(service)}`;
  return service == null ? "all functions" : `all on ${plain(service)}`;
}

/** The views of a report. */
function showViews(data) {
  showChecks(data);
  showObserved(data);
  showOverTime(data);
  showHistograms(data);
  showResources(data);
  showPolicies(data);
  showPercentiles(data);
  showCausesByFunction(data);
  showWorkflows(data);
}
