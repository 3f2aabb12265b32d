// The syntax of texts: `{name}` and `{n, plural, one {…} other {…}}`, nothing
// more. A branch may hold `{name}` again, no second plural.

/** Values of placeholders. Numbers are printed as figures (11.645). */
export type Values = Record<string, string | number>;

export type Part = string | { name: string } | { name: string; one: Part[] | null; other: Part[] };

/** Language whose plural rule counts; only English tells one from many. */
export type Lang = 'vi' | 'en';

/** Reads a text; throws with what is wrong and where. */
export function parse(text: string): Part[] {
  const reader = { text, at: 0 };
  const parts = sequence(reader, false);
  if (reader.at < text.length) throw new Error(`"}" without "{" at ${reader.at} in "${text}"`);
  return parts;
}

interface Reader { text: string; at: number }

function sequence(r: Reader, inBranch: boolean): Part[] {
  const out: Part[] = [];
  let start = r.at;
  const flush = () => { if (r.at > start) out.push(r.text.slice(start, r.at)); };
  while (r.at < r.text.length && r.text[r.at] !== '}') {
    if (r.text[r.at] !== '{') { r.at++; continue; }
    flush();
    out.push(placeholder(r, inBranch));
    start = r.at;
  }
  flush();
  return out;
}

function placeholder(r: Reader, inBranch: boolean): Part {
  const name = match(r, /\{([a-z][a-z0-9_]*)/y);
  if (match(r, /\}/y, true) !== null) return { name };
  if (inBranch) throw new Error(`a plural inside a plural in "${r.text}"`);
  match(r, /, plural, ()/y);
  const one = match(r, /one \{()/y, true) === null ? null : branch(r);
  match(r, / ?other \{()/y);
  const other = branch(r);
  match(r, /\}()/y);
  return { name, one, other };
}

function branch(r: Reader): Part[] {
  const parts = sequence(r, true);
  match(r, /\}()/y);
  return parts;
}

function match(r: Reader, pattern: RegExp): string;
function match(r: Reader, pattern: RegExp, optional: true): string | null;
function match(r: Reader, pattern: RegExp, optional = false): string | null {
  pattern.lastIndex = r.at;
  const found = pattern.exec(r.text);
  if (!found) {
    if (optional) return null;
    throw new Error(`cannot read "${r.text}" at ${r.at}`);
  }
  r.at += found[0].length;
  return found[1] ?? '';
}

/** Names of the placeholders, in order of first use; n: counts a plural. */
export function names(parts: Part[]): { name: string; plural: boolean }[] {
  const out = new Map<string, boolean>();
  const walk = (ps: Part[]) => ps.forEach((p) => {
    if (typeof p === 'string') return;
    const plural = 'other' in p;
    out.set(p.name, plural || (out.get(p.name) ?? false));
    if ('other' in p) { walk(p.one ?? []); walk(p.other); }
  });
  walk(parts);
  return [...out].map(([name, plural]) => ({ name, plural }));
}

/** Fills a text. A missing value stays visible as `{name}`. */
export function fill(parts: Part[], values: Values, lang: Lang, number: (n: number) => string): string {
  return parts.map((p) => {
    if (typeof p === 'string') return p;
    const v = values[p.name];
    if ('other' in p) {
      const one = lang === 'en' && Number(v) === 1 && p.one;
      return fill(one || p.other, values, lang, number);
    }
    if (v === undefined) return `{${p.name}}`;
    return typeof v === 'number' ? number(v) : v;
  }).join('');
}
