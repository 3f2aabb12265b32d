// Every screen of the office, at both sizes, in both languages and looks: it
// opens without a fault or a refused request, says what it is, stays on the
// page and is accessible. What the screens do is tested beside their areas.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axe, callApi, leave, missing, prefer, screenshot, scrollsSideways, signInAs, sizes, startBrowser, startServer, stopAll, visitor } from './harness.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

const years = 'period=2019-01-01/2024-02-29';
const anybody = 'nobody signed in';

// Name of the picture, who opens it, the path (or a function of what the demo
// book holds), the words that must appear, in vi and in en.
const screens = [
  ['sign-in', anybody, '/', 'Cán bộ văn phòng xã Trà Lĩnh', 'Cán bộ văn phòng xã Trà Lĩnh'],
  ['home-commune', 'commune_verifier', '/', 'Tính đến vị trí sổ', 'position'],
  ['home-upper', 'upper_officer', '/', 'Tính đến vị trí sổ', 'position'],
  ['home-admin', 'administrator', '/', 'Mở phần quản trị', 'Open administration'],
  ['review', 'commune_verifier', '/cho-duyet', 'thị trấn Trà Lĩnh', 'thị trấn Trà Lĩnh'],
  ['review-twins', 'upper_officer', '/cho-duyet/cung-viec?from=2023-10-01&to=2024-02-29', 'minh họa', 'minh họa'],
  ['record', 'post_officer', '/ghi', 'Tuần tra', 'Patrol'],
  ['record-patrol', 'post_officer', '/ghi/patrol', 'Thời gian', 'Time'],
  ['record-nil', 'commune_clerk', '/ghi/khong-phat-sinh', 'Lý do', 'Reason'],
  ['plans', 'commune_verifier', '/ke-hoach?period=2023', 'Tính đến vị trí sổ', 'position'],
  ['imports', 'commune_clerk', '/nhap-so-lieu', 'xlsx', 'xlsx'],
  ['entries', 'post_officer', '/so', 'minh họa', 'minh họa'],
  ['entry', 'post_officer', (b) => `/so/${b.entry}`, 'minh họa', 'minh họa'],
  ['entry-amend', 'post_officer', (b) => `/so/${b.entry}/sua`, 'Mở bản ghi', 'Open the entry'],
  ['figures', 'upper_officer', '/so-lieu', 'Tính đến vị trí sổ', 'position'],
  ['figures-communes', 'upper_officer', `/so-lieu?place=047@2024-02-29&${years}&by=place:commune&indicator=patrol.post,trail_clearing`, 'xã Xuân Nội', 'xã Xuân Nội'],
  ['figures-one', 'upper_officer', (b) => `/so-lieu/o?c=${b.drill}`, 'Bản ghi nằm sau', 'Entries behind'],
  ['reports', 'commune_verifier', '/bao-cao', 'Hãy chọn', 'Choose'],
  ['report', 'commune_verifier', '/bao-cao?template=monthly&period=2023-05&calendar=civil', 'DOCX', 'DOCX'],
  ['locks', 'commune_verifier', '/khoa-so', 'khóa', 'lock'],
  ['completeness', 'upper_officer', '/day-du?period=2023', 'Trà Lĩnh', 'Trà Lĩnh'],
  ...Object.entries({ 'dia-ban': 'Cao Bằng', 'co-quan': 'Cao Bằng', team: 'xóm Hoa', committee: 'Ban Chỉ đạo', twinning: 'xã', hotline: 'đường dây nóng', khac: 'xã', tep: 'yaml' }).map(([tab, word]) => [`register-${tab}`, 'registry_editor', `/danh-muc?muc=${tab}`, word, word]),
  ['place', 'registry_editor', (b) => `/danh-muc/dia-ban/${b.former}`, 'Đình Phong', 'Đình Phong'],
  ['reform', 'registry_editor', (b) => `/danh-muc/dia-ban/${b.present}/sap-xep`, 'Đình Phong', 'Đình Phong'],
  ['search', 'commune_clerk', '/tim?q=%C4%91%C3%ACnh%20phong', 'xã Đình Phong', 'xã Đình Phong'],
  ['log', 'inspector', '/nhat-ky', 'đăng nhập', 'sign'],
  ['log-all', 'inspector', '/nhat-ky?muc=all', 'đăng nhập', 'sign'],
  ['people', 'administrator', '/quan-tri', 'minh họa', 'minh họa'],
  ['settings', 'upper_officer', '/cai-dat', 'Đăng xuất', 'Sign out'],
  ['not-found', 'upper_officer', '/khong-co', 'Không có trang này', 'No such page'],
];

