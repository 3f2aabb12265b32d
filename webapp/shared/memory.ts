// What this browser remembers between visits: language, theme and whether single keys act, what was
// closed, never data of the book. A browser that refuses storage simply forgets.

export type Memory = 'lang' | 'theme' | 'keys' | 'steps' | 'field.look' | 'field.size' | 'field.tongue';

const prefix = 'phendau.';

export function remembered(key: Memory): string | null {
  try { return localStorage.getItem(prefix + key); } catch { return null; }
}

export function remember(key: Memory, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(prefix + key);
    else localStorage.setItem(prefix + key, value);
  } catch { /* private windows may refuse; the choice then lasts for the page */ }
}
