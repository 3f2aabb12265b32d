// What every browser test needs: the real program on a free port with the
// demo book, real Chromium, passkeys, axe, and the rule that nothing may
// break the content security policy.
import { spawn, spawnSync } from 'node:child_process';
import { createServer, request as httpRequest } from 'node:http';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const repository = fileURLToPath(new URL('../..', import.meta.url));
// The shell of Chromium is the same browser without a window: half the work.
const browserPath = process.env.CHROMIUM ?? ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((p) => existsSync(p)) ?? '/usr/bin/chromium';

/** Why the tests cannot run here; "" when they can. With CI=true they must. */
export const missing = existsSync(browserPath) || process.env.CI === 'true' ? '' : `Left out: no Chromium at ${browserPath}`;

/** The sizes every screen is looked at. */
export const sizes = { laptop: { width: 1366, height: 768 }, phone: { width: 360, height: 740 } };

// A phone has four points for one of the page; without pictures to look at they
// would only be painted in vain.
const sharpness = process.env.E2E_SCREENSHOTS ? 2 : 1;

const cleanups = [];

/** Ends what start functions began, the last first; call it in after(). */
export async function stopAll() {
  for (const clean of cleanups.splice(0).reverse()) await clean();
}

/**
 * Runs the program until its output holds the pattern; returns the match and
 * how to end it. A program that ends by itself first is an error.
 */
function run(folder, args, pattern) {
  const child = spawn(process.env.PHENDAU_BINARY ?? buildProgram(folder), args, { cwd: folder });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const stop = async () => { child.kill('SIGTERM'); await ended; };
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk) => {
      said += chunk;
      const found = pattern.exec(said);
      if (found) resolve({ found, stop });
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('close', (code) => reject(new Error(`the program ended with ${code}:\n${said}`)));
  });
}

const listening = /http:\/\/(?:127\.0\.0\.1|localhost):(\d+)/;

