// Reads the headers of every message of some folders by imapflow, and prints how long each pass took, in seconds.
import { readFileSync } from "node:fs";
import { ImapFlow } from "imapflow";

const { host, port, user, pass, authority, folders, fields, messages, passes } = JSON.parse(process.argv[2]);
const query = { uid: true, internalDate: true, size: true, headers: fields };
const tls = { ca: readFileSync(authority) };
const times = [];
for (let pass_ = 0; pass_ < passes; pass_++) {
  const start = performance.now();
  const client = new ImapFlow({ host, port, secure: true, auth: { user, pass }, tls, logger: false });
  await client.connect();
  let count = 0;
  for (const folder of folders) {
    await client.mailboxOpen(folder, { readOnly: true });
    for await (const message of client.fetch("1:*", query)) {
      if (message.headers.length) count += 1;
    }
  }
  times.push((performance.now() - start) / 1000);
  await client.logout();
  if (count !== messages) throw new Error(`imapflow read ${count} of ${messages} messages`);
}
console.log(JSON.stringify(times));
