// The part of the run that is looked at: one for all charts over time, and kept in the address of the page.

/**
 * Charts follow the range: `follow(draw)` has one drawn again when the range changes, and returns a way to stop that.
 * `show`, `zoom`, `move` and `reset` change it; all dates are in seconds.
 */
const timeRange = (() => {
  const followers = new Set();
  const range = { from: 0, to: 1, end: 1 };
  let writing;

  /** Shows a range, within the run and not shorter than a nanosecond or so. */
  function show(from, to) {
    const length = Math.min(range.end, Math.max(to - from, range.end * 1e-9, 1e-9));
    range.from = Math.max(0, Math.min(from, range.end - length));
    range.to = range.from + length;
    followers.forEach((draw) => draw());
    clearTimeout(writing);
    writing = setTimeout(write, 200);
  }

  const isWhole = () => range.from <= 0 && range.to >= range.end;

  /** The parts of the fragment: a section, and `t=FROM,TO`, as in media fragments. */
  function parts() {
    const all = location.hash.slice(1).replaceAll("%2C", ",").split("&");
    const time = all.find((part) => part.startsWith("t="))?.slice(2).split(",").map(Number);
    return { section: all.find((part) => part !== "" && !part.includes("=")), time };
  }

  function write(section = parts().section) {
    clearTimeout(writing);
    const shown = isWhole() ? [] : [`t=${[range.from, range.to].map((date) => Number(date.toPrecision(12))).join(",")}`];
    const fragment = [...(section ? [section] : []), ...shown].join("&");
    try {
      history.replaceState(null, "", fragment ? "#" + fragment : location.pathname + location.search);
    } catch {
      // A preview in a mail or in a frame may have no address to write to.
    }
  }

  function read() {
    const { section, time } = parts();
    if (time?.length === 2 && time.every(Number.isFinite) && time[0] < time[1]) show(...time);
    if (section && location.hash.includes("&")) document.getElementById(section)?.scrollIntoView();
  }

  return {
    get from() { return range.from; },
    get to() { return range.to; },
    get end() { return range.end; },
    isWhole,
    show,
    /** Names the section that is gone to in the address, beside the range. */
    name: write,
    zoom: (factor, around = (range.from + range.to) / 2) => show(around - (around - range.from) * factor, around + (range.to - around) * factor),
    move: (share) => show(range.from + (range.to - range.from) * share, range.to + (range.to - range.from) * share),
    reset: () => show(0, range.end),
    /** The run has this length; the address may say what to show of it. */
    start(end) {
      range.end = end;
      range.to = end;
      read();
      window.addEventListener("hashchange", read);
    },
    follow(draw) {
      followers.add(draw);
      return () => followers.delete(draw);
    },
  };
})();

/** The buttons that change the range of all charts, and what it is. */
function showRange() {
  const shown = element("output", { "aria-label": "Time range of all charts" });
  const whole = button("Whole run", "Show the whole run", timeRange.reset);
  byId("range").replaceChildren(
    shown, button("◂", "Earlier", () => timeRange.move(-0.3)), button("▸", "Later", () => timeRange.move(0.3)),
    button("+", "Zoom in", () => timeRange.zoom(0.6)), button("−", "Zoom out", () => timeRange.zoom(1 / 0.6)), whole,
  );
  const say = () => {
    const { unit, base, labels } = timeMarks(timeRange.from, timeRange.to, [timeRange.from, timeRange.to]);
    shown.textContent = `${labels[0]} to ${labels[1]} ${unit}${base > 0 ? " after " + date(base) : ""}`;
    whole.disabled = timeRange.isWhole();
  };
  timeRange.follow(say);
  say();
}