/** A folder that goes at the end. */
function scratch() {
  const folder = mkdtempSync(join(tmpdir(), 'phendau-e2e-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Fills a demo book, once for all tests of a run; returns its directory. */
export function fillBook(folder) {
  const book = join(folder, 'filled');
  const done = spawnSync(process.env.PHENDAU_BINARY ?? buildProgram(folder), ['demo', '--no-serve', '--dir', book], { cwd: folder, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`phendau demo: ${done.stdout}${done.stderr}`);
  return book;
}

/** A demo book of its own in a folder: a copy of the one of this run. */
function demoBook(folder) {
  const book = join(folder, 'book');
  cpSync(process.env.E2E_DEMO_BOOK ?? fillBook(folder), book, { recursive: true });
  return book;
}

/**
 * Serves the demo book; returns the address in its localhost form (passkeys
 * need a name). Tests that only read share the server of run.mjs; with fresh a
 * test gets a book of its own to write in.
 */
export async function startServer({ fresh = false } = {}) {
  const { PHENDAU_E2E_ADDRESS: shared } = process.env;
  return shared && !fresh ? { address: shared } : startStoppable();
}

/** A free port below those that systems give out by themselves: nobody takes it while its server is away. */
async function ownPort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000), probe = createServer();
    const free = await new Promise((done) => probe.once('error', () => done(false)).listen(port, '127.0.0.1', () => done(true)));
    if (!free) continue;
    await new Promise((done) => probe.close(done));
    return port;
  }
}

/**
 * Serves a demo book of its own; stop ends the program and start serves the
 * book again at the same address: what offline emulation misses.
 */
export async function startStoppable({ args = [] } = {}) {
  const folder = scratch();
  const book = demoBook(folder);
  const port = await ownPort();
  let running = null;
  const start = async () => { running ??= await run(folder, ['serve', '--dir', book, '--listen', `127.0.0.1:${port}`, ...args], listening); };
  const stop = async () => {
    await running?.stop();
    running = null;
  };
  cleanups.push(stop);
  await start();
  return { address: `http://localhost:${port}`, book, stop, start };
}

/**
 * The same server at another address, where the worker of the field app can
 * become a newer one: bump() lets the next request for it get other bytes.
 */
export async function startNewer(address) {
  const upstream = new URL(address);
  let newer = 0;
  const proxy = createServer((q, a) => {
    const worker = q.url === '/field/sw.js';
    const asked = httpRequest({ host: '127.0.0.1', port: upstream.port, path: q.url, method: q.method, headers: { ...q.headers, host: upstream.host, ...(worker ? { 'accept-encoding': 'identity', 'if-none-match': '' } : {}) } }, (r) => {
      if (!worker) return void r.pipe(a.writeHead(r.statusCode, r.headers));
      const headers = { 'content-type': r.headers['content-type'], 'cache-control': 'no-cache' };
      const text = [];
      r.on('data', (c) => text.push(c));
      r.on('end', () => a.writeHead(r.statusCode, headers).end(Buffer.concat(text).toString().replace(/'phendau-field-' \+ "(\w+)"/, `'phendau-field-' + "$1-${newer}"`)));
    });
    asked.on('error', () => a.destroy());
    q.pipe(asked);
  });
  await new Promise((done) => proxy.listen(0, '127.0.0.1', done));
  cleanups.push(() => new Promise((done) => { proxy.closeAllConnections(); proxy.close(done); }));
  return { address: `http://localhost:${proxy.address().port}`, bump: () => { newer++; } };
}

/**
 * Serves an empty book, as on the first run. Returns the address and the
 * address of the set-up with its key; without set, one that is begun already.
 */
export async function startEmpty({ args = [], set = true } = {}) {
  const folder = scratch();
  const where = args.includes('--database') ? [] : ['--dir', join(folder, 'book')];
  const { found, stop } = await run(folder, ['serve', ...where, '--listen', '127.0.0.1:0', ...args],
    set ? /(http:\/\/localhost:\d+)\/office\/bat-dau#\S+/ : /(http:\/\/localhost:\d+)\//);
  cleanups.push(stop);
  return { address: found[1], setup: found[0], folder };
}

/** A PostgreSQL of its own; returns the address of an empty database. */
export async function startPostgres() {
  const folder = mkdtempSync(join(tmpdir(), 'phendau-e2e-'));
  const binary = join(folder, 'postgres');
  const done = spawnSync('go', ['build', '-o', binary, './internal/pgtest/run'], { cwd: repository, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`go build: ${done.stderr}`);
  const child = spawn(binary, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  cleanups.push(async () => { child.stdin.end(); await ended; rmSync(folder, { recursive: true, force: true }); });
  return new Promise((resolve, reject) => {
    child.stdout.once('data', (b) => resolve(String(b).trim()));
    child.once('close', (code) => reject(new Error(`PostgreSQL ended with ${code}`)));
  });
}

/** The text of one file of a zip archive, such as a DOCX. */
export function unzipped(path, name) {
  const b = readFileSync(path);
  let at = b.readUInt32LE(b.lastIndexOf(Buffer.from('PK\x05\x06')) + 16);
  while (b.readUInt32LE(at) === 0x02014b50) {
    const [packed, size, extra, note, local] = [b.readUInt32LE(at + 20), b.readUInt16LE(at + 28), b.readUInt16LE(at + 30), b.readUInt16LE(at + 32), b.readUInt32LE(at + 42)];
    if (b.toString('utf8', at + 46, at + 46 + size) === name) {
      const start = local + 30 + b.readUInt16LE(local + 26) + b.readUInt16LE(local + 28);
      const bytes = b.subarray(start, start + packed);
      return (b.readUInt16LE(at + 10) === 0 ? bytes : inflateRawSync(bytes)).toString('utf8');
    }
    at += 46 + size + extra + note;
  }
  throw new Error(`${path} holds no ${name}`);
}

/** Builds the program into a folder; returns its path. */
export function buildProgram(folder) {
  const out = join(folder, 'phendau');
  const done = spawnSync('go', ['build', '-o', out, './cmd/phendau'], { cwd: repository, encoding: 'utf8', env: { ...process.env, CGO_ENABLED: '0' } });
  if (done.status !== 0) throw new Error(`go build: ${done.stderr}`);
  return out;
}

export async function startBrowser() {
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  cleanups.push(() => browser.close());
  return browser;
}

/**
 * A visitor with a page of his own. Everything that must never happen is
 * collected in page.faults: violations of the policy, exceptions, failed
 * requests for files. Close with leave(), which throws when there are any.
 */
export async function visitor(browser, { size = sizes.laptop, scheme = 'light', ...options } = {}) {
  const context = await browser.newContext({
    viewport: size, colorScheme: scheme, locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh', reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
    ...(size === sizes.phone ? { deviceScaleFactor: sharpness, isMobile: true, hasTouch: true } : {}),
    ...options,
  });
  const page = await context.newPage();
  page.faults = [];
  await watch(page, page.faults);
  return page;
}

/** Collects what must never happen on a page. */
async function watch(page, faults) {
  await page.exposeFunction('phendauViolation', (v) => faults.push(`policy: ${v}`));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (e) => window.phendauViolation(`${e.effectiveDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber} ${e.sample}`));
  });
  page.pending = new Set();
  page.on('request', (r) => { if (r.resourceType() !== 'eventsource') page.pending.add(r); });
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (r) => page.pending.delete(r));
  page.on('pageerror', (e) => faults.push(`exception: ${e.stack ?? e.message}`));
  // Leaving a page takes back what it still asks for; that is no fault.
  page.on('requestfailed', (r) => { if (/\/assets\//.test(r.url()) && r.failure()?.errorText !== 'net::ERR_ABORTED') faults.push(`failed: ${r.url()}`); });
}

export async function leave(page) {
  const { faults } = page;
  await page.evaluate(() => 0); // what the page reported before has arrived
  await page.context().close();
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

/** Adds a passkey device to the page; returns its CDP session and id. */
export async function passkeys(page, options = {}) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, hasPrf: true, automaticPresenceSimulation: true, ...options },
  });
  return { cdp, authenticatorId };
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * The violations of WCAG 2.2 AA on the page, in words; [] is what we want. Only
 * they are told in full and brought here; of style sheets, which axe would fetch
 * once more, none of these rules asks.
 */
export async function axe(page) {
  // evaluate is not bound by the policy; a script tag would be blocked.
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(axeSource);
  const violations = await page.evaluate(async () => (await globalThis.axe.run(document, {
    runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }, resultTypes: ['violations'], preload: { assets: ['media'] },
  })).violations);
  return violations.map((v) => `${v.id}: ${v.help}\n${v.nodes.map((n) => `  ${n.target.join(' ')} ${n.failureSummary ?? ''}`).join('\n')}`);
}

