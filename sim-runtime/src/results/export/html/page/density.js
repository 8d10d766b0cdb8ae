// Many invocations: how busy nodes were, as shades.

function showDensity(data) {
  const { bands, width } = data.activity;
  const end = data.end;
  const high = Math.max(14, Math.min(34, Math.floor(420 / bands.length)));

  function draw(context, view) {
    const first = Math.max(0, Math.floor(view.top / high));
    const last = Math.min(bands.length, Math.ceil(view.bottom / high));
    for (let row = first; row < last; row += 1) {
      context.fillStyle = theme.colour("body");
      bands[row].share.forEach((share, index) => {
        const [from, to] = [Math.max(index * width, view.from), Math.min((index + 1) * width, view.to, end)];
        if (share <= 0 || from >= to) return;
        // Faint loads must be told from none.
        context.globalAlpha = Math.min(1, 0.08 + 0.92 * share);
        const x = view.x(from);
        context.fillRect(x, row * high + 1, view.x(to) - x + 0.3, high - 1.5);
      });
      context.globalAlpha = 1;
      context.fillStyle = theme.colour("ink");
      fitted(context, plain(bands[row].name), 8, (row + 0.5) * high, view.left - 14);
    }
  }

  function hit(x, y, view) {
    const band = Math.floor(y / high);
    const index = Math.floor(view.seconds(x) / width);
    return bands[band]?.busy[index] === undefined ? undefined : { band, index };
  }

  function tell({ band: row, index }) {
    const band = bands[row];
    return {
      title: band.name,
      rows: [
        ["service", band.service], ["from", date(index * width)], ["for", duration(width, 4)],
        ["cores in use", `${digits(band.busy[index])} of ${whole(band.cores)} (${percent(band.share[index])})`],
        ["cold starts", band.cold[index] === undefined ? null : whole(band.cold[index])], ["hot starts", band.hot[index] === undefined ? null : whole(band.hot[index])],
      ],
    };
  }

  function walk(item, key, view) {
    if (item === undefined) return { band: Math.floor(view.top / high), index: Math.floor(view.from / width) };
    const last = bands[item.band].busy.length - 1;
    const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -Infinity], End: [0, Infinity] }[key];
    return { band: Math.max(0, Math.min(bands.length - 1, item.band + by[0])), index: Math.max(0, Math.min(last, item.index + by[1])) };
  }

  const place = ({ band, index }) => ({ from: index * width, to: (index + 1) * width, top: band * high, bottom: (band + 1) * high });

  function mark(context, view, item) {
    const { from, to, top } = place(item);
    context.strokeStyle = theme.colour("ink");
    context.lineWidth = 2;
    context.strokeRect(view.x(from), top + 1, view.x(to) - view.x(from), high - 2);
  }

  const ramp = element("i", { class: "ramp" });
  byId("activity-legend").append(element("span", { class: "key" }, "cores in use: none", ramp, "all"), element("span", {}, `each cell: ${duration(width, 4)}`));
  rowsChart(byId("activity-chart"), {
    label: `Load of ${bands.length} nodes or groups of nodes over ${duration(end)}`, head: 0, height: () => bands.length * high + 2, cuts: () => bands.map((_, row) => (row + 1) * high),
    drawHead: () => {}, draw, hit, tell, place, walk, mark,
  });
}
