// The way back to a desk, tips about one event, and the outcomes of a quarter: real
// passkeys, real sealing, and a book whose days of waiting are moved into the past.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atOrigin, axe, callApi, leave, missing, prefer, screenshot, scrollsSideways, settled, sizes, startBrowser, stopAll, until } from './harness.mjs';
import { button, makeKeys, openDesk, people, sender, unlock } from './tips.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };
let browser, h;
before(async () => { if (!missing) browser = await startBrowser(); });
after(stopAll);

/** A picture at both sizes, and what is wrong with the screen. */
async function look(page, name) {
  await settled(page);
  assert.deepEqual(await axe(page), [], name);
  for (const [size, box] of Object.entries(sizes)) {
    await page.setViewportSize(box);
    await page.evaluate(() => scrollTo(0, 0));
    assert.equal(await scrollsSideways(page), false, `${name} ${size}`);
    await screenshot(page, `quorum-${name}-${size}`, { fullPage: true });
  }
  await page.setViewportSize(sizes.laptop);
}

/** What waits has waited, and what ended did so in a quarter that is over. */
async function later(...more) {
  // Nobody looks at a page meanwhile: it would miss the server.
  for (const p of [h.admin, h.keeper, h.one, h.two, h.second]) if (!p.isClosed()) await p.goto('about:blank');
  await h.server.stop();
  const done = spawnSync('go', ['run', './internal/store/storetest/earlier', h.server.book, ...more], { cwd: fileURLToPath(new URL('../..', import.meta.url)), encoding: 'utf8', env: { ...process.env, CGO_ENABLED: '0' } });
  assert.equal(done.status, 0, done.stderr);
  await h.server.start();
}

/** The screen of keepers, unlocked. */
async function keepers(page) {
  await page.goto(`${h.address}/office/tin-bao/khoi-phuc`);
  await page.getByRole('button', { name: /^Mở khóa bằng/ }).first().click();
  await button(page, 'Khóa lại ngay').waitFor();
}

/** Presses a button and confirms it in its dialog. */
async function confirm(page, name) {
  await button(page, name).click();
  const dialog = page.getByRole('dialog', { name });
  await button(dialog, name).click();
  await dialog.waitFor({ state: 'hidden' });
}

async function ask(page, name) {
  await button(page, 'Đề nghị khôi phục').click();
  const dialog = page.getByRole('dialog', { name: 'Đề nghị khôi phục' });
  await dialog.getByText(name, { exact: true }).click();
  await dialog.getByText('Mất khóa truy cập', { exact: true }).click();
  return dialog;
}

/** The list of the desk, unlocked. */
async function desk(page) {
  await page.goto(`${h.address}/office/tin-bao`);
  await unlock(page, 'Khóa lại ngay');
  await page.getByRole('tab', { name: /^Tất cả/ }).click();
}

async function open(page, tip) {
  await page.getByRole('link', { name: `Vụ việc ${tip.name}` }).click();
  await page.getByText('Tin mới đến', { exact: true }).click();
  await button(page, 'Mở vụ việc').click();
  await page.getByRole('heading', { name: 'Nội dung tin báo' }).waitFor();
}

test('an officer lays the recovery key with two others, who prove that their shares open', options, async () => {
  h = await people(browser);
  for (const p of [h.keeper, h.one, h.second]) await makeKeys(p, h.address);
  await h.keeper.goto(`${h.address}/office/tin-bao/cap-tren`);
  await unlock(h.keeper, 'Tạo khóa ký');
  await button(h.keeper, 'Tạo khóa ký').click();
  await h.keeper.getByText('Mã nhận dạng của khóa ký').waitFor();
  await openDesk(h, h.at.post, h.one);
  await keepers(h.one);
  await button(h.one, 'Lập nhóm giữ khóa').click();
  const dialog = h.one.getByRole('dialog', { name: 'Lập nhóm giữ khóa' });
  await dialog.getByLabel('Nông Văn Ký').check();
  await dialog.getByLabel('Hà Văn Tỉnh').check();
  await dialog.getByLabel('Cần mấy người cùng đồng ý').selectOption({ label: '2 trong 2 người' });
  await look(h.one, 'make');
  await button(dialog, 'Chia khóa').click();
  await h.one.getByText('Bất kỳ 2 trong 2 người').waitFor();
  await h.one.getByText('Chưa đủ 2 người chứng minh').waitFor();
  // The number of keys a desk is sealed to is right: nobody left, nobody came.
  await h.one.goto(`${h.address}/office/tin-bao/ban/${h.at.post.body_id}`);
  await unlock(h.one, 'Trao khóa cho cán bộ mới');
  assert.equal(await h.one.getByText('Có người đã rời bàn').count(), 0);
  for (const p of [h.keeper, h.second]) {
    await keepers(p);
    await button(p, 'Chứng minh phần khóa của tôi').click();
    await p.getByText('(anh/chị), đã chứng minh ngày').waitFor();
  }
  await h.second.getByText('Chưa đủ 2 người chứng minh').waitFor({ state: 'detached' });
  await look(h.second, 'duty');
});

