"use strict";
// Numbers and quantities as people read them.

const missing = "–";

/** A whole number with thin spaces between thousands. */
function whole(value) {
  return value == null ? missing : grouped(Math.round(value));
}

/** A number with thin spaces between thousands, and its decimals as they are. */
function grouped(value) {
  const [integer, decimals] = String(value).split(".");
  return integer.replace(/\B(?=(\d{3})+$)/g, "\u202f") + (decimals === undefined ? "" : "." + decimals);
}

/** So many of a thing, in words. */
function several(count, noun) {
  return `${whole(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** So many significant digits, without an exponent. */
function digits(value, count = 3) {
  if (value == null) return missing;
  if (value === 0) return "0";
  const size = Math.floor(Math.log10(Math.abs(value)));
  if (size >= count - 1) return whole(value);
  return value.toFixed(Math.min(12, count - 1 - size));
}

/** A duration in the unit that suits it. */
function duration(seconds, count = 3) {
  if (seconds == null) return missing;
  const size = Math.abs(seconds);
  if (size === 0) return "0 s";
  if (size < 1e-6) return digits(seconds * 1e9, count) + " ns";
  if (size < 1e-3) return digits(seconds * 1e6, count) + " µs";
  if (size < 1) return digits(seconds * 1e3, count) + " ms";
  if (size < 600) return digits(seconds, count) + " s";
  if (size < 36000) return digits(seconds / 60, count) + " min";
  if (size < 864000) return digits(seconds / 3600, count) + " h";
  return digits(seconds / 86400, count) + " d";
}

/** A date of the simulation, all decimals that matter. */
function date(seconds) {
  return seconds == null ? missing : grouped(Number(seconds.toFixed(9))) + " s";
}

function percent(share) {
  if (share == null) return missing;
  const value = share * 100;
  if (value > 0 && value < 0.01) return "< 0.01 %";
  if (value > 99.9 && value < 100) return "> 99.9 %";
  return (value === 0 || value === 100 ? String(value) : value.toFixed(Math.abs(value) < 1 ? 2 : 1)) + " %";
}

function bytes(value) {
  if (value == null) return missing;
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return digits(value) + " " + units[unit];
}

/** An amount in one of some units, each a thousand times the one before. */
function inThousands(value, units) {
  if (value == null) return missing;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return digits(value, 4) + " " + units[unit];
}

function energy(joules) {
  return inThousands(joules, ["J", "kJ", "MJ", "GJ"]);
}

function carbon(grams) {
  return inThousands(grams, ["g", "kg", "t", "kt"]);
}

function money(amount) {
  if (amount == null) return missing;
  const rounded = Math.abs(amount) >= 100 ? amount.toFixed(2) : amount === 0 ? "0" : Number(amount.toPrecision(4)).toString();
  return rounded.includes("e") ? amount.toFixed(12).replace(/0+$/, "") : rounded;
}
