// Further languages, supplied by the operator: kept on the phone with their
// recordings, so that they speak without a line.
import { names, parse } from '../../shared/message.ts';
import { lay, tOr } from '../../shared/words.svelte.ts';
import { setTongue } from '../tongue.svelte.ts';

export interface Tongue { code: string; name: string; version: string; prompts: string[] }

const keep = 'phendau-languages';
const at = (path: string): string => `/languages/${path}`;

/** What there is: as the server says, without a line what the phone keeps. */
export async function tongues(): Promise<Tongue[]> {
  const kept = await caches.open(keep);
  try {
    const answer = await fetch(at(''), { credentials: 'omit' });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    await kept.put(at(''), answer.clone());
    return (await answer.json()) as Tongue[];
  } catch {
    return ((await (await kept.match(at('')))?.json()) ?? []) as Tongue[];
  }
}

/** Fetches all of a language, then shows it; throws when something did not come. */
export async function choose(t: Tongue): Promise<void> {
  const kept = await caches.open(keep);
  await kept.addAll(['texts.json', ...t.prompts].map((f) => new Request(at(`${t.code}/${f}`), { cache: 'reload', credentials: 'omit' })));
  await kept.put(at(`${t.code}/`), Response.json(t));
  await takeUp(t.code);
}

/** Shows a language that the phone keeps; nothing when it keeps none. */
export async function takeUp(code: string): Promise<void> {
  const kept = await caches.open(keep);
  const [about, texts] = await Promise.all([kept.match(at(`${code}/`)), kept.match(at(`${code}/texts.json`))]);
  if (!about || !texts) return;
  const { prompts } = (await about.json()) as Tongue;
  const { texts: own = {}, words = {} } = (await texts.json()) as { texts?: Record<string, string>; words?: Record<string, string> };
  lay(code, Object.fromEntries(Object.entries(own).filter(([k, text]) => fits(k, text))), words);
  setTongue(code, prompts);
}

/** Whether a text can be read and asks for nothing that its Vietnamese does not give. */
function fits(key: string, text: string): boolean {
  try {
    const given = names(parse(tOr(key, ''))).map((n) => n.name);
    return names(parse(text)).every((n) => given.includes(n.name));
  } catch {
    return false;
  }
}

/** Reads a question aloud. */
export async function speak(code: string, key: string): Promise<void> {
  const kept = await caches.open(keep);
  const { prompts } = (await (await kept.match(at(`${code}/`)))?.json()) as Tongue;
  const file = prompts.find((p) => p.startsWith(`${key}.`));
  const sound = file && (await kept.match(at(`${code}/${file}`)));
  if (!sound) return;
  const url = URL.createObjectURL(await sound.blob());
  const audio = new Audio(url);
  audio.onended = audio.onerror = () => URL.revokeObjectURL(url);
  await audio.play();
}
