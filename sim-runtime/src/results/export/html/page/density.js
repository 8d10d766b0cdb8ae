// Many invocations: how busy nodes were, as shades.

function showDensity(data) {
  const { bands, width } = data.activity;
  const end = data.activity.end || 1;
  const high = Math.max(5, Math.min(34, Math.floor(420 / bands.length)));
  const labels = Math.max(1, Math.ceil(13 / high));

  function draw(context, view) {
    context.fillStyle = theme.colour("body");
    bands.forEach((band, row) => {
      band.share.forEach((share, index) => {
        const from = Math.max(index * width, view.from);
        const to = Math.min((index + 1) * width, view.to, end);
        if (share <= 0 || from >= to) return;
        // Faint loads must be told from none.
        context.globalAlpha = Math.min(1, 0.08 + 0.92 * share);
        const x = view.x(from);
        context.fillRect(x, row * high + 1, view.x(to) - x + 0.3, high - 1.5);
      });
    });
    context.globalAlpha = 1;
    bands.forEach((band, row) => {
      if (row % labels !== 0) return;
      context.fillStyle = theme.colour("ink");
      fitted(context, band.name, 8, (row + 0.5 * Math.min(labels, 1)) * high, view.left - 14);
    });
  }

  function hit(x, y, view) {
    const band = bands[Math.floor(y / high)];
    const index = Math.floor(view.seconds(x) / width);
    if (x < view.left || !band || band.busy[index] === undefined) return undefined;
    return {
      title: band.name,
      rows: [
        ["service", band.service], ["from", date(index * width)], ["for", duration(width, 4)],
        ["cores in use", `${digits(band.busy[index])} of ${band.cores} (${percent(band.share[index])})`],
        ["cold starts", band.cold[index] === undefined ? null : whole(band.cold[index])], ["hot starts", band.hot[index] === undefined ? null : whole(band.hot[index])],
      ],
    };
  }

  const ramp = element("i");
  ramp.style.cssText = "width: 6rem; background: linear-gradient(to right, transparent, var(--body)); border: 1px solid var(--line)";
  byId("activity-legend").append(element("span", { class: "key" }, "cores in use: none", ramp, "all"));
  timeChart(byId("activity-chart"), `Load of ${bands.length} nodes or groups of nodes over ${duration(end)}`, end, bands.length * high + 2, draw, hit);
}
