// The single runs of a point, and how each is made again.

let showRunsOf;

/** Puts a text where it can be inserted from; where that is not allowed, it is marked. */
async function copy(text, code, made) {
  try {
    await navigator.clipboard.writeText(text);
    made.textContent = "copied";
  } catch {
    getSelection().selectAllChildren(code);
    made.textContent = "marked";
  }
}

function commandCell(command) {
  const code = element("code", {}, visible(command));
  const made = button("copy", `Copy: ${visible(command)}`, () => copy(command, code, made));
  return element("span", {}, code, " ", made);
}

function showRuns({ axes, figures, points, runs, pages }) {
  const place = byId("runs-table");
  if (runs.every((one) => one.length === 0)) {
    place.append(nothing("No run has been made."));
    return;
  }
  const shown = points.map((_, index) => index).filter((index) => runs[index].length > 0);
  const hasPages = pages != null && runs.some((of) => of.some((run) => run.page != null));
  const hasFailures = runs.some((of) => of.some((run) => run.failure != null));
  const columns = [
    column("replication", (row) => row.replication, whole),
    ...(hasPages ? [column("report", (row) => row.page, (name) => (name == null ? missing : element("a", { href: pages + name }, "open")))] : []),
    ...figures.map((figure, index) => ({ ...column(figureName(figure), (row) => row.values[index], (value) => valueText(figure.unit, value)), unit: fileUnit(figure) })),
    ...(hasFailures ? [column("failure", (row) => row.failure, undefined, "text long")] : []),
    column("command that makes it again", (row) => row.command, commandCell, "text command"),
  ];
  const show = (index) => {
    place.replaceChildren();
    table(place, `Runs of ${pointName(axes, points[index])}`, columns, runs[index], "No run of it has been made.");
  };
  let chosen;
  if (shown.length > 1) {
    chosen = choice("Point", shown.map((index) => pointName(axes, points[index])), (index) => show(shown[index]));
    byId("runs-tools").append(chosen);
  }
  showRunsOf = (index) => {
    if (chosen) chosen.value = shown.indexOf(index);
    show(index);
    byId("runs").scrollIntoView();
    byId("runs").focus({ preventScroll: true });
  };
  show(shown[0]);
  byId("runs-hint").textContent = "A run is the same whenever it is made. Commands of a scenario are for the folder in which its file is; those of a simulation begin with its program.";
}
