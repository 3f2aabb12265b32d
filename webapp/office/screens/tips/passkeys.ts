// The person's passkeys, the oldest first, told apart by the day they came: two of
// one browser have one name.
import { api, ask, type Schemas } from '../../../shared/api.ts';
import { momentOf } from '../../../shared/time.ts';
import { t } from '../../../shared/words.svelte.ts';

export type Passkey = Schemas['PasskeyView'];

export const inOrder = (list: Passkey[] | null): Passkey[] => (list ?? []).toSorted((a, b) => a.created_ms - b.created_ms);

export const listPasskeys = async (): Promise<Passkey[]> => inOrder(await ask(api.GET('/me/passkeys')));

export const since = (k: Passkey): string => t('tips.passkey_since', { at: momentOf(new Date(k.created_ms)) });
