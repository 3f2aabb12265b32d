// What a sender chooses and types by hand here, where a phone knows it.
import type { DeskRow } from '../shared/tip/door.ts';

/** A place one can choose, and the desk that answers for it. */
export interface Choice { value: string; name: string; desk: string; place: string }

/** Places by desk; a desk without any is chosen by its name. */
export function areasOf(desks: DeskRow[]): { desk: string; name: string; choices: Choice[] }[] {
  return desks.map((d) => {
    const places = d.commune_names ?? [];
    const choices = places.map((name, i) => ({ value: `${d.id} ${i}`, name, desk: d.id, place: name }));
    return { desk: d.id, name: d.name, choices: choices.length > 0 ? choices : [{ value: d.id, name: d.name, desk: d.id, place: '' }] };
  });
}

/** The code of an area as it was typed: six digits, "" for none, null for what is no code. */
export function codeOf(typed: string): string | null {
  const code = typed.replace(/[\s.-]/g, '');
  return code === '' || /^\d{6}$/.test(code) ? code : null;
}
