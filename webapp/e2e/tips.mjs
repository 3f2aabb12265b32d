// A book with two desks for tips, set up through the screens by the people who
// would: those of tests about tips, and who looks at their screens.
import { callApi, passkeys, signInAs, startServer, visitor } from './harness.mjs';
import { keepCodes } from './people.mjs';
import { load } from '../test/load.mjs';

const newId = () => crypto.randomUUID();
export const button = (page, name) => page.getByRole('button', { name, exact: true });

/** Adds a person with a grant; returns the address of the invitation. */
async function invited(admin, address, name, role, at) {
  const id = newId();
  const row = await callApi(admin, 'POST', '/people', { id, name, grant: { role, body_id: at.body_id, place_id: at.place_id } });
  const { token } = await callApi(admin, 'POST', `/people/${id}/invitation`);
  return { id, grant: row.grants[0].id, address: `${address}/office/loi-moi#${token}` };
}

/** Lets one of the page's two devices answer, and the other be silent. */
async function present(page, which) {
  for (const [i, id] of page.keys.entries()) await page.cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: id, enabled: i === which });
}

/** Enrols somebody with a passkey; a second device is at hand, and silent. */
export async function officer(browser, address, device = {}) {
  const page = await visitor(browser);
  const first = await passkeys(page, device);
  await page.goto(address);
  await page.getByRole('button', { name: 'Tạo khóa truy cập' }).click();
  await keepCodes(page);
  await page.getByRole('heading', { level: 1, name: 'Việc cần làm' }).waitFor();
  const { authenticatorId } = await first.cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'usb', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, hasPrf: true, automaticPresenceSimulation: false } });
  [page.cdp, page.keys] = [first.cdp, [first.authenticatorId, authenticatorId]];
  return page;
}

/** The screen of own keys, to the end. */
export async function makeKeys(page, address) {
  await page.goto(`${address}/office/tin-bao`);
  await page.getByRole('link', { name: 'Tạo khóa của tôi' }).click();
  await page.getByText('Anh/chị mới có một khóa truy cập').waitFor();
  await present(page, 1);
  await button(page, 'Thêm khóa truy cập').click();
  const touch = page.getByRole('button', { name: /^Chạm khóa này/ });
  await touch.nth(1).waitFor();
  await present(page, 0);
  await touch.nth(0).click();
  await page.getByText('đã chạm').waitFor();
  await present(page, 1);
  await touch.nth(0).click();
  await page.getByText('đã chạm').nth(1).waitFor();
  await button(page, 'Tạo khóa').click();
  await page.getByText('Anh/chị đã có khóa').waitFor();
  await present(page, 0);
}

/** Unlocks with the first passkey and waits for what stands behind it. */
export async function unlock(page, then) {
  await page.getByRole('button', { name: /^Mở khóa bằng/ }).first().click();
  await button(page, then).waitFor();
}

/** Invites and enrols the people of two desks, and lets them make their keys. */
export async function people(browser) {
  const server = await startServer({ fresh: true }), { address } = server;
  const admin = await visitor(browser);
  await signInAs(admin, address, 'administrator');
  const all = await (await fetch(`${address}/api/v1/session/try`)).json();
  const of = (role) => all.flatMap((p) => p.grants).find((g) => g.role === role);
  // Rights are given for the province: an area of a post is no place one gives them for.
  const province = of('upper_officer'), at = { post: { ...of('post_officer'), place_id: province.place_id }, province };
  const who = {};
  for (const [key, name, role, where] of [['keeper', 'Nông Văn Ký', 'upper_officer', at.province], ['one', 'Lý Thị Nhận', 'tip_officer', at.post], ['two', 'Bế Văn Mở', 'tip_officer', at.post], ['second', 'Hà Văn Tỉnh', 'tip_officer', at.province]]) {
    const invitation = await invited(admin, address, name, role, where);
    who[key] = Object.assign(await officer(browser, invitation.address), { person: invitation.id, grant: invitation.grant });
  }
  const newcomer = async (device) => officer(browser, (await invited(admin, address, 'Đàm Thị Thử', 'tip_officer', at.post)).address, device);
  return { address, server, admin, at, newcomer, ...who };
}

/** Opens the desk of a body with its first key, signed. */
export async function openDesk(house, at, officer, { second, phone } = {}) {
  const { address, keeper } = house;
  await keeper.goto(`${address}/office/tin-bao/cap-tren`);
  await unlock(keeper, 'Mở bàn tiếp nhận');
  await button(keeper, 'Mở bàn tiếp nhận').click();
  const dialog = keeper.getByRole('dialog', { name: 'Mở bàn tiếp nhận' });
  await dialog.getByRole('combobox', { name: 'Đơn vị' }).fill(at.body.slice(0, 24));
  await keeper.getByRole('option', { name: at.body }).first().click();
  if (second) await dialog.getByLabel('Bàn thứ hai').selectOption({ label: second.body });
  if (phone) await dialog.getByLabel('Điện thoại trực').fill(phone);
  await button(dialog, 'Mở bàn').click();
  await keeper.getByText(at.body).first().waitFor();
  await officer.goto(`${address}/office/tin-bao/ban/${at.body_id}`);
  await officer.getByRole('button', { name: /^Mở khóa bằng/ }).first().click();
  await officer.getByRole('button', { name: /^Tạo khóa đầu tiên/ }).click();
  await signKey(house, officer);
}

