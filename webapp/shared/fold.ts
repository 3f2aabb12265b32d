// Keys of names for finding, by the vectors of the Go package vi (SearchKey):
// no marks, đ as d, no unit word in front.

const units = ['xa', 'phuong', 'thi tran', 'tt', 'huyen', 'tinh', 'thanh pho', 'tp', 'xom', 'ban', 'thon'];

/** "Xã Đàm Thuỷ" and "dam thuy" are both "dam thuy". */
export function searchKey(s: string): string {
  const plain = s.replace(/\p{Cf}/gu, '').replace(/[\u2010-\u2015\u2043\u2212\uFE58\uFE63\uFF0D]/gu, '-').toLowerCase();
  let key = plain.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').normalize('NFC').trim().split(/\s+/u).join(' ');
  for (let rest = dropUnit(key); rest !== key; rest = dropUnit(key)) key = rest;
  return key;
}

function dropUnit(s: string): string {
  for (const w of units) {
    const after = s[w.length];
    if (!s.startsWith(w) || !(after === ' ' || (after === '.' && w.length === 2 && w[0] === 't'))) continue;
    const name = s.slice(w.length).replace(/^[. ]+/, '');
    if (name) return name;
  }
  return s;
}

/** Tells whether every word of the query begins a word of the text. */
export function matches(text: string, query: string): boolean {
  const key = searchKey(text);
  const words = new Set([...key.split(' ')]);
  return searchKey(query).split(' ').every((q) => key.includes(q) && [...words].some((w) => w.startsWith(q)));
}
