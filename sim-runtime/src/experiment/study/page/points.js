// All points in a table, and the figures at the top of the page.

/** The unit of a figure in a file. */
function fileUnit(figure) {
  return figure.unit === "share" ? "of 1" : figure.unit;
}

function showPoints({ axes, figures, points, has_warm_up: hasWarmUp, headline, runs }) {
  table(byId("points-table"), "Points", [
    ...axes.map((axis, factor) => column(plain(axis.name), (row) => axis.labels[row.at[factor]], (label) => named(label), "text")),
    column("replications", (row) => row.replications, whole), column("failed", (row) => row.failed, whole),
    ...(hasWarmUp ? [column("left out", (row) => row.warm_up_s, time)] : []),
    ...(headline.precision ? [column("precise", (row) => (row.is_precise ? "yes" : "no"))] : []),
    ...figures.flatMap((figure, index) => {
      const of = (row) => row.figures[index];
      const name = figureName(figure);
      return [
        { ...column(name, (row) => of(row)?.mean, (_, row) => of(row)?.told ?? missing), unit: fileUnit(figure) },
        fileColumn(`${name}, half-width`, (row) => of(row)?.half_width, fileUnit(figure)),
        fileColumn(`${name}, least`, (row) => of(row)?.least, fileUnit(figure)),
        fileColumn(`${name}, greatest`, (row) => of(row)?.greatest, fileUnit(figure)),
      ];
    }),
    ...(runs.some((one) => one.length > 0) ? [column("runs", () => undefined, (_, row) => button("show", `Show the runs of ${pointName(axes, row)}`, () => showRunsOf(points.indexOf(row))), "deed")] : []),
  ], points, "There are no points.");
}

/** A point in words. */
function pointName(axes, point) {
  return axes.map((axis, factor) => `${plain(axis.name)} = ${plain(axis.labels[point.at[factor]])}`).join(", ") || "the only point";
}

function showStudy(data) {
  showFrame(data, "coldstart study", data.study);
  for (const [name, value] of data.facts) byId("parameters").append(element("div", {}, element("dt", {}, named(name)), element("dd", {}, named(value))));
  const { headline } = data;
  const [fewest, most] = headline.replications;
  showFigure("points", "Points", whole(headline.points), data.axes.map((axis) => plain(axis.name)).join(" × ") || "nothing is varied");
  showFigure("runs", "Runs", whole(headline.runs), `${fewest === most ? several(most, "replication") : `${whole(fewest)} to ${several(most, "replication")}`} of each point`);
  showFigure("failed", "Failed runs", whole(headline.failed), headline.failed > 0 ? "what they measured until then counts" : "all ended as they should", headline.failed > 0);
  showFigure("confidence", "Intervals", confidenceText(headline), most > 1 ? "Student's, of the replications" : "one replication has none");
  if (headline.precision) {
    const [wanted, reached] = headline.precision;
    showFigure("precision", "Precise points", `${whole(reached)} of ${whole(headline.points)}`, `half-width of at most ${plain(wanted)}`, reached < headline.points);
  }
  const [rule, cut] = headline.warm_up ?? [];
  showFigure("warm-up", "Warm-up", rule == null ? "none left out" : duration(cut), rule == null ? "all invocations count" : `left out, mean of the points; rule: ${plain(rule)}`);
  const told = [data.failure, data.imprecise].filter((one) => one != null);
  if (told.length > 0) {
    byId("error").replaceChildren(...told.map((one) => element("div", { dir: "auto" }, visible(one))));
    byId("error").hidden = false;
  }
}
