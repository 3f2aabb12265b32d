// Which report of what: the same for the preview, the page, the files and the
// lock.
import type { Schemas } from '../../../shared/api.ts';

export type Ask = Schemas['ReportAsk'];
export type Facts = { number: string; date: string; signer: string; authority: string; to: string; copies: string; drafter: string };

export const noFacts: Facts = { number: '', date: '', signer: '', authority: '', to: '', copies: '', drafter: '' };

/** What the server takes of the facts. */
type Filled = Pick<Ask, 'number' | 'date' | 'signer' | 'drafter' | 'authority' | 'to' | 'copies'>;

const lines = (text: string): string[] => text.split('\n').map((l) => l.trim()).filter(Boolean);

/** With the number of the document that was typed, or none. */
export function withNumber<A extends object>(ask: A, typed: string): A & Pick<Ask, 'number'> {
  const out: A & Pick<Ask, 'number'> = { ...ask };
  const number = Number(typed.replace(/\D/g, ''));
  if (number > 0) out.number = number;
  else delete out.number;
  return out;
}

/** The lines where the paper is signed: lead ("TM. …"), office, name. */
export type Signing = { lead: string[]; office: string; rank: string; name: string };

/** Offices are printed in capitals. */
export const officeLines = (typed: string): string[] => lines(typed.normalize('NFC').toLocaleUpperCase('vi'));

/** With the lines as the dialog shows them; a name left out is written by hand. */
export function withSigning<A extends object>(ask: A, s: Signing): A & Pick<Ask, 'authority' | 'signer' | 'rank'> {
  const out: A & Pick<Ask, 'authority' | 'signer' | 'rank'> = { ...ask };
  const office = officeLines(s.office);
  if (office.length > 0) out.authority = [...s.lead, ...office];
  for (const [key, typed] of [['signer', s.name], ['rank', s.rank]] as const) {
    if (typed.trim()) out[key] = typed.trim();
    else delete out[key];
  }
  return out;
}

/** Only what was filled in: the rest is the template's. */
export function withFacts<A extends object>(scope: A, f: Facts): A & Filled {
  const out: A & Filled = withNumber({ ...scope }, f.number);
  for (const k of ['date', 'signer', 'drafter'] as const) if (f[k].trim()) out[k] = f[k].trim();
  for (const k of ['authority', 'to', 'copies'] as const) {
    const all = lines(f[k]);
    if (all.length > 0) out[k] = all;
  }
  return out;
}

/** The query string of an ask; lists repeat their name. */
export function queryOf(ask: object, more: Record<string, string> = {}): string {
  const q = new URLSearchParams();
  for (const [k, v] of Object.entries({ ...ask, ...more })) {
    for (const one of Array.isArray(v) ? v : [v]) if (one !== '' && one !== null && one !== undefined) q.append(k, String(one));
  }
  return `?${q}`;
}

export const formats = ['docx', 'pdf', 'xlsx', 'html', 'json'] as const;

type Gap = NonNullable<Schemas['ReportPreview']['missing']>[number];

/** Gaps by indicator: the same one is missing in many places and periods. */
export function gapGroups(gaps: Gap[]): { key: string; of: Gap[] }[] {
  const out: { key: string; of: Gap[] }[] = [];
  for (const c of gaps) {
    const key = `${c.state} ${c.name}`;
    const g = out.find((x) => x.key === key);
    if (g) g.of.push(c);
    else out.push({ key, of: [c] });
  }
  return out;
}
