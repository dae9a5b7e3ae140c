// Runs Kith's engine: the same program as the page. The page names the file of its JavaScript, and gives the program
// itself, which the browser has compiled there.

// Before anything is waited for: what comes while no one listens is lost.
const program = new Promise((given, failed) => {
  self.onmessage = ({ data }) => given(data);
  self.onmessageerror = () => failed(new Error("the program cannot be taken from the page"));
});

const path = new URL(self.location.href).searchParams.get("glue") ?? "";
const glue = new URL(path, self.location.origin);
if (!path.startsWith("/") || glue.origin !== self.location.origin) throw new Error("not one of our files");

const { default: start } = await import(glue.href);
await start({ module_or_path: await program });
