// Runs Kith's engine. The page names the file of its JavaScript, which finds the program beside itself.

const path = new URL(self.location.href).searchParams.get("glue") ?? "";
const glue = new URL(path, self.location.origin);
if (!path.startsWith("/") || glue.origin !== self.location.origin) throw new Error("not one of our files");

const { default: start } = await import(glue.href);
await start();
