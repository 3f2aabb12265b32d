// Sorting what came: only the desk can see which slots hold a tip.
import { api, ask, type Schemas } from '../../../shared/api.ts';
import { fromBase64 } from '../../../shared/bytes.ts';
import { once } from '../../../shared/once.ts';
import { openKey, TipError } from '../../../shared/tip/seal.ts';
import { identities, type HeldDesk } from './desks.ts';

type What = 'one' | 'two' | 'empty' | 'unknown';

/** What a slot holds; one that no key of the desk opens is unknown. */
async function look(key: string, ids: string[]): Promise<What> {
  try {
    const k = await openKey(fromBase64(key), ...ids);
    return k.kind === 'whole' ? 'one' : k.kind === 'share' ? 'two' : 'empty';
  } catch (e) {
    if (e instanceof TipError) return 'unknown';
    throw e;
  }
}

/** Asks for slots page by page until none is left that can be told. */
export async function sortAll(desk: HeldDesk, onpage: (done: number, left: number) => void): Promise<Schemas['CasesView'] | null> {
  const path = { id: desk.view.id }, ids = identities(desk);
  // What no key opens can never be read; it goes once every key was tried that is
  // not shredded.
  const all = desk.epochs.every((e) => e.seed !== null || e.members === 0);
  let list: Schemas['CasesView'] | null = null;
  for (let done = 0; ;) {
    const { slots, more } = await ask(api.GET('/tips/desks/{id}/slots', { params: { path } }));
    const tips: Schemas['SortedTip'][] = [], empty: string[] = [];
    for (const s of slots ?? []) {
      const what = await look(s.bytes, ids);
      if (what === 'one' || what === 'two') tips.push({ case: s.case, ...(what === 'two' ? { two: true } : {}) });
      else if (what === 'empty' || all) empty.push(s.case);
      onpage(done + tips.length + empty.length, (slots ?? []).length - tips.length - empty.length);
    }
    if (tips.length + empty.length === 0) return list;
    list = await ask(api.POST('/tips/desks/{id}/sort', { params: { path, header: once() }, body: { tips, empty } }));
    done += tips.length + empty.length;
    if (!more) return list;
  }
}
