// Histograms of response times, cold and hot apart.

/** Bars of a half of each bin: the left one for `side` 0, the right one for 1, or the whole one. */
function binBars(side, sides) {
  return (self, index) => {
    const fill = new Path2D();
    const bottom = self.valToPos(0, "y", true);
    self.data[index].forEach((value, at) => {
      if (!(value > 0)) return;
      const [from, to] = [self.valToPos(at, "x", true), self.valToPos(at + 1, "x", true)];
      const width = (to - from - 1) / sides;
      const top = Math.min(self.valToPos(value, "y", true), bottom - 1);
      fill.rect(from + width * side, top, Math.max(1, width), bottom - top);
    });
    return { stroke: null, fill, clip: null, flags: 1 };
  };
}

/** A duration at an edge of a bin. */
function edgeText(edge) {
  return edge === 0 ? "0 s" : duration(edge, 3).replace(/(\.\d*?)0+ /, "$1 ").replace(". ", " ");
}

function showHistogram(place, label, { edges, cold, hot }) {
  const count = edges.length - 1;
  const sum = (counts) => counts.reduce((all, one) => all + one, 0);
  const kinds = [["cold", cold, "series-1"], ["hot", hot, "series-2"]].filter(([, counts]) => sum(counts) > 0);
  const most = Math.max(1, ...kinds.flatMap(([, counts]) => counts)) * 1.06;
  const series = kinds.map(([kind, counts, colour], side) => line(colour, `${kind} (${whole(sum(counts))})`, (_, __, ___, at) => (at == null ? missing : whole(counts[at])), {
    paths: binBars(side, kinds.length), width: 0, fill: () => theme.colour(colour),
  }));
  const bin = { label: "response", value: (_, __, ___, at) => (at == null || at >= count ? missing : edges[at] === 0 ? `up to ${edgeText(edges[1])}` : `over ${edgeText(edges[at])}, up to ${edgeText(edges[at + 1])}`) };
  const every = Math.max(1, Math.ceil(count / 14));
  const splits = () => edges.map((_, at) => at).filter((at) => at % every === 0);
  const told = (self, at) => apart(self, at, at.map((one) => edgeText(edges[one])));
  return plot(place, label, 240, {
    scales: { x: { time: false, range: () => [0, count] }, y: { range: () => [0, most] } },
    axes: [{ ...axisStyle(), size: 24, label: "response time", splits, values: told, filter: (_, at) => at }, valuesAxis("count", most, "invocations")],
    series: [bin, ...series],
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false }, dataIdx: (_, __, ___, at) => Math.max(0, Math.min(count - 1, Math.floor(at))) },
  }, [edges.map((_, at) => at), ...kinds.map(([, counts]) => [...counts, null])]).remove;
}

function showHistograms({ histograms }) {
  const { tools, body } = addSection("loads", "histogram", "Histogram");
  if (histograms.length === 0) {
    body.append(nothing("No invocation completed in a container."));
    return;
  }
  const place = element("div");
  body.append(place, hint("Bins are equally wide on a logarithmic scale: each has what took longer than its left edge and no longer than its right one."));
  let remove;
  const show = (index) => {
    remove?.();
    remove = showHistogram(place, "Histogram of response times of " + ofWhat(histograms[index]), histograms[index]);
  };
  if (histograms.length > 1) tools.append(choice("Function", histograms.map((one) => `${ofWhat(one)} (${whole(one.count)})`), show));
  show(0);
}
