// Runs Kith's engine. The page names the file of its JavaScript; the program stands beside it.

const { origin, searchParams } = new URL(self.location.href);
const path = searchParams.get("glue") ?? "";
const glue = new URL(path, origin);
if (!path.startsWith("/") || glue.origin !== origin) throw new Error("not one of our files");

// One that the document started before the page listens (app/index.html) says nothing until it is told to begin. The
// program is compiled meanwhile.
const told = self.name === "kith-engine-early" ? new Promise((begin) => (self.onmessage = begin)) : null;
const program = WebAssembly.compileStreaming(fetch(glue.href.replace(/\.js$/, "_bg.wasm")));
const { default: start } = await import(glue.href);
const module_or_path = await program;
await told;
await start({ module_or_path });
