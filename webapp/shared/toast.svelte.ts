// Short words after an act, with Undo. Never the only confirmation: the page
// itself shows the new state.

export interface Toast { id: number; text: string; undo?: () => void }

/** How long Undo stays; the review queue sends its operation after it. */
export const undoMs = 10_000;

let shown = $state.raw<Toast[]>([]);
let next = 1;

export const toasts = (): Toast[] => shown;

/** Shows a text until undoMs passed or it is dismissed. */
export function toast(text: string, undo?: () => void): number {
  const id = next++;
  shown = [...shown, undo ? { id, text, undo } : { id, text }];
  setTimeout(() => dismiss(id), undoMs);
  return id;
}

export function dismiss(id: number): void { shown = shown.filter((t) => t.id !== id); }
