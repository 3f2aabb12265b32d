// The texts: Vietnamese and English have the same keys and placeholders, are
// NFC, and every character can be drawn by the fonts that ship.
import { catalogue, languages, load } from './files.mjs';
import { drawn } from './glyphs.mjs';

export async function checkCatalogue() {
  const { parse, names } = await load('shared/message.ts');
  const problems = [];
  const glyphs = drawn();
  const of = Object.fromEntries(languages.map((l) => [l, flat(l, problems)]));
  for (const [lang, texts] of Object.entries(of)) {
    const other = lang === 'vi' ? 'en' : 'vi';
    for (const [key, text] of Object.entries(texts)) {
      if (!(key in of[other])) problems.push(`${key}: missing in ${other}`);
      if (text !== text.normalize('NFC')) problems.push(`${lang} ${key}: not NFC`);
      if (text.trim() !== text || text === '') problems.push(`${lang} ${key}: empty or with outer spaces`);
      for (const c of new Set(text)) if (!glyphs.has(c.codePointAt(0))) problems.push(`${lang} ${key}: no glyph for "${c}" (draw signs as icons)`);
      try { parse(text); } catch (e) { problems.push(`${lang} ${key}: ${e.message}`); }
    }
  }
  if (problems.length > 0) return problems;
  const used = (text) => names(parse(text)).map((n) => n.name).sort().join();
  for (const key of Object.keys(of.vi)) {
    const [vi, en] = [of.vi[key], of.en[key]];
    if (used(vi) !== used(en)) problems.push(`${key}: placeholders differ: vi {${used(vi)}}, en {${used(en)}}`);
    if (/\{\w+, plural, other/.test(en)) problems.push(`en ${key}: a plural needs "one"`);
  }
  return problems;
}

function flat(lang, problems) {
  const out = {};
  for (const [area, texts] of Object.entries(catalogue(lang))) {
    for (const [key, text] of Object.entries(texts)) {
      if (!/^[a-z]+\.[a-z0-9_.]+$/.test(key) || !key.startsWith(`${area}.`)) problems.push(`${lang}/${area}.json: "${key}" must begin with "${area}."`);
      out[key] = text;
    }
  }
  return out;
}
