// Passkeys in the browser. The answers are built field by field: the
// browser's own toJSON would carry results of extensions, which must never
// leave this machine.

const encode = (b: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const decode = (s: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(s.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));

interface Named { id: string; type: PublicKeyCredentialType; transports?: AuthenticatorTransport[] }
const named = (list: Named[] | undefined): PublicKeyCredentialDescriptor[] => (list ?? []).map((c) => ({ ...c, id: decode(c.id) }));

/** Whether this browser has passkeys at all. */
export const passkeysHere = (): boolean => typeof PublicKeyCredential === 'function' && Boolean(navigator.credentials);

type Json = Record<string, unknown>;

/** Makes a passkey from the server's options; null when the person gave up. */
export async function makePasskey(options: unknown): Promise<Json | null> {
  const o = (options as { publicKey: PublicKeyCredentialCreationOptions & { challenge: unknown; user: { id: unknown }; excludeCredentials?: unknown } }).publicKey;
  const made = await attempt(() => navigator.credentials.create({ publicKey: {
    ...o,
    challenge: decode(String(o.challenge)),
    user: { ...o.user, id: decode(String(o.user.id)) },
    excludeCredentials: named(o.excludeCredentials as Named[] | undefined),
    // It may give the secret that keeps keys of tips; asked for later, never here.
    extensions: { prf: {} },
  } }));
  if (!(made instanceof PublicKeyCredential)) return null;
  const r = made.response as AuthenticatorAttestationResponse;
  return outer(made, { clientDataJSON: encode(r.clientDataJSON), attestationObject: encode(r.attestationObject), transports: r.getTransports() });
}

/** Answers the server's challenge; null when the person gave up. */
export async function usePasskey(options: unknown): Promise<Json | null> {
  const o = (options as { publicKey: PublicKeyCredentialRequestOptions & { challenge: unknown; allowCredentials?: unknown } }).publicKey;
  const got = await attempt(() => navigator.credentials.get({ publicKey: {
    ...o, challenge: decode(String(o.challenge)), allowCredentials: named(o.allowCredentials as Named[] | undefined),
  } }));
  if (!(got instanceof PublicKeyCredential)) return null;
  const r = got.response as AuthenticatorAssertionResponse;
  return outer(got, {
    clientDataJSON: encode(r.clientDataJSON), authenticatorData: encode(r.authenticatorData), signature: encode(r.signature),
    ...(r.userHandle ? { userHandle: encode(r.userHandle) } : {}),
  });
}

function outer(c: PublicKeyCredential, response: Json): Json {
  return { id: c.id, rawId: encode(c.rawId), type: c.type, authenticatorAttachment: c.authenticatorAttachment ?? undefined, response, clientExtensionResults: {} };
}

/** Giving up, a time-out and a passkey that is here already are no errors of ours. */
async function attempt(ask: () => Promise<Credential | null>): Promise<Credential | null> {
  try {
    return await ask();
  } catch (e) {
    if (e instanceof DOMException && ['NotAllowedError', 'AbortError', 'InvalidStateError'].includes(e.name)) return null;
    throw e;
  }
}
