// When a slot goes: once for every day with a sync, at a moment nobody chose, so
// that no line sees whether or when somebody has written.

/** Instants are ms since 1970, 0 for none. */
export interface Pace {
  /** The last day that has its slot, sent or due. */
  day: string;
  due_ms: number;
  /** When a file goes: a waiting one, else one that holds nothing. */
  file_ms: number;
}

export const noPace: Pace = { day: '', due_ms: 0, file_ms: 0 };

/** A slot and a file go within so long. */
export const spanMs = 6 * 3_600_000;
/** On how many days a file goes that holds nothing. */
const coverFile = 1 / 8;

type Chance = () => number;
const moment = (nowMs: number, chance: Chance): number => nowMs + Math.floor(chance() * spanMs);

/** A moment beyond the span is of a clock that was set back: it is now. */
const sound = (at: number, nowMs: number): number => (at > nowMs + spanMs ? nowMs : at);

/** After a sync on a day. */
export function met(p: Pace, nowMs: number, day: string, chance: Chance = Math.random): Pace {
  const now = { ...p, due_ms: sound(p.due_ms, nowMs), file_ms: sound(p.file_ms, nowMs) };
  return now.due_ms > 0 || now.day === day ? now : { ...now, day, due_ms: moment(nowMs, chance) };
}

/** After a slot went, on a day by its pace or because somebody asked. Without cover no empty file goes. */
export function slotSent(p: Pace, nowMs: number, day: string, filesWait: boolean, chance: Chance = Math.random, cover = true): Pace {
  const file = p.file_ms > 0 ? p.file_ms : filesWait || (cover && chance() < coverFile) ? moment(nowMs, chance) : 0;
  return { day: p.due_ms > 0 ? p.day : day, due_ms: 0, file_ms: file };
}

/** After a file went; one by one, each over a connection of its own. */
export const fileSent = (p: Pace, nowMs: number, filesWait: boolean, chance: Chance = Math.random): Pace => ({ ...p, file_ms: filesWait ? moment(nowMs, chance) : 0 });

/** Ms until the next act, null for none. */
export function wait(p: Pace, nowMs: number): number | null {
  const at = [p.due_ms, p.file_ms].filter((t) => t > 0);
  return at.length === 0 ? null : Math.max(0, Math.min(...at) - nowMs);
}
