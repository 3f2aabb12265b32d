// Who is signed in. Rights are decided by the server; the app only leaves out
// what cannot succeed.
import { ApiError, api, ask, hooks, type Schemas } from './api.ts';
import { usePasskey } from './passkey.ts';

export type Session = Schemas['SessionView'];
export type Right = Session['rights'] extends (infer R)[] | null | undefined ? R : never;

type State = { is: 'asking' } | { is: 'setup'; session: Session } | { is: 'out'; session: Session } | { is: 'in'; session: Session } | { is: 'failed'; error: unknown };

let state = $state.raw<State>({ is: 'asking' });
let expired = $state(false);

export const sessionState = (): State => state;

/** Whether the session ended while a page was open: sign in over it. */
export const sessionExpired = (): boolean => expired;

/** The session; only screens inside the shell may ask. */
export function session(): Session {
  if (state.is !== 'in') throw new Error('no session');
  return state.session;
}

/** Whether the signed-in person may do an action somewhere. */
export const may = (right: string): boolean => state.is === 'in' && (state.session.rights ?? []).includes(right as Right);

/** The first grant whose place's figures the person sees; others see public ones only. */
export const figuresOf = () => (state.is === 'in' ? state.session.grants?.find((g) => g.figures) : undefined);

/** Takes what the server said about the session. */
export function takeSession(s: Session): void {
  if (s.person) state = { is: 'in', session: s };
  else state = s.setup ? { is: 'setup', session: s } : { is: 'out', session: s };
  if (s.person) expired = false;
}

/** Asks the server who is signed in; called at start. */
export async function loadSession(): Promise<void> {
  try {
    takeSession(await ask(api.GET('/session')));
  } catch (e) {
    state = { is: 'failed', error: e };
  }
}

export async function signOut(everywhere = false): Promise<void> {
  takeSession(await ask(everywhere ? api.DELETE('/sessions') : api.DELETE('/session')));
}

hooks.signedOut = () => { if (state.is === 'in') expired = true; };

/**
 * Carries out an act that may need a fresh passkey: when the server asks for
 * one, the person gives it and the act is tried once more. null means that the
 * person gave up.
 */
export async function proven<T>(act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (e) {
    if (!(e instanceof ApiError) || e.code !== 'need_proof') throw e;
  }
  const begun = await ask(api.POST('/session/proof/begin'));
  const answer = await usePasskey(begun.options);
  if (!answer) return null;
  takeSession(await ask(api.POST('/session/proof', { body: { key: begun.key, answer } })));
  return act();
}
