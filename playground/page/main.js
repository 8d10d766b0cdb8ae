// The editor, the buttons, and what is shown of a run.

const element = (id) => document.getElementById(id);
const text = element("text");

const examples = [...document.querySelectorAll("#examples script")].map((script) => ({
  name: script.dataset.name,
  text: script.textContent.replace(/^\n/, ""),
}));

/** The name that the command would know the scenario by. */
let name = "scenario";

// The editor.

function mark(line, column) {
  const lines = text.value.split("\n");
  const numbers = lines.map((_, index) => {
    const number = document.createElement("div");
    number.textContent = String(index + 1);
    number.className = index + 1 === line ? "wrong" : "";
    return number;
  });
  element("lines").replaceChildren(...numbers);
  element("marks").replaceChildren(text.value);
  text.removeAttribute("aria-invalid");
  if (!line) return;
  const [from, to] = range(line, column);
  const wrong = document.createElement("mark");
  wrong.textContent = text.value.slice(from, to) || " ";
  element("marks").replaceChildren(text.value.slice(0, from), wrong, text.value.slice(to));
  text.setAttribute("aria-invalid", "true");
  scroll();
}

/** From a place, in letters, to the end of the word there. */
function range(line, column) {
  const lines = text.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const from = start + [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
  const [word] = /^(\w+|.)?/.exec(text.value.slice(from));
  return [from, from + word.length];
}

function scroll() {
  element("lines").scrollTop = text.scrollTop;
  element("marks").scrollTop = text.scrollTop;
  element("marks").scrollLeft = text.scrollLeft;
}

function show(scenario) {
  text.value = scenario.text;
  element("format").value = scenario.format;
  text.setSelectionRange(0, 0);
  text.scrollTop = 0;
  mark();
  completion.hide();
}

function choose(example) {
  const [, stem, format] = /^(.*)\.(toml|json)$/.exec(example.name);
  name = stem;
  show({ text: example.text, format });
}

text.addEventListener("input", () => {
  mark();
  completion.show(element("format").value, false);
});
text.addEventListener("scroll", () => {
  scroll();
  completion.hide();
});
text.addEventListener("blur", () => completion.hide());
text.addEventListener("click", () => completion.hide());
text.addEventListener("keydown", (event) => {
  const isControl = event.ctrlKey || event.metaKey;
  if (isControl && event.key === " ") completion.show(element("format").value, true);
  else if (isControl && event.key === "Enter") run();
  else if (isControl || !completion.key(event.key)) return;
  event.preventDefault();
});

// A run.

function tell(message, place) {
  element("message").hidden = !message;
  element("message").textContent = message ?? "";
  element("place").hidden = !place;
  if (place) element("place").textContent = `Go to line ${place.line}, column ${place.column}`;
  element("place").onclick = () => {
    text.focus();
    text.setSelectionRange(...range(place.line, place.column));
  };
}

let stored;
let url;

async function run() {
  if (element("run").disabled) return;
  const file = `${name}.${element("format").value}`;
  const seed = Number(element("seed").value);
  if (!Number.isSafeInteger(seed) || seed < 0 || element("seed").value === "") {
    tell("The seed is a whole number from 0 on; write another one.");
    return;
  }
  element("run").disabled = true;
  element("stop").disabled = false;
  element("download").hidden = true;
  element("state").textContent = "Running.";
  tell();
  mark();
  const started = performance.now();
  const answer = await runner.run({ name: file, text: text.value, seed });
  element("run").disabled = false;
  element("stop").disabled = true;
  const time = ((performance.now() - started) / 1000).toFixed(2);
  const outcomes = {
    run() {
      element("state").textContent = `Run in ${time} s.`;
      tell([answer.failure, ...answer.notes].filter(Boolean).join("\n"));
      element("page").hidden = false;
      element("page").srcdoc = answer.page;
      if (url) URL.revokeObjectURL(url);
      stored = new Blob([answer.json], { type: "application/json" });
      url = URL.createObjectURL(stored);
      Object.assign(element("download"), { hidden: false, href: url, download: `${name}.result.json` });
    },
    refused() {
      element("state").textContent = "Not run.";
      element("page").hidden = true;
      tell(answer.message, answer.line ? answer : undefined);
      mark(answer.line, answer.column);
    },
    stopped() {
      element("state").textContent = `Stopped after ${time} s.`;
    },
    broken() {
      runner.stop();
      element("state").textContent = "Not run.";
      tell(`The run broke off, perhaps for want of memory, of which a page has 4 GB at most: ${answer.message}`);
    },
  };
  outcomes[answer.is]();
}

element("run").addEventListener("click", run);
element("stop").addEventListener("click", () => runner.stop());

element("share").addEventListener("click", async () => {
  history.replaceState(null, "", await share.write(text.value, element("format").value));
  let told = "The address of this page now holds the scenario.";
  try {
    await navigator.clipboard.writeText(location.href);
    told = "The address of this page now holds the scenario, and has been copied.";
  } catch {
    // Not every page may copy; the address is there.
  }
  element("state").textContent = told;
});

// The beginning.

function theme(name) {
  document.documentElement.dataset.theme = name;
  element("theme").textContent = name === "dark" ? "☀" : "☾";
  element("theme").setAttribute("aria-pressed", String(name === "dark"));
}

element("theme").addEventListener("click", () => theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
theme(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

element("example").replaceChildren(...examples.map((example) => new Option(example.name)));
element("example").addEventListener("change", () => choose(examples[element("example").selectedIndex]));

async function begin() {
  choose(examples[0]);
  const shared = await share.read(location.hash);
  if (shared?.broken) tell(shared.broken);
  else if (shared) {
    name = "scenario";
    show(shared);
  }
}

window.addEventListener("hashchange", begin);
const begun = begin();
