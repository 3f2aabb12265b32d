// A file of another program on an entry's page: looked at, attached, opened for a
// reason by who may, with its table, at both sizes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, callApi, leave, missing, screenshot, scrollsSideways, settled, signInAs, sizes, startBrowser, startServer, stopAll, visitor } from './harness.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let server, browser;
before(async () => {
  if (missing) return;
  [server, browser] = await Promise.all([startServer({ fresh: true }), startBrowser()]);
});
after(stopAll);

const day = '2024-01-15';

/** A walk east at lat, lon: a point each half minute; back and forth a little, as people go. */
const gpx = (lat, lon, timed = true) => `<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>Buổi sáng</name><trkseg>${Array.from({ length: 60 }, (_, i) => {
  const at = new Date(Date.parse(`${day}T01:00:00Z`) + i * 30_000 + (i > 40 ? 600_000 : 0)).toISOString().slice(0, 19);
  return `<trkpt lat="${(lat + 0.0004 * Math.sin(i / 4)).toFixed(6)}" lon="${(lon + 0.0004 * i).toFixed(6)}">${timed ? `<time>${at}Z</time>` : ''}</trkpt>`;
}).join('')}</trkseg></trk></gpx>`;

/** Records a patrol as the signed-in officer of a post, like one of his own. */
async function patrol(page) {
  const list = await callApi(page, 'GET', '/entries?kind=patrol&limit=50');
  for (const row of list.items) {
    const v = await callApi(page, 'GET', `/entries/${row.ledger_id}/${row.id}`);
    if (!(v.acts ?? []).includes('attach')) continue;
    const content = { ...v.content, day };
    for (const k of ['to_day', 'links', 'plan_id', 'doubts', 'markers']) delete content[k];
    return callApi(page, 'POST', '/entries', { id: crypto.randomUUID().replace(/^(.{14})./, '$17'), content, submit: true });
  }
  throw new Error('no patrol of his own');
}

/** Signs in as the commander of a post whose turn it is. */
async function verifierOf(page, v) {
  for (let i = 0; i < 20; i++) {
    await signInAs(page, server.address, 'post_commander', i);
    const seen = await callApi(page, 'GET', `/entries/${v.ledger_id}/${v.id}`).catch(() => null);
    if (seen?.acts?.includes('verify')) return;
  }
  throw new Error('nobody verifies it');
}

test('a file of tracks is looked at, attached, and opened for a reason', options, async () => {
  const page = await visitor(browser);
  await signInAs(page, server.address, 'post_officer');
  const v = await patrol(page);
  await page.goto(`${server.address}/office/so/${v.ledger_id}/${v.id}`);
  await page.getByRole('button', { name: 'Thêm vết đi từ tệp' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Xem thử' }).click(); // without an answer nothing is sent
  await dialog.getByText('Hãy chọn hệ tọa độ.').waitFor();
  await dialog.getByLabel('Tệp vết đi').setInputFiles({ name: 'ke-hoach.gpx', mimeType: 'application/gpx+xml', buffer: Buffer.from(gpx(22.4131, 105.5676, false)) });
  await dialog.getByLabel('Tọa độ trong tệp theo hệ nào').selectOption('wgs84');
  await dialog.getByRole('button', { name: 'Xem thử' }).click();
  await dialog.getByText('Có thể dùng làm kế hoạch tuần tra.').first().waitFor();
  assert.equal(await dialog.getByRole('button', { name: 'Gắn vào bản ghi' }).count(), 0, 'a route is no walk');
  await dialog.getByLabel('Tệp vết đi').setInputFiles({ name: 'di.gpx', mimeType: 'application/gpx+xml', buffer: Buffer.from(gpx(22.4131, 105.5676)) });
  await dialog.getByRole('button', { name: 'Xem thử' }).click();
  await dialog.getByText(/^60 điểm, \d,\d+ km, 1 khoảng đứt/).waitFor();
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'track-look');
  await dialog.getByRole('button', { name: 'Gắn vào bản ghi' }).click();
  await page.getByRole('button', { name: 'Xem vết đi' }).waitFor();
  await page.getByRole('heading', { name: 'Tệp gốc' }).waitFor();
  await settled(page);
  await screenshot(page, 'track-entry');

  await page.getByRole('button', { name: 'Xem vết đi' }).click();
  await dialog.getByRole('button', { name: 'Xem', exact: true }).click();
  await dialog.getByText('Hãy ghi lý do').waitFor();
  await dialog.getByLabel('Lý do xem').fill('Đối chiếu với biên bản tuần tra');
  await dialog.getByRole('button', { name: 'Xem', exact: true }).click();
  await dialog.getByRole('img').waitFor();
  await dialog.getByText('300 m đầu và 300 m cuối không hiện').waitFor();
  await dialog.getByRole('table', { name: 'Các đoạn liền' }).waitFor();
  assert.ok(await dialog.getByRole('img').evaluate((img) => img.decode().then(() => img.naturalWidth > 0)), 'the picture is drawn');
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'track-open');
  await page.setViewportSize(sizes.phone);
  assert.equal(await scrollsSideways(page), false);
  await screenshot(page, 'track-open-phone');
  await dialog.getByRole('button', { name: 'Đóng' }).last().click();
  await screenshot(page, 'track-entry-phone');
  await page.reload();
  await page.getByText('vết đi: Đối chiếu với biên bản tuần tra').waitFor(); // who looked, and why
  await leave(page);

  const chief = await visitor(browser); // who verifies it sees all of it, in the review
  await verifierOf(chief, v);
  await chief.goto(`${server.address}/office/cho-duyet/${v.ledger_id}/${v.id}`);
  await chief.getByRole('button', { name: 'Xem vết đi' }).waitFor();
  await settled(chief);
  await chief.getByRole('button', { name: 'Xem vết đi' }).scrollIntoViewIfNeeded();
  await screenshot(chief, 'track-review');
  await chief.getByRole('button', { name: 'Xem vết đi' }).click();
  await chief.getByRole('dialog').getByLabel('Lý do xem').fill('Thẩm định chuyến tuần tra');
  await chief.getByRole('dialog').getByRole('button', { name: 'Xem', exact: true }).click();
  await chief.getByRole('dialog').getByRole('img').waitFor();
  assert.equal(await chief.getByText('300 m đầu và 300 m cuối không hiện').count(), 0);
  await leave(chief);
});
