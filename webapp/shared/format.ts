// Numbers and dates as Vietnamese offices write them, in every language of
// the interface: an office that reads 11.645 on one screen and 11,645 on the
// next will one day read it wrong. Same vectors as the Go package vi
// (internal/vi/testdata). Never the device's own formats or time zone.

/** A whole number. Beyond 2^53 pass a bigint. */
export type Whole = number | bigint;

/** Printed where a number does not exist, such as a share of nothing. */
export const noValue = '-';

const big = (n: Whole): bigint => (typeof n === 'bigint' ? n : BigInt(Math.trunc(n)));
const abs = (n: bigint): bigint => (n < 0n ? -n : n);

/** Groups a run of digits by three. */
export const group = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, '.');

/** A count: 11.645. */
export function int(n: Whole): string {
  const b = big(n);
  return (b < 0n ? '-' : '') + group(abs(b).toString());
}

/** Money in full: 2.600.000.000 đồng. */
export const money = (n: Whole): string => `${int(n)} đồng`;

/**
 * value base units in a unit of scale base units, exactly: decimal(93783,
 * 1000) is "93,783". Trailing zeros go; a repeating fraction has three digits.
 * With digits: at most so many decimals, half away from zero.
 */
export function decimal(value: Whole, scale: Whole, digits?: number): string {
  const v = big(value);
  const s = big(scale) < 1n ? 1n : big(scale);
  return signed(v < 0n, quotient(abs(v), s, digits ?? finiteDigits(abs(v) % s, s)));
}

/** A share: percent(955, 1000) is "95,5%"; at most one decimal unless told. */
export function percent(num: Whole, den: Whole, digits = 1): string {
  const n = big(num), d = big(den);
  if (d === 0n) return noValue;
  return signed((n < 0n) !== (d < 0n) && n !== 0n, quotient(abs(n) * 100n, abs(d), digits)) + '%';
}

/** Kilometres from metres: 93,783 km. */
export const km = (metres: Whole): string => `${decimal(metres, 1000)} km`;

/** Two bounds: 150 - 200. */
export const range = (low: string, high: string): string => `${low} - ${high}`;

const signed = (negative: boolean, s: string): string => (negative && s !== '0' ? '-' + s : s);

function quotient(v: bigint, s: bigint, digits: number): string {
  const shifted = v * 10n ** BigInt(digits);
  let q = shifted / s;
  if ((shifted % s) * 2n >= s) q++;
  const text = q.toString().padStart(digits + 1, '0');
  const whole = group(text.slice(0, text.length - digits));
  const frac = text.slice(text.length - digits).replace(/0+$/, '');
  return frac ? `${whole},${frac}` : whole;
}

/** Decimals of rem/s when finitely many, else three. */
function finiteDigits(rem: bigint, s: bigint): number {
  let d = s / gcd(rem, s);
  let twos = 0, fives = 0;
  for (; d % 2n === 0n; d /= 2n) twos++;
  for (; d % 5n === 0n; d /= 5n) fives++;
  return d === 1n ? Math.max(twos, fives) : 3;
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
