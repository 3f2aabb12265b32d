// Who is signed in. Rights are decided by the server; the app only leaves out
// what cannot succeed.
import { ApiError, api, ask, hooks, type Schemas } from './api.ts';

export type Session = Schemas['Session'];

type State = { is: 'asking' } | { is: 'out' } | { is: 'in'; session: Session } | { is: 'failed'; error: unknown };

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

/** Asks the server who is signed in; called at start and after signing in. */
export async function loadSession(): Promise<void> {
  try {
    state = { is: 'in', session: await ask(api.GET('/api/v1/session')) };
    expired = false;
  } catch (e) {
    if (e instanceof ApiError && e.status === 401) state = { is: 'out' };
    else state = { is: 'failed', error: e };
  }
}

hooks.signedOut = () => { if (state.is === 'in') expired = true; };
