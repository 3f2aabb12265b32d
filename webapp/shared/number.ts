// Reading numbers people typed, by the rules and vectors of the Go package vi
// (ParseNumber): dot or space groups thousands, comma marks decimals, and what
// is doubtful is refused with the question what was meant.
import { group } from './format.ts';

export type NumberCode = 'empty' | 'not_a_number' | 'foreign_digits' | 'ambiguous_dot' | 'bad_grouping' | 'too_large' | 'too_many_decimals';

/** value/scale exactly; scale is the power of ten of the decimals. */
export interface Numeral { value: bigint; scale: bigint }

export interface NumeralProblem { code: NumberCode; choices: string[] }

const limit = 2n ** 63n;
const maxDecimals = 18;

export function parseNumber(input: string): Numeral | NumeralProblem {
  const trimmed = input.replace(/\s/gu, ' ').trim();
  if (trimmed === '') return problem('empty');
  const negative = /^[-\u2212]/u.test(trimmed);
  const text = negative ? trimmed.slice(1) : trimmed;
  const odd = /[^0-9., ]/u.exec(text);
  if (odd) return problem(/\p{Nd}/u.test(odd[0]) ? 'foreign_digits' : 'not_a_number');
  if (text === '' || /^[., ]|[., ]$/.test(text)) return problem('not_a_number');
  const split = splitNumeral(text);
  if (!split) return doubtful(text);
  return numeral(negative, ...split);
}

// Words that stand after a number, as money is told: 2,5 triệu. They take away so
// many decimals; the rest must be whole where the field takes whole numbers.
const magnitudes: [RegExp, bigint][] = [[/\s*(?:nghìn|ngàn)$/iu, 1_000n], [/\s*triệu$/iu, 1_000_000n], [/\s*(?:tỷ|tỉ)$/iu, 1_000_000_000n]];

/** parseNumber for what people type: "10 triệu", "2,5 triệu" and "1 tỷ" are numbers too. */
export function readNumber(input: string): Numeral | NumeralProblem {
  const text = input.trim();
  const [word, times] = magnitudes.find(([w]) => w.test(text)) ?? [/$/u, 1n];
  const n = parseNumber(text.replace(word, ''));
  if (times === 1n || isProblem(n)) return times !== 1n && isProblem(n) && n.code === 'empty' ? problem('not_a_number') : n;
  const value = n.value * times;
  return value >= limit || value < -limit ? problem('too_large') : { value, scale: n.scale };
}

export const isProblem = (n: Numeral | NumeralProblem): n is NumeralProblem => 'code' in n;

/**
 * "2,6 hay 2.600?", or nothing; word is "hay" in the reader's language. With a
 * unit only what a field of that unit takes is offered.
 */
export function question(p: NumeralProblem, word: string, unit?: bigint): string {
  const fits = (c: string) => { const n = parseNumber(c); return unit === undefined || !isProblem(n) && inBase(n, unit) !== null; };
  const choices = p.choices.filter(fits);
  return choices.length ? choices.join(` ${word} `) + '?' : '';
}

/**
 * The numeral in base units of which unit makes one printed unit: "93,783"
 * with 1000 is 93783. Null when it is finer than the base unit.
 */
export function inBase(n: Numeral, unit: bigint): bigint | null {
  const shifted = n.value * unit;
  return shifted % n.scale === 0n ? shifted / n.scale : null;
}

const problem = (code: NumberCode, choices: string[] = []): NumeralProblem => ({ code, choices });

function numeral(negative: boolean, whole: string, frac: string): Numeral | NumeralProblem {
  if (frac.length > maxDecimals) return problem('too_many_decimals');
  const value = BigInt(whole + frac) * (negative ? -1n : 1n);
  if (value >= limit || value < -limit) return problem('too_large');
  return { value, scale: 10n ** BigInt(frac.length) };
}

/** Whole and fraction without marks, when the marks stand where they may. */
function splitNumeral(text: string): [string, string] | null {
  const comma = text.indexOf(',');
  const frac = comma < 0 ? '' : text.slice(comma + 1);
  if (comma >= 0 && !/^\d+$/.test(frac)) return null;
  const whole = ungroup(comma < 0 ? text : text.slice(0, comma));
  return whole === null ? null : [whole, frac];
}

function ungroup(s: string): string | null {
  if (/^\d+$/.test(s)) return s;
  const mark = s.includes(' ') ? ' ' : '.';
  const [first = '', ...rest] = s.split(mark);
  const good = /^[1-9]\d{0,2}$/.test(first) && rest.every((g) => /^\d{3}$/.test(g));
  return good ? first + rest.join('') : null;
}

function doubtful(text: string): NumeralProblem {
  const oneDot = /^[^., ]*\.[^., ]*$/.test(text);
  const choices = guesses(text, oneDot).filter((g) => {
    const split = splitNumeral(g);
    return split !== null && !isProblem(numeral(false, ...split));
  });
  return problem(oneDot ? 'ambiguous_dot' : 'bad_grouping', choices);
}

function guesses(text: string, oneDot: boolean): string[] {
  if (text.includes(',')) return [text.replace(/[.,]/g, (c) => (c === '.' ? ',' : '.'))];
  const bare = (s: string) => s.replace(/[. ]/g, '');
  let regrouped = group(bare(text).replace(/^0+/, ''));
  const cut = text.lastIndexOf('.');
  if (cut < 0) return [regrouped];
  const [head, tail] = [text.slice(0, cut), text.slice(cut + 1)];
  if (oneDot && tail.length < 3) regrouped = `${head}.${tail.padEnd(3, '0')}`;
  return [`${group(bare(head))},${tail}`, regrouped];
}
