// The keys of the person at this browser, while they are unlocked. They lie in
// the memory of this module and nowhere else, and go after ten minutes in which
// nobody did anything, or two in which the page was hidden.
import { api, ask } from '../../../shared/api.ts';
import { fromBase64, type Bytes } from '../../../shared/bytes.ts';
import { sessionState } from '../../../shared/session.svelte.ts';
import { unwrap, type Officer } from '../../../shared/tip/officer.ts';
import { askPrf, type Prf } from '../../../shared/tip/prf.ts';
import { identityOf, openKey } from '../../../shared/tip/seal.ts';
import { openDesk, type HeldDesk, type KeysView } from './desks.ts';

/** How long keys stay without anybody doing anything, and on a page nobody sees. */
export const idleMs = 600_000, hiddenMs = 120_000;

export interface Held {
  person: string;
  officer: Officer;
  /** Desks whose tips the person answers. */
  desks: HeldDesk[];
  /** Seeds of the keys by which he signs, by body. */
  authorities: Record<string, Bytes>;
}

let view = $state.raw<KeysView | null>(null);
let held = $state.raw<Held | null>(null);
let timer = 0, hiddenAt = 0;

/** What the server keeps for the person; null until asked. */
export const keysView = (): KeysView | null => view;

/** The open keys; null while locked, or of somebody else. */
export function keys(): Held | null {
  const s = sessionState();
  return held && s.is === 'in' && s.session.person?.id === held.person ? held : null;
}

export const identityOfOfficer = (h: Held): string => identityOf(h.officer.seed);

export async function loadKeys(): Promise<void> { await takeKeys(await ask(api.GET('/tips/keys'))); }

/** Takes what the server keeps, and opens of it what the keys at hand open. */
export async function takeKeys(next: KeysView): Promise<void> {
  const h = keys();
  if (h) held = await opened(next, h.officer);
  else lock();
  view = next;
}

/** Forgets the keys; what was shown goes with them. */
export function lock(): void {
  if (held) for (const seed of [held.officer.seed, held.officer.sign, ...held.desks.flatMap((d) => d.seeds), ...Object.values(held.authorities)]) seed.fill(0);
  held = null;
  clearTimeout(timer);
}

/** Asks one passkey and opens the person's keys by it. */
export async function unlock(credential: string): Promise<Prf['is'] | 'no_wrap'> {
  const wrapped = view?.wraps?.find((w) => w.credential === credential);
  if (!view?.prf || !wrapped) return 'no_wrap';
  const got = await askPrf(credential, fromBase64(view.prf));
  if (got.is === 'secret') await take(view, await unwrap(fromBase64(wrapped.bytes), view.person_id, got.secret));
  return got.is;
}

/** Begins to hold the keys of the person. */
export async function take(of: KeysView, officer: Officer): Promise<void> {
  held = await opened(of, officer);
  view = of;
  stay();
}

async function opened(of: KeysView, officer: Officer): Promise<Held> {
  const own = identityOf(officer.seed), signs = of.authorities ?? [];
  const desks = (of.desks ?? []).filter((d) => d.member).map((d) => openDesk(d, signs.find((a) => a.body_id === d.authority_id)?.key ?? '', own));
  const authorities: Record<string, Bytes> = {};
  for (const a of signs) {
    const k = a.wrap ? await openKey(fromBase64(a.wrap), own) : null;
    if (k?.kind === 'share') authorities[a.body_id] = k.seed;
  }
  return { person: of.person_id, officer, desks: await Promise.all(desks), authorities };
}

/** Somebody is here: the ten minutes begin anew. */
function stay(): void {
  clearTimeout(timer);
  if (held) timer = window.setTimeout(lock, idleMs);
}

/** A hidden page locks after two minutes; a browser that stopped its clock does so when it is seen again. */
function seen(): void {
  if (!held) return;
  if (document.visibilityState === 'hidden') {
    hiddenAt = Date.now();
    clearTimeout(timer);
    timer = window.setTimeout(lock, hiddenMs);
  } else if (Date.now() - hiddenAt >= hiddenMs) lock();
  else stay();
}

for (const name of ['pointerdown', 'keydown'] as const) addEventListener(name, stay, { passive: true });
document.addEventListener('visibilitychange', seen);
addEventListener('pagehide', lock);
