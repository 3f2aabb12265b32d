// What a file is evidence of, until somebody says otherwise.
import type { Kind } from './catalogue.ts';

/** A photograph is a photograph; of papers the kind's first one. */
export function roleOf(kind: Kind, type: string): string {
  if (type.startsWith('image/')) return 'photo';
  return (kind.evidence ?? []).find((e) => e !== 'photo') ?? '';
}
