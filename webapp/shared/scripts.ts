// The only scripts this app starts by address: its worker and its service
// worker. Everything else the browser refuses (Trusted Types).

interface Policies { createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string } }

const base = import.meta.env.BASE_URL;
const own = (url: string): string => {
  const { origin, pathname } = new URL(url, location.href);
  if (origin !== location.origin || !(pathname === `${base}sw.js` || pathname.startsWith(`${base}assets/`))) throw new TypeError(`not a script of this app: ${url}`);
  return url;
};

const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
const policy = policies?.createPolicy('phendau-scripts', { createScriptURL: own });

/** An own script's address as the browser takes it. */
export const script = (url: string): string => policy?.createScriptURL(url) ?? own(url);