/**
 * Waits until what a page is asked comes true. The page may have to wait for its
 * answer: Playwright's waitForFunction takes a promise itself for true.
 */
export async function until(page, asked, arg) {
  for (const end = Date.now() + 30_000; !(await page.evaluate(asked, arg));) {
    if (Date.now() > end) throw new Error(`did not come true: ${asked}`);
    await page.waitForTimeout(200);
  }
}

/**
 * Waits until the page asks for nothing and has drawn what it got; the live
 * connection does not count, it never ends.
 */
export async function settled(page) {
  const idle = () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  do { await idle(); } while (page.pending.size > 0);
}

/** Whether the page scrolls sideways, which it must not. */
export const scrollsSideways = (page) => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

/** A picture for people to look at, into the folder E2E_SCREENSHOTS names. */
export async function screenshot(page, name, { fullPage = false } = {}) {
  const folder = process.env.E2E_SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  // The phone's app scrolls inside: for a whole picture it is let out.
  const stretch = (height) => page.evaluate((h) => { const app = document.getElementById('app'); if (app) app.style.height = h; }, height);
  if (fullPage) await stretch('auto');
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
  if (fullPage) await stretch('');
}

/** Remembers language and theme as if chosen on an earlier visit. */
export async function prefer(page, { lang, theme } = {}) {
  await page.addInitScript((kept) => {
    for (const [k, v] of Object.entries(kept)) if (v) localStorage.setItem(`phendau.${k}`, v);
  }, { lang, theme });
}

