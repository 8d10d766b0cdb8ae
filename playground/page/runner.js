// The worker that runs scenarios, and how it is stopped.

const runner = (() => {
  const source = new Blob([document.getElementById("worker").textContent], { type: "text/javascript" });
  const compiled = unpacked(document.getElementById("runner").textContent);
  let worker;
  let stopped = () => {};

  /** What is compressed with gzip and written in base 64. */
  async function unpacked(text) {
    const packed = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).arrayBuffer();
  }

  async function started() {
    if (!worker) {
      const bytes = await compiled;
      const url = URL.createObjectURL(source);
      worker = new Worker(url);
      URL.revokeObjectURL(url);
      worker.postMessage({ runner: bytes });
    }
    return worker;
  }

  return {
    /** The answer to a request; `{ is: "stopped" }` if it has been stopped before. */
    run(request) {
      return new Promise((done) => {
        let isOver = false;
        const over = (answer) => {
          isOver = true;
          done(answer);
        };
        stopped = () => over({ is: "stopped" });
        started().then((worker) => {
          if (isOver) return;
          worker.onmessage = ({ data }) => over(data);
          worker.onerror = (event) => over({ is: "broken", message: event.message });
          worker.postMessage({ request });
        }, (error) => over({ is: "broken", message: String(error) }));
      });
    },
    stop() {
      worker?.terminate();
      worker = undefined;
      stopped();
    },
  };
})();
