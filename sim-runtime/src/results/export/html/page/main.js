// The page, from its data.

const data = JSON.parse(byId("data").textContent);
theme.start();
timeRange.start(data.end);
faults = data.faults ?? [];
showViews(data);
showHeader(data);
showHeadline(data);
showRange();
if (data.activity.kind === "lanes") showLanes(data);
else if (data.activity.kind === "density") showDensity(data);
else byId("activity-chart").append(element("p", { class: "empty" }, "Nothing ran on a node, or nothing was recorded."));
showLatency(data);
showStarts(data);
showCauses(data);
showLoads(data);
showSlowest(data);
showTables(data);
document.documentElement.dataset.ready = "yes";
