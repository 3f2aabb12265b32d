// The service worker of the field app: keeps the whole app or nothing of it,
// and opens it without a server. The build writes the list of files in. It
// never touches requests of the protocol, and it changes to a new version only
// when the page asks: never under somebody's hands.
const name = 'phendau-field-' + 'VERSION';
const files = [/* FILES */];
// Parts that are fetched when the phone is enrolled and has a line: no first
// visit waits for them, and with a new version they come at once.
const later = [/* LATER */];
const kept = new Set([...files, ...later].map((f) => new URL(f, self.registration.scope).pathname));
const shell = new URL('index.html', self.registration.scope).href;

const ofScope = (list) => list.map((f) => new Request(new URL(f, self.registration.scope), { cache: 'reload' }));

self.addEventListener('install', (e) => {
  e.waitUntil((async () => {
    const before = (await caches.keys()).some((k) => k.startsWith('phendau-field-') && k !== name);
    await (await caches.open(name)).addAll(ofScope(before ? [...files, ...later] : files));
  })());
});

async function keepLater() {
  const c = await caches.open(name);
  const missing = [];
  for (const r of ofScope(later)) if (!(await c.match(r, { ignoreVary: true }))) missing.push(r);
  await c.addAll(missing);
}

self.addEventListener('activate', (e) => {
  e.waitUntil((async () => {
    for (const old of await caches.keys()) if (old.startsWith('phendau-field-') && old !== name) await caches.delete(old);
    await self.clients.claim();
  })());
});

self.addEventListener('fetch', (e) => {
  const { request } = e;
  if (request.method === 'POST' && request.url === sharing) e.respondWith(share(request));
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate') e.respondWith(answer(shell, request));
  else if (kept.has(new URL(request.url).pathname)) e.respondWith(answer(request, request));
});

async function answer(what, request) {
  const found = await (await caches.open(name)).match(what, { ignoreVary: true });
  return found ?? fetch(request);
}

// A file that another app shares is sealed under the phone's own key and waits
// for somebody to unlock the phone. Without a line as with one: no server sees it.
const sharing = new URL('share', self.registration.scope).href;
const largest = 20 * 1024 * 1024, mostWaiting = 5;

async function share(request) {
  const to = new URL('chia-se', self.registration.scope);
  try {
    const file = (await request.formData()).get('file');
    if (file.size > largest) throw new Error('too large');
    await keep(new Uint8Array(await file.arrayBuffer()));
  } catch {
    to.search = '?loi=1';
  }
  return Response.redirect(to.href, 303);
}

async function keep(bytes) {
  const db = await done(Object.assign(indexedDB.open('phendau-field'), { onupgradeneeded() { this.transaction.abort(); } }));
  try {
    const key = await done(db.transaction('keys').objectStore('keys').get('phone'));
    const sha256 = [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((b) => b.toString(16).padStart(2, '0')).join('');
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const cipher = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: new TextEncoder().encode(`shared:${sha256}`) }, key, bytes);
    const tx = db.transaction('shared', 'readwrite', { durability: 'strict' });
    if (await done(tx.objectStore('shared').count()) >= mostWaiting) throw new Error('too many');
    tx.objectStore('shared').put({ sha256, at_ms: Date.now(), sealed: { nonce, cipher: new Uint8Array(cipher) } });
    await new Promise((resolve, reject) => Object.assign(tx, { oncomplete: resolve, onabort: () => reject(tx.error) }));
  } finally {
    db.close();
  }
}

const done = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));

self.addEventListener('message', (e) => {
  if (e.data === 'update') self.skipWaiting();
  if (e.data === 'later') e.waitUntil(keepLater().catch(() => undefined)); // asked again after the next sync
});

// Only an open page holds the keys: it is told that there is a line again.
self.addEventListener('sync', (e) => {
  e.waitUntil(self.clients.matchAll({ type: 'window' }).then((pages) => pages.forEach((p) => p.postMessage('sync'))));
});
