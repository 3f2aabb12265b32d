// The keyboard alone on one screen: Tab reaches every control once, in the order
// it is read, with a ring that is seen and not behind the bar; nothing holds it;
// the skip link leads to the screen.

/**
 * Numbers the controls of the page in its order and returns their names. Of a
 * group of radio buttons one is a stop of Tab.
 */
function controls() {
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0 && !e.closest('[inert]') && !e.disabled && e.tabIndex >= 0;
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, iframe, [tabindex], audio[controls]')].filter(seen);
  const groups = new Set();
  const stops = all.filter((e) => {
    if (e.type !== 'radio') return true;
    const group = [...document.querySelectorAll(`input[type=radio][name="${CSS.escape(e.name)}"]`)].filter((x) => x.form === e.form);
    const stop = group.find((x) => x.checked) ?? group[0];
    if (groups.has(stop)) return false;
    groups.add(stop);
    return e === stop;
  });
  document.querySelectorAll('[data-stop]').forEach((e) => { delete e.dataset.stop; }); // of a walk before
  stops.forEach((e, i) => { e.dataset.stop = String(i); });
  return stops.map((e) => `${e.localName} ${(e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 50)}${e.getAttribute('tabindex') > 0 ? ' (tabindex)' : ''}`);
}

/** Where the focus is, and what is wrong with how it is seen there. */
function focused() {
  const e = document.activeElement;
  if (!e || e === document.body) return { at: -1 };
  const at = Number(e.dataset.stop ?? -2);
  if (e.localName === 'iframe') return { at, frame: true };
  const wrong = [];
  // What is seen of a hidden input is its label.
  const shown = e.matches('input') && (e.getBoundingClientRect().width < 4 || getComputedStyle(e).opacity === '0') ? (e.labels?.[0] ?? e) : e;
  const ring = [shown, e, ...shown.querySelectorAll(':scope > *')].some((x) => { const s = getComputedStyle(x); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 && !/, 0\)$/.test(s.outlineColor); });
  if (!ring) wrong.push('no ring');
  const [r] = [...shown.getClientRects()].filter((x) => x.width > 0 && x.height > 0);
  const box = r && { left: Math.max(r.left, 0), right: Math.min(r.right, innerWidth), top: Math.max(r.top, 0), bottom: Math.min(r.bottom, innerHeight) };
  const points = box ? [0.5, 0.1, 0.9].flatMap((x) => [0.5, 0.15, 0.85].map((y) => [box.left + (box.right - box.left) * x, box.top + (box.bottom - box.top) * y])) : [];
  const hit = points.some(([x, y]) => { const top = document.elementFromPoint(x, y); return top && (shown.contains(top) || top.contains(shown)); });
  if (!hit) wrong.push('hidden');
  return { at, wrong };
}

/** Notes in the page, whenever Tab is let go, what look sees; a page that was walked before has its ears already. */
function listen(look) {
  const deaf = !window.walked;
  [window.walked, window.look] = [[], look];
  if (deaf) window.addEventListener('keyup', (e) => { if (e.key === 'Tab') window.walked.push(window.look()); }, true);
}

/** Presses Tab so often without waiting for each, and returns what was noted. */
async function tab(page, keys, times) {
  const key = { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 };
  await Promise.all(Array.from({ length: times }, () => ['rawKeyDown', 'keyUp'].map((type) => keys.send('Input.dispatchKeyEvent', { type, ...key }))).flat());
  return page.evaluate(() => window.walked.splice(0));
}

/** Presses Tab so often; returns what look sees after each. */
export async function tabs(page, look, times) {
  const keys = await page.context().newCDPSession(page);
  await page.evaluate(`(${listen})(${look})`);
  const seen = await tab(page, keys, times);
  await keys.detach();
  return seen;
}

/** Tab pressed once: a frame takes the keys while it has the focus. */
async function tabOnce(page) {
  await page.keyboard.press('Tab');
  return [await page.evaluate(focused)];
}

/** Walks a page with Tab from its beginning and returns what is wrong. */
export async function walk(page) {
  const names = await page.evaluate(controls);
  const wrong = names.filter((n) => n.endsWith('(tabindex)'));
  const reached = new Set();
  let last = -1, ended = false;
  const note = (f, pressed) => {
    if (f.at === -1 || reached.has(f.at) && !f.frame) {
      if (reached.size < names.length && reached.has(f.at) && f.at !== 0) wrong.push(`held at ${names[f.at]}`);
      ended = true;
    } else if (f.frame) {
      reached.add(f.at);
      if (pressed > 600 + names.length) { wrong.push('the frame holds the focus'); ended = true; }
    } else if (f.at === -2) {
      wrong.push('focus on what is no control');
      ended = pressed > 2 * names.length;
    } else {
      if (f.at < last) wrong.push(`${names[f.at]} comes after ${names[last]}`);
      for (const w of f.wrong) wrong.push(`${names[f.at]}: ${w}`);
      reached.add(f.at);
      last = f.at;
    }
  };
  await page.evaluate(() => { document.activeElement?.blur(); document.documentElement.setAttribute('tabindex', '-1'); document.documentElement.focus(); document.documentElement.removeAttribute('tabindex'); scrollTo(0, 0); });
  const framed = names.some((n) => n.startsWith('iframe'));
  const keys = framed ? null : await page.context().newCDPSession(page);
  await page.evaluate(`(${listen})(${focused})`);
  for (let pressed = 0; !ended;) {
    const more = framed ? await tabOnce(page) : await tab(page, keys, names.length + 1);
    if (more.length === 0) { wrong.push('Tab is not heard'); break; }
    for (const f of more) if (!ended) note(f, ++pressed);
  }
  await keys?.detach();
  names.forEach((n, i) => { if (!reached.has(i)) wrong.push(`${n}: not reached`); });
  return wrong;
}

/** The skip link is first, is seen, and leads past the navigation. */
export async function skips(page) {
  const wrong = [];
  await page.locator('a.skip').focus();
  if (await page.locator('a.skip').evaluate((e) => e.getBoundingClientRect().top < 0 || e !== document.querySelector('a, button'))) wrong.push('the skip link is not first or not seen');
  await page.keyboard.press('Enter');
  if (await page.evaluate(() => document.activeElement?.id) !== 'main') wrong.push('the skip link does not lead to the screen');
  await page.keyboard.press('Tab');
  if (!await page.evaluate(() => document.activeElement === document.body || document.querySelector('main').contains(document.activeElement))) wrong.push('after the skip link Tab is not in the screen');
  return wrong;
}
