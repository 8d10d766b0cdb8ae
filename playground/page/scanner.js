// Where in a scenario a place of its text is, as far as the text before it tells: in which table or object, after which key.

/**
 * @returns `{ path, values, expects, word, from, isQuoted }`: the keys that lead there, the values of the same object before it, whether a
 * `key`, a `value` or a `header` is expected, and what is written of it, from where on. Nothing in a comment and after a value.
 */
function placeIn(text, caret, format) {
  const isToml = format === "toml";
  const frame = (kind, path) => ({ kind, path, keys: [], expects: kind === "array" ? "value" : "key", values: {} });
  let stack = [frame("object", [])];
  if (!isToml) {
    // The file is one object, which its first brace begins.
    stack[0].expects = "value";
    stack[0].isFile = true;
  }
  let at = 0;
  const top = () => stack[stack.length - 1];
  const here = (word, from, isQuoted) => {
    const { path, keys, values, expects } = top();
    return expects === "nothing" ? undefined : { path: [...path, ...keys], values, expects, word, from, isQuoted };
  };
  const token = (word) => {
    if (top().expects === "key") {
      top().keys.push(word);
      return;
    }
    top().values[top().keys.join(".")] = word;
    top().expects = "nothing";
  };
  while (at < caret) {
    const letter = text[at];
    if (letter === "#" && isToml) {
      const end = endOfLine(text, at);
      if (end >= caret) return undefined;
      at = end;
    } else if (letter === "\n" && isToml && stack.length === 1) {
      Object.assign(top(), { expects: "key", keys: [] });
      at += 1;
    } else if (/\s/.test(letter)) {
      at += 1;
    } else if (letter === '"' || (letter === "'" && isToml)) {
      const { end, inner } = quoted(text, at);
      if (caret >= inner.from && caret <= inner.to) return here(text.slice(inner.from, caret), inner.from, true);
      token(text.slice(inner.from, inner.to));
      at = end;
    } else if (letter === "[" && isToml && stack.length === 1 && top().expects === "key" && top().keys.length === 0) {
      const from = at + (text[at + 1] === "[" ? 2 : 1);
      const line = text.slice(from, endOfLine(text, at));
      const close = line.indexOf("]");
      const end = from + (close < 0 ? line.length : close);
      if (end >= caret) return { path: [], values: {}, expects: "header", word: text.slice(from, caret), from, isQuoted: false };
      stack = [frame("object", text.slice(from, end).split(".").map((key) => key.trim().replace(/^["']|["']$/g, "")))];
      at = endOfLine(text, at);
    } else if (letter === "{" || letter === "[") {
      const path = [...top().path, ...top().keys];
      stack.push(frame(letter === "{" ? "object" : "array", path));
      at += 1;
    } else if (letter === "}" || letter === "]") {
      if (stack.length > 1) stack.pop();
      top().expects = "nothing";
      at += 1;
    } else if (letter === ",") {
      Object.assign(top(), { expects: top().kind === "array" ? "value" : "key", keys: [] });
      at += 1;
    } else if (letter === "=" || letter === ":") {
      top().expects = "value";
      at += 1;
    } else if (letter === "." && top().expects === "key") {
      at += 1;
    } else {
      const from = at;
      const ends = top().expects === "key" ? /[^\w-]/ : /[\s,\]}#]/;
      do at += 1; while (at < text.length && !ends.test(text[at]));
      if (at >= caret) return here(text.slice(from, caret), from, false);
      token(text.slice(from, at));
    }
  }
  return top().isFile ? undefined : here("", caret, false);
}

function endOfLine(text, at) {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/** A text in quotes, one or three, which may not be closed yet: then it ends with its line, or with the file. */
function quoted(text, at) {
  const quote = text[at];
  const three = quote.repeat(3);
  const isLong = text.startsWith(three, at);
  const from = at + (isLong ? 3 : 1);
  let to = from;
  while (to < text.length && !(isLong ? text.startsWith(three, to) : text[to] === quote || text[to] === "\n")) {
    to += quote === '"' && text[to] === "\\" ? 2 : 1;
  }
  const isClosed = to < text.length && text[to] !== "\n";
  return { inner: { from, to }, end: Math.min(isClosed ? to + (isLong ? 3 : 1) : Math.max(to, from), text.length) };
}
