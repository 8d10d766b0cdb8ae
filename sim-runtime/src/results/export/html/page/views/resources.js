// What hosts and links have in use, in their own units, and what policies publish.

/** A title with how much of a thing there is. */
function outOf(title, capacity, show) {
  return capacity == null ? `${title} (unlimited)` : `${title} (of ${show(capacity)})`;
}

function showResources({ resources }) {
  const { interval, places, links } = resources;
  const { tools, body } = addSection("slowest", "resources", "Resources");
  const [cores, memory, disk, network] = chartGrid(body, 4);
  if (places.length === 0) {
    body.replaceChildren(nothing("No service is declared."));
    return;
  }
  let removes = [];
  const show = (index) => {
    removes.forEach((remove) => remove?.());
    const of = places[index];
    const kept = [["reserved by containers", of.memory.reserved, "series-3"], ["by idle ones", of.memory.idle, "series-5"]];
    const series = [["in use", of.memory.used, "series-1"], ...kept].filter(([, values]) => values != null).map(([label, values, colour]) => ({ label, values, colour }));
    removes = [
      chart(cores, { title: outOf("Cores", of.cores.capacity, whole), quantity: "cores", unit: "", interval, series: [{ label: "in use", values: of.cores.used }] }),
      chart(memory, { title: outOf("Memory", of.memory.capacity, bytes), quantity: "memory", unit: "B", interval, series }),
    ];
    if (of.disk != null) removes.push(chart(disk, { title: outOf("Disk", of.disk.capacity, bytes), quantity: "disk", unit: "B", interval, series: [{ label: "in use", values: of.disk.used }] }));
    else disk.replaceChildren(element("h3", {}, "Disk"), nothing("Not recorded: the service has more than 256 nodes. Single nodes can be chosen."));
  };
  tools.append(choice("Service or node", places.map((place) => (place.node == null ? `all nodes of ${plain(place.service)}` : `${plain(place.node)} (${plain(place.service)})`)), show));
  show(0);
  showLinks(network, interval, links);
  const reserved = places[0].memory.reserved != null ? "" : " What containers reserve is known if all of them were recorded (--record full).";
  body.append(hint(`Means over each interval. In use are images, files and what containers reserve; a core is in use while an invocation holds it.${reserved}`));
}

function showLinks(place, interval, links) {
  if (links.length === 0) {
    place.replaceChildren(element("h3", {}, "Links"), nothing("None was in use, or none was recorded (--record summary)."));
    return;
  }
  const drawn = element("div");
  const chosen = element("div", { class: "tools" });
  place.append(chosen, drawn);
  let remove;
  const show = (index) => {
    remove?.();
    const { link, capacity, used } = links[index];
    remove = chart(drawn, { title: outOf(`Link ${plain(link)}`, capacity, (value) => bytes(value) + "/s"), quantity: "load", unit: "B/s", interval, series: [{ label: "load", values: used }] });
  };
  if (links.length > 1) chosen.append(choice("Link", links.map((one) => plain(one.link)), show));
  show(0);
}

function showPolicies({ policies, resources }) {
  if (policies.length === 0) return;
  const { body } = addSection("slowest", "policies", "Policies");
  chartGrid(body, policies.length).forEach((place, index) => {
    const { service, policy, series, unit, values } = policies[index];
    chart(place, { title: `${plain(series)} (${policy} of ${plain(service)})`, quantity: plain(series), unit, interval: resources.interval, series: [{ label: series, values }] });
  });
  body.append(hint("What policies publish: means over each interval."));
}
