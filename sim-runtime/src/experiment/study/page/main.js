// The page of a study, from its data.

const data = JSON.parse(byId("data").textContent);
theme.start();
showStudy(data);
showFigures(data);
showDifferences(data);
showHeat(data);
showPoints(data);
showRuns(data);
document.documentElement.dataset.ready = "yes";
