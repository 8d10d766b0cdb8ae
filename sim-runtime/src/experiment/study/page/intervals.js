// A chart of intervals: for each value of a factor a mean, and how far it may be from the truth.

/** How far a series stands from its value, so that all of so many are seen [CSS pixels]. */
function besideValue(axis, index, count) {
  return (index - (count - 1) / 2) * (axis.kind === "names" ? 8 : Math.min(5, 30 / count));
}

/** A line through the means of a series, as far beside their values as these stand. */
function joined(shift) {
  return (self, index) => {
    const stroke = new Path2D();
    let isDrawn = false;
    self.data[index].forEach((mean, at) => {
      if (mean == null) {
        isDrawn = false;
        return;
      }
      const [x, y] = [self.valToPos(self.data[0][at], "x", true) + shift * devicePixelRatio, self.valToPos(mean, "y", true)];
      if (isDrawn) stroke.lineTo(x, y);
      else stroke.moveTo(x, y);
      isDrawn = true;
    });
    return { stroke, fill: null, clip: null, flags: 1 };
  };
}

/** The bars of a series, from the one end of each interval to the other, and its means. */
function drawIntervals(self, { colour, values, shift }) {
  const { ctx: context } = self;
  const pixel = devicePixelRatio;
  context.save();
  context.setLineDash([]);
  context.strokeStyle = theme.colour(colour);
  context.fillStyle = theme.colour(colour);
  context.lineWidth = 1.5 * pixel;
  values.forEach((one, at) => {
    if (one == null) return;
    const x = self.valToPos(self.data[0][at], "x", true) + shift * pixel;
    const y = (value) => self.valToPos(value, "y", true);
    const half = one.half_width ?? 0;
    if (half > 0) {
      const [low, high] = [y(one.mean - half), y(one.mean + half)];
      context.beginPath();
      context.moveTo(x, low);
      context.lineTo(x, high);
      for (const end of [low, high]) {
        context.moveTo(x - 4 * pixel, end);
        context.lineTo(x + 4 * pixel, end);
      }
      context.stroke();
    }
    context.beginPath();
    context.arc(x, y(one.mean), 3.2 * pixel, 0, 2 * Math.PI);
    context.fill();
  });
  context.restore();
}

/** The line of zero, where there is one to be seen. */
function drawZero(self) {
  const { left, width, top, height } = self.bbox;
  const y = self.valToPos(0, "y", true);
  if (y < top || y > top + height) return;
  const { ctx: context } = self;
  context.save();
  context.setLineDash([]);
  context.strokeStyle = theme.colour("soft");
  context.lineWidth = devicePixelRatio;
  context.beginPath();
  context.moveTo(left, y);
  context.lineTo(left + width, y);
  context.stroke();
  context.restore();
}

/** The range of an axis that has all intervals, and zero if that is near or wanted. */
function intervalRange(series, unit, hasZero) {
  const ends = series.flatMap(({ values }) => values.filter((one) => one != null).flatMap((one) => [one.mean - (one.half_width ?? 0), one.mean + (one.half_width ?? 0)]));
  let [low, high] = [Math.min(...ends), Math.max(...ends)];
  if (hasZero || (low > 0 && low < 0.4 * high)) [low, high] = [Math.min(low, 0), Math.max(high, 0)];
  // Nothing but zeros. The differences of what is the same might be on either side, but nothing is less than none.
  if (low === 0 && high === 0) return [hasZero ? -roomOfZeros(unit) : 0, roomOfZeros(unit)];
  const room = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1;
  return [low === 0 ? 0 : low - room, high === 0 ? 0 : high + room];
}

/**
 * A chart of intervals against the values of a factor.
 *
 * - `title` and `unit`: of the figure; `axis`: the factor;
 * - `series`: each with a `label` and `values`, one a value of the factor in the order of the axis: `mean`, `half_width` and `told`, or
 *   null;
 * - `hasZero`: whether zero is to be seen.
 */
function intervalChart(place, { title, unit, axis, series, hasZero = false }) {
  const spot = element("div");
  place.replaceChildren(element("div", { class: "chart" }, element("div", { class: "chart-head" }, element("h3", {}, title)), spot));
  const drawn = series.filter(({ values }) => values.some((one) => one != null)).map((one, index, all) => ({ ...one, colour: seriesColour(index), shift: besideValue(axis, index, all.length) }));
  if (drawn.length === 0) {
    spot.append(nothing("No run has a value of it."));
    return undefined;
  }
  const places = axis.order.map((value) => axis.places[value]);
  const labels = axis.order.map((value) => plain(axis.labels[value]));
  const [low, high] = intervalRange(drawn, unit, hasZero);
  const margin = axis.kind === "names" ? 0.5 : Math.max((places.at(-1) - places[0]) * 0.06, places.length === 1 ? 1 : 0);
  const lines = drawn.map(({ label, colour, values, shift }, index) => line(colour, label, (_, __, ___, at) => (at == null ? missing : values[at]?.told ?? missing), {
    paths: axis.kind === "names" ? () => null : joined(shift), dash: seriesDash(index),
  }));
  const value = { label: named(axis.name), value: (_, __, ___, at) => (at == null ? missing : labels[at]) };
  const scale = axis.kind === "logarithmic" ? ", logarithmic" : "";
  return plot(spot, `${title} against ${axis.name}, ${drawn.map((one) => one.label).join(", ")}`, 230, {
    scales: { x: { time: false, range: () => [places[0] - margin, places.at(-1) + margin] }, y: { range: () => [low, high] } },
    axes: [
      { ...axisStyle(), size: 24, label: plain(axis.name) + scale, splits: () => places, values: (self, at) => apart(self, at, labels), filter: (_, at) => at },
      valuesAxis(unit, high, title, low),
    ],
    series: [value, ...lines],
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    hooks: { draw: [drawZero, (self) => drawn.forEach((one) => drawIntervals(self, one))] },
  }, [places, ...drawn.map(({ values }) => values.map((one) => one?.mean ?? null))]).remove;
}
