// Keeps a whole copy of the app, so that it starts without a network and without the relay.
//
// The two lines below are filled in by the build. A build without a list (the quick loop) keeps nothing.
const BUILD = "";
const FILES = [];

const CACHE = `kith-${BUILD}`;

// Pages hear { kith: "complete" } when the first copy is whole, { kith: "waiting" } when a newer one is, and
// { kith: "taken" } when the newer one has taken over. They may say { kith: "take" } to have it take over now.
const tell = async (kith) => {
  for (const page of await self.clients.matchAll({ includeUncontrolled: true, type: "window" })) {
    page.postMessage({ kith });
  }
};

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

async function install() {
  if (!BUILD) return self.skipWaiting();
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
  if (self.registration.active) await tell("waiting");
}

self.addEventListener("activate", (event) => {
  event.waitUntil(activate());
});

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith("kith-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  if (!BUILD) await caches.delete(CACHE);
  await self.clients.claim();
  await tell(old.length ? "taken" : "complete");
}

self.addEventListener("message", (event) => {
  if (event.data?.kith === "take") event.waitUntil(self.skipWaiting());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (!BUILD || request.method !== "GET" || url.origin !== self.location.origin || url.pathname === "/relay") return;
  event.respondWith(request.mode === "navigate" ? start(request) : file(request));
});

// The page for every address of the app, from the copy. The network is not asked.
async function start(request) {
  const { waiting } = self.registration;
  if (waiting && (await isReload())) {
    // A reload of the last page would keep the old version for ever, since the page to come is already its client.
    waiting.postMessage({ kith: "take" });
    // Without an icon of its own, this page of an instant would have one fetched.
    const page = '<!doctype html><link rel="icon" href="data:,">';
    return new Response(page, { headers: { "Content-Type": "text/html", Refresh: "0" } });
  }
  const cache = await caches.open(CACHE);
  const { pathname } = new URL(request.url);
  return (await cache.match(pathname)) ?? (await cache.match("/")) ?? fetch(request);
}

// Whether a page loads itself again, and no other is open. One that is there but not to be seen is another tab, which
// must not change under the person's hands.
async function isReload() {
  const pages = await self.clients.matchAll({ type: "window" });
  return pages.length === 0 || (pages.length === 1 && pages[0].visibilityState === "visible");
}

async function file(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreSearch: true });
  if (!kept) return fetch(request);
  // Unchanged, so that the browser can use again what it compiled from it before.
  if (!new URL(request.url).search) return kept;
  // A worker reads its query from the address of the answer. A copied answer has none, and takes the request's.
  return new Response(kept.body, kept);
}

// What is told once a day leads to the page of that day.
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open("/today"));
});

async function open(address) {
  const [page] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (!page) return self.clients.openWindow(address);
  await page.focus();
  // A page that another version serves cannot be led anywhere; it is in sight, at least.
  await page.navigate(address).catch(() => {});
}
