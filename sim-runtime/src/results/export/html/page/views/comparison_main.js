// The page of a comparison, from its data.

const data = JSON.parse(byId("data").textContent);
theme.start();
timeRange.start(Math.max(...data.runs.map((run) => run.final_date), data.interval));
showComparedRuns(data);
showRange();
showComparedFigures(data);
showComparedParameters(data);
showComparedCurves(data);
showComparedOverTime(data);
showComparedFunctions(data);
document.documentElement.dataset.ready = "yes";
