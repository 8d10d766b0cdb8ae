// Figures against a factor, and differences against one: a chart a figure.

/** How many series a chart has: more are not told from each other. */
const mostSeries = 12;

/** How often intervals cover the truth. */
function confidenceText({ confidence }) {
  return `${Number((confidence * 100).toPrecision(12))} %`;
}

/** The name of a figure. */
function figureName(figure) {
  return plain(figure.name);
}

/**
 * Choices of what is shown of points that several factors have: along which one, a series a value of which other one, no more than `most`
 * of them, and the values of all others. `draw` is given the axis, the series as lists of points, one a value of the axis, what is left
 * out, and the factor of the series.
 */
function slices(tools, axes, points, draw, most = mostSeries) {
  const state = { along: 0, by: axes.length > 1 ? 1 : undefined, at: axes.map((axis) => axis.order[0]) };
  // The first factor of numbers is the axis, if there is one.
  const numeric = axes.findIndex((axis) => axis.kind !== "names");
  if (numeric > 0) [state.along, state.by] = [numeric, 0];
  const others = element("span", { class: "tools" });
  const names = axes.map((axis) => plain(axis.name));

  function found(at) {
    return points.find((point) => point.at.every((value, factor) => value === at[factor]));
  }

  function show() {
    const axis = axes[state.along];
    const other = axes[state.by];
    const series = state.by === undefined ? [undefined] : other.order.slice(0, most);
    draw(axis, series.map((value) => ({
      label: value === undefined ? "mean" : `${names[state.by]} = ${plain(other.labels[value])}`,
      name: value === undefined ? "" : other.labels[value],
      points: axis.order.map((place) => {
        const at = [...state.at];
        at[state.along] = place;
        if (state.by !== undefined) at[state.by] = value;
        return found(at);
      }),
    })), other && other.order.length > most ? `Of the values of ${names[state.by]}, the first ${most} are drawn.` : "", other);
  }

  function offer() {
    const rest = axes.map((_, factor) => factor).filter((factor) => factor !== state.along && factor !== state.by);
    others.replaceChildren(...rest.map((factor) => choice(names[factor], axes[factor].order.map((value) => `${names[factor]} = ${plain(axes[factor].labels[value])}`), (index) => {
      state.at[factor] = axes[factor].order[index];
      show();
    })));
    rest.forEach((factor, index) => { others.children[index].value = axes[factor].order.indexOf(state.at[factor]); });
  }

  if (axes.length > 1) {
    const pairs = axes.flatMap((_, along) => axes.map((__, by) => ({ along, by })).filter(({ by }) => by !== along));
    const chosen = choice("Axis and series", pairs.map(({ along, by }) => `${names[along]}, by ${names[by]}`), (index) => {
      Object.assign(state, pairs[index]);
      offer();
      show();
    });
    chosen.value = pairs.findIndex(({ along, by }) => along === state.along && by === state.by);
    tools.append(chosen, others);
    offer();
  }
  show();
}

/** A chart of each figure, drawn again when what is shown changes. */
function figureCharts(place, figures, hasZero) {
  const places = figures.map(() => place.appendChild(element("div")));
  let removes = [];
  return (axis, series) => {
    removes.forEach((remove) => remove?.());
    removes = figures.map((figure, index) => intervalChart(places[index], {
      title: hasZero ? `${figureName(figure)}, difference` : figureName(figure), unit: figure.unit, axis, hasZero,
      series: series.map(({ label, points }) => ({ label, values: points.map((point) => point?.figures[index] ?? null) })),
    }));
  };
}

function showFigures({ axes, figures, points, headline }) {
  if (axes.length === 0) {
    byId("figures-charts").append(nothing("Nothing is varied: the only point is in the table."));
    return;
  }
  const draw = figureCharts(byId("figures-charts"), figures, false);
  const told = `Means of the replications, with intervals of ${confidenceText(headline)}. Axes of values do not begin at zero where that would hide what is to be seen.`;
  slices(byId("figures-tools"), axes, points, (axis, series, note) => {
    draw(axis, series);
    byId("figures-hint").textContent = `${told} ${note}`;
  });
}

/** What a comparison shows of a figure. */
function verdictText(difference, figure) {
  if (difference == null) return missing;
  const share = difference.relative == null || figure.unit === "share" ? "" : ` (${relativeText(difference.relative)})`;
  return `${difference.told}${share}: ${difference.shows}`;
}

function showDifferences({ axes, figures, comparisons, compared, headline }) {
  if (compared == null) {
    byId("differences").remove();
    return;
  }
  const base = `${plain(axes[compared].name)} = ${plain(axes[compared].labels[0])}`;
  // What is compared with has no difference.
  const own = axes.map((axis, factor) => (factor === compared ? { ...axis, order: axis.order.filter((value) => value !== 0) } : axis));
  const draw = figureCharts(byId("differences-charts"), figures, true);
  const told = `Differences to ${base}, in pairs of replications that have the same random numbers, with intervals of ${confidenceText(headline)}; at zero there is none.`;
  slices(byId("differences-tools"), own, comparisons, (axis, series, note) => {
    draw(axis, series);
    byId("differences-hint").textContent = `${told} ${note}`;
  });
  table(byId("differences-table"), `Differences to ${base}`, [
    ...axes.map((axis, factor) => column(plain(axis.name), (row) => axis.labels[row.at[factor]], (label) => named(label), "text")),
    ...figures.flatMap((figure, index) => {
      const of = (row) => row.figures[index];
      const name = figureName(figure);
      return [
        { ...column(name, (row) => of(row)?.mean, (_, row) => verdictText(of(row), figure)), unit: fileUnit(figure) },
        fileColumn(`${name}, half-width`, (row) => of(row)?.half_width, fileUnit(figure)),
        fileColumn(`${name}, half-width without pairs`, (row) => of(row)?.unpaired_half_width, fileUnit(figure)),
        fileColumn(`${name}, relative`, (row) => of(row)?.relative, "of 1"),
        fileColumn(`${name}, shows`, (row) => of(row)?.shows),
      ];
    }),
  ], comparisons, "Nothing is compared.");
}
