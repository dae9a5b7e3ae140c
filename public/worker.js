// Runs Kith's engine. The page names the file of its JavaScript; the program stands beside it.

const { origin, searchParams } = new URL(self.location.href);
const path = searchParams.get("glue") ?? "";
const glue = new URL(path, origin);
if (!path.startsWith("/") || glue.origin !== origin) throw new Error("not one of our files");

// One that the document started before the page listens (app/index.html) says nothing until it is told to begin. The
// program is compiled meanwhile.
const told = self.name === "kith-engine-early" ? new Promise((begin) => (self.onmessage = begin)) : null;

// A promise that fails because the program stopped would be no error to the page, which has to know.
self.addEventListener("unhandledrejection", ({ reason }) => {
  if (reason instanceof WebAssembly.RuntimeError) reportError(reason);
});

const load = async () => {
  const program = WebAssembly.compileStreaming(fetch(glue.href.replace(/\.js$/, "_bg.wasm")));
  // It may fail while the other file is waited for.
  program.catch(() => {});
  return [await import(glue.href), await program];
};
const files = await load().catch((error) => {
  // A program that is there and is none will be none at the next try, either.
  if (error instanceof WebAssembly.CompileError || error instanceof SyntaxError) throw error;
  console.warn("The engine did not load.", error);
});
await told;
if (files) {
  const [{ default: start }, module_or_path] = files;
  await start({ module_or_path });
} else {
  // The page tries again (app/src/client/engine.rs).
  postMessage("unloaded");
}
