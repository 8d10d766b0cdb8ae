// What is under the pointer.

const tooltip = (() => {
  const box = document.getElementById("tooltip");

  /** A title and rows of label and value, beside a point of the window. */
  function show(x, y, title, rows) {
    const lines = rows.filter(([, value]) => value != null).map(([label, value]) => element("tr", {}, element("td", {}, named(label)), element("td", {}, named(value))));
    box.replaceChildren(element("strong", {}, named(title)), element("table", {}, element("tbody", {}, ...lines)));
    box.hidden = false;
    const { width, height } = box.getBoundingClientRect();
    const left = x + 14 + width > innerWidth ? x - 14 - width : x + 14;
    box.style.left = Math.max(4, left) + "px";
    box.style.top = Math.max(4, Math.min(y + 14, innerHeight - height - 4)) + "px";
  }

  return { show, hide: () => { box.hidden = true; } };
})();
