// The secret a passkey gives for tips. Its ceremony is one of its own: a random
// challenge that nobody checks, one passkey, and a result that is neither
// serialised nor sent. Signing in never asks for it.
import { fromBase64url, random, type Bytes } from '../bytes.ts';

/** What became of asking a passkey: its secret of 32 bytes, nothing where the person gave up, or a passkey that cannot do it. */
export type Prf = { is: 'secret'; secret: Bytes } | { is: 'given_up' } | { is: 'cannot' };

/** Asks one passkey; the input is 32 bytes and the same for the whole installation. */
export async function askPrf(credential: string, input: Bytes): Promise<Prf> {
  let got: Credential | null;
  try {
    got = await navigator.credentials.get({ publicKey: {
      challenge: random(32), userVerification: 'required', allowCredentials: [{ id: fromBase64url(credential), type: 'public-key' }],
      extensions: { prf: { eval: { first: input } } },
    } });
  } catch (e) {
    if (e instanceof DOMException) return { is: 'given_up' };
    throw e;
  }
  const first = (got as PublicKeyCredential | null)?.getClientExtensionResults().prf?.results?.first;
  if (!first) return { is: 'cannot' };
  const secret = new Uint8Array(first instanceof ArrayBuffer ? first : first.buffer as ArrayBuffer).slice(0, 32);
  return secret.length === 32 ? { is: 'secret', secret } : { is: 'cannot' };
}
