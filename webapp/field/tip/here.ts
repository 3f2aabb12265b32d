// Tips on this phone: its store, its clock, its courier.
import { dayOf } from '../../shared/time.ts';
import { moreWords, type Loaders } from '../../shared/words.svelte.ts';
import { device, lists, outside } from '../phone.svelte.ts';
import { around, Courier } from './courier.ts';
import { door } from '../../shared/tip/door.ts';
import { covered, doubted, meetAnew, ownDesk, patchTips, tipPlace, tipState, type TipState } from './state.ts';
import { startWork } from '../../shared/tip/work.ts';

let courier: Courier | null = null;

const own = (): Courier => {
  const { db, clock } = outside();
  return (courier ??= new Courier(db, around(clock, door, startWork)));
};

/** After every sync. */
export async function met(): Promise<void> {
  await remember();
  await own().met();
}

/** What a tip needs of the lists while they can be read. */
async function remember(): Promise<void> {
  const ref = lists(), at = device()?.place_id;
  if (!ref || !at) return;
  const up = (id: string | undefined) => ref.places.find((p) => p.id === id);
  const commune = up(at)?.level === 'hamlet' ? (up(at)?.parent_id ?? at) : at;
  const places = ref.places.filter((p) => p.id === commune || p.parent_id === commune).map((p) => p.name);
  await patchTips(outside().db, () => ({ places }));
}

/** Meets the log of the server as if for the first time: later where there is no line, failed where it does not hold again. */
export async function meetLog(): Promise<'met' | 'later' | 'failed'> {
  const { db } = outside();
  await meetAnew(db);
  await own().met().catch(() => undefined);
  const s = await tipState(db);
  if (doubted(s)) return 'failed';
  return s.asked_day === today() ? 'met' : 'later';
}

export const sendNow = (): Promise<boolean> => own().sendNow();

export const today = (): string => dayOf(outside().clock.now());

/** What the phone knows, and the desk a tip goes to unless its sender chooses another. */
export async function known(): Promise<Known> {
  const { db } = outside(), state = await tipState(db);
  const near = (await tipPlace(db)).desk;
  return { ...state, near: ownDesk(state, near)?.id ?? '', cover: covered(state, near), doubt: doubted(state) };
}
export interface Known extends TipState {
  near: string;
  /** Empty slots go every day, too. */
  cover: boolean;
  /** The last answer about keys of a desk did not hold. */
  doubt: boolean;
}

const words: Loaders = {
  vi: () => import('../../shared/generated/messages-tip-vi.ts'),
  en: () => import('../../shared/generated/messages-tip-en.ts'),
};

export const tipWords = (): Promise<void> => moreWords(words);