let server, browser;
const kept = {}; // the cookies of a role: one sign-in each
const book = {};
before(async () => {
  if (missing) return;
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  for (const role of new Set(screens.map((s) => s[1]))) {
    if (role === anybody) continue;
    const page = await visitor(browser);
    await signInAs(page, server.address, role);
    if (role === 'post_officer') {
      const { items } = await callApi(page, 'GET', '/entries?limit=1');
      book.entry = `${items[0].ledger_id}/${items[0].id}`;
    }
    if (role === 'upper_officer') book.drill = (await callApi(page, 'GET', `/figures?place=047@2024-02-29&${years}&indicator=patrol.post`)).cells[0].drill;
    if (role === 'registry_editor') {
      const { items } = await callApi(page, 'GET', '/places?q=Dinh%20Phong');
      for (const p of items) if (p.level === 'commune') book[p.alive ? 'present' : 'former'] = p.id;
    }
    kept[role] = await page.context().storageState();
    await page.context().close();
  }
});
after(stopAll);

/** Opens a screen on a fresh page of the role and returns what is wrong. */
async function look(page, where, words, name, checks) {
  const answer = await page.goto(`${server.address}/office${where}`);
  const wrong = [];
  if (!/require-trusted-types-for 'script'/.test(answer.headers()['content-security-policy'])) wrong.push('no policy');
  await page.locator('main').getByText(words).filter({ visible: true }).first().waitFor({ timeout: 8_000 }).catch(() => wrong.push(`no "${words}"`));
  if (await page.locator('h1').count() !== 1) wrong.push('not one h1');
  if (!/.+ - Phên Dậu$/.test(await page.title())) wrong.push(`title ${await page.title()}`);
  if (await scrollsSideways(page)) wrong.push('scrolls sideways');
  if (checks) wrong.push(...await axe(page));
  await screenshot(page, name, { fullPage: true });
  return wrong.map((w) => `${name}: ${w}`);
}

// Two at a time. axe looks once at each size: at the laptop in the light, at
// the phone in the dark.
describe('screens', { concurrency: 2 }, () => {
  for (const [size, lang, scheme] of [['laptop', 'vi', 'light'], ['laptop', 'en', 'dark'], ['phone', 'vi', 'light'], ['phone', 'en', 'dark']]) {
    test(`every screen stands: ${size}, ${lang}, ${scheme}`, options, async () => {
      const wrong = [];
      for (const role of new Set(screens.map((s) => s[1]))) {
        const page = await visitor(browser, { size: sizes[size], scheme, storageState: kept[role] });
        await prefer(page, { lang });
        page.on('response', (r) => { if (r.status() >= 400) page.faults.push(`${r.status()} ${r.url()}`); });
        for (const [name, , path, ...words] of screens.filter((s) => s[1] === role)) {
          const at = page.faults.length;
          wrong.push(...await look(page, typeof path === 'function' ? path(book) : path, words[lang === 'vi' ? 0 : 1], `${name}-${size}-${lang}`, (size === 'phone') === (lang === 'en')).catch((e) => [`${name}: ${e.message.split('\n')[0]}`]));
          wrong.push(...page.faults.splice(at).map((f) => `${name}: ${f}`));
        }
        await leave(page);
      }
      assert.deepEqual(wrong, []);
    });
  }
});
