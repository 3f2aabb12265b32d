// When to send, and when to lock: the outside of the phone.

/** How long the app may be out of sight before the PIN is asked again. */
const hiddenMs = 5 * 60_000;

/** Calls act when there is a line again (true), or the app comes back into sight. */
export function watchLine(act: (line: boolean) => void): () => void {
  const online = () => act(true);
  const seen = () => { if (document.visibilityState === 'visible') act(false); };
  const told = (e: MessageEvent) => { if (e.data === 'sync') act(true); };
  addEventListener('online', online);
  document.addEventListener('visibilitychange', seen);
  navigator.serviceWorker?.addEventListener('message', told);
  return () => {
    removeEventListener('online', online);
    document.removeEventListener('visibilitychange', seen);
    navigator.serviceWorker?.removeEventListener('message', told);
  };
}

/** Locks after five minutes out of sight; the instant counts, not a timer that sleeps. */
export function watchLock(lock: () => void): () => void {
  let hiddenAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const change = () => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') {
      hiddenAt = Date.now();
      timer = setTimeout(lock, hiddenMs);
    } else if (hiddenAt > 0 && Date.now() - hiddenAt >= hiddenMs) lock();
  };
  document.addEventListener('visibilitychange', change);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', change);
  };
}
