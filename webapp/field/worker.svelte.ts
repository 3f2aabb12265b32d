// The service worker, and the new version it may hold. A page changes to it
// only when somebody presses the button.
import { script } from '../shared/scripts.ts';

interface SyncManager { register(tag: string): Promise<void> }

let waiting = $state.raw<ServiceWorker | null>(null);

export const newVersion = (): boolean => waiting !== null;

export async function startWorker(): Promise<void> {
  if (!navigator.serviceWorker || import.meta.env.DEV) return;
  try {
    const r = await navigator.serviceWorker.register(script(`${import.meta.env.BASE_URL}sw.js`));
    waiting = r.waiting;
    r.addEventListener('updatefound', () => {
      const coming = r.installing;
      coming?.addEventListener('statechange', () => { if (coming.state === 'installed' && navigator.serviceWorker.controller) waiting = coming; });
    });
  } catch { /* without it the app works as long as the server can be reached */ }
}

/** After enrolment: the parts that nobody needs at once are kept, too, when there is a line. */
export async function keepLater(): Promise<void> {
  const r = await navigator.serviceWorker?.getRegistration();
  r?.active?.postMessage('later');
}

/** Asks the browser to wake the app when there is a line again, where it can. */
export async function wakeForSync(): Promise<void> {
  try {
    const r = (await navigator.serviceWorker?.getRegistration()) as (ServiceWorkerRegistration & { sync?: SyncManager }) | undefined;
    await r?.sync?.register('send');
  } catch { /* refused or unknown: the app sends when it is opened */ }
}

export function update(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting?.postMessage('update');
}
