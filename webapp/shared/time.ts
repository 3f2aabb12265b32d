// Days and times. A day of the book is text "2024-03-03"; an instant is what
// the server sends (RFC 3339). The clock is always that of Viet Nam, UTC+7
// without summer time, whatever the device says. Nothing is "2 hours ago".

const zoneMs = 7 * 3600_000;

/** "2024-03-03" -> "03/03/2024"; what is no day comes back unchanged. */
export function shortDate(day: string): string {
  const m = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
  return m ? `${m[3]}/${m[2]}/${m[1]}` : day;
}

/** "2026-03-03" -> "ngày 03 tháng 3 năm 2026" (Decree 30/2020, Appendix I). */
export function longDate(day: string): string {
  const m = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
  if (!m) return day;
  const month = Number(m[2]);
  return `ngày ${m[3]} tháng ${month < 3 ? m[2] : month} năm ${m[1]}`;
}

/** Reads 3/3/2024, 03/03/2024, 03-03-2024, 03.03.2024 or 03032024 as a day, and 3/3 as one of this year; null when there is no such day. */
export function parseDate(text: string, now: Date = new Date()): string | null {
  const s = text.trim().replace(/^(\d{1,2}[/.-]\d{1,2})$/, `$1/${dayOf(now).slice(0, 4)}`);
  const m = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(s) ?? /^(\d\d)(\d\d)(\d{4})$/.exec(s);
  if (!m) return null;
  const [d, month, y] = [Number(m[1]), Number(m[2]), Number(m[3])];
  const date = new Date(Date.UTC(y, month - 1, d));
  if (y < 1900 || date.getUTCFullYear() !== y || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== d) return null;
  return date.toISOString().slice(0, 10);
}

const inVietNam = (instant: string | Date | number): Date => new Date(new Date(instant).getTime() + zoneMs);

/** The day of an instant (a number: Unix milliseconds) in Viet Nam: "2024-03-03". */
export const dayOf = (instant: string | Date | number): string => inVietNam(instant).toISOString().slice(0, 10);

/** The time of an instant in Viet Nam: "14:05". */
export const timeOf = (instant: string | Date | number): string => inVietNam(instant).toISOString().slice(11, 16);

/** "14:05, 03/03/2024"; the order of Vietnamese offices. */
export const momentOf = (instant: string | Date): string => `${timeOf(instant)}, ${shortDate(dayOf(instant))}`;

/** Today in Viet Nam. */
export const today = (now: Date = new Date()): string => dayOf(now);
