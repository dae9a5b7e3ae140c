// Runs Kith's engine: the same program as the page, from the files that the page names.

const given = new URL(self.location.href).searchParams;

function own(name) {
  const path = given.get(name) ?? "";
  const url = new URL(path, self.location.origin);
  if (!path.startsWith("/") || url.origin !== self.location.origin) throw new Error(`not one of our files: ${name}`);
  return url.href;
}

const glue = own("glue");
const wasm = own("wasm");
const { default: start } = await import(glue);
await start({ module_or_path: wasm });