test('keys are lost: two agree, three days pass, the successor alone puts the desk together and an old case opens', options, async () => {
  const old = await sender(h.address, h.at.post.body_id, { text: 'Tin gửi trước khi mất khóa.' });
  await leave(h.one);
  await makeKeys(h.two, h.address);
  await h.two.goto(`${h.address}/office/tin-bao`);
  await unlock(h.two, 'Khóa lại ngay');
  await h.two.getByText('Đồng nghiệp chưa trao khóa của bàn').waitFor();
  await keepers(h.keeper);
  const dialog = await ask(h.keeper, 'Bế Văn Mở');
  await look(h.keeper, 'ask');
  await button(dialog, 'Gửi đề nghị').click();
  await h.keeper.getByText('chờ người giữ khóa đồng ý').waitFor();
  await confirm(h.keeper, 'Đồng ý khôi phục');
  await h.keeper.getByText('1 trên 2 người: Nông Văn Ký').waitFor();
  await keepers(h.second);
  await confirm(h.second, 'Đồng ý khôi phục');
  await h.second.getByText('đang chờ hết 72 giờ').waitFor();
  await h.second.getByText(/^Chờ đến .*, còn 72 giờ$/).waitFor();
  assert.equal(await button(h.second, 'Trao phần khóa').count(), 0);
  await look(h.second, 'waiting');
  await later();
  for (const p of [h.keeper, h.second]) {
    await keepers(p);
    if (p === h.keeper) await look(p, 'hand');
    await confirm(p, 'Trao phần khóa');
    await p.getByText('Anh/chị đã trao phần khóa cho Bế Văn Mở.').waitFor();
  }
  await keepers(h.two);
  await look(h.two, 'end');
  await confirm(h.two, 'Ghép khóa và mở lại bàn');
  await h.two.getByText('đã xong').waitFor();
  await desk(h.two);
  await open(h.two, old);
  await h.two.getByText('Tin gửi trước khi mất khóa.').waitFor();
});

test('whoever works at the desk stops a recovery', options, async () => {
  await keepers(h.keeper);
  await button(await ask(h.keeper, 'Bế Văn Mở'), 'Gửi đề nghị').click();
  await h.keeper.getByText('chờ người giữ khóa đồng ý').waitFor();
  await keepers(h.two);
  await confirm(h.two, 'Dừng khôi phục');
  await h.two.getByText('đã dừng').waitFor();
});

