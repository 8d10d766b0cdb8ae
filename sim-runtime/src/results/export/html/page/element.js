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

/** A text in which control characters, and those that turn texts around, are seen, written as in Rust. */
function visible(name) {
  const short = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  const written = (character) => short[character] ?? `\\u{${character.charCodeAt(0).toString(16)}}`;
  return String(name).replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, written);
}

/** A name inside of a text that is not an element: what it is written in does not turn its neighbours around. */
function plain(name) {
  const shown = visible(name);
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(shown) ? `\u2068${shown}\u2069` : shown;
}

/** A name, written in the direction of its script. */
function named(name) {
  return name instanceof Node ? name : element("bdi", { dir: "auto" }, visible(name));
}

/** A coloured square and what it stands for. */
function key(colour, label, kind) {
  const square = element("i", { class: kind });
  square.style.setProperty("--key", `var(--${colour})`);
  return element("span", { class: "key" }, square, named(label));
}

/** A button; its name is its label, or the title if that is a symbol only. */
function button(label, title, action) {
  const made = element("button", { type: "button", title, "aria-label": /\p{L}/u.test(label) ? null : title }, label);
  made.addEventListener("click", action);
  return made;
}

/** A choice among labels; the action gets the index of the chosen one. */
function choice(name, labels, action) {
  const options = labels.map((label, index) => element("option", { value: index, dir: "auto" }, label));
  const made = element("select", { "aria-label": name }, ...options);
  made.addEventListener("change", () => action(Number(made.value)));
  return made;
}
