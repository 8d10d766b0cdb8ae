// A scenario in an address: compressed, in the part that no server sees.

const share = {
  /** The fragment of an address for a scenario. */
  async write(text, format) {
    const bytes = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(text));
    const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    const data = btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    return `#${format}=${data}`;
  },
  /** The scenario of a fragment; nothing if there is none. */
  async read(fragment) {
    const [, format, data] = /^#(toml|json)=([\w-]+)$/.exec(fragment) ?? [];
    if (!format) return undefined;
    try {
      const letters = atob(data.replaceAll("-", "+").replaceAll("_", "/"));
      const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
      return { format, text: new TextDecoder().decode(await through(new DecompressionStream("deflate-raw"), bytes)) };
    } catch {
      return { broken: "The address holds a scenario that cannot be read; perhaps the end of it is missing." };
    }
  },
};

async function through(stream, bytes) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}