test('tips about one event are proposed, joined, answered and concluded together', options, async () => {
  const say = (text, more = {}) => sender(h.address, h.at.post.body_id, { text, when: '2026-11-28', where: 'bãi đất trống Nà Mẫu', ...more });
  const three = [await say('Tối qua có xe tải lạ đỗ ở bãi đất trống gần mốc, có ba người bốc hàng.'), await say('có xe tải đỗ ở bãi đất trống gần mốc tối qua, mấy người bốc hàng xuống'), await say('Toi qua co xe tai la do o bai dat trong gan moc, nguoi boc hang')];
  const other = await say('Cột mốc bị nghiêng sau trận mưa lớn.');
  await desk(h.two);
  for (const tip of [...three, other]) {
    await open(h.two, tip);
    await h.two.getByRole('link', { name: 'Về danh sách' }).click();
    await h.two.getByRole('tab', { name: /^Tất cả/ }).click();
  }
  await h.two.getByText('Có thể là một vụ việc').waitFor();
  await button(h.two, 'Chọn các tin này').click();
  await h.two.getByText('đã chọn 3').waitFor();
  await look(h.two, 'join');
  await button(h.two, 'Nối thành một vụ việc').click();
  await h.two.getByText('3 tin về một vụ việc').waitFor();
  assert.equal(await h.two.getByText('Có thể là một vụ việc').count(), 0);
  await look(h.two, 'joined');
  await h.two.getByRole('link', { name: /^Xem chung/ }).click();
  await button(h.two, 'Kiểm tra tất cả').click();
  await button(h.two, 'Kết luận cả 3 tin').waitFor();
  await h.two.getByLabel('Câu trả lời có sẵn').selectOption({ label: 'Đã xử lý' });
  await look(h.two, 'group');
  await button(h.two, 'Gửi cho 3 người báo tin').click();
  await h.two.getByText('Đã trả lời 3 người báo tin.').waitFor();
  for (const s of three) assert.deepEqual((await s.answers()).map((m) => m.text.slice(0, 12)), ['Việc bạn báo']);
  assert.deepEqual(await other.answers(), []);
  await button(h.two, 'Kết luận cả 3 tin').click();
  await conclude(h.two, 'Kết luận');
  await h.two.getByText('Có kết quả, chưa trả lời').nth(2).waitFor();
  // The fourth ends without an outcome.
  await h.two.getByRole('link', { name: 'Về danh sách' }).click();
  await h.two.getByRole('tab', { name: /^Tất cả/ }).click();
  await open(h.two, other);
  await confirm(h.two, 'Không thuộc thẩm quyền');
  await h.two.getByText('Có kết quả, chưa trả lời').first().waitFor();
});

/** Fills the form of an outcome. */
async function conclude(page, name) {
  const dialog = page.getByRole('dialog', { name });
  await dialog.getByText('Đúng như tin báo', { exact: true }).click();
  await dialog.getByRole('group', { name: 'Đã kiểm chứng từ nguồn thứ hai?' }).getByText('Có', { exact: true }).click();
  await dialog.getByRole('group', { name: 'Tin có giá trị?' }).getByText('Có', { exact: true }).click();
  await dialog.getByRole('combobox', { name: 'Xã mà tin nói đến' }).fill('Đình Phong');
  await dialog.getByRole('listbox').getByRole('option').first().click();
  await dialog.getByLabel('Nội dung khái quát').selectOption({ index: 3 });
  await dialog.getByLabel('Cách báo tin').selectOption({ label: 'tin niêm phong' });
  await dialog.getByLabel('Nơi nhận tin').selectOption({ label: 'đồn biên phòng' });
  await dialog.getByLabel('Vụ việc làm rõ').selectOption({ label: 'bàn giao cơ quan có thẩm quyền' });
  await dialog.getByLabel('Số vụ').fill('1');
  await dialog.getByLabel('Số lượt người bị xử lý, bàn giao').fill('2');
  await look(page, `outcome-${name === 'Kết luận' ? 'all' : 'one'}`);
  await button(dialog, name).click();
  await dialog.waitFor({ state: 'hidden' });
}

test('the outcomes of a quarter are looked at and written once, without a case in them', options, async () => {
  await later();
  await desk(h.two);
  await h.two.getByRole('button', { name: /^Tổng hợp/ }).click();
  await button(h.two, 'Mở 4 vụ việc').click();
  await h.two.getByText('1 vụ việc chưa ghi kết quả').waitFor();
  assert.equal(await button(h.two, 'Đưa vào số liệu').isDisabled(), true);
  await look(h.two, 'missing');
  await h.two.getByRole('button', { name: /^Ghi kết quả/ }).click();
  await conclude(h.two, 'Ghi kết quả');
  await h.two.getByText('1 vụ việc chưa ghi kết quả').waitFor({ state: 'detached' });
  await look(h.two, 'outcomes');
  let sent;
  h.two.on('request', (r) => { if (r.method() === 'POST' && r.url().endsWith('/outcomes')) sent = r.postDataJSON(); });
  await button(h.two, 'Đưa vào số liệu').click();
  await h.two.getByText(/^Đã đưa vào số liệu .* từ 4 vụ việc/).waitFor();
  // Two events were found: one of three tips, one of the fourth.
  assert.deepEqual([sent.entries.length, sent.cases.length, sent.entries.filter((e) => e.kind === 'tip_outcome').length], [6, 4, 2]);
  for (const id of sent.cases) assert.equal(JSON.stringify(sent.entries).includes(id), false);
  await h.two.getByText('Không có kết quả nào đang chờ').waitFor();
  assert.deepEqual((await callApi(h.two, 'GET', `/tips/desks/${h.at.post.body_id}/outcomes`)).quarters, []);
});

