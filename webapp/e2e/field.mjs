// Steps that tests of phones share.
import { callApi, leave, signInAs, startPhone, visitor } from './harness.mjs';

export const pin = '274951';

/**
 * A team of the commune whose officers can be tried out, with two new people:
 * the administrator gives them their rights. Names are made up.
 */
export async function newTeam(browser, address) {
  const admin = await visitor(browser);
  await signInAs(admin, address, 'administrator');
  const clerk = await admin.evaluate(async () => (await (await fetch('/api/v1/session/try')).json()).find((p) => p.grants.some((g) => g.role === 'commune_clerk')));
  const commune = clerk.grants[0].place_id;
  const bodies = await callApi(admin, 'GET', `/pick/bodies?q=${encodeURIComponent('Tổ tự quản')}&place=${commune}&within=${commune}&limit=50`);
  const body = bodies.items[0];
  const hamlets = await callApi(admin, 'GET', `/pick/places?q=${encodeURIComponent(body.place)}&within=${commune}&limit=20`);
  const place = hamlets.items.find((p) => p.name === body.place) ?? hamlets.items[0];
  const people = [];
  for (const name of ['Nông Văn Mẫu', 'Hoàng Thị Mẫu']) {
    const id = await admin.evaluate(() => crypto.randomUUID());
    await callApi(admin, 'POST', '/people', { id, name, grant: { role: 'team_member', body_id: body.id, place_id: place.id } });
    people.push({ id, name });
  }
  await leave(admin);
  const team = { people, body: body.id, bodyName: body.name, place: place.id, placeName: place.name, before: [] };
  const reader = await officer(browser, address);
  team.before = (await entriesOf(reader, team)).map((e) => e.id);
  await leave(reader);
  return team;
}

/** An officer of the team's commune, in a browser window of his own. */
export async function officer(browser, address, role = 'commune_clerk') {
  const page = await visitor(browser);
  await signInAs(page, address, role);
  return page;
}

/** Enrols the phone of a team through the API and its own screens; look is called at the words. Returns the device's row. */
export async function enrolPhone(phone, officer, address, team, look = async () => {}) {
  const begun = await callApi(officer, 'POST', '/device-enrolments', { label: 'Điện thoại tổ', body_id: team.body, place_id: team.place, people: team.people.map((p) => p.id) });
  const { page } = phone;
  await page.goto(`${address}/field/${begun.address.slice(begun.address.indexOf('#'))}`);
  await page.getByRole('heading', { name: 'So sáu từ' }).waitFor();
  await look();
  const words = await page.locator('ol li').allTextContents();
  const row = await callApi(officer, 'POST', `/device-enrolments/${begun.id}/confirm`, { words: words.map((w) => w.trim()) });
  await page.getByRole('heading', { name: 'Đặt mã PIN' }).waitFor();
  return row;
}

/** A phone of a new team, enrolled and open as its first person; prepare is called before its first page. at is where its app is served. */
export async function atWork(browser, address, { prepare = async () => {}, at = address, ...options } = {}) {
  const phone = await startPhone(options);
  await prepare(phone);
  const team = await newTeam(browser, address);
  const clerk = await officer(browser, address);
  const row = await enrolPhone(phone, clerk, at, team);
  await choosePIN(phone.page, team.people[0].name);
  await home(phone.page);
  await kept(phone.page);
  return { phone, team, clerk, row };
}

/** Chooses a person and a PIN, and waits for the first sync. */
export async function choosePIN(page, person, digits = pin) {
  await page.getByRole('radio', { name: person }).check();
  await page.getByLabel('Mã PIN 6 chữ số').fill(digits);
  await page.getByLabel('Gõ lại mã PIN').fill(digits);
  await page.getByRole('button', { name: 'Đặt mã và bắt đầu' }).click();
}

export async function unlock(page, person, digits = pin) {
  await page.getByRole('heading', { name: 'Máy đang khóa' }).waitFor();
  const radio = page.getByRole('radio', { name: person });
  if (await radio.count() > 0) await radio.check();
  await page.getByLabel('Mã PIN 6 chữ số').fill(digits);
  await page.getByRole('button', { name: 'Mở máy' }).click();
  await home(page);
}

export const home = (page) => page.getByRole('heading', { level: 1, name: 'Hôm nay' }).waitFor();

/** The worker keeps the app: afterwards it opens without a server. */
export async function kept(page) {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
}

/** Records clearing of so many metres by so many people, today or on a day given as dd/mm/yyyy; more is done before it is saved. */
export async function recordClearing(page, metres, people, day = '', more = async () => {}) {
  await page.getByRole('navigation').getByRole('link', { name: 'Ghi' }).click();
  await page.getByRole('link', { name: 'phát quang, sửa chữa đường tuần tra' }).click();
  await page.getByRole('heading', { level: 1, name: 'Ngày nào?' }).waitFor();
  if (day) {
    await page.getByRole('radio', { name: 'Ngày khác' }).check();
    await page.getByLabel('Ngày', { exact: true }).fill(day);
  }
  await page.getByRole('button', { name: 'Tiếp' }).click();
  for (const n of [metres, people]) {
    await page.locator('input.num').fill(String(n));
    await page.getByRole('button', { name: 'Tiếp' }).click();
  }
  await page.getByRole('heading', { level: 1, name: 'Xem lại' }).waitFor();
  await more();
  await page.getByRole('button', { name: 'Lưu và gửi' }).click();
  await page.getByRole('heading', { level: 1, name: 'Đã lưu trên máy' }).waitFor();
}

/** A small picture, as a camera would give it. */
export async function picture(page) {
  const text = await page.evaluate(async () => {
    const c = new OffscreenCanvas(640, 480), on = c.getContext('2d');
    on.fillStyle = '#2a6';
    on.fillRect(100, 100, 300, 200);
    const b = new Uint8Array(await (await c.convertToBlob({ type: 'image/jpeg' })).arrayBuffer());
    return btoa(String.fromCharCode(...b));
  });
  return { name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(text, 'base64') };
}

/** Writes what was not sent to a file; returns its path. The outbox or the first screen is open. */
export async function writeOut(page) {
  await page.getByRole('link', { name: 'Xuất tệp để mang đi' }).click();
  await page.getByRole('button', { name: 'Tạo tệp' }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /Lưu tệp 1 trên 1/ }).click()]);
  await page.getByText(/Đã lưu ra tệp lúc/).waitFor();
  return file.path();
}

export const goTo = (page, name) => page.getByRole('navigation').getByRole('link', { name }).click();

/** Today in Viet Nam, as the real clock says. */
export const today = () => new Date(Date.now() + 7 * 3600_000).toISOString().slice(0, 10);

/** What the team recorded today, as an officer sees it. */
export async function entriesOf(page, team) {
  const { items } = await callApi(page, 'GET', `/entries?owner=${team.body}&from=${today()}&limit=50`);
  return (items ?? []).filter((e) => !team.before.includes(e.id));
}

/** What the next officer in turn says to an entry. */
export async function judge(page, { ledger_id, id }, verb, body = {}) {
  const detail = await callApi(page, 'GET', `/entries/${ledger_id}/${id}`);
  return callApi(page, 'POST', `/records/${ledger_id}/${id}/${verb}`, verb === 'verify' ? { base: detail.base, ...body } : body);
}

/** The phone meets the server again and has asked everything. */
export async function synced(page) {
  await goTo(page, 'Hộp gửi');
  await page.getByRole('button', { name: 'Gửi ngay' }).click();
  await page.locator('header').getByText(/Gặp máy chủ/).waitFor();
}
