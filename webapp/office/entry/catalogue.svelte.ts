// The catalogue as the server gives it. Asked once a visit; the browser's own
// cache asks again with the answer's tag.
import { api, ask } from '../../shared/api.ts';
import type { Catalogue } from '../../shared/entry/catalogue.ts';

export * from '../../shared/entry/catalogue.ts';

let asked: Promise<Catalogue> | null = null;

/** The catalogue; a failed request is asked again the next time. */
export function catalogue(): Promise<Catalogue> {
  asked ??= ask(api.GET('/catalogue')).catch((e: unknown) => { asked = null; throw e; });
  return asked;
}
