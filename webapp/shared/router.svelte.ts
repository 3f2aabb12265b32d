// The router: history API below one base path. Links stay plain <a href>, so
// opening in a new tab, copying and middle clicks work.
import { fillPath, matchPath, withQuery, type Params } from './route.ts';

/** The names of the bar that rules a page; links between screens keep them. */
export const scopeNames = ['place', 'period', 'calendar', 'map'] as const;

/** The app's own folder: "/office". */
const base = import.meta.env.BASE_URL.replace(/\/$/, '');

let here = $state.raw({ path: location.pathname, query: location.search });
let guard: (() => boolean) | null = null;

/** The path below the base: "/so/42". */
export const path = (): string => here.path.slice(base.length) || '/';

/** One value of the query string, "" when absent. */
export const query = (name: string): string => new URLSearchParams(here.query).get(name) ?? '';

/** A day of the query string (YYYY-MM-DD), "" when absent or no day. */
export function dayIn(name: string): string {
  const day = query(name);
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : '';
}

/** The whole query string with its "?", for requests that take it as it is. */
export const queryString = (): string => here.query;

type Extra = Record<string, string | null | undefined>;
type Given<P extends string> = keyof Params<P> extends never ? [params?: Record<never, string>, extra?: Extra] : [params: Params<P>, extra?: Extra];

/**
 * The address of a screen. The bar's place, period, calendar and map go with
 * it; extra replaces or adds values.
 */
export function href<P extends string>(pattern: P, ...[params, extra]: Given<P>): string {
  const now = new URLSearchParams(here.query);
  const kept = Object.fromEntries(scopeNames.map((n) => [n, now.get(n)]));
  return base + fillPath(pattern, params ?? {}) + withQuery('', { ...kept, ...extra });
}

/** Goes to an address made by href, as if its link was followed. */
export function go(to: string, how: 'push' | 'replace' = 'push'): void {
  if (guard && !guard()) return;
  history[how === 'push' ? 'pushState' : 'replaceState'](null, '', to);
  arrive();
}

/** Changes values of the query string on the same screen; focus stays. */
export function setQuery(changes: Record<string, string | null | undefined>, how: 'push' | 'replace' = 'push'): void {
  const to = here.path + withQuery(here.query, changes);
  history[how === 'push' ? 'pushState' : 'replaceState'](null, '', to);
  here = { path: location.pathname, query: location.search };
}

/**
 * While set, leaving the screen asks first: ask() returns whether to go on.
 * Returns what takes the guard away; use it as the clean-up of an effect.
 */
export function guardLeaving(ask: () => boolean): () => void {
  guard = ask;
  const before = (e: BeforeUnloadEvent) => { e.preventDefault(); };
  addEventListener('beforeunload', before);
  return () => {
    if (guard === ask) guard = null;
    removeEventListener('beforeunload', before);
  };
}

/** Listens to links and to back and forward; returns what stops it. */
export function startRouter(): () => void {
  addEventListener('popstate', moved);
  document.addEventListener('click', follow);
  return () => {
    removeEventListener('popstate', moved);
    document.removeEventListener('click', follow);
  };
}

/** Back and forward: the browser has gone already, so whoever stays is put where he was. */
function moved(): void {
  if (location.pathname !== here.path && guard && !guard()) history.pushState(null, '', here.path + here.query);
  else arrive();
}

function arrive(): void {
  const other = location.pathname !== here.path;
  here = { path: location.pathname, query: location.search };
  if (other) scrollTo(0, 0);
}

/** Takes over plain clicks on links to screens of this app. */
function follow(e: MouseEvent): void {
  if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
  const a = (e.target as Element | null)?.closest('a');
  if (!a || a.target || a.hasAttribute('download') || a.origin !== location.origin || !a.pathname.startsWith(`${base}/`)) return;
  if (a.hash && a.pathname === location.pathname && a.search === location.search) return;
  e.preventDefault();
  go(a.pathname + a.search + a.hash);
}

export { matchPath };

/** Puts the reader at the head of a new screen: title and focus on its h1. */
export function announce(title: string, appName: string, focus: boolean): void {
  document.title = title === '' ? appName : `${title} - ${appName}`;
  if (!focus) return;
  const h1 = document.querySelector<HTMLElement>('main h1');
  h1?.setAttribute('tabindex', '-1');
  h1?.focus({ preventScroll: true });
}
