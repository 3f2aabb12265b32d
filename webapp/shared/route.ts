// Patterns of addresses: "/so/{id}" with typed parameters. Pure, so that tests
// and the router share it.

/** The parameters a pattern names: Params<'/so/{id}'> is {id: string}. */
export type Params<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? { [K in Name | keyof Params<Rest>]: string } : Record<never, string>;

/** The parameters of a path, decoded; null when the pattern does not fit. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const [want, got] = [segments(pattern), segments(path)];
  if (want.length !== got.length) return null;
  const out: Record<string, string> = {};
  for (const [i, w] of want.entries()) {
    const g = got[i] as string;
    const name = /^\{(.+)\}$/.exec(w)?.[1];
    if (name === undefined) { if (w !== g) return null; continue; }
    try { out[name] = decodeURIComponent(g); } catch { return null; }
  }
  return out;
}

const segments = (path: string): string[] => path.split('/').filter((s) => s !== '');

/** A pattern with its parameters filled in. */
export function fillPath(pattern: string, params: Record<string, string>): string {
  return pattern.replace(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}

/** A query string with some values replaced; null or "" takes one out. */
export function withQuery(query: string, changes: Record<string, string | null | undefined>): string {
  const q = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) continue;
    if (value === null || value === '') q.delete(name);
    else q.set(name, value);
  }
  const text = q.toString();
  return text === '' ? '' : `?${text}`;
}
