// The service worker of the field app: keeps the whole app or nothing of it,
// and opens it without a server. The build writes the list of files in. It
// never touches requests of the protocol, and it changes to a new version only
// when the page asks: never under somebody's hands.
const name = 'phendau-field-' + "7e3843410097f47d";
const files = ["assets/ChoosePIN-CO3f2REI.js","assets/ChoosePIN-D6yLxZzF.css","assets/ChoosePIN-Dr1tX8iq.js","assets/Compare-B4LswqL9.css","assets/Compare-DVM6bvDr.js","assets/Enrol-bA6IN4WJ.js","assets/Export-Cg4lz4SZ.css","assets/Export-dvsJzQjf.js","assets/ImportTrack-BEvE_5BQ.js","assets/ImportTrack-D5stg6P-.css","assets/Mend-DR_CsLl9.js","assets/Nil-Cm6oDOuB.js","assets/One-CXOQgP8b.js","assets/Outbox-zQt1yw23.js","assets/Patrol-CRaOdXk3.js","assets/Patrol-DBjloaMV.css","assets/Record-BIXGo9zH.js","assets/Settings-Cb5La4aD.js","assets/Shared-B0QGBLdF.js","assets/Sound-Cd5V-Luk.css","assets/Sound-CeqzQuuq.js","assets/Sound-RxMgfepy.js","assets/Speak-BYKcTgPz.js","assets/Tasks-B4TpfUtG.css","assets/Tasks-C7xDtGjP.js","assets/Voice-B7C_6JPj.js","assets/Voice-DVjttobC.css","assets/app-CAdG_KI9.js","assets/app-DszfF5ro.css","assets/be-vietnam-pro-latin-400-normal-PpnXBOrz.woff2","assets/be-vietnam-pro-latin-700-normal-DlW1Zbsh.woff2","assets/be-vietnam-pro-vietnamese-400-normal-CRcqvyg1.woff2","assets/be-vietnam-pro-vietnamese-700-normal-Csr0PCuG.woff2","assets/icons-CANoheuU.svg","assets/imported-BVAWDMaq.js","assets/messages-field-en-CyNGITve.js","assets/messages-field-vi-BPX6yrDM.js","assets/messages-patrol-en-2UyGqIZC.js","assets/messages-patrol-vi-Da0w-9k3.js","assets/messages-phone-en-Wz8B_lqj.js","assets/messages-phone-vi-BRnn1cZS.js","assets/record-D8BpsFgM.js","assets/record-Lm1Y2Kki.css","assets/stretch.worker-DIArt-f1.js","assets/tasks-BZaXmSqp.js","assets/tasks-DiWbL_2y.js","assets/tongue-D-vbY-Fm.js","assets/tongue-DG7LzR2u.js","assets/words-Dc6ghwnB.js","icon-192.png","icon-512.png","index.html","manifest.webmanifest"];
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
});

// Only an open page holds the keys: it is told that there is a line again.
self.addEventListener('sync', (e) => {
  e.waitUntil(self.clients.matchAll({ type: 'window' }).then((pages) => pages.forEach((p) => p.postMessage('sync'))));
});
