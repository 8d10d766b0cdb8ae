// The list of keys and choices under the place where one writes.

const completion = (() => {
  const text = document.getElementById("text");
  const box = document.getElementById("completion");
  const list = document.getElementById("choices");
  const about = document.getElementById("about");
  const SHOWN = 10;
  let place;
  let choices = [];
  let chosen = 0;

  function found(format) {
    place = placeIn(text.value, text.selectionStart, format);
    if (!place) return [];
    const all = {
      key: () => schema.keys(place.path, place.values),
      value: () => schema.values(place.path),
      header: () => schema.headers(),
    }[place.expects]();
    const word = place.word.toLowerCase();
    const begins = all.filter((one) => one.label.toLowerCase().startsWith(word));
    const others = all.filter((one) => !begins.includes(one) && word.length > 1 && one.label.toLowerCase().includes(word));
    return [...begins, ...others];
  }

  function draw() {
    list.replaceChildren(...choices.map(({ label }, index) => {
      const item = document.createElement("li");
      item.id = `choice-${index}`;
      item.role = "option";
      item.textContent = label;
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        chosen = index;
        take();
      });
      return item;
    }));
    choose(0);
    const before = text.value.slice(0, place.from).split("\n");
    const style = getComputedStyle(text);
    const letter = widthOfLetter(style);
    const top = parseFloat(style.paddingTop) + before.length * parseFloat(style.lineHeight) - text.scrollTop;
    const left = parseFloat(style.paddingLeft) + before.at(-1).length * letter - text.scrollLeft;
    box.hidden = false;
    box.style.left = `${Math.max(0, Math.min(left, text.clientWidth - box.offsetWidth))}px`;
    box.style.top = `${top}px`;
  }

  function widthOfLetter(style) {
    const context = document.createElement("canvas").getContext("2d");
    context.font = style.font;
    return context.measureText("0").width;
  }

  /** Chooses one, and shows it among its neighbours. */
  function choose(index) {
    chosen = (index + choices.length) % choices.length;
    const first = Math.min(Math.max(chosen - SHOWN / 2, 0), Math.max(choices.length - SHOWN, 0));
    [...list.children].forEach((item, place) => {
      item.setAttribute("aria-selected", String(place === chosen));
      item.hidden = place < first || place >= first + SHOWN;
    });
    text.setAttribute("aria-activedescendant", `choice-${chosen}`);
    about.textContent = choices[chosen].about;
  }

  function hide() {
    box.hidden = true;
    text.removeAttribute("aria-activedescendant");
  }

  /** What is written for a choice. */
  function written({ label, value }) {
    const isToml = document.getElementById("format").value === "toml";
    if (place.expects === "header") return label;
    if (place.expects === "value") return typeof value === "string" && !place.isQuoted ? JSON.stringify(value) : label;
    if (isToml) return place.isQuoted ? label : `${label} = `;
    return place.isQuoted ? label : `"${label}": `;
  }

  function take() {
    text.setRangeText(written(choices[chosen]), place.from, text.selectionStart, "end");
    hide();
    text.dispatchEvent(new Event("input"));
    hide();
  }

  return {
    /** Shows what may stand here; of what one is writing only if there is a beginning. */
    show(format, isAsked) {
      choices = found(format);
      const isWritten = choices.length === 1 && choices[0].label === place.word;
      if (choices.length === 0 || isWritten || (!isAsked && place.word === "")) hide();
      else draw();
    },
    hide,
    /** Takes a key if the list is open. */
    key(name) {
      if (box.hidden) return false;
      switch (name) {
        case "ArrowDown": choose(chosen + 1); break;
        case "ArrowUp": choose(chosen - 1); break;
        case "Enter": take(); break;
        case "Escape": hide(); break;
        default: return false;
      }
      return true;
    },
    /** What is offered. */
    get labels() { return box.hidden ? [] : choices.map(({ label }) => label); },
  };
})();
