// Acts that are sent only after the time in which they can be taken back.
// Leaving the page sends what still waits at once.
import { dismiss, toast, undoMs } from '../../../shared/toast.svelte.ts';

interface Waiting { shown: number; timer: ReturnType<typeof setTimeout>; send: (leaving: boolean) => void; undone: () => void }

const waiting = new Set<Waiting>();

/** Sends an act after undoMs unless it is taken back before. */
export function later(text: string, send: (leaving: boolean) => void, undone: () => void): void {
  const w: Waiting = { shown: 0, timer: setTimeout(() => fire(w, false), undoMs), send, undone };
  waiting.add(w);
  w.shown = toast(text, () => takeBack(w));
}

function takeBack(w: Waiting): void {
  if (!waiting.delete(w)) return;
  clearTimeout(w.timer);
  dismiss(w.shown);
  w.undone();
}

/** Takes the latest act back; false when none waits any more. */
export function undoLast(): boolean {
  const last = [...waiting].at(-1);
  if (last) takeBack(last);
  return last !== undefined;
}

function fire(w: Waiting, leaving: boolean): void {
  if (!waiting.delete(w)) return;
  clearTimeout(w.timer);
  dismiss(w.shown);
  w.send(leaving);
}

/** Sends everything that waits; leaving asks the browser to finish without the page. */
export function sendAll(leaving = false): void {
  for (const w of [...waiting]) fire(w, leaving);
}
