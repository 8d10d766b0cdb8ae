// Runs scenarios apart from the page, which stays alive and can stop it.
"use strict";

let module;

self.onmessage = async ({ data }) => {
  if (data.runner) {
    module = WebAssembly.compile(data.runner);
    return;
  }
  try {
    self.postMessage(await answer(data.request));
  } catch (error) {
    self.postMessage({ is: "broken", message: String(error) });
  }
};

/** The answer of the runner to a request. Each run has an instance, and so a memory, of its own. */
async function answer(request) {
  const { exports } = await WebAssembly.instantiate(await module, {});
  const bytes = new TextEncoder().encode(JSON.stringify(request));
  const asked = exports.alloc(bytes.length);
  new Uint8Array(exports.memory.buffer, asked, bytes.length).set(bytes);
  // Memory may lie above two gigabytes, where addresses of 32 bits seem to be negative.
  const told = exports.run(asked, bytes.length) >>> 0;
  const length = new DataView(exports.memory.buffer).getUint32(told, true);
  const text = new TextDecoder().decode(new Uint8Array(exports.memory.buffer, told + 4, length));
  return JSON.parse(text);
}
