// A phone that never loses an entry: real program, real browser, and the
// program really stopped.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { choosePIN, enrolPhone, goTo, home, kept, newTeam, officer, recordClearing, unlock } from './field.mjs';
import { axe, callApi, leave, missing, screenshot, scrollsSideways, startBrowser, startPhone, startStoppable, stopAll } from './harness.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let server, browser;
before(async () => {
  if (missing) return;
  [server, browser] = await Promise.all([startStoppable(), startBrowser()]);
});
after(stopAll);

async function fine(page, name) {
  await screenshot(page, `field-${name}`, { fullPage: true });
  assert.deepEqual(await axe(page), [], name);
  assert.equal(await scrollsSideways(page), false, name);
}

const clearings = async (officer, since) => (await callApi(officer, 'GET', `/entries?kind=trail_clearing&from=${since}&limit=100`));

test('an entry of nine days without a line arrives exactly once, over a killed browser and a stopped server', options, async () => {
  const phone = await startPhone();
  const team = await newTeam(browser, server.address);
  const clerk = await officer(browser, server.address);
  await enrolPhone(phone, clerk, server.address, team);
  let { page } = phone;
  await fine(page, 'pin');
  await choosePIN(page, team.people[0].name);
  await home(page);
  await fine(page, 'home');
  await kept(page);

  await server.stop();
  await phone.restart();
  page = phone.page;
  await page.goto(`${server.address}/field/`); // no server answers: the worker does
  await fine(page, 'locked');
  await unlock(page, team.people[0].name);
  await recordClearing(page, 350, 7);
  await fine(page, 'saved');
  await goTo(page, 'Hộp gửi');
  await page.getByText('Trên máy, chưa gửi (1)').waitFor();
  await page.getByText('1 việc chưa gửi').first().waitFor();
  assert.equal(await page.getByText('đã nhận').count(), 0);
  await fine(page, 'outbox-offline');

  await phone.restart();
  page = phone.page;
  await page.goto(`${server.address}/field/`);
  await unlock(page, team.people[0].name);
  await goTo(page, 'Hộp gửi');
  await page.getByText('Trên máy, chưa gửi (1)').waitFor();

  await server.start();
  await phone.restart();
  page = phone.page;
  await page.clock.install({ time: Date.now() + 9 * 86_400_000 });
  await page.goto(`${server.address}/field/`);
  await unlock(page, team.people[0].name);
  await goTo(page, 'Hộp gửi');
  await page.getByText('Đã nhận (1)').waitFor();
  await page.getByText(/đã nhận .* mã [0-9A-Z]{3}-[0-9A-Z]{3}/).waitFor();
  await fine(page, 'outbox-received');
  await page.getByRole('button', { name: 'Gửi ngay' }).click();
  await phone.close();
  await leave(clerk);
});
