// Ids made here, so that what is sent twice is done once.

/** A UUID of version 7: the instant in front, random behind. */
export function newId(): string {
  const b = crypto.getRandomValues(new Uint8Array(16));
  let ms = Date.now();
  for (let i = 5; i >= 0; i--) {
    b[i] = ms % 256;
    ms = Math.floor(ms / 256);
  }
  b[6] = 0x70 | ((b[6] ?? 0) & 0x0f);
  b[8] = 0x80 | ((b[8] ?? 0) & 0x3f);
  const hex = [...b].map((x) => x.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The header of a writing request. Keep the value for a repeat of the same request. */
export const once = (id: string = newId()): { 'Idempotency-Key': string } => ({ 'Idempotency-Key': id });
