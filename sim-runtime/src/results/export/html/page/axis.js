// Axes: where marks stand, what is written at them, and in which unit, so that no two labels meet.

const axisFont = "11px system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif";

/** How wide a text is on an axis. */
const textWidth = (() => {
  const context = document.createElement("canvas").getContext("2d");
  context.font = axisFont;
  return (label) => context.measureText(label).width;
})();

/** Units of time: the shortest length that is told in each, its own length, and steps that people count in. */
const timeUnits = [
  { unit: "d", from: 864000, seconds: 86400, steps: [] }, { unit: "h", from: 36000, seconds: 3600, steps: [1, 2, 3, 6, 12, 24, 48, 96] },
  { unit: "min", from: 600, seconds: 60, steps: [1, 2, 5, 10, 15, 30, 60, 120] }, { unit: "s", from: 1, seconds: 1, steps: [] },
  { unit: "ms", from: 1e-3, seconds: 1e-3, steps: [] }, { unit: "µs", from: 1e-6, seconds: 1e-6, steps: [] }, { unit: "ns", from: 0, seconds: 1e-9, steps: [] },
];

function timeUnit(length) {
  return timeUnits.find(({ from }) => length >= from);
}

/** Steps between marks, ascending from about a hundredth of a length on: 1, 2 or 5 times a power of ten, or those given. */
function stepsFor(length, own = []) {
  const first = Math.floor(Math.log10(length / 100));
  const powers = Array.from({ length: 5 }, (_, index) => first + index);
  const round = powers.flatMap((power) => [1, 2, 5].map((factor) => Number(`${factor}e${power}`)));
  const inside = own.filter((step) => step >= length / 100);
  return own.length === 0 ? round : [...round.filter((step) => step < own[0]), ...inside, ...round.filter((step) => step > own.at(-1))];
}

/** As many decimals as a step has. */
function decimalsOf(step) {
  return Math.min(12, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
}

function multiples(step, from, to) {
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.max(0, Math.floor(to / step + 1e-9) - first + 1);
  return Array.from({ length: count }, (_, index) => (first + index) * step);
}

/**
 * What is written at dates, in one unit: that of the length of the range. Far from the beginning, dates are counted from a round
 * date, `base`.
 */
function timeMarks(from, to, dates, step = (to - from) / timeUnit(to - from).seconds / 100) {
  const { unit, seconds } = timeUnit(to - from);
  const coarse = 10 ** Math.ceil(Math.log10((to - from) * 10));
  const base = from > (to - from) * 1e4 ? Math.floor(from / coarse) * coarse : 0;
  const decimals = decimalsOf(step);
  const labels = dates.map((at) => {
    const label = ((at - base) / seconds).toFixed(decimals);
    return grouped(label.includes(".") ? label : String(Number(label)));
  });
  return { unit, base, labels };
}

/** The marks of an axis of time that is so many pixels long: dates, labels and the title. */
function timeAxis(from, to, room) {
  const { seconds, steps } = timeUnit(to - from);
  const { base } = timeMarks(from, to, []);
  const start = (from - base) / seconds;
  const length = (to - from) / seconds;
  const candidates = stepsFor(length, steps);
  for (const step of candidates) {
    if (length / step > 60 && step !== candidates.at(-1)) continue;
    const dates = multiples(step, start, start + length).map((mark) => mark * seconds + base);
    const { unit, labels } = timeMarks(from, to, dates, step);
    const widest = Math.max(0, ...labels.map(textWidth));
    if ((step / length) * room < Math.max(48, widest + 16) && step !== candidates.at(-1)) continue;
    return { dates, labels, title: base > 0 ? `time after ${date(base)} [${unit}]` : `time [${unit}]` };
  }
  return { dates: [], labels: [], title: "time" };
}

/** How values of a kind are told up to a size: in which unit, how many of the value's own units that is, and in whole numbers. */
function valueUnit(kind, most) {
  if (kind === "share") return { unit: "%", size: 0.01 };
  if (kind === "count") return { unit: "", size: 1, isWhole: true };
  if (kind === "s") {
    const { unit, seconds } = timeUnit(most > 0 ? most : 1);
    return { unit, size: seconds };
  }
  if (kind === "B" || kind === "B/s") {
    const power = Math.max(0, Math.min(5, Math.floor(Math.log10(Math.max(1, most)) / 3)));
    return { unit: ["", "k", "M", "G", "T", "P"][power] + kind, size: 1000 ** power };
  }
  return { unit: kind ?? "", size: 1 };
}

/** How far an axis goes on which all values are zero. */
function roomOfZeros(kind) {
  return kind === "share" ? 0.01 : 1;
}

/** A value of a kind, as people read it. */
function valueText(kind, value) {
  if (value == null) return missing;
  const told = { share: percent, count: whole, s: (one) => duration(one, 4), B: bytes, "B/s": (one) => bytes(one) + "/s" }[kind];
  return told ? told(value) : `${digits(value, 4)}${kind ? " " + kind : ""}`;
}

/** The marks of an axis of values, from zero on unless another least one is said, that is so many pixels high: values and labels. */
function valueAxis(kind, most, room, least = 0) {
  const { size, isWhole } = valueUnit(kind, Math.max(most, -least));
  const length = (most - least) / size;
  const steps = stepsFor(length).filter((step) => !isWhole || step >= 1);
  const step = steps.find((one) => (one / length) * room >= 28) ?? steps.at(-1);
  const marks = multiples(step, least / size, most / size);
  return { values: marks.map((mark) => mark * size), labels: marks.map((mark) => grouped(mark.toFixed(decimalsOf(step)))) };
}
