// A figure at the values of two factors, as shades of the cells of a table.

function showHeat({ axes, figures, points }) {
  if (axes.length < 2) {
    byId("heat").remove();
    return;
  }
  let figure = 0;
  let shown;
  byId("heat-tools").append(choice("Figure", figures.map(figureName), (index) => { figure = index; draw(); }));

  function cell(point) {
    const value = point?.figures[figure];
    if (value == null) return element("td", { class: "empty" }, missing);
    const made = element("td", {}, value.told);
    // The darkest shade leaves the text easy to read.
    made.style.setProperty("--shade", `${4 + 51 * value.shade}%`);
    return made;
  }

  function draw() {
    const { axis, series } = shown;
    const heads = axis.order.map((value) => element("th", { scope: "col" }, named(axis.labels[value])));
    const rows = series.map(({ label, points: cells }) => element("tr", {}, element("th", { scope: "row" }, named(label)), ...cells.map(cell)));
    const caption = element("caption", {}, `${figureName(figures[figure])}: columns ${plain(axis.name)}; rows as named`);
    const made = element("table", {}, caption, element("thead", {}, element("tr", {}, element("td", { class: "empty" }), ...heads)), element("tbody", {}, ...rows));
    byId("heat-table").replaceChildren(element("div", { class: "heat", tabindex: 0, role: "region", "aria-label": "Heat map, table" }, made));
  }

  slices(byId("heat-tools"), axes, points, (axis, series, note) => {
    shown = { axis, series };
    byId("heat-hint").replaceChildren(element("span", { class: "key" }, "least of all points", element("i", { class: "shades" }), "greatest"), ` ${note}`);
    draw();
  });
}
