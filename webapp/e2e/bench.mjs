// Measures what a phone has to do: the first sync of 10,000 records, encrypted,
// and a cold start without a server, with the processor as it is and six times
// slower. One line of JSON a figure, as `phendau bench` prints them. The worker of
// the app is not slowed, since Chromium can slow pages only.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choosePIN, enrolPhone, home, kept, newTeam, officer, today, unlock } from './field.mjs';
import { buildProgram, callApi, fillBook, leave, missing, startBrowser, startPhone, startStoppable, stopAll } from './harness.mjs';

const records = 10_000, days = 80;
const line = (what, ms, budget, slower, more = {}) => console.log(JSON.stringify({ bench: 'field', what, value: Math.round(ms), unit: 'ms', budget: `<= ${budget}`, met: ms <= budget, slower, ...more }));

/** Fills the team's hamlet with patrols of the last days. */
function fillHamlet(program, server, team, commune) {
  const rows = ['loại hoạt động;ngày;địa bàn;thuộc xã;hình thức tuần tra;lượt người tham gia;căn cứ số liệu'];
  const now = new Date(`${today()}T00:00:00Z`).getTime();
  for (let i = 0; i < records; i++) {
    const [y, m, d] = new Date(now - (1 + i % days) * 86_400_000).toISOString().slice(0, 10).split('-');
    rows.push(`tuần tra biên giới;${d}/${m}/${y};${team.placeName};${commune};tuần tra thường xuyên;${1 + Math.floor(i / days)};đếm tại chỗ`);
  }
  const file = join(mkdtempSync(join(tmpdir(), 'phendau-bench-')), 'tuan-tra.csv');
  writeFileSync(file, `${rows.join('\n')}\n`);
  const { status, stderr } = spawnSync(program, ['import', 'entries', file, '--dir', server.book], { encoding: 'utf8' });
  rmSync(join(file, '..'), { recursive: true });
  if (status !== 0) throw new Error(stderr.slice(0, 2000));
}

async function slow(phone, rate) {
  const cdp = await phone.context.newCDPSession(phone.page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate });
}

/** How many records the phone keeps, once it keeps at least so many and has stopped. */
const stored = (page, least) => page.evaluate(async (least) => {
  const [{ name }] = await indexedDB.databases();
  const count = () => new Promise((done, failed) => {
    const open = indexedDB.open(name);
    open.onerror = () => failed(open.error);
    open.onsuccess = () => {
      const asked = open.result.transaction('records').objectStore('records').index('ids').count();
      asked.onsuccess = () => { open.result.close(); done(asked.result); };
    };
  });
  for (;;) {
    const n = await count();
    if (n >= least) return { n, at: performance.timeOrigin + performance.now() };
    await new Promise((r) => setTimeout(r, 100));
  }
}, least);

async function firstSync(server, team, clerk, rate) {
  const phone = await startPhone();
  await enrolPhone(phone, clerk, server.address, team);
  await slow(phone, rate);
  let begun = 0;
  phone.page.on('request', (q) => { if (begun === 0 && q.url().endsWith('/sync/v1/pull')) begun = Date.now(); });
  await choosePIN(phone.page, team.people[0].name);
  const { n, at } = await stored(phone.page, records);
  line('first sync, from the first request to all records kept encrypted', at - begun, rate === 1 ? 2000 : 6000, rate, { rows: n });
  await slow(phone, 1);
  await home(phone.page);
  await kept(phone.page);
  return phone;
}

/** From opening the app to the first screen, without a server, the program of the browser just started. */
async function coldStart(phone, server, person, rate) {
  await phone.close();
  await phone.open();
  await slow(phone, rate);
  const begun = Date.now();
  await phone.page.goto(`${server.address}/field/`, { waitUntil: 'commit' });
  await phone.page.getByRole('heading', { name: 'Máy đang khóa' }).waitFor();
  line('cold start without a server, to the first screen', Date.now() - begun, 1500, rate);
  await slow(phone, 1);
  await unlock(phone.page, person);
}

if (missing) {
  console.log(missing);
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'phendau-bench-program-'));
try {
  process.env.PHENDAU_BINARY ??= buildProgram(folder);
  process.env.E2E_DEMO_BOOK ??= fillBook(folder);
  const server = await startStoppable(), browser = await startBrowser();
  const team = await newTeam(browser, server.address), clerk = await officer(browser, server.address);
  const grant = (await callApi(clerk, 'GET', '/session')).grants[0];
  await server.stop();
  fillHamlet(process.env.PHENDAU_BINARY, server, team, grant.place);
  await server.start();
  for (const rate of [1, 6]) {
    const phone = await firstSync(server, team, clerk, rate);
    await server.stop();
    await coldStart(phone, server, team.people[0].name, rate);
    await phone.close();
    await server.start();
  }
  await leave(clerk);
} finally {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
}
