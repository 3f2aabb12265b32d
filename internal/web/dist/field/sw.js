// The service worker of the field app: keeps the whole app or nothing of it,
// and opens it without a server. The build writes the list of files in. It
// never touches requests of the protocol, and it changes to a new version only
// when the page asks: never under somebody's hands.
const name = 'phendau-field-' + "e0cb856e85bea5da";
const files = ["assets/be-vietnam-pro-latin-400-normal-PpnXBOrz.woff2","assets/be-vietnam-pro-latin-700-normal-DlW1Zbsh.woff2","assets/be-vietnam-pro-vietnamese-400-normal-CRcqvyg1.woff2","assets/be-vietnam-pro-vietnamese-700-normal-Csr0PCuG.woff2","assets/icons-w3Nhe9Lq.svg","assets/index-BKan6dFV.css","assets/index-CoPnGmik.js","assets/messages-field-en-D6-oJjFg.js","assets/messages-field-vi-B2Q8Shg2.js","assets/stretch.worker-DIArt-f1.js","icon-192.png","icon-512.png","index.html","manifest.webmanifest"];
const kept = new Set(files.map((f) => new URL(f, self.registration.scope).pathname));
const shell = new URL('index.html', self.registration.scope).href;

self.addEventListener('install', (e) => {
  e.waitUntil(caches.open(name).then((c) => c.addAll(files.map((f) => new Request(new URL(f, self.registration.scope), { cache: 'reload' })))));
});

self.addEventListener('activate', (e) => {
  e.waitUntil((async () => {
    for (const old of await caches.keys()) if (old.startsWith('phendau-field-') && old !== name) await caches.delete(old);
    await self.clients.claim();
  })());
});

self.addEventListener('fetch', (e) => {
  const { request } = e;
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate') e.respondWith(answer(shell, request));
  else if (kept.has(new URL(request.url).pathname)) e.respondWith(answer(request, request));
});

async function answer(what, request) {
  const found = await (await caches.open(name)).match(what, { ignoreVary: true });
  return found ?? fetch(request);
}

self.addEventListener('message', (e) => {
  if (e.data === 'update') self.skipWaiting();
});

// Only an open page holds the keys: it is told that there is a line again.
self.addEventListener('sync', (e) => {
  e.waitUntil(self.clients.matchAll({ type: 'window' }).then((pages) => pages.forEach((p) => p.postMessage('sync'))));
});