test('a shredded case opens no more, not even from a backup of before', options, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'phendau-e2e-'));
  try {
    const [gone, kept] = [await sender(h.address, h.at.post.body_id, { text: 'Tin không có gì.' }), await sender(h.address, h.at.post.body_id, { text: 'Tin còn giữ.' })];
    await desk(h.two);
    for (const tip of [gone, kept]) {
      await open(h.two, tip);
      await h.two.getByRole('link', { name: 'Về danh sách' }).click();
      await h.two.getByRole('tab', { name: /^Tất cả/ }).click();
    }
    await callApi(h.two, 'POST', `/tips/cases/${gone.id}/acts`, { verb: 'spam' });
    const [safe, place, book] = ['safe', 'place', 'restored'].map((n) => join(folder, n));
    command('backup', 'key', '--out', safe);
    const backUp = () => command('backup', place, '--recipient', join(safe, 'recipient.txt'), '--dir', h.server.book);
    backUp(); // beside the server
    const before = readdirSync(place).filter((n) => /^\d{8}T\d{6}Z$/.test(n));
    assert.equal(before.length, 1);
    await later('grace');
    await desk(h.two);
    await h.two.getByRole('link', { name: `Vụ việc ${kept.name}` }).waitFor();
    const there = (id) => until(h.two, async ([desk, id]) => !(await (await fetch(`/api/v1/tips/desks/${desk}/cases`)).json()).cases.some((c) => c.case === id), [h.at.post.body_id, id]);
    await there(gone.id); // the keeper has been round
    backUp(); // tells the second place what was shredded
    for (const p of [h.admin, h.keeper, h.two, h.second]) if (!p.isClosed()) await p.goto('about:blank');
    await h.server.stop();
    command('restore', join(place, before[0]), '--identity', join(safe, 'identity.txt'), '--dir', book);
    renameSync(h.server.book, join(folder, 'lost'));
    renameSync(book, h.server.book);
    await h.server.start();
    await atOrigin(h.two, h.address); // sessions are in no backup
    assert.equal(await h.two.evaluate(async (id) => (await fetch('/api/v1/session/try', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ person_id: id }) })).status, h.two.person), 200);
    await desk(h.two);
    await open(h.two, kept);
    await h.two.getByText('Tin còn giữ.').waitFor();
    await assert.rejects(callApi(h.two, 'POST', `/tips/cases/${gone.id}/open`, { reason: 'new' }));
    assert.deepEqual(await gone.answers(), [], 'its receipt leads to nothing');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Runs a command of the program to its end. */
function command(...args) {
  const done = spawnSync(process.env.PHENDAU_BINARY, args, { encoding: 'utf8' });
  assert.equal(done.status, 0, `${args[0]}: ${done.stderr}`);
}

test('all of it reads in English', options, async () => {
  await prefer(h.two, { lang: 'en' });
  await h.two.goto(`${h.address}/office/tin-bao/khoi-phuc`);
  await h.two.getByRole('button', { name: /^Unlock with/ }).first().click();
  await h.two.getByText('Any 2 of these 2 people').waitFor();
  await look(h.two, 'en');
  await h.two.goto(`${h.address}/office/tin-bao`);
  await h.two.getByRole('button', { name: /^Unlock with/ }).first().click();
  await h.two.getByText('No outcome waits').waitFor();
  await look(h.two, 'en-desk');
  for (const p of [h.admin, h.keeper, h.two, h.second]) await leave(p);
});
