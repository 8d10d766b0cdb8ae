// Light and dark, and paper. What draws with colours asks here, and is called again when they change.

/** Paper: what has a size of its own fits itself to the sheet before it is printed, and to the window afterwards. */
const paper = (() => {
  const followers = new Set();
  const state = { isPrinting: false };

  function print(isPrinting) {
    state.isPrinting = isPrinting;
    document.documentElement.classList.toggle("printing", isPrinting);
    followers.forEach((fit) => fit());
  }

  return {
    get isPrinting() { return state.isPrinting; },
    print,
    follow(fit) {
      followers.add(fit);
      return () => followers.delete(fit);
    },
  };
})();

const theme = (() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const drawn = [];
  let styles;

  function apply(name) {
    document.documentElement.dataset.theme = name;
    styles = getComputedStyle(document.documentElement);
    const button = document.getElementById("theme");
    button.textContent = name === "dark" ? "☀" : "☾";
    button.setAttribute("aria-pressed", String(name === "dark"));
    drawn.forEach((draw) => draw());
  }

  function current() {
    return document.documentElement.dataset.theme;
  }

  function start() {
    apply(dark.matches ? "dark" : "light");
    dark.addEventListener("change", () => apply(dark.matches ? "dark" : "light"));
    document.getElementById("theme").addEventListener("click", () => apply(current() === "dark" ? "light" : "dark"));
    // Paper is light.
    let before;
    window.addEventListener("beforeprint", () => {
      before = current();
      apply("light");
      paper.print(true);
    });
    window.addEventListener("afterprint", () => {
      paper.print(false);
      apply(before);
    });
  }

  return {
    start,
    colour: (name) => styles.getPropertyValue("--" + name).trim(),
    /** Has something drawn again whenever the colours change. */
    onChange: (draw) => drawn.push(draw),
  };
})();
