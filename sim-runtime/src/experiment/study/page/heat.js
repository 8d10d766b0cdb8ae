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
    const { axis, series, other } = shown;
    const heads = axis.order.map((value) => element("th", { scope: "col" }, named(axis.labels[value])));
    const rows = series.map(({ name, points: cells }) => element("tr", {}, element("th", { scope: "row" }, named(name)), ...cells.map(cell)));
    const caption = element("caption", {}, `${figureName(figures[figure])}: a column a value of ${plain(axis.name)}, a row a value of ${plain(other.name)}`);
    const made = element("table", {}, caption, element("thead", {}, element("tr", {}, element("td", { class: "empty" }), ...heads)), element("tbody", {}, ...rows));
    byId("heat-table").replaceChildren(element("div", { class: "heat", tabindex: 0, role: "region", "aria-label": "Heat map, table" }, made));
  }

  slices(byId("heat-tools"), axes, points, (axis, series, note, other) => {
    shown = { axis, series, other };
    byId("heat-hint").replaceChildren(element("span", { class: "key" }, "least of all points", element("i", { class: "shades" }), "greatest"), ` ${note}`);
    draw();
  }, Infinity);
}