/**
 * Brings a page to an address of the server at which nothing stands: who only
 * asks the API need not load the office for it.
 */
export async function atOrigin(page, address) {
  const empty = `${address}/office/`;
  await page.route(empty, (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  await page.goto(empty);
  await page.unroute(empty);
}

/**
 * Signs the page in to the demo book as the first person of a role; returns
 * what the server says about him. The page is still empty then.
 */
export async function signInAs(page, address, role, index = 0) {
  await atOrigin(page, address);
  return page.evaluate(async ({ role, index }) => {
    const people = await (await fetch('/api/v1/session/try')).json();
    const person = people.filter((p) => p.grants.some((g) => g.role === role))[index];
    const answer = await fetch('/api/v1/session/try', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ person_id: person.id }) });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  }, { role, index });
}

/** Asks the API as the signed-in page; throws with the answer when it refuses. */
export function callApi(page, method, path, body) {
  return page.evaluate(async ({ method, path, body }) => {
    const headers = method === 'GET' ? {} : { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() };
    const answer = await fetch(`/api/v1${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }, { method, path, body });
}

/**
 * A phone: a browser with a profile of its own, so that what it stored is
 * there after it was killed. restart() ends it without a word and opens it
 * again; close() collects the faults of all its pages as leave() does; keepCopy()
 * and setBack() restore what it held before.
 */
export async function startPhone({ size = sizes.phone, args = [], ...options } = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'phendau-phone-'));
  cleanups.push(() => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
  const faults = [];
  const phone = { context: null, page: null, profile };
  phone.open = async () => {
    phone.context = await chromium.launchPersistentContext(profile, {
      executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', ...args],
      viewport: size, deviceScaleFactor: sharpness, isMobile: true, hasTouch: true, locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh', reducedMotion: 'reduce', ...options,
    });
    // E2E_LOOK shows the phone in a theme that was chosen before: light, dark or sun.
    const look = process.env.E2E_LOOK;
    if (look) await phone.context.addInitScript((l) => { try { localStorage['phendau.field.look'] ??= l; } catch { /* no document yet */ } }, look);
    phone.page = phone.context.pages()[0] ?? await phone.context.newPage();
    await watch(phone.page, faults);
  };
  phone.close = async () => {
    await phone.page.evaluate(() => 0);
    await phone.context.close();
    phone.context = null;
    if (faults.length > 0) throw new Error(faults.join('\n'));
  };
  phone.restart = async () => {
    const gone = new Promise((done) => phone.context.once('close', done));
    const cdp = await phone.context.newCDPSession(phone.page);
    cdp.send('Browser.crash').catch(() => undefined); // nobody answers that
    await gone;
    await phone.open();
  };
  // An old copy of all a phone holds, and the phone that was set back to it.
  const copy = `${profile}-copy`;
  phone.keepCopy = async () => {
    await phone.close();
    cleanups.push(() => rmSync(copy, { recursive: true, force: true, maxRetries: 5 }));
    cpSync(profile, copy, { recursive: true });
    await phone.open();
  };
  phone.setBack = async () => {
    await phone.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    cpSync(copy, profile, { recursive: true });
    await phone.open();
  };
  cleanups.push(() => phone.context?.close());
  await phone.open();
  return phone;
}
