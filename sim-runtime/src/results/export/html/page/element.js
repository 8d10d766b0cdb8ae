// Elements from values. Texts are texts: what a name contains is never markup.

/** An element with attributes and children; a child that is not a node is a text. */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value != null) made.setAttribute(name, value);
  }
  made.append(...children.map((child) => (child instanceof Node ? child : String(child))));
  return made;
}

function byId(id) {
  return document.getElementById(id);
}

/** A coloured square and what it stands for. */
function key(colour, label) {
  const square = element("i");
  square.style.background = `var(--${colour})`;
  return element("span", { class: "key" }, square, label);
}

function button(label, title, action) {
  const made = element("button", { type: "button", title, "aria-label": title }, label);
  made.addEventListener("click", action);
  return made;
}

/** A choice among labels; the action gets the index of the chosen one. */
function choice(name, labels, action) {
  const options = labels.map((label, index) => element("option", { value: index }, label));
  const made = element("select", { "aria-label": name }, ...options);
  made.addEventListener("change", () => action(Number(made.value)));
  return made;
}
