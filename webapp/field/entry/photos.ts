// The operations that attach the photos of an entry and the pieces of its track.
import type { Kind } from '../../shared/entry/catalogue.ts';
import { roleOf } from '../../shared/entry/evidence.ts';
import type { Wish } from '../core/author.ts';
import type { PhotoRow } from '../core/db.ts';
import { attachment } from '../core/photo.ts';

type Target = Pick<Wish, 'ledger_id' | 'entity_type' | 'entity_id'>;

/** The same picture chosen twice is attached once. */
export const attachWishes = (to: Target, photos: PhotoRow[], kind: Kind): Wish[] =>
  photos.filter((p, i) => photos.findIndex((q) => q.sha256 === p.sha256) === i).map((p) => ({ ...to, verb: 'attach', body: attachment(p, roleOf(kind, 'image/jpeg')) }));
