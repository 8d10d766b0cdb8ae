"use strict";
// Tables as CSV files (RFC 4180): whole rows with all digits, whatever the table shows of them.

/** A value of a table in a file: what is missing is empty. */
function csvField(value) {
  if (value == null) return "";
  const text = String(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The unit of the values of a column, if how it shows them tells it. */
function csvUnit(column) {
  return column.unit ?? new Map([[time, "s"], [duration, "s"], [bytes, "B"], [date, "s"]]).get(column.show);
}

/** A table as a text. Columns of drawings or of buttons are left out. */
function csvText(columns, rows) {
  const written = columns.filter((one) => !/wide|deed/.test(one.kind));
  const title = (one) => (csvUnit(one) ? `${one.title} [${csvUnit(one)}]` : one.title);
  const lines = [written.map(title), ...rows.map((row) => written.map((one) => one.value(row)))];
  return lines.map((line) => line.map(csvField).join(",") + "\r\n").join("");
}

/** A button that downloads a table. */
function csvButton(label, columns, rows) {
  const name = label.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").toLowerCase() + ".csv";
  return button("CSV", `Download as ${name}: all ${several(rows.length, "row")}, with all digits`, () => {
    const address = URL.createObjectURL(new Blob([csvText(columns, rows)], { type: "text/csv" }));
    element("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  });
}