/** Both compare the code; the keeper signs. */
export async function signKey({ keeper, address }, officer) {
  await officer.getByText('đang chờ cấp trên ký').waitFor();
  const code = await officer.locator('.notice .code').textContent();
  await keeper.goto(`${address}/office/tin-bao/cap-tren`);
  await keeper.getByRole('button', { name: /^Mở khóa bằng/ }).first().click();
  await keeper.getByText(code).waitFor();
  await keeper.getByRole('button', { name: /^Ký và công bố/ }).click();
  await keeper.getByText(code).waitFor({ state: 'detached' });
}

const [slot, receipt, seal, bytes, message] = await Promise.all(['shared/tip/slot.ts', 'shared/tip/receipt.ts', 'shared/tip/seal.ts', 'shared/bytes.ts', 'shared/tip/message.ts'].map(load));
const unhex = (text) => Uint8Array.from(Buffer.from(text, 'hex'));
const post = (address, path, body) => fetch(`${address}/t/1/${path}`, { method: 'POST', body, headers: { 'Content-Type': 'application/octet-stream' } });

/** Somebody with a receipt, whose program is that of the phone. */
export async function sender(address, body, said, { two = false, files = [] } = {}) {
  const { instance, desks } = await (await fetch(`${address}/t/1/desks`)).json();
  const desk = desks.find((d) => d.id === body.replaceAll('-', ''));
  const to = async (id) => {
    const { epochs } = await (await fetch(`${address}/t/1/keys/${id}`)).json();
    const r = epochs.map((e) => JSON.parse(e.record)).sort((a, b) => b.epoch - a.epoch)[0];
    return { id: unhex(id), epoch: r.epoch, recipient: r.recipient, record: '0'.repeat(64) };
  };
  const me = { id: bytes.hex(bytes.random(16)), seed: seal.newSeed(), secrets: await receipt.derive(receipt.newReceipt(), unhex(instance)) };
  const own = await seal.recipientOf(seal.identityOf(me.seed)), sealed = [];
  for (const f of files) {
    const b = await slot.sealFile(f.bytes, own), id = bytes.hex(bytes.random(16));
    sealed.push({ id, b, said: { id, sha256: bytes.hex(await bytes.sha256(b)), kind: f.kind, real: true } });
  }
  const day = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
  const s = await slot.sealTip({ case: me.id, how: 'saw', via: 'phone', day, ...said, files: sealed.map((f) => f.said) }, me.seed, me.secrets, await to(desk.id), two ? await to(desk.second) : undefined);
  const answer = await post(address, 'slot', bytes.joined(bytes.utf8('        '), slot.slotBytes(s)));
  if (!answer.ok) throw new Error(`slot: ${answer.status} ${await answer.text()}`);
  for (const f of sealed) await post(address, 'file', bytes.joined(unhex(me.id), unhex(f.id), f.b));
  me.name = `${me.id.slice(0, 4)}-${me.id.slice(4, 8)}`.toUpperCase();
  /** The answers of the desk, opened with the receipt. */
  me.answers = async () => {
    const b = new Uint8Array(await (await post(address, 'read', me.secrets.access)).arrayBuffer());
    const n = new DataView(b.buffer).getUint32(8), out = [];
    for (let i = 0; i < n; i++) {
      const at = 12 + 5_755 + 19_600 * i;
      const m = await slot.openJSON(b.slice(at, at + 19_600), seal.textSize, me.secrets.identity).catch(() => null);
      if (m) out.push(m);
    }
    return out;
  };
  me.write = async (seq, text, prev) => {
    const b = await message.sealMessage({ case: me.id, dir: 'in', seq, day, text, files: [], prev }, own);
    await post(address, 'message', bytes.joined(me.secrets.access, b));
  };
  me.bodyHash = bytes.hex(await bytes.sha256(s.body));
  return me;
}

/** Slots that hold nothing. */
export async function dummies(address, body, n) {
  const { epochs } = await (await fetch(`${address}/t/1/keys/${body.replaceAll('-', '')}`)).json();
  const r = JSON.parse(epochs[0].record);
  for (let i = 0; i < n; i++) await post(address, 'slot', bytes.joined(bytes.utf8('        '), slot.slotBytes(await slot.sealDummy({ id: unhex(body.replaceAll('-', '')), epoch: r.epoch, recipient: r.recipient, record: '' }))));
}

