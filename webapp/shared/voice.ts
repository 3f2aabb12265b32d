// The microphone: one recording of at most a minute, small enough for a bad line.
import type { Bytes } from './bytes.ts';

/** Seconds. */
export const longest = 60;
/** Speech that is understood, 180 KB a minute. */
const clear = 24_000;
/** Speech that is still understood, 120 KB a minute. */
export const plain = 16_000;

/** What browsers record, the smaller first; the types the book takes. */
const forms = ['audio/webm;codecs=opus', 'audio/webm', 'audio/mp4'];

const form = (): string => (globalThis.MediaRecorder ? forms.find((f) => MediaRecorder.isTypeSupported(f)) ?? '' : '');

export const mayListen = (): boolean => form() !== '' && !!navigator.mediaDevices;

export interface Listening { stop(): void }

/**
 * Begins to record; throws when the microphone is refused. second tells how
 * long it has lasted; at the end, by stop or after the longest time, done has
 * the bytes and their media type. The microphone is let go then. most ends it
 * at so many bytes.
 */
export async function listen(second: (s: number) => void, done: (bytes: Bytes, type: string) => void, bits = clear, most = Infinity): Promise<Listening> {
  const type = form();
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: bits });
  const parts: Blob[] = [];
  let s = 0;
  const stop = () => { if (recorder.state !== 'inactive') recorder.stop(); };
  const timer = setInterval(() => {
    second(++s);
    if (s >= longest) stop();
  }, 1000);
  let size = 0;
  recorder.ondataavailable = (e) => {
    if (e.data.size === 0) return;
    if (size + e.data.size > most) return stop();
    size += e.data.size;
    parts.push(e.data);
  };
  recorder.onstop = () => {
    clearInterval(timer);
    stream.getTracks().forEach((t) => t.stop());
    void new Blob(parts).arrayBuffer().then((b) => { if (b.byteLength > 0) done(new Uint8Array(b), type.split(';')[0] ?? type); });
  };
  recorder.start(1000);
  return { stop };
}
