// The language an operator supplies, if one was chosen: which questions have a
// recording. What it is made of is loaded when it is needed.
import { remember, remembered } from '../shared/memory.ts';

let state = $state.raw<{ code: string; prompts: string[] }>({ code: '', prompts: [] });

export const tongue = (): string => state.code;
export const prompted = (key: string): boolean => state.prompts.some((p) => p.startsWith(`${key}.`));

export function setTongue(code: string, prompts: string[]): void {
  state = { code, prompts };
  remember('field.tongue', code);
}

/** Takes up the language of the last visit from what the phone keeps. */
export async function startTongue(): Promise<void> {
  const code = remembered('field.tongue');
  if (code) await (await import('./core/tongue.ts')).takeUp(code);
}
