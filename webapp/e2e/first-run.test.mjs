import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, leave, missing, passkeys, screenshot, sizes, startBrowser, startEmpty, stopAll, visitor } from './harness.mjs';
import { closeInvitation, enrol, invite, keepCodes, setUp } from './people.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let browser;
before(async () => { if (!missing) browser = await startBrowser(); });
after(stopAll);

test('from an empty directory: set-up, two people invited with passkeys, signing out and in again', options, async () => {
  const { setup, address } = await startEmpty();
  const page = await visitor(browser);
  const posted = [];
  page.on('request', (r) => { if (r.method() === 'POST') posted.push(r.postData() ?? ''); });
  await passkeys(page);

  // Without the key the page says so; with it the book is made.
  await page.goto(`${address}/office/`);
  await page.getByText('cần địa chỉ đầy đủ').waitFor();
  await page.goto(setup);
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Thiết lập sổ mới' }).waitFor();
  assert.deepEqual(await axe(page), []);
  await setUp(page);
  await screenshot(page, 'first-run-setup', { fullPage: true });
  await page.getByRole('button', { name: 'Lập sổ và đăng ký khóa của tôi' }).click();
  await page.getByRole('button', { name: 'Tạo khóa truy cập' }).click();
  await page.getByRole('heading', { level: 1, name: 'Mười mã dự phòng' }).waitFor();
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'first-run-codes', { fullPage: true });
  await keepCodes(page);
  await page.getByRole('heading', { level: 1, name: 'Việc cần làm' }).waitFor();

  // The set-up is shut now.
  const again = await visitor(browser);
  await again.goto(setup);
  await again.getByRole('heading', { level: 1, name: 'Đăng nhập' }).waitFor();
  await screenshot(again, 'sign-in');
  await leave(again);

  // Two people, each with an address that works once.
  await page.goto(`${address}/office/quan-tri`);
  const addresses = [];
  for (const [name, role] of [['Lý Văn Ghi', 'Cán bộ xã ghi chép'], ['Bế Thị Duyệt', 'Cán bộ xã thẩm định']]) {
    addresses.push(await invite(page, name, role));
    assert.deepEqual(await axe(page), []);
    await screenshot(page, `invite-${addresses.length}`);
    await closeInvitation(page);
  }
  await screenshot(page, 'people', { fullPage: true });

  const clerk = await enrol(browser, addresses[0]);
  const used = await visitor(browser);
  await used.goto(addresses[0]);
  await used.getByText('Lời mời đã dùng').waitFor();
  await leave(used);
  const verifier = await enrol(browser, addresses[1]);

  // Out and in again by passkey; the clerk sees no administration.
  await clerk.goto(`${address}/office/cai-dat`);
  await screenshot(clerk, 'settings', { fullPage: true });
  assert.deepEqual(await axe(clerk), []);
  await clerk.getByRole('main').getByRole('button', { name: 'Đăng xuất', exact: true }).click();
  await clerk.getByRole('button', { name: 'Đăng nhập bằng khóa truy cập' }).click();
  await clerk.getByRole('heading', { level: 1, name: 'Cài đặt' }).waitFor();

  // No answer of a passkey carried the result of an extension.
  assert.ok(posted.some((b) => b.includes('attestationObject')));
  for (const b of posted) assert.ok(!/"prf"|"hmacGetSecret"/.test(b), b);
  await Promise.all([leave(page), leave(clerk), leave(verifier)]);
});

test('the first run looks right on a phone', options, async () => {
  const { setup } = await startEmpty();
  const page = await visitor(browser, { size: sizes.phone });
  await page.goto(setup);
  await page.getByRole('heading', { level: 1, name: 'Thiết lập sổ mới' }).waitFor();
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'first-run-phone', { fullPage: true });
  await leave(page);
});
