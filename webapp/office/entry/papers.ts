// Papers made from entries: which fit, their addresses, and the file.
import { api, ask, type Schemas } from '../../shared/api.ts';
import { href } from '../../shared/router.svelte.ts';
import { save } from '../../shared/save.ts';

export type PaperView = Schemas['PaperView'];
export interface EntryAt { ledger: string; id: string }

/** How many entries one paper takes. */
export const most = 60;

const separator = ',';

/** "LEDGER/ENTRY", as the server names an entry. */
export const named = (e: EntryAt): string => `${e.ledger}/${e.id}`;

/** The entries named in an address. */
export const entriesIn = (text: string): EntryAt[] =>
  text.split(separator).filter(Boolean).map((x) => { const [ledger = '', id = ''] = x.split('/'); return { ledger, id }; });

/** The screen that makes papers of entries. */
export const papersAddress = (entries: EntryAt[], paper = ''): string =>
  href('/so/van-ban', {}, { e: entries.map(named).join(separator), ...(paper ? { paper } : {}) });

/** The papers that fit all of the entries together. */
export const papersFor = async (entries: EntryAt[], signal?: AbortSignal): Promise<PaperView[]> =>
  (await ask(api.GET('/papers', { params: { query: { entry: entries.map(named) } }, ...(signal ? { signal } : {}) }))) ?? [];

/** Makes the file and hands it to the browser to keep. */
export async function keepPaper(name: string, body: Schemas['MakePaperInputBody']): Promise<void> {
  const call = await api.POST('/papers/{name}', { params: { path: { name } }, body, parseAs: 'blob' });
  const file = await ask<unknown>(Promise.resolve(call as { data?: unknown; error?: unknown; response: Response }));
  const given = /filename="?([^";]+)/.exec(call.response.headers.get('Content-Disposition') ?? '')?.[1];
  save(file as Blob, given ?? `${name}.${body.format}`);
}
